import type { Proposal, Proposals } from '../../cache/proposals.ts'
import { redactText } from '../../templates/redact.ts'
import { plural } from '../../templates/words.ts'
import { chooseDocuments } from '../document-names.ts'
import { actionsBefore } from '../interrupted.ts'
import { createTemplates } from '../own-templates.ts'
import { defineTask, degraded, type Files } from '../task.ts'
import { writeDocument } from '../write-document.ts'
import { proposeRules } from './proposals.ts'
import { ruleTextsOf } from './rule-texts.ts'

interface Suggested {
  /** Where everything that is proposed waits for its decision. */
  file?: string
  /** Of this run's documents, where this run wrote the file. */
  number?: number
}

/** Writes `SUGGESTED_RULES_<date>.md`, where there is something new to decide, and notes what is in it under which number. */
export const writeSuggestions = defineTask({
  id: 'rules/suggestions',
  title: 'Write the suggested rule changes',
  needs: { rules: proposeRules },
  block: ({ file }: Suggested) => (file === undefined ? {} : { rules: { file } }),
  show: ({ file }: Suggested) => file ?? 'no proposals',
  async plan(context, { rules: { proposals, information, moreInformation } }) {
    const { project, files, config, log, runOwn, stores } = context
    const record = { kind: 'record' as const, what: plural(proposals.length, 'open proposal') }
    if (proposals.length === 0)
      return { actions: [record], output: {}, data: { text: '', proposals, ruleTexts: {}, broken: null } }
    const known = stillOpen(stores.proposals, files, proposals)
    if (known !== undefined)
      return { actions: [record], output: { file: known }, data: { text: '', proposals, ruleTexts: {}, broken: null } }
    const documents = chooseDocuments(context)
    const reviewCommand = project.command('review')
    const templates = createTemplates({ files, log, runOwn })
    const written = { date: documents.date, reviewCommand }
    // With it come the detectors.
    const { renderSuggestions } = await import('./suggestions-document.ts')
    const text = await redactText(renderSuggestions(proposals, information, { ...written, moreInformation }, templates))
    const concerned = proposals.flatMap(({ ruleIds }) => ruleIds)
    return {
      actions: [{ kind: 'write' as const, path: documents.suggestions }, record],
      output: { file: documents.suggestions, number: documents.number },
      data: {
        text,
        proposals,
        ruleTexts: ruleTextsOf(files.read(config.rules), concerned),
        broken: templates.broken,
      },
    }
  },
  apply({ files, stores, session, run, actions }, { actions: planned, output, data }) {
    const { proposals } = data
    const recorded = planned.length - 1
    planned.push(
      ...actionsBefore<Suggested, typeof data>(
        actions.interrupted,
        planned,
        (action, before) => action.kind === 'write' && files.read(action.path) === before.data.text,
      ),
    )
    const { file }: Suggested = output
    const at = run.startedAt
    // Recorded first: a document whose numbers nobody knows could not be reviewed.
    stores.proposals.report(proposals, session.id, at)
    actions.did(recorded, 'recorded')
    if (file === undefined || data.text === '') return data.broken ? degraded(output, data.broken) : output
    stores.proposals.recordDocument({ file, session: session.id, at, proposals, ruleTexts: data.ruleTexts })
    const unrecorded = writeDocument({ files, stores, session, run }, file, data.text)
    const lacking = data.broken ?? unrecorded
    return lacking ? degraded(output, lacking) : output
  },
})

/** The latest document, where it is still there and everything that is proposed now waits in it for its decision. */
function stillOpen(proposals: Proposals, files: Pick<Files, 'exists'>, now: Proposal[]): string | undefined {
  const latest = proposals.latestDocument()
  if (!latest || !files.exists(latest.file)) return undefined
  const waiting = proposals
    .ofDocument(latest.file)
    .filter(({ fingerprint, at }) => proposals.decisions(fingerprint).every((decision) => decision.at < at))
  const known = new Set(waiting.map(({ fingerprint }) => fingerprint))
  return now.every(({ fingerprint }) => known.has(fingerprint)) ? latest.file : undefined
}
