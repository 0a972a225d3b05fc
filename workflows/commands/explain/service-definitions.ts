import { type Facet, type Formula, facetKey, type Metric, type Service } from '../../../cache/audit/catalogue/metric.ts'
import { everyService, services } from '../../../cache/audit/catalogue/services.ts'
import type { Profile } from '../../../cache/audit/profile.ts'
import { hasValue } from '../../../tasks/analysis/service-metrics.ts'
import {
  type Detail,
  decisionsOf,
  type Match,
  pressureOrders,
  type Row,
  type Section,
  type Shown,
} from './definition.ts'

const valuesIn = ({ values }: Profile, facet: Facet): string[] => values[facetKey(facet)] ?? []
const totalOf = (service: string): string => `analysis.services.${service}.decisions`
const ofService = (service: string, holds?: (profile: Profile) => boolean) => () => decisionsOf(service, holds)

/** What shows a metric of a service, by the kind of its formula. */
const details: {
  [Kind in Formula['kind']]: (service: string, formula: Extract<Formula, { kind: Kind }>) => Detail
} = {
  decisions: (service) => ({ figures: [totalOf(service)], decisions: ofService(service) }),
  violations: (service) => ({
    figures: [`analysis.services.${service}.blocked`],
    decisions: ofService(service, ({ violations }) => violations > 0),
  }),
  distribution: (service, { facet }) => ({
    figures: ['.*'],
    decisions: ofService(service, (profile) => valuesIn(profile, facet).length > 0),
  }),
  having: (service, { facet, value }) => ({
    figures: [totalOf(service)],
    decisions: ofService(service, (profile) => hasValue(valuesIn(profile, facet), value)),
  }),
  sum: (service, { counter }) => ({
    figures: [totalOf(service)],
    decisions: ofService(service, ({ numbers }) => (numbers[counter.field] ?? 0) > 0),
  }),
  mean: (service, { measure }) => ({ figures: [totalOf(service)], decisions: () => ({ measure: measure.name }) }),
  quartiles: (_, { measure }) => ({ figures: ['.*'], decisions: () => ({ measure: measure.name, order: 'lowest' }) }),
  range: (_, { measure }) => ({ figures: ['.*'], decisions: () => ({ measure: measure.name, order: 'lowest' }) }),
  pressure: (service, { measure, figure }) => ({
    figures: [totalOf(service)],
    decisions: () => ({ measure: measure.name, order: pressureOrders[figure] }),
  }),
  agreement: (service, { classified }) => ({
    figures: ['.*'],
    decisions: ofService(service, ({ values }) => (values[classified.quadrant] ?? []).length > 0),
  }),
  text: () => ({}),
}

function detailOf<Kind extends Formula['kind']>(
  service: string,
  formula: Extract<Formula, { kind: Kind }> & { kind: Kind },
): Detail {
  return details[formula.kind](service, formula)
}

/** The rows of a metric: what has several figures is explained by all of them, a distribution by each of its values too. */
function rowsOf(service: string, { name, formula, definition, source, figures }: Metric): Row[] {
  const detail: Detail = { ...(source && { of: source }), ...detailOf(service, formula) }
  const row: Row = [figures ? `${name}.**` : name, definition, detail]
  if (formula.kind !== 'distribution') return [row]
  const { facet } = formula
  const decisions = ({ stars }: Match) =>
    decisionsOf(service, (profile) => valuesIn(profile, facet).some((value) => value === stars[0]))
  return [
    [`${name}.*`, `how often this value of ${source} came up`, { of: source, figures: [totalOf(service)], decisions }],
    row,
  ]
}

const sectionOf = ({ name, metrics }: Service): Section => ({
  page: 'docs/metrics.md',
  heading: name,
  under: `analysis.services.${name}.`,
  rows: metrics.flatMap((metric) => rowsOf(name, metric)),
})

const ofStar =
  (holds?: (profile: Profile) => boolean) =>
  ({ stars }: Match): Shown =>
    decisionsOf(stars[0] as string, holds)
const isBlocked = ({ blocked }: Profile): boolean => blocked

/** What shows a metric that every service has. */
const common: Record<keyof typeof everyService, Detail> = {
  decisions: { figures: ['.allowed', '.blocked'], decisions: ofStar() },
  allowed: { figures: ['.decisions', '.blocked'], decisions: ofStar((profile) => !profile.blocked) },
  blocked: { figures: ['.decisions', '.allowed'], decisions: ofStar(isBlocked) },
  blockRate: { figures: ['.blocked', '.decisions'], decisions: ofStar(isBlocked) },
  perHour: { figures: ['.decisions', 'session.from', 'session.to'], decisions: ofStar() },
  lastAt: {
    figures: ['.decisions'],
    decisions: ({ stars }) => ({ ...decisionsOf(stars[0] as string), order: 'last' }),
  },
}

/** The metrics of the framework's services, and those that every service has. */
export const serviceSections: Section[] = [
  ...services.map(sectionOf),
  {
    page: 'docs/metrics.md',
    heading: 'Every service',
    under: 'analysis.services.',
    rows: [
      ...Object.entries(everyService).map(
        ([name, { definition, source }]): Row => [
          `*.${name}`,
          definition,
          { of: source, ...common[name as keyof typeof everyService] },
        ],
      ),
      [
        '*.**',
        'what the decisions of this service in the window come to',
        { of: 'its decisions', figures: ['.decisions', '.allowed', '.blocked'], decisions: ofStar() },
      ],
    ],
  },
]
