import { calledOf } from '../../../cache/transcripts/work/called.ts'
import { stillFailing } from '../../../cache/transcripts/work/worst-first.ts'
import { agentsInWords } from '../../../tasks/analysis/agent/agents-in-words.ts'
import { costInWords, costOf } from '../../../tasks/analysis/agent/cost.ts'
import { operationInWords } from '../../../tasks/git/operation.ts'
import { unpushedOf } from '../../../tasks/git/unpushed.ts'
import type { Project } from '../../../tasks/task.ts'
import { clip, oneLine } from '../../../templates/render.ts'
import { andMore, dayOf, noun, shortSha } from '../../../templates/words.ts'
import { closedLine, todosOf, unfinishedLine } from '../status/describe.ts'
import { said } from '../status/said.ts'
import { spanOf } from '../status/span.ts'
import type { Glance } from './read.ts'

const longest = 100
/** Of to-dos, blockers and issues together: the rest is what `notes` is for. */
const listed = 6

/** The glance for people: what to do, what is open, what the agent did, what waits. Twenty lines at most. */
export function describeGlance(glance: Glance, project: Pick<Project, 'command' | 'name'>, now: number): string {
  const { session, work, git, handoff, proposals } = glance
  const open = [
    ...work.blocked.map((item) => ({ label: 'Blocked', item })),
    ...todosOf(work).map((item) => ({ label: 'To do', item })),
    ...work.issues.map((item) => ({ label: 'Issue', item })),
  ]
  const command = (name: string) => project.command(name)
  const lines = [
    `${oneLine(project.name)}${git ? `: ${placeOf(git)}` : ''}`,
    ...(glance.unread ?? []).map((why) => oneLine(`Not read: ${why}`)),
    sessionLine(session, command('init')),
    ...(work.goal ? [`Goal: ${said(work.goal, longest)}`] : []),
    ...(work.next ? [`Next action: ${said(work.next, longest)}`] : []),
    ...open.slice(0, listed).map(({ label, item }) => `${label}: ${said(item, longest)}`),
    ...andMore(open.length - listed, `; ${command('notes')} lists them`),
    ...agentLines(glance, now),
    ...unfinishedLine(glance),
    ...(handoff ? [`Last handoff: ${oneLine(handoff.file)} (session ${handoff.session}, ${handoff.outcome})`] : []),
    ...(proposals.open > 0
      ? [`Open proposals: ${proposals.open} in ${oneLine(proposals.file)}; when they are ticked: ${command('review')}`]
      : []),
  ]
  return lines.join('\n')
}

function sessionLine(session: Glance['session'], init: string): string {
  if (!session) return `No session is open; ${init} opens one`
  if (session.closed) return closedLine(session, init)
  return `Session ${session.id} is open, ${session.ageMinutes < 1 ? 'since just now' : `for ${spanOf(session.ageMinutes)}`}`
}

function placeOf(git: NonNullable<Glance['git']>): string {
  const { branch, head, staged, unstaged, untracked, conflicts, behind } = git
  const changed = new Set([...staged, ...unstaged, ...conflicts]).size
  return [
    `${branch ?? 'detached HEAD'}${head ? `@${shortSha(head)}` : ''}`,
    ...counted([
      [changed, 'changed'],
      [untracked.length, 'untracked'],
      [conflicts.length, 'in conflict'],
      [unpushedOf(git), 'to push'],
      [behind ?? 0, 'to pull'],
    ]),
    ...(git.unpushedSubmodules ?? []).map(({ path, commits }) => `${commits} to push in ${oneLine(path)}`),
    ...(git.operation ? [operationInWords(git.operation)] : []),
  ].join(', ')
}

const counted = (counts: [number, string][]): string[] =>
  counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)

/** The agent's last session in three lines: what it was about, what it came to, what fails. */
function agentLines({ agent, work }: Glance, now: number): string[] {
  if (!agent) return []
  const about = [agent.title ?? agent.request].find((text) => text !== work.goal?.text)
  const { window: largest, lastWindow: window = largest } = agent.context
  const failing = stillFailing(agent.failing)
  const edited = agent.edited.length + (agent.moreEdited ?? 0)
  const facts = [
    ...counted([
      [agent.turns, noun(agent.turns, 'request')],
      [agent.activeMinutes, noun(agent.activeMinutes, 'active minute')],
      [edited, noun(edited, 'file edited', 'files edited')],
    ]),
    ...costInWords(costOf(agent.models)),
    ...(window ? [`context ${Math.round((100 * agent.context.last) / window)} %`] : []),
  ]
  const worst = failing
    .slice(0, 3)
    .map((call) => `${clip(calledOf(call), 40)} (${call.count}${call.since ? `, ${dayOf(call.since)}` : ''})`)
  const refused = agent.refused.reduce((sum, { count }) => sum + count, 0)
  const last = [
    ...(agent.stopped ? [`stopped by: ${clip(agent.stopped, 60)}`] : []),
    ...(worst.length > 0 ? [`failing: ${worst.join(', ')}`] : []),
    ...counted([[refused, 'refused']]),
  ]
  return [
    `Agent (${agentsInWords(agent.agents)}), ${agoOf(now - agent.to)}${about ? `: ${clip(about, longest)}` : ''}`,
    ...(facts.length > 0 ? [`  ${facts.join(', ')}`] : []),
    ...(last.length > 0 ? [`  ${last.join('; ')}`] : []),
  ]
}

const agoOf = (ms: number): string => (ms < 60_000 ? 'just now' : `${spanOf(Math.floor(ms / 60_000))} ago`)
