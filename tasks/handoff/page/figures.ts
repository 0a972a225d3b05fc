import { clip } from '../../../templates/render.ts'
import { plural } from '../../../templates/words.ts'
import type { HistoryRow } from '../../analysis/history.ts'
import type { Timeline } from '../../analysis/timeline.ts'
import type { AnalysisBlock, Report } from '../../report.ts'
import { type BlockRate, blockRateChart } from '../charts/block-rates.ts'
import { decisionsChart, serviceColour } from '../charts/decisions.ts'
import type { Draw, Drawn } from '../charts/drawing.ts'
import type { Chart } from '../charts/frame.ts'
import { pressureChart } from '../charts/pressure.ts'
import { sessionsChart } from '../charts/sessions.ts'

/** A chart with what is said of it, or the sentence that is in its place. */
export interface Figure {
  id: string
  title: string
  caption: string
  chart?: Drawn
  legend?: { name: string; colour: string }[]
}

const longestName = 48

/** The charts of a session, each with what is said of it. */
export function figuresOf(
  { session, analysis }: Report,
  timeline: Timeline | undefined,
  history: HistoryRow[],
  draw: Draw,
): Figure[] {
  const figure = (title: string, caption: string, chart: Chart | undefined): Figure => ({
    id: title.toLowerCase().replaceAll(' ', '-'),
    title,
    caption,
    ...(chart && { chart: draw(chart) }),
  })
  const named = timeline && withShortNames(timeline)
  const services = named ? servicesOf(named) : []
  const step = named ? `in every ${lengthOf(named.stepMs)}` : ''
  const scored = history.map(({ session, health }) => ({ session, value: health }))
  if (analysis?.health) scored.push({ session: session.id, value: analysis.health.score })
  const rates = blockRatesOf(analysis, history)
  return [
    {
      ...figure(
        'Decisions over time',
        `Decisions ${step}, times in UTC; the dark mark is the number of blocked ones.`,
        named && named.counts.length > 0 ? decisionsChart(named, services) : undefined,
      ),
      legend: services.map((name) => ({ name, colour: serviceColour(services, name) })),
    },
    figure(
      'Pressure over the session',
      `Mean pressure ${step}, times in UTC; the band goes from the lowest to the highest.`,
      named && named.pressure.length > 0 ? pressureChart(named) : undefined,
    ),
    figure(
      'Block rates against earlier sessions',
      rateCaption(rates),
      rates.length > 0 ? blockRateChart(rates) : undefined,
    ),
    figure(
      'Health over sessions',
      'Scores from 0 to 100, this session last; a gap is a session that was not scored.',
      scored.some(({ value }) => value !== null)
        ? sessionsChart({ name: 'health', points: scored, low: 0, high: 100, show: String })
        : undefined,
    ),
  ]
}

function withShortNames(timeline: Timeline): Timeline {
  return {
    ...timeline,
    counts: timeline.counts.map((count) => ({ ...count, service: clip(count.service, longestName) })),
  }
}

/** The services of the timeline, the busiest first, so that their bars stand on a level line. */
function servicesOf({ counts }: Timeline): string[] {
  const totals = new Map<string, number>()
  for (const { service, decisions } of counts) totals.set(service, (totals.get(service) ?? 0) + decisions)
  return [...totals].sort(([a, most], [b, least]) => least - most || (a < b ? -1 : 1)).map(([service]) => service)
}

function lengthOf(stepMs: number): string {
  const minutes = stepMs / 60_000
  if (minutes < 60) return minutes === 1 ? 'minute' : plural(minutes, 'minute')
  if (minutes < 1440) return minutes === 60 ? 'hour' : `${minutes / 60} hours`
  return minutes === 1440 ? 'day' : plural(minutes / 1440, 'day')
}

const mostRates = 12

function blockRatesOf(analysis: AnalysisBlock | undefined, history: HistoryRow[]): BlockRate[] {
  const comparisons = analysis?.baseline?.comparisons ?? []
  return Object.entries(analysis?.services ?? {})
    .slice(0, mostRates)
    .map(([name, { blockRate }]) => {
      const found = comparisons.find(({ metric }) => metric === `${name}.blockRate`)
      const { usual = null, low = null, high = null } = found ?? {}
      return {
        service: clip(name, longestName),
        rate: blockRate,
        earlier: history.flatMap(({ services }) => (Object.hasOwn(services, name) ? [services[name] as number] : [])),
        ...(usual !== null && low !== null && high !== null && { usual: { median: usual, low, high } }),
      }
    })
}

function rateCaption(rates: BlockRate[]): string {
  const earlier = rates.some((rate) => rate.earlier.length > 0) ? '; small dots: earlier sessions' : ''
  const usual = rates.some((rate) => rate.usual) ? '; bar and tick: what is usual, and its median' : ''
  return `Share of a service's decisions that were blocked. Large dot: this session${earlier}${usual}.`
}
