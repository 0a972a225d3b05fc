import { area, line } from 'd3-shape'
import { pressureLevels } from '../../../cache/audit/catalogue/services.ts'
import type { StepPressure, Timeline } from '../../analysis/timeline.ts'
import { type Chart, fieldOf, linear, moments, round, ticksAcross } from './frame.ts'
import { timeTick } from './time-axis.ts'

/** Pressure over the session: the mean of each step, and the span between its lowest and highest. */
export function pressureChart({ start, stepMs, steps, pressure }: Timeline): Chart {
  const time = (step: number) => new Date(start + step * stepMs)
  return {
    template: 'chart-pressure.svg',
    view(size) {
      const field = fieldOf(size, 240)
      const x = moments([time(0), time(steps)], [field.left, field.right], ticksAcross(size), timeTick(stepMs))
      const y = linear([0, 1], [field.bottom, field.top], 5)
      const at = ({ step }: StepPressure) => x.scale(time(step + 0.5))
      const span = area<StepPressure>(
        at,
        ({ low }) => y.scale(low),
        ({ high }) => y.scale(high),
      )
      const mean = line<StepPressure>(at, (row) => y.scale(row.mean))
      return {
        ...field,
        label: 'Pressure over the session',
        x: x.ticks,
        y: y.ticks,
        levels: Object.entries(pressureLevels).map(([name, from]) => ({ at: round(y.scale(from)), name })),
        span: span.digits(1)(pressure) ?? '',
        mean: mean.digits(1)(pressure) ?? '',
        points: pressure.map((row) => ({ x: round(at(row)), y: round(y.scale(row.mean)) })),
      }
    },
  }
}
