import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { countedOnce } from '../cache/counted-once.ts'
import { createProject } from './support/project.ts'
import { closeSession, windowOf } from './support/sessions.ts'

const test = suite('overlapping windows')

const windows = (...list: [from: number, to: number, decisions: number][]) =>
  list.map(([from, to, decisions]) => ({ window: { from, to }, decisions }))
const kept = (...list: [number, number, number][]) =>
  countedOnce(windows(...list)).map(({ window: { from, to } }) => [from, to])

test('of windows that share time those are kept that hold what was decided, and each decision once', () => {
  const rows: [what: string, list: [number, number, number][], kept: [number, number][]][] = [
    [
      'apart',
      [
        [0, 6, 50],
        [6, 9, 20],
      ],
      [
        [0, 6],
        [6, 9],
      ],
    ],
    [
      'touching',
      [
        [0, 6, 50],
        [5, 11, 60],
      ],
      [
        [0, 6],
        [5, 11],
      ],
    ],
    [
      'the same window twice',
      [
        [0, 6, 50],
        [0, 6, 50],
      ],
      [[0, 6]],
    ],
    [
      'a piece of a session does not hide the rest',
      [
        [0, 6, 50],
        [5, 6, 4],
      ],
      [[0, 6]],
    ],
    [
      'two halves are the session',
      [
        [0, 6, 50],
        [0, 3, 20],
        [3, 6, 30],
      ],
      [
        [0, 3],
        [3, 6],
      ],
    ],
    [
      'a week around days is the days',
      [
        [0, 100, 70],
        [1, 7, 20],
        [25, 31, 30],
        [50, 56, 20],
      ],
      [
        [1, 7],
        [25, 31],
        [50, 56],
      ],
    ],
    [
      'a week that holds more than its one day',
      [
        [0, 100, 70],
        [1, 7, 20],
      ],
      [[0, 100]],
    ],
    [
      'a piece of a day, and a week',
      [
        [0, 100, 50],
        [1, 7, 20],
        [6, 7, 5],
        [50, 56, 30],
      ],
      [
        [1, 7],
        [50, 56],
      ],
    ],
    [
      'a window around many hides none of them, however much nobody closed',
      [[0, 100, 90], ...[1, 11, 21, 31, 41].map((from): [number, number, number] => [from, from + 6, 5])],
      [[0, 100], ...[1, 11, 21, 31, 41].map((from): [number, number] => [from, from + 6])],
    ],
    [
      'nothing was decided',
      [
        [0, 6, 0],
        [2, 3, 0],
      ],
      [[0, 6]],
    ],
  ]
  for (const [what, list, expected] of rows) assert.equal(kept(...list), expected, what)
})

interface Report {
  analysis: { baseline: { sessions: number; mean: Record<string, number> } }
}

test('a week that is closed again around its days, and a piece of a day, change no baseline', () => {
  const project = createProject()
  const services = { BoundaryEnforcer: { decisions: 30, blocked: 3 }, MetacognitiveVerifier: { decisions: 12 } }
  for (const day of [1, 2, 3, 4, 5]) closeSession(project, { day, services })
  const closed = (from: string, to: string) => project.json(['closedown', '--from', from, '--to', to])
  closed('2025-10-03T13:00:00Z', '2025-10-03T14:00:00Z')
  closed('2025-10-01T08:00:00Z', '2025-10-05T20:00:00Z')
  const { analysis } = closeSession<Report>(project, { day: 7, services })
  assert.is(analysis.baseline.sessions, 5)
  assert.is(analysis.baseline.mean['decisions.perHour'], 7)
  project.remove()
})

test('a week that is closed around its days changes no proposal, trend, chart or statistic', () => {
  const project = createProject()
  const services = { BoundaryEnforcer: { decisions: 30, blocked: 3 } }
  for (const day of [1, 2, 3, 4, 5, 6, 7]) closeSession(project, { day, services })
  const seen = () => {
    const { proposals } = project.json<{ proposals: object[] }>(['task', 'rules/proposals', ...windowOf(9)])
    const { all } = project.json<{ all: object }>(['task', 'startup/statistics'])
    const { trend } = project.json<{ trend: object }>(['history'])
    project.bookend(['history', '--html', 'history.html'])
    const page = project.bookend(['task', 'handoff/html', ...windowOf(9)]).stdout.trim()
    const inCharts = [project.read('history.html'), project.read(page)].map((html) =>
      html.match(/<title>2025-10-01-00\d/g),
    )
    return { proposals, all, trend, inCharts }
  }
  const before = seen()
  assert.is(before.proposals.length, 1)
  project.json(['closedown', '--from', '2025-10-01T00:00:00Z', '--to', '2025-10-08T00:00:00Z'])
  assert.equal(seen(), before)
  project.remove()
})

test.run()
