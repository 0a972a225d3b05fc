import { redactJson } from '../../templates/redact.ts'
import { shownHistory } from '../analysis/history.ts'
import { createTemplates } from '../own-templates.ts'
import { asReport } from '../report.ts'
import { defineTask } from '../task.ts'
import { standingWork } from '../work/standing/view.ts'
import { writePlanned } from '../write-document.ts'
import { sources } from './facts.ts'
import { nameDocuments } from './names.ts'

/** The document as it was written, with its first screen, which later sessions and hooks show. */
export interface WrittenHandoff {
  file: string
  bytes: number
  screen: string
}

/** Writes `SESSION_CLOSEDOWN_<date>.md`: what the next session needs, whatever failed before. */
export const writeHandoff = defineTask({
  id: 'handoff/document',
  title: 'Write the handoff',
  tells: true,
  needs: { documents: nameDocuments },
  wants: sources,
  block: ({ file, bytes }: WrittenHandoff) => ({ handoff: { file, bytes } }),
  show: ({ file }: WrittenHandoff) => file,
  async plan({ session, stores, run, project, config, files, log, runOwn }, { documents, ...outputs }) {
    const foreign = await redactJson({
      ...outputs,
      history: shownHistory(stores.reports, session),
      work: outputs.standing ?? standingWork([], outputs.agent),
      steps: run.steps(),
    })
    const { analysis } = asReport(await run.report())
    const facts = { analysis, ...foreign, session, project, config, date: documents.date, file: documents.handoff }
    const templates = createTemplates({ files, log, runOwn })
    const { renderLetter } = await import('./document/letter.ts')
    const { screen, text } = await redactJson(renderLetter(facts, templates))
    return {
      actions: [{ kind: 'write' as const, path: documents.handoff }],
      output: { file: documents.handoff, bytes: Buffer.byteLength(text), screen },
      data: { text, broken: templates.broken },
    }
  },
  apply: (context, plan) => writePlanned(context, plan),
})
