import { userInfo } from 'node:os'
import { isAbsolute, normalize, relative, resolve } from 'node:path'
import type { Cache } from '../../cache/database.ts'
import { createDocuments } from '../../cache/documents.ts'
import { Interrupted, UserError } from '../../cache/errors.ts'
import { sha256 } from '../../cache/json.ts'
import { createProposals } from '../../cache/proposals.ts'
import { createUnrecordedReviews, type UnrecordedReviews } from '../../cache/unrecorded-review.ts'
import { git } from '../../tasks/git/git.ts'
import { applyReview, finishInterruptedReview } from '../../tasks/rules/review/apply.ts'
import { planReview } from '../../tasks/rules/review/plan.ts'
import { recordDecisions } from '../../tasks/rules/review/record.ts'
import { decisionsIn, loadReview, type Review } from '../../tasks/rules/review/review.ts'
import type { ReviewContext, ReviewDecision } from '../../tasks/rules/review/review-decision.ts'
import type { Files } from '../../tasks/task.ts'
import { oneLine } from '../../templates/render.ts'
import type { Invocation } from '../runner/command.ts'
import { createFiles } from '../runner/effects/files.ts'
import { createShell } from '../runner/effects/shell.ts'
import { withLock } from '../runner/run-lock.ts'
import { tidy } from '../runner/tidy.ts'
import { askEach } from './review/ask.ts'
import { show } from './review/show.ts'
import { isOwed, isSyncOwed, openStores, oweSync, syncAfterReview } from './review/sync.ts'

export async function reviewSuggestions(invocation: Invocation): Promise<number> {
  const { options, dryRun } = invocation
  if (options.yes === true && options.interactive === true)
    throw new UserError('review takes --yes or --interactive, not both')
  const applies = !dryRun && (options.yes === true || options.interactive === true)
  const cache = invocation.openCache(applies ? 'durable' : 'existing')
  if (!applies) return review(invocation, cache)
  if (options.interactive === true) return reviewByQuestions(invocation, cache)
  return withLock(invocation, cache, async () => {
    tidy(invocation)
    const begun = await begin(invocation, cache, true)
    return typeof begun === 'number' ? begun : apply(invocation, cache, begun, decisionsIn(begun.loaded))
  })
}

/** Nobody is kept from working while a person thinks: the lock is held before the first question and behind the last one. */
async function reviewByQuestions(invocation: Invocation, cache: Cache): Promise<number> {
  const asked = await withLock(invocation, cache, async () => {
    tidy(invocation)
    return begin(invocation, cache, true)
  })
  if (typeof asked === 'number') return asked
  const decided = await askEach(invocation, asked.loaded, asked.reviewContext)
  const interrupted = invocation.interruption.exitStatus()
  if (interrupted !== undefined) throw new Interrupted(interrupted, 'interrupted: nothing was applied')
  return withLock(invocation, cache, async () => {
    const begun = await begin(invocation, cache, true)
    if (typeof begun === 'number') return begun
    if (!(await isAsAsked(asked, begun, decided)))
      throw new UserError(
        `${begun.loaded.file} or the rules changed while you were asked: nothing was applied; run ${invocation.project.command('review', '--interactive')} again`,
        4,
      )
    return apply(invocation, cache, { ...begun, reviewContext: asked.reviewContext }, decided)
  })
}

/** Whether what was said yes to is still what would be done. */
async function isAsAsked(asked: Begun, now: Begun, decided: ReviewDecision[]): Promise<boolean> {
  const known = new Set(decisionsIn(now.loaded).map((decision) => JSON.stringify(decision)))
  if (!decided.every((decision) => known.has(JSON.stringify(decision)))) return false
  const changes = async ({ loaded }: Begun) =>
    JSON.stringify((await planReview(loaded, decided, asked.reviewContext)).changes)
  return (await changes(asked)) === (await changes(now))
}

async function review(invocation: Invocation, cache: Cache): Promise<number> {
  const begun = await begin(invocation, cache, false)
  if (typeof begun === 'number') return begun
  if (await isSyncOwed(invocation, cache))
    invocation.output.note('bookend: a sync of the rules is still owed; --yes, init and closedown do it')
  const { loaded, reviewContext } = begun
  const plan = await planReview(loaded, decisionsIn(loaded), reviewContext)
  await show(invocation, loaded, { plan, applied: false, written: [], synced: undefined })
  return 0
}

/** A suggestions file that was read, and what it is reviewed with. */
interface Begun {
  loaded: Review
  reviewContext: ReviewContext
  files: Files
  unrecorded: UnrecordedReviews
}

/** Finishes what was interrupted, and reads the suggestions file; an exit status where nothing of it can be applied, which is said. */
async function begin(invocation: Invocation, cache: Cache, applies: boolean): Promise<Begun | number> {
  const { settings, project, dryRun, output } = invocation
  const files = createFiles(project.root, !applies)
  const proposals = createProposals(cache.db)
  const unrecorded = createUnrecordedReviews(cache.db)
  // A dry run works on a copy of the cache; only showing writes nothing there.
  const showsOnly = !applies && !dryRun
  const finished = showsOnly ? undefined : finishInterruptedReview(files, unrecorded, settings.rules)
  if (finished === 'recorded')
    output.note('bookend: a review that was interrupted had written the rules; its decisions are recorded now')
  if (showsOnly && unrecorded.get())
    output.note('bookend: a review was interrupted; --yes finishes it first, so some of this may be done already')
  const file = chooseFile(invocation, files, proposals.latestDocument()?.file)
  const loaded = await loadReview(files, proposals, { file, rulesFile: settings.rules })
  if ('problems' in loaded) {
    const named = loaded.problems.map(({ line, what }) => `${file}:${line}: ${oneLine(what)}`)
    const why = loaded.damaged ? `${file} is damaged: nothing in it` : `nothing in ${file}`
    const ended = `${why} was applied${loaded.damaged ? '' : '; change what is named above, and run review again'}`
    output.note([...named, `bookend: ${ended}`].join('\n'))
    if (invocation.json) output.json({ error: { status: 2, message: [...named, ended].join('\n') } })
    return 2
  }
  const reviewContext = {
    at: invocation.now(),
    by: await whoDecides(invocation),
    session: loaded.session,
    document: file,
  }
  return { loaded, reviewContext, files, unrecorded }
}

async function apply(
  invocation: Invocation,
  cache: Cache,
  { loaded, reviewContext, files, unrecorded }: Begun,
  decided: ReviewDecision[],
): Promise<number> {
  const interrupted = invocation.interruption.exitStatus()
  if (interrupted !== undefined) return interrupted
  const stores = openStores(invocation, cache)
  try {
    const plan = await planReview(loaded, decided, reviewContext)
    const applied = decided.length > 0
    const since = stores.sessions.lastClosed(Number.MAX_SAFE_INTEGER)?.to ?? reviewContext.at
    const decisions = recordDecisions(decided, plan, reviewContext, { since, rules: loaded.rules })
    oweSync(stores, plan, loaded.rulesFile)
    const written = applied
      ? applyReview(files, unrecorded, { plan, reviewed: loaded, decisions, at: reviewContext.at })
      : []
    // The human's ticks are no change that somebody has to look after any more.
    if (applied)
      createDocuments(cache.db).accept(reviewContext.document, sha256(files.read(reviewContext.document) ?? ''))
    const synced = isOwed(stores) ? await syncAfterReview(invocation, stores, files) : undefined
    await show(invocation, loaded, { plan, applied, written, synced })
    return 0
  } finally {
    await stores.close()
  }
}

/** The file that was named (from where the command was called, else from the project), else the one that the latest closedown wrote. */
function chooseFile({ args, cwd, project }: Invocation, files: Files, latest: string | undefined): string {
  const [named] = args
  if (named !== undefined) {
    const file = relative(project.root, resolve(cwd, named)) || '.'
    return !files.exists(file) && !isAbsolute(named) && files.exists(named) ? normalize(named) : file
  }
  if (latest !== undefined) return latest
  throw new UserError(
    `nothing to review: no closedown has proposed a rule change yet; ${project.command('closedown')} does where it finds one`,
  )
}

/** The name that git knows the user by, else the one that the system does. */
async function whoDecides({ project, interruption }: Invocation): Promise<string> {
  const shell = createShell(project.root, interruption.signal, () => undefined)
  const { stdout, ok } = await git({ shell })`config user.name`
  return (ok && oneLine(stdout)) || systemUser()
}

function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return 'a user without a name' // in a container, say, whose user id has no entry
  }
}
