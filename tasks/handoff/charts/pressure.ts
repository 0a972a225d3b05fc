import type { Timeline } from '../../analysis/timeline.ts'
import type { Chart } from './drawing.ts'
import { timeTick } from './time-axis.ts'

/** Where the monitor's levels begin, as the framework documents them. */
const levels = [
  { from: 0.3, name: 'ELEVATED' },
  { from: 0.5, name: 'HIGH' },
  { from: 0.7, name: 'CRITICAL' },
  { from: 0.85, name: 'DANGEROUS' },
]

/** Pressure over the session: the mean of each step, and the span between its lowest and highest. */
export function pressureChart({ start, stepMs, steps, pressure }: Timeline): Chart {
  const time = (step: number) => new Date(start + step * stepMs)
  const rows = pressure.map(({ step, ...rest }) => ({ ...rest, at: time(step + 0.5) }))
  return {
    label: 'Pressure over the session',
    height: 240,
    options: {
      marginLeft: 44,
      x: { type: 'utc', label: null, domain: [time(0), time(steps)] },
      y: { label: 'pressure', domain: [0, 1] },
    },
    marks: (plot, { narrow }) => [
      plot.axisX({ ticks: narrow ? 4 : 8, tickFormat: timeTick(stepMs), label: null, tickSize: 3 }),
      plot.ruleY(levels, { y: 'from', stroke: 'currentColor', strokeOpacity: 0.25, strokeDasharray: '3 3' }),
      plot.text(levels, {
        ...{ y: 'from', text: 'name', frameAnchor: 'left', textAnchor: 'start', dx: 4, dy: -6 },
        ...{ fill: 'currentColor', fillOpacity: 0.6, fontSize: 9 },
      }),
      plot.areaY(rows, { x: 'at', y1: 'low', y2: 'high', fill: 'var(--accent)', fillOpacity: 0.2 }),
      plot.lineY(rows, { x: 'at', y: 'mean', stroke: 'var(--accent)', strokeWidth: 2 }),
      plot.dot(rows, { x: 'at', y: 'mean', r: 2.5, fill: 'var(--accent)' }),
      plot.ruleY([0]),
    ],
  }
}
