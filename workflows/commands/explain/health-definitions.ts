import { contextPressureMonitor, pressure } from '../../../cache/audit/catalogue/services.ts'
import { placeholders } from '../../../cache/audit/catalogue.ts'
import type { JsonObject } from '../../../cache/json.ts'
import { isStale } from '../../../tasks/analysis/quality.ts'
import type { PartName } from '../../../tasks/analysis/score/facts.ts'
import { decisionsOf, type Match, pressureOrders, type Section, type Shown, textOf } from './definition.ts'

/** Figures of the report that a part of the score is measured by, and which decisions show a deduction of it. */
interface Part {
  figures: string[]
  decisions?: (deduction: JsonObject, from: number) => Shown | undefined
}

const ofItsService = ({ service }: JsonObject): Shown | undefined =>
  service === undefined ? undefined : { ...decisionsOf(textOf(service)), earlier: true }

/** What a deduction of `data` goes by, which its figures name. */
const dataShown: [figure: string, shown: (from: number) => Shown][] = [
  ['unreadable', () => 'unreadable'],
  ['backwardJumps', () => 'backwardJumps'],
  ['staleIds', (from) => ({ profile: ({ session }) => placeholders.has(session) || isStale(session, from) })],
  ['quiet', () => ({ order: 'last' })],
]

const parts: Record<PartName, Part> = {
  coverage: { figures: ['analysis.services.*.decisions', 'analysis.baseline.sessions'], decisions: ofItsService },
  enforcement: {
    figures: ['analysis.services.*.blocked', 'analysis.services.*.decisions', 'analysis.baseline.sessions'],
    decisions: ofItsService,
  },
  exposure: { figures: ['analysis.decisions.total', 'analysis.baseline.sessions'], decisions: () => ({}) },
  rules: {
    figures: ['sync.file.active', 'analysis.decisions.total', 'analysis.baseline.sessions'],
    decisions: () => ({ rule: true, earlier: true }),
  },
  pressure: {
    figures: ['analysis.pressure.peak', `analysis.services.${contextPressureMonitor.name}.decisions`],
    decisions: () => ({ measure: pressure.name, order: pressureOrders.peak }),
  },
  store: { figures: ['sync.verified', 'sync.invalid', 'sync.extra', 'sync.file.*', 'sync.store.*'] },
  data: {
    figures: [
      ...['unreadable', 'total'].map((name) => `analysis.decisions.${name}`),
      ...['placeholderIds', 'staleIds'].map((name) => `analysis.quality.${name}`),
      ...['first', 'last'].map((name) => `analysis.activity.${name}`),
    ],
    decisions: ({ from = {} }, since) =>
      dataShown.find(([figure]) => Object.hasOwn(from as JsonObject, figure))?.[1](since) ?? {},
  },
}

const shownBy = (deduction: JsonObject, from: number): Shown | undefined =>
  Object.hasOwn(parts, textOf(deduction.part))
    ? parts[deduction.part as PartName].decisions?.(deduction, from)
    : undefined

/** The largest deduction of a part. */
const firstOf = ({ report }: Match, part: string): JsonObject | undefined => {
  const { basis = [] } = (report.analysis as JsonObject).health as JsonObject
  return (basis as JsonObject[]).find((each) => each.part === part)
}

/** The score, its parts and its deductions. */
export const healthSection: Section = {
  page: 'docs/health.md',
  heading: 'The health score',
  under: 'analysis.health.',
  rows: [
    ['score', '100 less the points of every deduction', { figures: ['analysis.health.basis.*'] }],
    ...Object.entries(parts).map(([part, { figures }]): Section['rows'][number] => [
      `parts.${part}.**`,
      'the points that this part of the score takes off, and the most that it may (of)',
      {
        figures: [
          ...['points', 'of'].map((name) => `analysis.health.parts.${part}.${name}`),
          `analysis.health.basis.[part=${part}]`,
          ...figures,
        ],
        decisions: (match) => shownBy(firstOf(match, part) ?? { part }, match.from),
      },
    ]),
    [
      'basis.*.**',
      'a deduction from the score, with its part, its points and its reason; the figures that it comes from are those of the formula',
      {
        figures: [
          ...['.part', '.points', '.why', '.from.*', 'analysis.health.parts.{part}.of'],
          ...['decisions', 'blocked'].map((name) => `analysis.services.{service}.${name}`),
        ],
        decisions: ({ item, from }) => shownBy(item, from),
      },
    ],
  ],
}
