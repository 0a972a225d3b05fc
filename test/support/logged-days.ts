import { unreadShare } from '../../tasks/analysis/anomalies/history.ts'
import { judgeHistory } from '../../tasks/analysis/anomalies/judge.ts'
import { defaultSessions } from '../../tasks/analysis/baseline/earlier.ts'
import type { Measured } from '../../tasks/analysis/baseline/measured.ts'
import { restOf } from '../../tasks/analysis/health.ts'
import { type Health, scoreHealth } from '../../tasks/analysis/health-score.ts'
import { poisson, type Random } from '../bench/anomalies/random.ts'

export interface Decided {
  at: number
  service: string
  blocked: boolean
  action: number
}
export interface Day {
  window: Measured['window']
  decided: Decided[]
  toolCalls?: number
  /** Lines that are damaged. */
  unreadable?: number
}

export const hour = 3_600_000

export function measure({ window, toolCalls, unreadable = 0 }: Day, decided: Decided[]): Measured {
  const names = [...new Set(decided.map(({ service }) => service))].sort()
  const count = (of: Decided[]) => ({ decisions: of.length, blocked: of.filter(({ blocked }) => blocked).length })
  const { blocked } = count(decided)
  const at = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString())
  return {
    window,
    metrics: {
      decisions: {
        total: decided.length,
        allowed: decided.length - blocked,
        blocked,
        unreadable,
        mended: 0,
      },
      activity: { perHour: 0, first: at(decided[0]?.at), last: at(decided.at(-1)?.at) },
      ...(toolCalls && { exposure: { toolCalls, commits: 0, decisionsPerToolCall: 1, toolCallsAfterLog: 0 } }),
      services: Object.fromEntries(
        names.map((name) => [name, count(decided.filter(({ service }) => service === name))]),
      ),
      violations: [],
      pressure: { peak: null, mean: null, last: null, trend: null },
      quality: { placeholderIds: 0, staleIds: 0, lockstep: [] },
    } as object as Measured['metrics'],
  }
}

/** Days of two to five services, at whose end some of them may decide or block little, or nothing. */
export function drawDays(random: Random): Day[] {
  const services = ['A', 'B', 'C', 'D', 'E'].slice(0, 2 + Math.floor(random() * 4)).map((service) => ({
    service,
    pace: 3 + 60 * random() * random(),
    rate: random() < 0.3 ? 0 : 0.03 + 0.2 * random(),
    wanes: random() < 0.5,
  }))
  const vary = random() < 0.5 ? 0 : 0.4 * random()
  const open = random() < 0.3 ? 6 + 8 * random() : 6
  const knowsCalls = random() < 0.3
  const length = 8 + Math.floor(random() * 14)
  const waning = 1 + Math.floor(random() * 3)
  const [pace, rate] = [random() < 0.5 ? random() * 0.6 : 1, random() < 0.5 ? random() * 0.6 : 1]
  return Array.from({ length }, (_, day): Day => {
    const from = day * 24 * hour
    const busy = Math.exp(vary * (random() + random() + random() - 1.5))
    const decided = services.flatMap(({ service, wanes, ...usual }) => {
      const [often, much] = wanes && day >= length - waning ? [pace, rate] : [1, 1]
      return Array.from({ length: poisson(usual.pace * busy * often, random) }, () => ({
        at: from + random() * 6 * hour,
        service,
        blocked: random() < usual.rate * much,
        action: Math.floor(random() * 5),
      }))
    })
    const window = { from, to: from + open * hour }
    const sorted = decided.sort((a, b) => a.at - b.at)
    return { window, decided: sorted, ...(knowsCalls && { toolCalls: Math.ceil(100 * busy) }) }
  })
}

/** Too many blocks are left aside: who takes them out of a log takes out all that says so. */
export function score(earlier: Measured[], session: Measured): Health {
  const services = judgeHistory([...earlier, session]).at(-1)?.services ?? []
  return scoreHealth({
    metrics: session.metrics,
    backwardJumps: 0,
    learning: false,
    services: services.map(({ rate, ...each }) => ({
      ...each,
      ...(rate && { rate: { ...rate, high: { ...rate.high, p: 1 } } }),
    })),
    missing: [],
    pressureKnown: false,
    unreadBefore: unreadShare({ sessions: [...earlier, session], most: defaultSessions }),
    rest: restOf(session.metrics, session.window),
  })
}
