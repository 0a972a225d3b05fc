import type { MarkKind } from '../line.ts'
import type { OwnSummary, Quotes } from '../quotes.ts'
import { type Todos, todosOf } from '../todo.ts'
import { marks, quoted, read, type Scene } from './scene.ts'
import { goesOnIn, todoEntries } from './todo-entries.ts'

export const longestQuote = 300

/** What a person asked for, and what the agent itself says of the session. */
export interface QuotedTexts {
  title?: string
  request?: string
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

export function leftOutTexts(scene: Scene): LeftOut {
  const { completed, pending } = quotedTodos(scene)
  const any = (...kinds: MarkKind[]) => marks(scene, kinds, 1).length > 0
  return {
    ...{ pending: pending.length, completed: completed.length },
    ...{ title: any('name', 'title'), request: any('request', 'prompt') },
  }
}

export function quotedTexts(scene: Scene): QuotedTexts {
  const newest = (kinds: MarkKind[], quote: (quotes: Quotes, value: Record<string, unknown>) => string) => {
    const [mark] = marks(scene, kinds, 1)
    return mark ? quoted(scene, read(scene, mark, quote) ?? '', longestQuote) : ''
  }
  const title = titleOf(scene)
  const request =
    newest(['request'], (quotes, value) => quotes.request(value)) ||
    newest(['prompt'], (quotes, value) => quotes.request(value))
  const [recap] = marks(scene, ['summary'], 1)
  const summary = recap && read(scene, recap, (quotes, value) => quotes.summary(value))
  const said = Object.entries(summary ?? {}).map(([part, text]) => [part, quoted(scene, text, longestQuote)])
  return {
    ...(title && { title }),
    ...(request && { request }),
    ...(said.length > 0 && { summary: Object.fromEntries(said) as OwnSummary }),
    todos: quotedTodos(scene),
  }
}

function quotedTodos(scene: Scene): Todos {
  const { completed, pending } = todosOf(todoEntries(scene), goesOnIn(scene))
  const cut = (text: string) => scene.withoutSecrets(text).slice(0, longestQuote)
  return { completed: completed.map(cut), pending: pending.map(cut) }
}

/** A name that somebody gave a session comes before the title that the agent found for it; of two sessions, the later one's. */
function titleOf(scene: Scene): string {
  const [first, second] = (['name', 'title'] as const).flatMap((kind) => marks(scene, [kind], 1))
  const other = first && second && first.session !== second.session && second.at > first.at
  const chosen = other ? second : first
  return chosen ? quoted(scene, read(scene, chosen, (quotes, value) => quotes.title(value)) ?? '', longestQuote) : ''
}
