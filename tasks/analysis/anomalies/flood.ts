import { fixed, plural } from '../../../templates/words.ts'
import { predictCount } from '../baseline/counts.ts'
import type { Measured } from '../baseline/measured.ts'
import type { Candidate } from './candidate.ts'
import { baselineInWords, type Judged } from './history.ts'

/** Less than this many times the usual pace is a busy session. */
const floodPace = 2

/** Far more decisions than usual for the work. */
export function floodOf(
  { name, history, current, pace }: Judged,
  count: number,
  exposure: number,
): Candidate | undefined {
  const fit = pace as NonNullable<typeof pace>
  const usual = fit.rate
  const unit = fit.exposure.unit === 'hour' ? 'an hour' : 'a tool call'
  const { window } = history.sessions[current] as Measured
  const p = count < floodPace * usual * exposure ? 1 : predictCount(fit, count, [exposure], { high: true }).high
  return {
    service: name,
    kind: 'flood',
    detail: `${plural(count, 'decision')}, ${fixed(count / exposure, 1)} ${unit}; ${fixed(usual, 1)} ${unit} in the ${plural(fit.sessions.length, 'session')} before${baselineInWords(fit.sessions, current)}`,
    evidence: { window, filter: { service: name } },
    p,
  }
}
