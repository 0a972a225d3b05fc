import { line } from 'd3-shape'
import { sessionName, shortSessionName } from '../../session-name.ts'
import { type Chart, fieldOf, linear, round } from './frame.ts'

export interface SessionPoint {
  session: string
  /** Null: not measured. */
  value: number | null
}

export interface SessionSeries {
  /** What is shown, as the axis names it. */
  name: string
  points: SessionPoint[]
  /** The axis ends at the largest value where no upper end is given. */
  low: number
  high?: number
  show: (value: number) => string
}

/**
 * One number over sessions, from the first in which it was measured to the last one. A session between in which it was not leaves a gap.
 */
export function sessionsChart({ name, points: all, low, high, show }: SessionSeries): Chart {
  const points = all.slice(
    Math.max(
      0,
      all.findIndex(({ value }) => value !== null),
    ),
  )
  const most = high ?? Math.max(low + 1e-9, ...points.map(({ value }) => value ?? low))
  return {
    template: 'chart-sessions.svg',
    view(size) {
      const field = fieldOf(size, 220, { left: 44, right: 24, top: 20, bottom: 30 })
      const x = linear([0, Math.max(1, points.length - 1)], [field.left, field.right], 2).scale
      const y = linear([low, most], [field.bottom, field.top], 5, { nice: high === undefined })
      const every = Math.ceil(points.length / (size.narrow ? 5 : 10))
      const isNamed = (index: number) => (points.length - 1 - index) % every === 0
      const curve = line<SessionPoint>(
        (_, index) => x(index),
        ({ value }) => y.scale(value ?? low),
      ).defined(({ value }) => value !== null)
      return {
        ...field,
        label: `${name} over sessions`,
        name,
        y: y.ticks,
        x: points.flatMap(({ session }, index) =>
          isNamed(index) ? [{ at: round(x(index)), text: shortSessionName(session) }] : [],
        ),
        curve: curve.digits(1)(points) ?? '',
        points: points.flatMap(({ session, value }, index) =>
          value === null
            ? []
            : [
                {
                  x: round(x(index)),
                  y: round(y.scale(value)),
                  session: sessionName(session),
                  value: show(value),
                  last: index === points.length - 1,
                },
              ],
        ),
      }
    },
  }
}
