import type { Written } from '../../../tasks/rules/review/apply.ts'
import { coloured, unifiedDiff } from '../../../tasks/rules/review/diff.ts'
import type { ReviewPlan } from '../../../tasks/rules/review/plan.ts'
import { decisionsIn, type Review } from '../../../tasks/rules/review/review.ts'
import { describeUndone } from '../../../tasks/rules/review/undone.ts'
import { describeEdits, describeResolved, resolvedJson } from '../../../tasks/rules/review/words.ts'
import { oneLine } from '../../../templates/render.ts'
import { plural } from '../../../templates/words.ts'
import type { Invocation } from '../../runner/command.ts'
import type { Synced } from './sync.ts'

async function diffFor({ output, json }: Invocation, file: string, before: string, after: string): Promise<string> {
  const diff = await unifiedDiff(file, before, after)
  return output.coloured && !json ? coloured(diff) : diff
}

export interface Outcome {
  plan: ReviewPlan
  applied: boolean
  /** The files that were changed, each with the copy of it as it was. */
  written: Written[]
  synced: Synced | undefined
}

export async function show(invocation: Invocation, review: Review, outcome: Outcome): Promise<void> {
  const { output, json, options } = invocation
  const { plan, applied, written, synced } = outcome
  const { file, resolved } = review
  const [backup] = written.flatMap((each) => each.backup ?? [])
  const diff = await diffOf(invocation, plan)
  if (json) {
    const proposals = resolved.map((each) => resolvedJson(each, plan))
    const sync = synced?.sync
    output.json({ file, proposals, diff, applied, ...(backup && { backup }), ...(sync && { sync }) })
    if (synced && !sync?.verified) output.note(`bookend: ${oneLine(synced.words)}`)
    return
  }
  for (const each of resolved) if (each.state === 'decided' && each.note) output.note(`bookend: ${each.note}`)
  const listed = resolved.flatMap((each) => [
    describeResolved(each, plan),
    ...(each.state === 'ticked'
      ? describeEdits(each.decision)
      : each.state === 'open'
        ? describeEdits(each.draft)
        : []),
  ])
  // Whoever was asked has seen each change already.
  const shown = diff === '' || (applied && options.interactive === true) ? [] : ['', diff]
  output.result([...listed, ...shown, '', await closing(invocation, review, outcome)].join('\n'))
}

/** The changes of all files, one after the other. */
export async function diffOf(invocation: Invocation, { changes }: Pick<ReviewPlan, 'changes'>): Promise<string> {
  const diffs: string[] = []
  for (const { path, before, after } of changes) diffs.push(await diffFor(invocation, path, before ?? '', after))
  return diffs.join('\n\n')
}

async function closing(invocation: Invocation, review: Review, outcome: Outcome): Promise<string> {
  const { plan, written, synced } = outcome
  const emptied = plan.changes.filter((change) => change.emptied)
  return [
    summary(invocation, review, outcome),
    ...(await describeUndone(review)).map(oneLine),
    ...emptied.map(({ path }) => `No rule is left in ${path}`),
    ...written.map(({ path, backup }) => (backup ? `Changed: ${path}; as it was: ${backup}` : `Written: ${path}`)),
    ...(synced ? [`Sync: ${synced.words}`] : []),
  ].join('\n')
}

function summary({ project, dryRun }: Invocation, review: Review, { plan, applied }: Outcome): string {
  const { file } = review
  const count = plan.ruleIds.size
  if (decisionsIn(review).length === 0) return `Nothing to apply: ${file} has no new tick.`
  if (count === 0) return 'Nothing was applied.'
  if (applied) return `Applied: ${plural(count, 'decision')} recorded`
  if (dryRun) return 'Dry run: nothing was changed.'
  return `Nothing was changed. To apply it: ${project.command('review', file, '--yes')} (or --interactive)`
}
