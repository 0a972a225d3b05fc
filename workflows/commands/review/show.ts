import { coloured, unifiedDiff } from '../../../tasks/rules/review/diff.ts'
import type { ReviewPlan } from '../../../tasks/rules/review/plan.ts'
import { type Review, tickedOf } from '../../../tasks/rules/review/review.ts'
import { describeResolved, resolvedJson } from '../../../tasks/rules/review/words.ts'
import { oneLine } from '../../../templates/render.ts'
import type { Invocation } from '../../runner/command.ts'
import type { Synced } from './sync.ts'

export async function diffFor(
  { output, json }: Invocation,
  file: string,
  before: string,
  after: string,
): Promise<string> {
  const diff = await unifiedDiff(file, before, after)
  return output.coloured && !json ? coloured(diff) : diff
}

export interface Outcome {
  plan: ReviewPlan
  applied: boolean
  /** The copy of the rules as they were, where they were changed. */
  backup: string | undefined
  synced: Synced | undefined
}

export async function show(invocation: Invocation, review: Review, outcome: Outcome): Promise<void> {
  const { output, json, options } = invocation
  const { plan, applied, backup, synced } = outcome
  const { file, resolved, rules, rulesFile } = review
  const diff =
    rules === undefined || plan.edited === undefined ? '' : await diffFor(invocation, rulesFile, rules, plan.edited)
  if (json) {
    const proposals = resolved.map((each) => resolvedJson(each, plan))
    const sync = synced?.sync
    output.result(JSON.stringify({ file, proposals, diff, applied, ...(backup && { backup }), ...(sync && { sync }) }))
    if (synced && !sync?.verified) output.note(`bookend: ${oneLine(synced.words)}`)
    return
  }
  for (const each of resolved) if (each.state === 'decided' && each.note) output.note(`bookend: ${each.note}`)
  const listed = resolved.map((each) => describeResolved(each, plan))
  // Whoever was asked has seen each change already.
  const shown = diff === '' || (applied && options.interactive === true) ? [] : ['', diff]
  output.result([...listed, ...shown, '', closing(invocation, review, outcome)].join('\n'))
}

function closing(invocation: Invocation, review: Review, outcome: Outcome): string {
  const { backup, synced } = outcome
  return [
    summary(invocation, review, outcome),
    ...(backup ? [`Changed: ${review.rulesFile}; as it was: ${backup}`] : []),
    ...(synced ? [`Sync: ${synced.words}`] : []),
  ].join('\n')
}

function summary({ project, dryRun }: Invocation, review: Review, { plan, applied }: Outcome): string {
  const { file } = review
  const count = plan.ruleIds.size
  if (tickedOf(review).length === 0) return `Nothing to apply: ${file} has no new tick.`
  if (count === 0) return 'Nothing was applied.'
  if (applied) return `Applied: ${count} ${count === 1 ? 'decision' : 'decisions'} recorded`
  if (dryRun) return 'Dry run: nothing was changed.'
  return `Nothing was changed. To apply it: ${project.command('review', file, '--yes')} (or --interactive)`
}
