import type { Health } from '../../tasks/analysis/health-score.ts'
import type { HealthFacts } from '../../tasks/analysis/score/facts.ts'
import { attempts } from './health-attempts.ts'
import { changed, enforcer, names, type Planted, scaled, scoreStory, usual } from './health-scene.ts'
import type { Figures } from './measure.ts'

/** What happens, in how many sessions, and what else is known when the last one is scored. */
interface Case extends Planted {
  name: string
  sessions?: number
  facts?: Partial<HealthFacts>
}

const without = (count: number) => Object.fromEntries(Object.entries(usual).slice(count))
const allowing = Object.fromEntries(names.map((name): [string, [number, number]] => [name, [usual[name]?.[0] ?? 0, 0]]))

const blocking = Object.fromEntries(
  Object.entries(usual).map(([name, [n]]): [string, [number, number]] => [name, [n, n]]),
)

/** From the mildest on; docs/health.md shows them with their scores, and a test compares the two. */
export const cases: Case[] = [
  { name: 'a usual session' },
  { name: 'a short one, a tenth of the work', services: scaled(0.1), hours: { worked: 0.6, open: 0.6 } },
  { name: 'a busy one, twice as long', services: scaled(2), hours: { worked: 12, open: 12 } },
  ...[1, 2, 3, 4, 5, 6].flatMap((count) =>
    [1, 12].map(
      (sessions): Case => ({
        name: `${count} of six services silent, for ${sessions === 1 ? 'one session' : 'twelve sessions'}`,
        sessions,
        services: without(count),
      }),
    ),
  ),
  {
    name: 'the sparsest service silent, for one session',
    services: Object.fromEntries(Object.entries(usual).slice(0, 5)),
  },
  {
    name: 'the sparsest service silent, for twelve sessions',
    sessions: 12,
    services: Object.fromEntries(Object.entries(usual).slice(0, 5)),
  },
  ...[1, 2, 12].map(
    (sessions): Case => ({
      name: `the enforcer allows everything, for ${sessions} session${sessions === 1 ? '' : 's'}`,
      sessions,
      services: changed({ [enforcer]: [100, 0] }),
    }),
  ),
  ...[1, 12].map(
    (sessions): Case => ({
      name: `every service allows everything, for ${sessions} session${sessions === 1 ? '' : 's'}`,
      sessions,
      services: allowing,
    }),
  ),
  { name: 'the enforcer decides 3 times instead of 100', services: changed({ [enforcer]: [3, 0] }) },
  {
    name: 'the enforcer decides 3 times, for twelve sessions',
    sessions: 12,
    services: changed({ [enforcer]: [3, 0] }),
  },
  { name: 'every service at a tenth of its pace', services: scaled(0.1) },
  { name: 'every service at a tenth of its pace, for twelve sessions', sessions: 12, services: scaled(0.1) },
  { name: 'the enforcer blocks three times as much', services: changed({ [enforcer]: [100, 30] }) },
  ...[1, 12].flatMap((sessions): Case[] => [
    {
      name: `the enforcer blocks everything, for ${sessions === 1 ? 'one session' : 'twelve sessions'}`,
      sessions,
      services: changed({ [enforcer]: [100, 100] }),
    },
    {
      name: `every service blocks everything, for ${sessions === 1 ? 'one session' : 'twelve sessions'}`,
      sessions,
      services: blocking,
    },
  ]),
  { name: 'pressure at .70', peak: 0.7 },
  { name: 'pressure at .90', peak: 0.9 },
  { name: 'the log stops halfway, nobody knows why', services: scaled(0.5), hours: { worked: 3, open: 6 } },
  {
    name: 'the log stops halfway, and the agent works on',
    services: scaled(0.5),
    hours: { worked: 3, open: 6 },
    callsAfter: 120,
  },
  { name: 'closed an evening late', hours: { worked: 6, open: 18 } },
  { name: 'a call that must be refused was not', facts: { passed: [enforcer] } },
  {
    name: 'half of the HIGH rules never checked',
    facts: { rules: { high: 10, unchecked: ['1', '2', '3', '4', '5'] } },
  },
  { name: 'rule file and rule store differ', facts: { sync: { verified: false, invalid: 0, extra: 0 } } },
  { name: '3 of 100 lines unreadable', metrics: { unreadable: 10 } },
  { name: 'every session id a placeholder', metrics: { placeholderIds: 310 } },
  { name: 'a service that must log never did', facts: { missing: ['DeploymentGuard'] } },
]

/** The score of a case behind eleven usual sessions. */
export const scoreCase = (planted: Case): Health =>
  scoreStory(
    Array.from({ length: planted.sessions ?? 1 }, () => planted),
    planted.facts,
  )

/** A line of the tables of docs/health.md. */
export function rowOf(name: string, { score, basis }: Health): string {
  const lost = new Map<string, number>()
  for (const { part, points } of basis.filter((each) => each.points > 0)) lost.set(part, (lost.get(part) ?? 0) + points)
  return `| ${name} | ${score} | ${[...lost].map(([part, points]) => `${part} ${points}`).join(', ')} |`
}

export const health = {
  name: 'health',
  async run(): Promise<Figures[]> {
    return [
      {
        name: 'scores of planted sessions, behind eleven usual ones',
        lines: cases.map((planted) => rowOf(planted.name, scoreCase(planted))),
      },
      {
        name: 'what may be tried to keep the score up, and what must not lower it',
        lines: attempts.map(({ name, score }) => rowOf(name, score())),
      },
    ]
  },
}
