import { mean, sum } from '../statistics.ts'
import { studentTail } from './distributions.ts'

/** A measured value, and how long the session worked that it is from. */
export interface Level {
  value: number
  hours: number
}

/** What is known of the deviation before any session was seen: like so many sessions. */
const priorSessions = 5
/** And of the influence of length: like so much of squared deviation of the logarithms of hours. */
const priorLengths = 1

/**
 * A measured value against those of earlier sessions: Student's prediction around a line over the logarithm of the working hours, with a deviation
 * that is shrunk to a prior. Chances of a value as high, and as low.
 */
export function predictLevel(current: Level, earlier: Level[], priorDeviation: number): { high: number; low: number } {
  const x = earlier.map(({ hours }) => Math.log(hours))
  const [middle, centre] = [mean(x), mean(earlier.map(({ value }) => value))]
  const spread = sum(x.map((each) => (each - middle) ** 2))
  const slope =
    sum(earlier.map(({ value }, index) => ((x[index] as number) - middle) * (value - centre))) / (spread + priorLengths)
  const at = (hours: number) => centre + slope * (Math.log(hours) - middle)
  const squares = sum(earlier.map(({ value, hours }) => (value - at(hours)) ** 2))
  const degreesOfFreedom = earlier.length - 1 + priorSessions
  const variance = (squares + priorSessions * priorDeviation ** 2) / degreesOfFreedom
  const reach = (Math.log(current.hours) - middle) ** 2 / (spread + priorLengths)
  const t = (current.value - at(current.hours)) / Math.sqrt(variance * (1 + 1 / earlier.length + reach))
  return { high: studentTail(t, degreesOfFreedom), low: studentTail(-t, degreesOfFreedom) }
}
