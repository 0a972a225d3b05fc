import type { OwnTotals } from '../quotes.ts'
import { marks, read, type Scene } from './scene.ts'

export type Totals = OwnTotals['tokens']

const noTokens: Totals = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }

/** The agent's own totals are of whole sessions, so they are compared with what was counted from each one's start to where it stated them. */
export function reconcile(scene: Scene): { own: Totals; counted: Totals } | undefined {
  const latest = new Map<string, OwnTotals & { at: number }>()
  for (const mark of marks(scene, ['totals'], 500).toReversed()) {
    const totals = read(scene, mark, (quotes, value) => quotes.totals(value))
    if (totals) latest.set(`${totals.session} ${totals.since}`, { ...totals, at: mark.at })
  }
  if (latest.size === 0) return undefined
  const counted = scene.db.prepare(
    `SELECT message, MAX(input) AS input, MAX(output) AS output, MAX(cache_read) AS cacheRead, MAX(cache_write) AS cacheWrite
     FROM transcript_messages JOIN transcripts ON transcripts.id = transcript
     WHERE agent_session = ? AND first_ms >= ? AND first_ms <= ? GROUP BY message`,
  )
  const all = [...latest.values()]
  return {
    own: all.map(({ tokens }) => tokens).reduce(sumOf, noTokens),
    counted: all
      .flatMap(({ session, since, at }) => counted.all(session, since, at) as Totals[])
      .reduce(sumOf, noTokens),
  }
}

const sumOf = (a: Totals, b: Totals): Totals => ({
  input: a.input + b.input,
  output: a.output + b.output,
  cacheRead: a.cacheRead + b.cacheRead,
  cacheWrite: a.cacheWrite + b.cacheWrite,
})
