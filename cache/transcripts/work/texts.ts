import type { AgentName } from '../dialect.ts'
import { newestFirst } from '../excerpt.ts'
import type { MarkKind } from '../line.ts'
import type { OwnSummary } from '../quotes.ts'
import { type AskedAt, type Todos, todosOf } from '../todo.ts'
import type { Before } from './before.ts'
import { isOfBookend, longestQuote } from './request.ts'
import { type Mark, marks, quoted, read, type Scene } from './scene.ts'
import { goesOnIn, todoEntries } from './todo-entries.ts'

/** What a person asked for, and what the agent itself says of the session. */
export interface QuotedTexts extends AskedAt {
  title?: string
  request?: string
  /** Where more than one of the agents' sessions was asked for something, what each was asked last, the latest first. */
  requests?: { agent: AgentName; session: string; request: string }[]
  summary?: OwnSummary
  todos?: Todos
}

/** How much of a session is not quoted where texts are left out: to-dos, and whether there is a title and a request. */
export interface LeftOut {
  pending: number
  completed: number
  title: boolean
  request: boolean
}

export function leftOutTexts(scene: Scene, before: Before): AskedAt & { leftOut: LeftOut } {
  const { todos, askedAt } = quotedTodos(scene, before)
  const any = (...kinds: MarkKind[]) => marks(scene, kinds, 1).length > 0
  return {
    leftOut: {
      pending: todos.pending.length,
      completed: todos.completed.length,
      title: any('name', 'title') || titleBefore(before) !== '',
      request: any('request', 'prompt'),
    },
    ...(askedAt && { askedAt }),
  }
}

export function quotedTexts(scene: Scene, before: Before): QuotedTexts {
  const request = lastRequest(scene)?.request
  const requests = requestsBySession(scene, before)
  return {
    ...aimOf(scene, before),
    ...(request && { request }),
    ...(requests.length > 1 && { requests }),
    ...quotedTodos(scene, before),
  }
}

/** What a session is about, as it says itself. */
export function aimOf(scene: Scene, before: Before): Pick<QuotedTexts, 'title' | 'summary'> {
  const title = titleOf(scene) || titleBefore(before)
  const [recap] = marks(scene, ['summary'], 1)
  const summary = recap ? summaryAt(scene, recap) : summaryBefore(before)
  const said = Object.entries(summary ?? {}).map(([part, text]) => [part, quoted(scene, text, longestQuote)])
  return {
    ...(title && { title }),
    ...(said.length > 0 && { summary: Object.fromEntries(said) as OwnSummary }),
  }
}

/** So many requests are looked at: a session is opened and closed once or twice at a time. */
const mostPhrases = 5

interface Request {
  mark: Mark
  request: string
}

/** What was asked last. */
const lastRequest = (scene: Scene): Request | undefined =>
  lastOf(scene, marks(scene, ['request'])) ?? lastOf(scene, marks(scene, ['prompt']))

function lastOf(scene: Scene, asked: Mark[]): Request | undefined {
  for (const mark of asked.slice(0, mostPhrases)) {
    const request = quoted(scene, read(scene, mark, (quotes, value) => quotes.request(value)) ?? '', longestQuote)
    if (request !== '' && !isOfBookend(request)) return { mark, request }
  }
  return undefined
}

/** Of so many sessions it is said. */
const mostSessions = 5

/**
 * What each of the agents' sessions was asked last, the latest first. Where another went on with the lines of one, as forks do, or was asked the same,
 * that one has nothing of its own to tell. Only of a session that goes on in the window the client's note of what was typed last will do: beside a
 * request of before the window it is all that says it, and elsewhere it may be a program's.
 */
function requestsBySession(scene: Scene, { sessions }: Before): NonNullable<QuotedTexts['requests']> {
  const asked = marks(scene, ['request'])
  const noted = marks(scene, ['prompt']).filter(({ session }) => sessions.has(session))
  const told = new Set<unknown>()
  const requests: NonNullable<QuotedTexts['requests']> = []
  const last = [...new Set([...asked, ...noted].map(({ session }) => session))].flatMap((of) => {
    const own = (all: Mark[]) => all.filter(({ session }) => session === of)
    return lastOf(scene, own(asked)) ?? lastOf(scene, own(noted)) ?? []
  })
  for (const { mark, request } of last.toSorted((a, b) => newestFirst(a.mark, b.mark))) {
    const { session } = mark
    const agent = scene.lines.agentOf(mark)
    const words = `${agent} ${request}`
    if (!told.has(mark.key) && !told.has(words)) requests.push({ agent, session, request })
    if (requests.length === mostSessions) break
    told.add(words)
    for (const { key } of asked.filter((each) => each.session === session)) told.add(key)
  }
  return requests
}

export function quotedTodos(scene: Scene, before: Before): { todos: Todos } & AskedAt {
  const { completed, pending, inProgress, earlier, askedAt } = todosOf(todoEntries(scene, before), goesOnIn(scene))
  const cut = (text: string) => scene.withoutSecrets(text).slice(0, longestQuote)
  const todos = {
    completed: completed.map(cut),
    pending: pending.map(cut),
    ...(inProgress && { inProgress: inProgress.map(cut) }),
    ...(earlier && { earlier: earlier.map(({ text, since }) => ({ text: cut(text), since })) }),
  }
  return { todos, ...(askedAt && { askedAt }) }
}

const summaryAt = (scene: Scene, mark: Mark): OwnSummary | undefined =>
  read(scene, mark, (quotes, value) => quotes.summary(value))

/** What stood when the window began: the goal, and what is next. What was done then is not of this window. */
function summaryBefore(before: Before): OwnSummary | undefined {
  const [recap] = marksBefore(before, 'summary')
  const { done: _, ...standing } = (recap && summaryAt(before.scene, recap)) ?? {}
  return standing
}

const titleBefore = (before: Before): string =>
  titleOf(
    before.scene,
    (['name', 'title'] as const).map((kind) => marksBefore(before, kind)),
  )

const marksBefore = ({ scene, sessions }: Before, kind: MarkKind): Mark[] =>
  marks(scene, [kind]).filter(({ session }) => sessions.has(session))

/** A name that somebody gave a session comes before the title that the agent found for it; of two sessions, the later one's. */
function titleOf(scene: Scene, known = (['name', 'title'] as const).map((kind) => marks(scene, [kind]))): string {
  const [first, second] = known.flatMap((each) => each.slice(0, 1))
  const other = first && second && first.session !== second.session && second.at > first.at
  const chosen = other ? second : first
  return chosen ? quoted(scene, read(scene, chosen, (quotes, value) => quotes.title(value)) ?? '', longestQuote) : ''
}
