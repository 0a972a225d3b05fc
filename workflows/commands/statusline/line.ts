import { createAgentSessions } from '../../../cache/agent-sessions.ts'
import { attachCache } from '../../../cache/attach.ts'
import type { Database } from '../../../cache/database.ts'
import { createJournal } from '../../../cache/journal.ts'
import { isObject } from '../../../cache/json.ts'
import { knownWords } from '../../../cache/known-words.ts'
import { createNotes } from '../../../cache/notes.ts'
import { createSessions } from '../../../cache/sessions.ts'
import { viewNow } from '../../../tasks/work/now.ts'
import { standingWork } from '../../../tasks/work/standing/view.ts'
import { redactJson } from '../../../templates/redact.ts'
import { clip } from '../../../templates/render.ts'
import { isElsewhere, refuseCache } from '../../runner/effects/cache-place.ts'
import { findHookProject } from '../hook/project.ts'

export interface StatusLineCall {
  /** What the agent sent: JSON. */
  input: string
  cwd: string
  environment: Record<string, string | undefined>
  now: number
}

/** How long a read waits for another process, in milliseconds. */
const waitMs = 100
/** The right side of the line belongs to the agent's own notices. */
const longest = 60

/**
 * One line: goal or next action, open to-dos, context in percent, cost, and a mark where something is degraded. It never throws. Without a
 * project only what the agent says of itself is shown.
 */
export async function statusLine({ input, cwd, environment, now }: StatusLineCall): Promise<string> {
  const said = parse(input)
  const workspace = isObject(said.workspace) ? said.workspace : {}
  const directories = [workspace.current_dir, said.cwd, workspace.project_dir]
  const known = directories.filter((directory): directory is string => typeof directory === 'string')
  const places = [...(known.length > 0 ? known : [cwd]), environment.CLAUDE_PROJECT_DIR]
  return [...(await projectParts(places, now, said.session_id)), ...agentParts(said)].join(' · ')
}

function parse(input: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(input)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

async function projectParts(directories: (string | undefined)[], now: number, agent: unknown): Promise<string[]> {
  let db: Database | undefined
  try {
    const project = findHookProject(directories)
    if (project) refuseCache(project.root, project.cacheDirectory)
    db = project && attachCache(project.cacheDirectory, waitMs)
    if (!project || !db) return []
    if (isElsewhere(project.root, project.cacheDirectory)) {
      const { refuseCacheOfAnother } = await import('../../runner/effects/cache-owner.ts')
      refuseCacheOfAnother(project.root, project.cacheDirectory, db)
    }
    const open = createSessions(db).open()
    const kept = open && project.agentText ? createAgentSessions(db).wordsOf(open.id, String(agent)) : undefined
    const work = standingWork(createNotes(db).seenFrom(viewNow(open, now)), knownWords(db, open, kept, now))
    const { goal, next, blocked } = work
    const todos = work.todos.length + work.agent.pending.length
    const failing = work.agent.failing?.length ?? 0
    const [aim = ''] = await redactJson([next?.text ?? goal?.text ?? ''])
    return [
      ...(aim === '' ? [] : [clip(aim, longest)]),
      ...(todos > 0 ? [`${todos} to do`] : []),
      ...(failing > 0 ? [`${failing} failing`] : []),
      ...(blocked.length > 0 ? [`${blocked.length} blocked`] : []),
      ...(await degraded(db, open?.id)),
      ...(open ? [] : ['no session']),
    ]
  } catch {
    return ['⚠ bookend: no cache']
  } finally {
    db?.close()
  }
}

/** What of the last opening or closing is not as it should be. */
async function degraded(db: Database, session: string | undefined): Promise<string[]> {
  const journal = createJournal(db)
  if (journal.unfinished('closedown')) return (await runsNow(db)) ? ['closedown runs'] : ['⚠ closedown unfinished']
  const workflow = session === undefined ? 'closedown' : 'init'
  const outcome = journal.last(workflow, session)?.outcome
  return outcome === 'degraded' || outcome === 'failed' ? [`⚠ ${workflow} ${outcome}`] : []
}

/** Loaded where it is asked: the line is shown all the time. */
async function runsNow(db: Database): Promise<boolean> {
  const { runningRun } = await import('../../runner/running.ts')
  return runningRun(db) !== undefined
}

function agentParts({ context_window: context, cost }: Record<string, unknown>): string[] {
  const used = isObject(context) ? context.used_percentage : undefined
  const dollars = isObject(cost) ? cost.total_cost_usd : undefined
  return [
    ...(typeof used === 'number' && Number.isFinite(used) ? [`context ${Math.round(used)} %`] : []),
    ...(typeof dollars === 'number' && Number.isFinite(dollars) ? [`$${dollars.toFixed(2)}`] : []),
  ]
}
