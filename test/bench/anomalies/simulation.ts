import { type History, newHistory } from '../../../tasks/analysis/anomalies/history.ts'
import { type Judgement, judgeHistory, judgeNext } from '../../../tasks/analysis/anomalies/judge.ts'
import type { Figures } from '../measure.ts'
import { type Change, drawHistory, type Habits, kinds } from './history.ts'
import { randomFrom } from './random.ts'

/** 375 histories of 21 sessions, of which 16 are judged: 6,000 sessions of each kind. */
const histories = Number(process.env.BENCH_HISTORIES ?? 375)
const sessions = 21
/** Histories of each kind that something is planted behind. */
const planted = Number(process.env.BENCH_PLANTED ?? 150)
/** The report's own histories: none of the detectors' figures was chosen by looking at them. */
const seed = Number(process.env.BENCH_SEED ?? 20261129)

const anomalyKinds = ['silent', 'weaker', 'rate', 'drift', 'pressure', 'flood', 'log-stops', 'session-id', 'lockstep']

/** Ordinary histories, and what the detectors make of them; then histories of the same kinds with something planted at their end. */
export const anomalies = {
  name: 'anomalies',
  async run(): Promise<Figures[]> {
    const only = process.env.BENCH_KINDS?.split(',')
    // A kind has the same histories whether it is simulated alone or with the others.
    const chosen = Object.entries(kinds)
      .map(([name, draw], index) => ({ name, draw, first: seed + 100_003 * index }))
      .filter(({ name }) => !only || only.includes(name))
    return [falseAlarms(chosen), powerTable(chosen)]
  },
}

type Kinds = { name: string; draw: (random: () => number) => Habits; first: number }[]
const percent = (found: number, of: number) => `${((100 * found) / of).toFixed(2)}`

function falseAlarms(chosen: Kinds): Figures {
  const lines = chosen.map(({ name, draw, first }) => {
    const counts = new Map<string, number>()
    let judged = 0
    let any = 0
    for (let history = 0; history < histories; history++) {
      const random = randomFrom(first + history)
      for (const { learning, anomalies } of judgeHistory(drawHistory(draw(random), sessions, random))) {
        if (learning) continue
        judged++
        any += Number(anomalies.length > 0)
        for (const kind of new Set(anomalies.map((each) => each.kind))) counts.set(kind, (counts.get(kind) ?? 0) + 1)
      }
    }
    const each = anomalyKinds.map((kind) => percent(counts.get(kind) ?? 0, judged).padStart(11))
    return `${name.padEnd(16)}${percent(any, judged).padStart(7)}${each.join('')}`
  })
  const heading = `${''.padEnd(16)}${'any'.padStart(7)}${anomalyKinds.map((kind) => kind.padStart(11)).join('')}`
  return { name: `ordinary sessions with an anomaly, in % (${histories} histories a kind)`, lines: [heading, ...lines] }
}

/** Something planted behind the ordinary sessions of a history: what, and in how many sessions. */
interface Plant {
  lasts: number
  change: (session: number) => Change
  /** Rows of the table: what counts as found in the planted sessions. */
  rows: [name: string, found: (judged: Judgement[]) => boolean][]
}

const [enforcer, validator] = ['BoundaryEnforcer', 'CrossReferenceValidator']
const [ofTwo, ofFive] = ['PluralisticDeliberationOrchestrator', 'InstructionPersistenceClassifier']

const shows = (judgement: Judgement | undefined, kind: string, service = '') =>
  judgement?.anomalies.some(
    (each) => each.kind === kind && (each.service ?? '').concat(each.detail).includes(service),
  ) ?? false
const inSession =
  (session: number, kind: string, service?: string) =>
  (judged: Judgement[]): boolean =>
    shows(judged[session - 1], kind, service)

const ordinals = ['', 'first', 'second', 'third', 'fourth']

/** Planted behind eleven sessions whose enforcer blocks one of ten, with a service of two and one of five decisions a session. */
const eleven: Plant[] = [
  {
    lasts: 6,
    change: () => ({ silent: [ofTwo] }),
    rows: [1, 3, 6].map((n) => [`silent, 2 decisions a session: by session ${n}`, inSession(n, 'silent', ofTwo)]),
  },
  {
    lasts: 2,
    change: () => ({ silent: [ofFive] }),
    rows: [1, 2].map((n) => [`silent, 5 decisions a session: by session ${n}`, inSession(n, 'silent', ofFive)]),
  },
  {
    lasts: 12,
    change: () => ({ silent: [validator] }),
    rows: [1, 2, 3, 4].map((n) => [
      `gone for twelve sessions: an anomaly in all of them${n > 1 ? ` from the ${ordinals[n]} on` : ''}`,
      (judged) => judged.slice(n - 1).every((each) => shows(each, 'silent', validator)),
    ]),
  },
  ...[150, 100, 50, 25].map(
    (n): Plant => ({
      lasts: 1,
      change: () => ({ blockRates: { [enforcer]: 0.3 }, counts: { [enforcer]: n } }),
      rows: [[`block rate .10 to .30, n = ${n}`, inSession(1, 'rate', enforcer)]],
    }),
  ),
  {
    lasts: 6,
    change: () => ({ blockRates: { [enforcer]: 0 }, counts: { [enforcer]: 100 } }),
    rows: [1, 2, 6].map((n) => [
      `nothing blocked instead of .10, n = 100: by session ${n}`,
      inSession(n, 'weaker', enforcer),
    ]),
  },
  {
    lasts: 3,
    change: () => ({ pace: { [enforcer]: 0.1 } }),
    rows: [1, 3].map((n) => [`a tenth of the pace: by session ${n}`, inSession(n, 'weaker', enforcer)]),
  },
  {
    lasts: 1,
    change: () => ({ pace: { [enforcer]: 5 } }),
    rows: [['five times the pace', inSession(1, 'flood', enforcer)]],
  },
  {
    lasts: 1,
    change: () => ({ pressure: 0.3 }),
    rows: [['pressure + .3', inSession(1, 'pressure')]],
  },
]

const driftFrom = (sessions: number): Plant => ({
  lasts: 6,
  change: (session) => ({ blockRates: { [enforcer]: 0.08 + (0.08 * (session + 1)) / 6 }, counts: { [enforcer]: 100 } }),
  rows: [
    [
      `block rate .08 to .16 over six sessions, n = 100, ${sessions} earlier`,
      (judged) => judged.some((each) => shows(each, 'drift', enforcer)),
    ],
  ],
})

/** What falls, and stays where it came to. */
const halved = (session: number) => 1 - Math.min(6, session + 1) / 12
const fallOf = (what: string, change: Plant['change']): Plant => ({
  lasts: 12,
  change,
  rows: [6, 8, 12].map((n) => [
    `${what}: by session ${n}`,
    (judged) => judged.slice(0, n).some((each) => shows(each, 'weaker', enforcer)),
  ]),
})
const falling: Plant[] = [
  fallOf('block rate .16 to .08 over six sessions, n = 100', (session) => ({
    blockRates: { [enforcer]: 0.16 * halved(session) },
    counts: { [enforcer]: 100 },
  })),
  fallOf('pace falling to half over six sessions', (session) => ({ pace: { [enforcer]: halved(session) } })),
  fallOf('pace falling by a tenth a session', (session) => ({ pace: { [enforcer]: 0.9 ** (session + 1) } })),
]

/** Histories that something is planted behind: how many sessions they have, and the enforcer's block rate. */
const grounds: { earlier: number; rate: number; plants: Plant[] }[] = [
  { earlier: 11, rate: 0.1, plants: eleven },
  { earlier: 11, rate: 0.08, plants: [driftFrom(11)] },
  { earlier: 20, rate: 0.08, plants: [driftFrom(20)] },
  { earlier: 11, rate: 0.16, plants: falling },
]

function powerTable(chosen: Kinds): Figures {
  const table = new Map<string, string[]>()
  for (const { draw, first } of chosen) {
    const found = new Map<string, number>()
    for (let number = 0; number < planted; number++) {
      const random = randomFrom(first + 7_000_003 + number)
      for (const { earlier, rate, plants } of grounds) {
        const habits = withProbes(draw(random), rate)
        const before = newHistory()
        for (const session of drawHistory(habits, earlier, random)) judgeNext(before, session)
        for (const { lasts, change, rows } of plants) {
          const history = copyOf(before)
          const judged = drawHistory(habits, earlier + lasts, random, (n) => change(n - earlier), earlier).map(
            (session) => judgeNext(history, session),
          )
          for (const [name, wasFound] of rows) found.set(name, (found.get(name) ?? 0) + Number(wasFound(judged)))
        }
      }
    }
    for (const [name, count] of found) {
      const cells = table.get(name) ?? []
      cells.push(((100 * count) / planted).toFixed(0).padStart(17))
      table.set(name, cells)
    }
  }
  const lines = [...table].map(([name, cells]) => `${name.padEnd(74)}${cells.join('')}`)
  const heading = `${''.padEnd(74)}${chosen.map(({ name }) => name.padStart(17)).join('')}`
  return { name: `planted, and found, in % of ${planted} histories each`, lines: [heading, ...lines] }
}

function withProbes(habits: Habits, rate: number): Habits {
  return {
    ...habits,
    means: { ...habits.means, [ofTwo]: 2, [ofFive]: 5 },
    unused: { ...habits.unused, [ofTwo]: 0, [ofFive]: 0 },
    blockRates: { ...habits.blockRates, [enforcer]: rate },
  }
}

function copyOf(history: History): History {
  const { sessions, hours, fullHours, services } = history
  const copies = [...services].map(([name, service]): [string, typeof service] => [name, structuredClone(service)])
  return {
    ...history,
    sessions: [...sessions],
    hours: [...hours],
    fullHours: [...fullHours],
    services: new Map(copies),
  }
}
