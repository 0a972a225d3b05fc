import { calledOf } from '../../../cache/transcripts/work/called.ts'
import { clip } from '../../../templates/render.ts'
import { andMore, dayOf, minuteOf, plural, shortSha } from '../../../templates/words.ts'
import { agentsInWords } from '../agent/agents-in-words.ts'
import { failedWith, refusedBy, times } from '../agent/calls-in-words.ts'
import { costInWords } from '../agent/cost.ts'
import type { BetweenSessions } from './between-sessions.ts'

/** A line of what was done between the sessions: what it is about, and its items, each with what is written as code. */
interface Row {
  label: string
  items: { code?: string; text: string }[]
  /** Whether somebody said so. */
  mark: string
}

/** Of each text so many characters, of each list so many items. */
interface Lengths {
  characters: number
  items: number
}

const usual: Lengths = { characters: 160, items: 5 }
const shortest: Lengths = { characters: 60, items: 2 }

/** When it was, by whom, and what it cost. */
export function betweenSentence({ from, to, agents, activeMinutes, turns, ...cost }: BetweenSessions): string {
  const who =
    agents.length > 0
      ? `: ${[agentsInWords(agents), plural(activeMinutes, 'active minute'), plural(turns, 'request'), ...costInWords(cost)].join(', ')}`
      : ''
  return `${minuteOf(from)} to ${minuteOf(to)} UTC, while no session was open${who}`
}

const firstItems = <Item>(all: Item[], most: number, say: (item: Item) => Row['items'][number]): Row['items'] => [
  ...all.slice(0, most).map(say),
  ...andMore(all.length - most).map((text) => ({ text })),
]

export function betweenRows(between: BetweenSessions, { characters, items: most }: Lengths = usual): Row[] {
  const { request = '', completed, refused, edited, commits } = between
  const cut = (text: string) => clip(text, characters)
  const list = <Item>(all: Item[], say: (item: Item) => Row['items'][number]) => firstItems(all, most, say)
  const rows: Row[] = [
    { label: 'last request', items: request === '' ? [] : [{ text: cut(request) }], mark: ' (asserted)' },
    { label: 'completed', items: list(completed, (text) => ({ text: cut(text) })), mark: ' (asserted)' },
    {
      label: 'refused',
      items: list(refused, (call) => ({ code: cut(calledOf(call)), text: `(${refusedBy(call.by, call.reason)})` })),
      mark: '',
    },
    {
      label: 'edited',
      items: list(edited, ({ path, edits }) => ({ code: cut(path), text: `(${times(edits)})` })),
      mark: '',
    },
    {
      label: 'committed',
      items: list(commits.toReversed(), ({ sha, subject }) => ({ code: shortSha(sha), text: cut(subject) })),
      mark: '',
    },
  ]
  return rows.filter(({ items }) => items.length > 0)
}

/** What is still so when the session is opened. */
function standingRows({ failing, pending, earlier = [] }: BetweenSessions): Row[] {
  const { characters, items } = usual
  const sinceDay = (text: string) => {
    const { since } = earlier.find((each) => each.text === text) ?? {}
    return since ? ` (since ${dayOf(since)})` : ''
  }
  const rows: Row[] = [
    {
      label: 'fails',
      items: firstItems(failing, items, (call) => ({
        code: clip(calledOf(call), characters),
        text: `(${failedWith(call, characters)})`,
      })),
      mark: '',
    },
    {
      label: 'pending',
      items: firstItems(pending, items, (text) => ({ text: clip(text, characters) + sinceDay(text) })),
      mark: ' (asserted)',
    },
  ]
  return rows.filter((row) => row.items.length > 0)
}

export const betweenTitle = ({ first }: BetweenSessions): string =>
  first ? 'Before the first session' : 'Between the sessions'

/** For people on a terminal when the session is opened. */
export const betweenLines = (between: BetweenSessions): string[] => [
  `${betweenTitle(between)}, ${betweenSentence(between)}`,
  ...saidOfWork(between).map(([label, text]) => `- ${label}: ${text}`),
]

/** What was done, and what is still so: each with what it is about. */
export const saidOfWork = (work: BetweenSessions): [label: string, text: string][] =>
  [...betweenRows(work), ...standingRows(work)].map(({ label, items, mark }) => [label, inText(items) + mark])

export const inText = (items: Row['items']): string =>
  items.map(({ code, text }) => [code, text].filter(Boolean).join(' ')).join('; ')

/** The same in one line: how much was done, and what was refused, which whoever goes on has to know. */
export function betweenInShort({ request = '', edited, completed, refused, commits }: BetweenSessions): Row['items'] {
  const counts: [count: number, noun: string, what: string][] = [
    [edited.length, 'file', 'edited'],
    [completed.length, 'to-do', 'completed'],
    [commits.length, 'commit', 'made'],
  ]
  const said = counts.filter(([count]) => count > 0).map(([count, noun, what]) => `${plural(count, noun)} ${what}`)
  return [
    ...(said.length > 0 ? [{ text: said.join(', ') }] : []),
    ...refused.slice(0, shortest.items).map((call) => ({
      code: clip(calledOf(call), shortest.characters),
      text: `refused (${refusedBy(call.by, call.reason)})`,
    })),
    ...andMore(refused.length - shortest.items).map((text) => ({ text: `${text} refused` })),
    ...(request === '' ? [] : [{ text: `last request: ${clip(request, shortest.characters)} (asserted)` }]),
  ]
}
