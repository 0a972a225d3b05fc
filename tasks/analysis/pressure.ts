import { rounded } from '../../cache/json.ts'
import { hourMs } from '../../cache/window.ts'
import type { Series } from './session-numbers.ts'
import { mean, robustSlope } from './statistics.ts'

/** The pressure of a session's context, 0..1, as its monitor logged it; null where it logged none. */
export interface Pressure {
  peak: number | null
  mean: number | null
  last: number | null
  /** Robust slope over the session: change of pressure an hour. */
  trend: number | null
}

export function measurePressure({ at, values, last }: Series): Pressure {
  const first = at[0]
  if (first === undefined || last === undefined) return { peak: null, mean: null, last: null, trend: null }
  const slope = robustSlope(
    at.map((time) => (time - first) / hourMs),
    values,
  )
  return {
    peak: rounded(values.reduce((highest, value) => Math.max(highest, value), 0)),
    mean: rounded(mean(values)),
    last: rounded(last),
    trend: slope === undefined ? null : rounded(slope),
  }
}
