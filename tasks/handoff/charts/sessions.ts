import { line } from 'd3-shape'
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

/** One number over sessions, the last one last. A session in which it was not measured leaves a gap. */
export function sessionsChart({ name, points, low, high, show }: SessionSeries): Chart {
  // The year and a day's first number say nothing that the axis needs: 10-24, 10-24-002.
  const short = (session: string) => session.slice(5).replace(/-001$/, '')
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
        ...{ ...field, label: `${name} over sessions`, name, y: y.ticks },
        x: points.flatMap(({ session }, index) =>
          isNamed(index) ? [{ at: round(x(index)), text: short(session) }] : [],
        ),
        curve: curve.digits(1)(points) ?? '',
        points: points.flatMap(({ session, value }, index) =>
          value === null
            ? []
            : [
                {
                  ...{ x: round(x(index)), y: round(y.scale(value)), session },
                  ...{ value: show(value), last: index === points.length - 1 },
                },
              ],
        ),
      }
    },
  }
}
