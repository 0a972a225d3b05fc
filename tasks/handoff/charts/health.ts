import { line } from 'd3-shape'
import { type Chart, fieldOf, linear, round } from './frame.ts'

export interface HealthPoint {
  session: string
  /** 0..100; null: not scored. */
  score: number | null
}

/** Health over sessions, this one last. A session that was not scored leaves a gap. */
export function healthChart(points: HealthPoint[]): Chart {
  // The year and a day's first number say nothing that the axis needs: 10-24, 10-24-002.
  const name = (session: string) => session.slice(5).replace(/-001$/, '')
  return {
    template: 'chart-health.svg',
    view(size) {
      const field = fieldOf(size, 220, { left: 44, right: 24, top: 20, bottom: 30 })
      const x = linear([0, Math.max(1, points.length - 1)], [field.left, field.right], 2).scale
      const y = linear([0, 100], [field.bottom, field.top], 5)
      const every = Math.ceil(points.length / (size.narrow ? 5 : 10))
      const isNamed = (index: number) => (points.length - 1 - index) % every === 0
      const scores = line<HealthPoint>(
        (_, index) => x(index),
        ({ score }) => y.scale(score ?? 0),
      ).defined(({ score }) => score !== null)
      return {
        ...{ ...field, label: 'Health over sessions', y: y.ticks },
        x: points.flatMap(({ session }, index) =>
          isNamed(index) ? [{ at: round(x(index)), text: name(session) }] : [],
        ),
        scores: scores.digits(1)(points) ?? '',
        points: points.flatMap(({ session, score }, index) =>
          score === null
            ? []
            : [{ x: round(x(index)), y: round(y.scale(score)), session, score, last: index === points.length - 1 }],
        ),
      }
    },
  }
}
