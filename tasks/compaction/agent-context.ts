import type { AgentSession, Checkpoint } from '../../cache/agent-sessions.ts'
import type { Note } from '../../cache/notes.ts'
import { iso } from '../../cache/window.ts'
import { clip, render } from '../../templates/render.ts'
import { asserted, type Fact, verified } from '../handoff/fact.ts'
import { ofKind, openTodos } from '../handoff/notes.ts'

/** What an agent is told when it begins, or begins again with an empty context. */
export interface AgentContext {
  now: number
  /** How a command of bookend's is typed in this project. */
  command(name: string): string
  session?: { id: string; from: number; notes: Note[]; agents: AgentSession[]; checkpoints: Checkpoint[] }
  handoff?: {
    file: string
    session?: string | undefined
    closedAt?: number | undefined
    /** Whole days since its session ended, where they are many. */
    days?: number | undefined
    /** Its first screen; undefined where the file is gone. */
    screen?: string | undefined
  }
  /** Why nothing is known of sessions, and what to do about it. */
  cacheProblem?: string
  /** Session of a closedown that was interrupted. */
  unfinished?: string
  /** Whether the configuration was changed since init read it. */
  stale: boolean
}

interface Row {
  label: string
  text: string
  /** Of what is known; what is wrong with bookend itself is neither. */
  basis?: Fact['basis'] | undefined
  /** A file that the text begins with. */
  file?: string
}

const row = (label: string, { text, basis }: Fact): Row => ({ label, text, basis })
const rows = (label: string, notes: Note[]): Row[] => notes.map(({ text }) => row(label, asserted(text)))

/** What fits into the agent's limit for injected text (10,000 characters) with room to spare. */
const mostCharacters = 7900

/** Longer and longer texts are cut, then lists, until it fits. */
const budgets: [characters: number, items: number][] = [
  [400, 8],
  [240, 6],
  [160, 5],
  [100, 3],
  [60, 2],
  [30, 1],
]

/** A few lines for an agent that begins: where things stand, and where to read more. */
export function renderNotice(context: AgentContext): string {
  const facts = [...sessionLine(context), ...nextActionOf(context), ...handoffLine(context), ...warnings(context)]
  return render('agent-notice.md', 'markdown', { now: iso(context.now), facts: facts.map((each) => cut(each, 240)) })
}

/** Everything that an agent needs which has just lost its context, in less than 8,000 characters. */
export function renderContext(context: AgentContext): string {
  for (const [characters, items] of budgets) {
    const fit = (list: Row[]) => list.map((each) => cut(each, characters))
    const text = render('agent-context.md', 'markdown', {
      now: iso(context.now),
      session: context.session?.id,
      facts: fit(sessionRows(context, items)),
      screen: screenOf(context),
      around: fit([...(context.session ? [] : sessionLine(context)), ...handoffLine(context), ...warnings(context)]),
    })
    if (text.length <= mostCharacters) return text
  }
  return renderNotice(context)
}

const cut = (each: Row, characters: number): Row => ({
  file: '',
  basis: undefined,
  ...each,
  text: clip(each.text, characters),
})

function sessionRows(context: AgentContext, items: number): Row[] {
  const { session } = context
  if (!session) return []
  const { notes, from, checkpoints, agents } = session
  const last = <T>(list: T[]) => list.slice(-items)
  const goal = ofKind(notes, 'goal').slice(-1)
  const latest = checkpoints.at(-1)
  return [
    ...nextActionOf(context),
    ...rows('Goal', goal),
    ...rows('Blocked', last(ofKind(notes, 'blocked'))),
    ...rows('Failed so far', last(ofKind(notes, 'failed'))),
    ...rows('To do', openTodos(notes).slice(0, items)),
    ...rows('Decided', last(ofKind(notes, 'decision'))),
    ...rows('Done', last(ofKind(notes, 'done'))),
    row('Open since', verified(iso(from))),
    ...(latest ? [row('Context compacted', verified(`${checkpoints.length} times, last at ${iso(latest.at)}`))] : []),
    ...backgroundOf(agents).slice(0, items),
  ]
}

/** The last `--next` of the session, else its oldest open to-do, else what the handoff says. */
function nextActionOf({ session, handoff }: AgentContext): Row[] {
  const notes = session?.notes ?? []
  const noted = ofKind(notes, 'next').at(-1) ?? openTodos(notes)[0]
  if (noted) return [row('Next action', asserted(noted.text))]
  const [, line, basis] =
    /^- \*\*Next action\*\*: (.*?)(?: \((asserted|verified)\))?$/m.exec(handoff?.screen ?? '') ?? []
  // The document's own escapes are taken off: they are put on again where the line is rendered.
  const from = basis === 'verified' ? verified : asserted
  return line ? [row('Next action, from the handoff', from(withoutEscapes(line)))] : []
}

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' }
const withoutEscapes = (text: string): string =>
  text.replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] as string).replace(/\\([\\`*_[\]()#|~!])/g, '$1')

function sessionLine({ session, command, cacheProblem }: AgentContext): Row[] {
  if (cacheProblem) return [{ label: 'Session', text: `not known: ${cacheProblem}` }]
  if (!session)
    return [row('Session', verified(`none is open; "${command('init')}" opens one and shows the whole handoff`))]
  const [agent] = session.agents
  const seen = agent
    ? `, last at work ${iso(agent.lastSeen)}${agent.endedAt === null ? '' : `, ended since: ${agent.endReason}`}`
    : ''
  return [
    row('Session', verified(`${session.id} is open since ${iso(session.from)}${seen}; no closedown closed it yet`)),
  ]
}

function handoffLine({ handoff }: AgentContext): Row[] {
  if (!handoff) return []
  const { file, session, closedAt, days, screen } = handoff
  const details = [
    ...(session ? [`of session ${session}`] : []),
    ...(closedAt === undefined ? [] : [`written ${iso(closedAt)}`]),
    ...(days === undefined ? [] : [`its session ended ${days} days ago`]),
    ...(screen === undefined ? ['the file is missing'] : []),
  ]
  return [{ ...row('Handoff', verified(details.join(', '))), file }]
}

function warnings({ unfinished, stale, command }: AgentContext): Row[] {
  const resume = `closedown --resume --session ${unfinished}`
  return [
    ...(unfinished
      ? [row('Unfinished', verified(`the closedown of session ${unfinished}; "${command(resume)}" finishes it`))]
      : []),
    ...(stale ? [row('Configuration', verified('session.config.ts was changed since the last init'))] : []),
  ]
}

/** What the agent itself said runs in the background: whatever of it can be put into a line. */
function backgroundOf([agent]: AgentSession[]): Row[] {
  return (agent?.background ?? []).map((task) =>
    row('In the background at its last stop', asserted(typeof task === 'string' ? task : JSON.stringify(task))),
  )
}

/** The handoff's own first screen: all there is before a session is open, and the ground of one that has noted nothing yet. */
function screenOf({ session, handoff }: AgentContext): string {
  const noted = session && (ofKind(session.notes, 'next').length > 0 || openTodos(session.notes).length > 0)
  return noted ? '' : (handoff?.screen ?? '')
}
