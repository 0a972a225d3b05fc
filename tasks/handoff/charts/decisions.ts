import { plural } from '../../../templates/words.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import { type Chart, fieldOf, linear, moments, round, ticksAcross } from './frame.ts'
import { timeTick } from './time-axis.ts'

/** Between two bars, in pixels. */
const gap = 0.5

/** Decisions of each service over the session, one bar a step, with a mark at the number of blocked ones. */
export function decisionsChart({ start, stepMs, steps, counts }: Timeline, services: string[]): Chart {
  const time = (step: number) => new Date(start + step * stepMs)
  const order = (service: string) => services.indexOf(service)
  const stacks = Array.from({ length: steps }, (_, step) =>
    counts.filter((count) => count.step === step).sort((a, b) => order(a.service) - order(b.service)),
  )
  const total = (stack: typeof counts, of: 'decisions' | 'blocked') => stack.reduce((sum, count) => sum + count[of], 0)
  const most = Math.max(1, ...stacks.map((stack) => total(stack, 'decisions')))
  return {
    template: 'chart-decisions.svg',
    view(size) {
      const field = fieldOf(size, 240)
      const x = moments([time(0), time(steps)], [field.left, field.right], ticksAcross(size), timeTick(stepMs))
      const y = linear([0, most], [field.bottom, field.top], 5, { nice: true })
      const span = (step: number) => ({
        x: round(x.scale(time(step)) + gap),
        width: Math.max(0.1, round(x.scale(time(step + 1)) - x.scale(time(step)) - 2 * gap)),
      })
      return {
        ...field,
        label: 'Decisions over the session, by service',
        x: x.ticks,
        y: y.ticks,
        bars: stacks.flatMap((stack, step) => {
          let below = 0
          return stack.map(({ service, decisions, blocked }) => {
            const top = y.scale(below + decisions)
            const height = y.scale(below) - top
            below += decisions
            return {
              ...span(step),
              y: round(top),
              height: round(height),
              colour: serviceColour(services, service),
              title: `${service}: ${plural(decisions, 'decision')}, ${blocked} blocked`,
            }
          })
        }),
        blocked: stacks.flatMap((stack, step) => {
          const count = total(stack, 'blocked')
          return count > 0 ? [{ ...span(step), y: round(y.scale(count)) }] : []
        }),
      }
    },
  }
}

/** The colour of a service in every chart: by its place. */
export const serviceColour = (services: string[], service: string): string =>
  `var(--service-${Math.max(0, services.indexOf(service)) + 1})`
