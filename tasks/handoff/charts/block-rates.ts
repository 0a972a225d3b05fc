import type { Chart } from './drawing.ts'

/** A service's block rate in this session and in earlier ones, 0..1. */
export interface BlockRate {
  service: string
  rate: number
  /** Of earlier sessions in which it decided at all. */
  earlier: number[]
  /** The median of the earlier ones, and the span in which a rate is as usual; none while there are too few. */
  usual?: { median: number; low: number; high: number }
}

const rowHeight = 42

/** Block rates against what earlier sessions show: one row a service, its name above its row, so that long names fit narrow screens. */
export function blockRateChart(rates: BlockRate[]): Chart {
  const shown = rates.flatMap(({ rate, earlier, usual }) => [rate, ...earlier, usual?.high ?? 0])
  const earlier = rates.flatMap(({ service, earlier }) => earlier.map((rate) => ({ service, rate })))
  const usual = rates.flatMap(({ service, usual }) => (usual ? [{ service, ...usual }] : []))
  return {
    label: 'Block rate of each service in this session and in earlier ones',
    height: rates.length * rowHeight + 56,
    options: {
      ...{ marginLeft: 14, marginRight: 26, marginTop: 18, marginBottom: 34 },
      x: { domain: [0, Math.min(1, Math.max(0.1, ...shown) * 1.08)], grid: true, percent: false },
      y: { type: 'band', domain: rates.map(({ service }) => service), axis: null, padding: 0 },
    },
    marks: (plot, { narrow }) => [
      plot.axisX({ ticks: narrow ? 4 : 8, tickFormat: (rate: number) => `${Math.round(rate * 100)} %`, label: null }),
      plot.ruleY(usual, {
        y: 'service',
        x1: 'low',
        x2: 'high',
        stroke: 'var(--accent)',
        strokeOpacity: 0.25,
        strokeWidth: 10,
        dy: 6,
      }),
      plot.dot(earlier, { y: 'service', x: 'rate', r: 2.5, fill: 'currentColor', fillOpacity: 0.35, dy: 6 }),
      plot.tickX(usual, {
        y: 'service',
        x: 'median',
        stroke: 'var(--accent)',
        strokeWidth: 2,
        insetTop: 20,
        insetBottom: 8,
      }),
      plot.dot(rates, {
        ...{ y: 'service', x: 'rate', r: 5, fill: 'var(--bad)', stroke: 'var(--paper)', dy: 6 },
        title: ({ service, rate }: BlockRate) => `${service}: ${(rate * 100).toFixed(1)} %`,
      }),
      plot.text(rates, {
        ...{ y: 'service', x: 0, text: 'service', textAnchor: 'start', dy: -12, fill: 'currentColor', fontSize: 11 },
      }),
    ],
  }
}
