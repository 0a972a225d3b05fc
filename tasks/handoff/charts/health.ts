import type { Chart } from './drawing.ts'

export interface HealthPoint {
  session: string
  /** 0..100; null: not scored. */
  score: number | null
}

/** Health over sessions, this one last. A session that was not scored leaves a gap. */
export function healthChart(points: HealthPoint[]): Chart {
  const rows = points.map(({ session, score }, index) => ({ session, score: score ?? Number.NaN, index }))
  const last = rows.filter(({ index, score }) => index === rows.length - 1 && Number.isFinite(score))
  // The year and a day's first number say nothing that the axis needs: 10-24, 10-24-002.
  const name = (index: number) => rows[index]?.session.slice(5).replace(/-001$/, '') ?? ''
  const ticks = (most: number) => {
    const every = Math.ceil(rows.length / most)
    return rows.map(({ index }) => index).filter((index) => (rows.length - 1 - index) % every === 0)
  }
  return {
    label: 'Health over sessions',
    height: 220,
    options: {
      ...{ marginLeft: 44, marginRight: 24 },
      x: { type: 'linear', label: null, domain: [0, Math.max(1, rows.length - 1)] },
      y: { label: 'health', domain: [0, 100], grid: true },
    },
    marks: (plot, { narrow }) => [
      plot.axisX(ticks(narrow ? 5 : 10), { tickFormat: (index: number) => name(index), label: null, tickSize: 3 }),
      plot.lineY(rows, { x: 'index', y: 'score', stroke: 'var(--accent)', strokeWidth: 2 }),
      plot.dot(rows, {
        ...{ x: 'index', y: 'score', r: 3, fill: 'var(--accent)' },
        title: ({ session, score }: { session: string; score: number }) => `${session}: ${score}`,
      }),
      plot.dot(last, { x: 'index', y: 'score', r: 5, fill: 'var(--accent)', stroke: 'var(--paper)' }),
      plot.text(last, {
        x: 'index',
        y: 'score',
        text: 'score',
        dy: -12,
        fill: 'currentColor',
        fontSize: 12,
        fontWeight: 'bold',
      }),
      plot.ruleY([0]),
    ],
  }
}
