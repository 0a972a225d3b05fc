import { userInfo } from 'node:os'
import { relative, resolve } from 'node:path'
import type { Cache } from '../../cache/database.ts'
import { UserError } from '../../cache/errors.ts'
import { createProposals, type ProposalDecision } from '../../cache/proposals.ts'
import { createUnrecordedReviews } from '../../cache/unrecorded-review.ts'
import { applyReview, finishInterruptedReview } from '../../tasks/rules/review/apply.ts'
import type { Occasion, Ticked } from '../../tasks/rules/review/changes.ts'
import { coloured, unifiedDiff } from '../../tasks/rules/review/diff.ts'
import { planReview, type ReviewPlan } from '../../tasks/rules/review/plan.ts'
import { loadReview, type Review, tickedOf } from '../../tasks/rules/review/review.ts'
import { describeResolved, describeTicked, resolvedJson } from '../../tasks/rules/review/words.ts'
import { oneLine } from '../../templates/render.ts'
import type { Command, Invocation } from '../runner/command.ts'
import { createFiles } from '../runner/effects/files.ts'
import { openQuestions } from '../runner/effects/questions.ts'
import { createShell } from '../runner/effects/shell.ts'
import { withLock } from '../runner/workflow-command.ts'

export const reviewCommand: Command = {
  name: 'review',
  arguments: '[file]',
  description: 'show what the ticks in a suggestions file do to the rules, and apply it',
  options: [
    ['--yes', 'apply it'],
    ['--interactive', 'ask for each decision whether to apply it'],
  ],
  writes: true,
  async run(invocation) {
    const { options, dryRun } = invocation
    if (options.yes === true && options.interactive === true)
      throw new UserError('review takes --yes or --interactive, not both')
    const applies = !dryRun && (options.yes === true || options.interactive === true)
    const cache = invocation.openCache(applies ? 'durable' : 'existing')
    if (!applies) return review(invocation, cache, false)
    if (cache.unsaved) throw new UserError(`${cache.unsaved}: decisions could not be recorded, so none was applied`, 4)
    return withLock(invocation, cache, () => review(invocation, cache, true))
  },
}

async function review(invocation: Invocation, cache: Cache, applies: boolean): Promise<number> {
  const { settings, output, options, project, dryRun } = invocation
  const files = createFiles(project.root, !applies)
  const unrecorded = createUnrecordedReviews(cache.db)
  const proposals = createProposals(cache.db)
  if (applies || dryRun) {
    if (finishInterruptedReview(files, unrecorded, settings.rules) === 'recorded')
      output.note('bookend: a review that was interrupted had written the rules; its decisions are recorded now')
  }
  const file = chooseFile(invocation, proposals.latestDocument()?.file)
  const loaded = await loadReview(files, proposals, { file, rulesFile: settings.rules })
  if ('problems' in loaded) {
    for (const { line, what } of loaded.problems) output.note(`${file}:${line}: ${oneLine(what)}`)
    output.note(`bookend: ${file} is damaged: nothing in it was applied`)
    return 2
  }
  const { session, rules, rulesFile } = loaded
  const occasion = { at: invocation.now(), by: await whoDecides(invocation), session, document: file }
  const ticked = tickedOf(loaded)
  const decided = applies && options.interactive === true ? await askEach(invocation, loaded, occasion) : ticked
  const interrupted = invocation.interruption.exitStatus()
  if (interrupted !== undefined) return interrupted
  const plan = await planReview(rules, decided, occasion)
  const applied = applies && decided.length > 0
  const decisions = decided.map((each) => recordOf(each, plan, occasion))
  const backup = applied
    ? applyReview(files, unrecorded, { rulesFile, before: rules, plan, decisions, at: occasion.at })
    : undefined
  await show(invocation, loaded, { plan, applied, backup })
  return 0
}

/** The file that was named, else the one that the latest closedown wrote; relative to the project. */
function chooseFile({ args, project }: Invocation, latest: string | undefined): string {
  const [named] = args
  if (named !== undefined) return relative(project.root, resolve(named))
  if (latest !== undefined) return latest
  throw new UserError(
    `nothing to review: no closedown has proposed a rule change yet; ${project.command('closedown')} does where it finds one`,
  )
}

/** The name that git knows the user by, else the one that the system does. */
async function whoDecides({ project, interruption }: Invocation): Promise<string> {
  const shell = createShell(project.root, interruption.signal, () => undefined)
  const { stdout, exit } = await shell.run(['git', 'config', 'user.name'])
  return (exit === 0 && oneLine(stdout)) || userInfo().username
}

function recordOf(ticked: Ticked, { ruleIds }: ReviewPlan, { at, by, document }: Occasion): ProposalDecision {
  const { proposal, tick, text, quadrant, persistence } = ticked
  return {
    fingerprint: proposal.fingerprint,
    decision: tick,
    at,
    decidedBy: by,
    occurrences: proposal.occurrences,
    ruleIds: ruleIds.get(proposal.id) ?? [],
    applied: tick === 'reject' ? {} : { text, quadrant, persistence },
    document,
  }
}

/** Asks for each decision, with the change that it makes to the rules behind those that were taken before it. */
async function askEach(
  invocation: Invocation,
  { rules, rulesFile, ...review }: Review,
  occasion: Occasion,
): Promise<Ticked[]> {
  const { output, interruption } = invocation
  const questions = openQuestions(interruption.signal)
  if (!questions) throw new UserError('--interactive asks on a terminal, and this is none: use --yes')
  const taken: Ticked[] = []
  try {
    let before = rules
    for (const ticked of tickedOf(review)) {
      const plan = await planReview(rules, [...taken, ticked], occasion)
      const after = plan.edited ?? before
      output.note(describeTicked(ticked, plan.ruleIds.get(ticked.proposal.id)))
      if (before !== undefined && after !== undefined && after !== before)
        output.note(await diffFor(invocation, rulesFile, before, after))
      const answer = (await questions.ask('Apply this one? [y]es, [n]o, [q]uit: '))?.trim().toLowerCase() ?? 'q'
      if (answer.startsWith('q')) break
      if (!answer.startsWith('y')) continue
      taken.push(ticked)
      before = after
    }
  } finally {
    questions.close()
  }
  return taken
}

async function diffFor({ output, json }: Invocation, file: string, before: string, after: string): Promise<string> {
  const diff = await unifiedDiff(file, before, after)
  return output.coloured && !json ? coloured(diff) : diff
}

interface Outcome {
  plan: ReviewPlan
  applied: boolean
  backup: string | undefined
}

async function show(invocation: Invocation, review: Review, outcome: Outcome): Promise<void> {
  const { output, json, options } = invocation
  const { plan, applied, backup } = outcome
  const { file, resolved, rules, rulesFile } = review
  const diff =
    rules === undefined || plan.edited === undefined ? '' : await diffFor(invocation, rulesFile, rules, plan.edited)
  if (json) {
    const proposals = resolved.map((each) => resolvedJson(each, plan))
    output.result(JSON.stringify({ file, proposals, diff, applied, ...(backup && { backup }) }))
    return
  }
  for (const each of resolved) if (each.state === 'decided' && each.note) output.note(`bookend: ${each.note}`)
  const listed = resolved.map((each) => describeResolved(each, plan))
  // Whoever was asked has seen each change already.
  const shown = diff === '' || (applied && options.interactive === true) ? [] : ['', diff]
  output.result([...listed, ...shown, '', closing(invocation, review, outcome)].join('\n'))
}

function closing({ project, dryRun }: Invocation, review: Review, { plan, applied, backup }: Outcome): string {
  const { file, rulesFile } = review
  const count = plan.ruleIds.size
  const recorded = `Applied: ${count} ${count === 1 ? 'decision' : 'decisions'} recorded`
  if (applied) return backup ? `${recorded}; ${rulesFile} is changed, the old one is kept as ${backup}` : recorded
  if (tickedOf(review).length === 0) return `Nothing to apply: ${file} has no new tick.`
  if (count === 0) return 'Nothing was applied.'
  if (dryRun) return 'Dry run: nothing was changed.'
  return `Nothing was changed. To apply it: ${project.command('review', `${file} --yes`)} (or --interactive)`
}
