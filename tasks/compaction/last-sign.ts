import { join, relative } from 'node:path'
import { splitAgents } from '../../cache/agent-sessions.ts'
import { StoreUnavailable } from '../../cache/errors.ts'
import type { SessionRecord } from '../../cache/sessions.ts'
import { findRepository, git } from '../git/git.ts'
import { parsePorcelain } from '../git/porcelain.ts'
import { isOwnFile } from '../own-files.ts'
import type { SignContext } from '../task.ts'

/**
 * When a session that was left open showed its last sign of life before a time: a note, a run, a turn or checkpoint of its agent, a decision, a
 * commit, or a change of a file that is not committed. Its window ends right behind it, and not now: what came later is nobody's, or the next one's.
 */
export async function lastSignOfLife(context: SignContext, session: SessionRecord, before: number): Promise<number> {
  const { stores, environment } = context
  const { newcomer } = splitAgents(stores.agentSessions.of(session.id), environment.CLAUDE_CODE_SESSION_ID)
  const signs = [
    stores.sessions.lastSign(session, before, newcomer?.id),
    ...(await lastDecision(context, session, before)),
    ...(await lastChanges(context)),
  ]
  return Math.max(...signs.filter((sign) => sign >= session.from && sign < before), session.from)
}

async function lastDecision({ stores }: SignContext, { from }: SessionRecord, before: number): Promise<number[]> {
  try {
    await stores.sync({ from, to: before }, () => undefined)
    const log = await stores.audit()
    return (await log.evidence({ from, to: before }, {}, 1, 'end')).map(({ at }) => at)
  } catch (error) {
    if (error instanceof StoreUnavailable) return [] // the closedown that follows names it
    throw error
  }
}

/** Times of the last commit, and of the changes that are in no commit. */
async function lastChanges(context: SignContext): Promise<number[]> {
  const repository = await findRepository(context)
  if ('missing' in repository) return []
  const [commit, status] = await Promise.all([
    git(context)`log -1 --format=%ct HEAD --`,
    git(context)`status --porcelain=v2 -z --untracked-files=all`,
  ])
  const { staged, unstaged, untracked } = parsePorcelain(status.stdout)
  const changes = [...staged, ...unstaged, ...untracked]
    .map((path) => relative(context.project.root, join(repository.top, path)))
    .filter((path) => !isOwnFile(path, context.config))
  const seconds = Number(commit.stdout.trim())
  return [...(seconds > 0 ? [seconds * 1000] : []), ...changes.flatMap((path) => context.files.modifiedAt(path) ?? [])]
}
