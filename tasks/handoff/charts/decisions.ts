import type { Timeline } from '../../analysis/timeline.ts'
import type { Chart } from './drawing.ts'
import { timeTick } from './time-axis.ts'

/** Decisions of each service over the session, one bar a step, with a mark at the number of blocked ones. */
export function decisionsChart({ start, stepMs, steps, counts }: Timeline, services: string[]): Chart {
  const time = (step: number) => new Date(start + step * stepMs)
  const rows = counts.map(({ step, service, decisions, blocked }) => ({
    from: time(step),
    to: time(step + 1),
    decisions,
    order: services.indexOf(service),
    colour: serviceColour(services, service),
    title: `${service}: ${decisions} decisions, ${blocked} blocked`,
  }))
  const blocked = Array.from({ length: steps }, (_, step) => ({
    from: time(step),
    to: time(step + 1),
    blocked: counts.filter((count) => count.step === step).reduce((sum, count) => sum + count.blocked, 0),
  })).filter((step) => step.blocked > 0)
  return {
    label: 'Decisions over the session, by service',
    height: 240,
    options: {
      marginLeft: 44,
      x: { type: 'utc', label: null, domain: [time(0), time(steps)] },
      y: { grid: true, label: 'decisions', nice: true },
      color: { type: 'identity' },
    },
    marks: (plot, { narrow }) => [
      plot.axisX({ ticks: narrow ? 4 : 8, tickFormat: timeTick(stepMs), label: null, tickSize: 3 }),
      plot.rectY(rows, {
        x1: 'from',
        x2: 'to',
        y: 'decisions',
        fill: 'colour',
        order: 'order',
        title: 'title',
        inset: 0.5,
      }),
      plot.ruleY(blocked, { x1: 'from', x2: 'to', y: 'blocked', stroke: 'var(--bad)', strokeWidth: 2.5 }),
      plot.ruleY([0]),
    ],
  }
}

/** The colour of a service in every chart: by its place. */
export const serviceColour = (services: string[], service: string): string =>
  `var(--service-${Math.max(0, services.indexOf(service)) + 1})`
