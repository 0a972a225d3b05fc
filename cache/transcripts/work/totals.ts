import { grouped } from '../excerpt.ts'
import { rowsOf } from '../part.ts'
import { partsOfSession } from '../parts.ts'
import type { OwnTotals } from '../quotes.ts'
import { marks, read, type Scene } from './scene.ts'

export type Totals = OwnTotals['tokens']

const noTokens: Totals = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }

/** The agent's own totals are of whole sessions, so they are compared with what was counted from each one's start to where it stated them. */
export function reconcile(scene: Scene): { own: Totals; counted: Totals } | undefined {
  const latest = new Map<string, OwnTotals & { at: number }>()
  for (const mark of marks(scene, ['totals']).toReversed()) {
    const totals = read(scene, mark, (quotes, value) => quotes.totals(value))
    if (totals) latest.set(`${totals.session} ${totals.since}`, { ...totals, at: mark.at })
  }
  if (latest.size === 0) return undefined
  const all = [...latest.values()]
  return {
    own: all.map(({ tokens }) => tokens).reduce(sumOf, noTokens),
    counted: all.map((each) => countedOf(scene, each)).reduce(sumOf, noTokens),
  }
}

/** What was counted of a session's messages that began between two times. */
function countedOf({ db }: Scene, { session, since, at }: { session: string; since: number; at: number }): Totals {
  const lines = grouped(partsOfSession(db, session).flatMap((part) => rowsOf(part, 'messages')))
  const within = [...lines.values()].filter((each) => {
    const first = Math.min(...each.map((line) => line.at))
    return first >= since && first <= at
  })
  return within
    .map((each) => each.reduce<Totals>((most, line) => largestOf(most, line), noTokens))
    .reduce(sumOf, noTokens)
}

const largestOf = (a: Totals, b: Totals): Totals => ({
  input: Math.max(a.input, b.input),
  output: Math.max(a.output, b.output),
  cacheRead: Math.max(a.cacheRead, b.cacheRead),
  cacheWrite: Math.max(a.cacheWrite, b.cacheWrite),
})

const sumOf = (a: Totals, b: Totals): Totals => ({
  input: a.input + b.input,
  output: a.output + b.output,
  cacheRead: a.cacheRead + b.cacheRead,
  cacheWrite: a.cacheWrite + b.cacheWrite,
})
