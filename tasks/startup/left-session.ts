import { splitAgents } from '../../cache/agent-sessions.ts'
import { isObject, type JsonObject } from '../../cache/json.ts'
import type { SessionRecord } from '../../cache/sessions.ts'
import { iso, type Window } from '../../cache/window.ts'
import { redactJson } from '../../templates/redact.ts'
import { clip } from '../../templates/render.ts'
import { saidOfWork } from '../analysis/between/in-words.ts'
import { ofAgents } from '../analysis/between/of-agents.ts'
import { readBetween } from '../analysis/between.ts'
import { distanceBetween } from '../git/distance.ts'
import { readGitStatus } from '../git/status.ts'
import { markOf, noted } from '../handoff/fact.ts'
import { defineTask, skipped, type TaskContext } from '../task.ts'
import { type Aim, standingWork } from '../work/standing/view.ts'
import { consumeMarker } from './marker.ts'
import { type TreeState, type Verified, verificationLines, verify } from './verification.ts'

/** A session that nobody closed, as far as the cache knows it. */
export interface LeftSession {
  session: string
  from: string
  /** What was noted in it, and what agents did: the word in front, and the note. */
  notes: [label: string, text: string][]
  /** Checked against the project as it was when the session began. */
  verification: Verified[]
}

const clippedCharacters = 240
const listedNotes = 5

/** Shows where a session stood that was left without a closedown: there is no handoff of it, only what the cache has. */
export const recallLeftSession = defineTask({
  id: 'startup/left-session',
  title: 'Recall a session that nobody closed',
  // Which reads the transcripts.
  wants: { git: readGitStatus, marker: consumeMarker, between: readBetween },
  block: (left: LeftSession) => ({ leftSession: left }),
  show: (left: LeftSession) => describe(left),
  async run(context, { git, marker }) {
    const record = leftOpen(context)
    // A closedown that could not use the cache closed it: its handoff says where it stood.
    const closed = record && record.id !== context.session.id && (marker?.closedAt ?? 0) > record.from
    if (!record || closed) return skipped({ reason: 'nothing-there', detail: 'no session was left unclosed' })
    const view = { id: record.id, from: record.from, to: context.session.to + 1 }
    const { goal, next, todos, blocked, failed, done } = standingWork(context.stores.notes.seenFrom(view))
    const texts = (label: string, list: Aim[]) =>
      list.slice(-listedNotes).map((item): [string, string] => {
        const fact = noted(item)
        return [label, clip(fact.text, clippedCharacters) + markOf(fact)]
      })
    const left = await redactJson<LeftSession>({
      session: record.id,
      from: iso(record.from),
      notes: [
        ...texts('Next action', next ? [next] : []),
        ...texts('Goal', goal ? [goal] : []),
        ...texts('Blocked', blocked),
        ...texts('Failed', failed),
        ...texts(
          'To do',
          todos.filter((todo) => todo !== next),
        ),
        ...texts('Done', done),
        ...(await ofItsAgents(context, view)),
      ],
      verification: git ? await sinceItsStart(context, record, git) : [],
    })
    context.announce(`${describe(left)}\n\n`)
    return left
  },
})

/** The session that this one takes the place of, or takes over from an agent that may be gone. */
function leftOpen({ stores, session, environment }: TaskContext): SessionRecord | undefined {
  const open = stores.sessions.open()
  if (!open || open.id !== session.id) return open
  const { workers, newcomer } = splitAgents(stores.agentSessions.of(open.id), environment.CLAUDE_CODE_SESSION_ID)
  return newcomer && workers.length > 0 ? open : undefined
}

async function ofItsAgents(context: TaskContext, window: Window): Promise<LeftSession['notes']> {
  const work = await ofAgents(context, window)
  return saidOfWork({ ...work, from: iso(window.from), to: iso(window.to), commits: [] })
}

async function sinceItsStart(context: TaskContext, { metadata }: SessionRecord, now: TreeState): Promise<Verified[]> {
  const { startHead, branch, startTree } = metadata
  if (startHead === undefined || !isObject(startTree)) return []
  const then = { head: startHead, branch, ...startTree } as JsonObject as unknown as TreeState
  const distance = await distanceBetween(context, then.head, now.head)
  return verify({ tree: then, files: [] }, { tree: now, ...(distance && { distance }), exists: () => true })
}

function describe({ session, from, notes, verification }: LeftSession): string {
  return [
    `Session ${session}, begun ${from}, was not closed. Of it the cache has:`,
    ...(notes.length > 0 ? notes.map(([label, text]) => `- ${label}: ${text}`) : ['- no notes']),
    ...verificationLines(verification).map((line) => line.replace('as left', 'as it began')),
  ].join('\n')
}
