import { percent } from '../../../templates/words.ts'
import { type Chart, fieldOf, linear, round, ticksAcross } from './frame.ts'

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
const margins = { left: 14, right: 26, top: 18, bottom: 34 }
/** Where a row's name and its marks stand, below the row's top. */
const [nameBelow, marksBelow] = [12, 27]

/** Block rates against what earlier sessions show: one row a service, its name above its row, so that long names fit narrow screens. */
export function blockRateChart(rates: BlockRate[]): Chart {
  const shown = rates.flatMap(({ rate, earlier, usual }) => [rate, ...earlier, usual?.high ?? 0])
  const most = Math.min(1, Math.max(0.1, ...shown) * 1.08)
  return {
    template: 'chart-block-rates.svg',
    view(size) {
      const field = fieldOf(size, rates.length * rowHeight + margins.top + margins.bottom, margins)
      const { scale, ticks } = linear([0, most * 100], [field.left, field.right], ticksAcross(size))
      const x = (rate: number) => round(scale(rate * 100))
      return {
        ...field,
        label: 'Block rate of each service in this session and in earlier ones',
        x: ticks.map(({ at, text }) => ({ at, text: `${text} %` })),
        y: [],
        rows: rates.map(({ service, rate, earlier, usual }, row) => ({
          service,
          at: x(rate),
          title: `${service}: ${percent(rate)}`,
          nameAt: field.top + row * rowHeight + nameBelow,
          marksAt: field.top + row * rowHeight + marksBelow,
          earlier: earlier.map(x),
          usual: usual && { median: x(usual.median), low: x(usual.low), high: x(usual.high) },
        })),
      }
    },
  }
}
