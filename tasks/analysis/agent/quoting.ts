import { redactLine } from '../../../templates/redact.ts'
import type { Config } from '../../config.ts'
import { nothingRun } from '../../nothing-run.ts'
import { countTests } from '../../test-counts.ts'

/** How transcripts are quoted: without secrets, and not at all where the configuration says so. */
export const quoting = ({ agentText }: Pick<Config, 'agentText'>) => ({
  texts: agentText,
  withoutSecrets: redactLine,
  countTests,
  nothingRun,
})
