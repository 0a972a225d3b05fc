import { calledOf } from '../../../cache/transcripts/work/called.ts'
import { failedWith } from '../../../tasks/analysis/agent/calls-in-words.ts'
import type { Project } from '../../../tasks/task.ts'
import { type Aim, pendingOf } from '../../../tasks/work/standing/view.ts'
import { clip, oneLine } from '../../../templates/render.ts'
import { andMore, plural } from '../../../templates/words.ts'
import type { Status } from './read.ts'
import { said } from './said.ts'
import { spanOf } from './span.ts'

const listed = 10
const longest = 120

/** The status for people: where the work stands, then what is under way, then what waits. */
export function describeStatus(status: Status, project: Pick<Project, 'command'>): string {
  const { session, work, processes, agents, handoff, proposals } = status
  const command = (name: string) => project.command(name)
  return [
    sessionLine(session, command('init')),
    ...(work.goal ? [`Goal: ${said(work.goal, longest)}`] : []),
    ...(work.next ? [`Next action: ${said(work.next, longest)}`] : []),
    ...list('Blocked', work.blocked, command('notes')),
    ...list('To do', todosOf(work), command('notes')),
    ...list('Issue', work.issues, command('notes')),
    ...(work.agent.failing ?? [])
      .slice(0, listed)
      .map((call) => `Fails: ${clip(calledOf(call), longest)} (${failedWith(call, longest)})`),
    ...processes.slice(0, listed).map(({ pid, command }) => `Process: ${pid} ${clip(command, longest)}`),
    ...agents
      .slice(0, listed)
      .map(
        ({ id, lastSeen, turns, ended }) =>
          `Agent session: ${id}, ${plural(turns, 'turn')}, last seen ${lastSeen}${ended ? `, ended: ${oneLine(ended)}` : ''}`,
      ),
    ...unfinishedLine(status),
    handoff
      ? `Last handoff: ${oneLine(handoff.file)} (session ${handoff.session}, ${handoff.outcome})`
      : 'No handoff yet',
    proposals.open > 0
      ? `Open proposals: ${proposals.open} in ${oneLine(proposals.file)}; when they are ticked: ${command('review')}`
      : 'No open proposals',
  ].join('\n')
}

/** Of a session that a closedown closed which could not write that down. */
export const closedLine = ({ id, closed }: NonNullable<Status['session']>, init: string): string =>
  `Session ${id} was closed at ${closed}, by a closedown that could not use the cache; ${init} opens the next one`

export const unfinishedLine = ({ running, unfinished }: Status): string[] => [
  ...(running ? [`The ${running.workflow} of session ${running.session} is running (pid ${running.pid})`] : []),
  ...(unfinished
    ? [`The ${unfinished.workflow} of session ${unfinished.session} is unfinished: ${unfinished.command}`]
    : []),
]

function sessionLine(session: Status['session'], init: string): string {
  if (!session) return `No session is open; ${init} opens one`
  if (session.closed) return closedLine(session, init)
  const { id, from, ageMinutes, clockWentBack } = session
  return `Session ${id} is open since ${from} (${clockWentBack ? 'in the future: the clock went back' : spanOf(ageMinutes)})`
}

/** Those that are noted, then those of the agents that are not what is next anyway. */
export const todosOf = ({ todos, next, agent }: Status['work']): Aim[] => [
  ...todos,
  ...pendingOf(agent).filter(({ text }) => text !== next?.text),
]

function list(label: string, items: Aim[], command: string): string[] {
  return [
    ...items.slice(0, listed).map((item) => `${label}: ${said(item, longest)}`),
    ...andMore(items.length - listed, `; ${command} lists them`).map((text) => `${label}: ${text}`),
  ]
}
