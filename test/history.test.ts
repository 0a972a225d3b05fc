import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type HistoryRow, historyRow, type Trend, trendOf } from '../tasks/analysis/history.ts'
import { sparkline } from '../templates/sparkline.ts'
import { decision } from './support/decisions.ts'
import { createProject } from './support/project.ts'

const test = suite('history')

const day = (number: number) => `2025-10-${String(number).padStart(2, '0')}`
const blocked = { allowed: false, violations: ['credential_in_output'] }

/** A project with sessions on the first days of a month; on the n-th there are n decisions, of which the first is blocked. */
function projectOf(sessions: number) {
  const project = createProject()
  for (let number = 1; number <= sessions; number++) {
    const lines = Array.from({ length: number }, (_, minute) =>
      decision(`${day(number)}T12:${String(minute).padStart(2, '0')}:00.000Z`, minute === 0 ? blocked : {}),
    )
    project.write(`.memory/audit/decisions-${day(number)}.jsonl`, `${lines.join('\n')}\n`)
    const window = ['--from', `${day(number)}T11:00:00Z`, '--to', `${day(number)}T17:00:00Z`]
    assert.is(project.bookend(['closedown', ...window]).status, 0)
  }
  return project
}

interface History {
  sessions: HistoryRow[]
  trend: Trend
}

test('shows the sessions oldest first, within 80 columns, with a trend once there are five earlier ones', () => {
  const project = projectOf(6)
  const { status, stdout, stderr } = project.bookend(['history'])
  assert.is(status, 0)
  assert.is(stderr, '')
  const lines = stdout.trimEnd().split('\n')
  assert.ok(
    lines.every((line) => [...line].length <= 80),
    stdout,
  )
  assert.match(lines[0] as string, /^Session +Decisions +Blocked +Block rate +Peak +Health +Anomalies$/)
  assert.match(lines[1] as string, /^2025-10-01-001 +1 +1 +100\.0 % /)
  assert.match(lines[6] as string, /^2025-10-06-001 +6 +1 +16\.7 % /)
  assert.match(stdout, /^Trend, oldest first\ndecisions +\S{6} +\+1\.0 a session$/m)
  const { sessions, trend } = project.json<History>(['history'])
  assert.equal(
    sessions.map(({ decisions }) => decisions),
    [1, 2, 3, 4, 5, 6],
  )
  assert.is(trend.state, 'ready')
  assert.is(trend.perSession.decisions, 1)

  const some = project.json<History>(['history', '--limit', '2'])
  assert.equal(
    some.sessions.map(({ session }) => session),
    ['2025-10-05-001', '2025-10-06-001'],
  )
  assert.equal(some.trend, {
    earlier: 1,
    state: 'learning',
    perSession: { decisions: null, blockRate: null, pressurePeak: null, health: null },
  })
  const span = project.json<History>(['history', '--from', `${day(2)}T17:00:00Z`, '--to', `${day(3)}T17:00:00Z`])
  assert.equal(
    span.sessions.map(({ session }) => session),
    ['2025-10-02-001', '2025-10-03-001'],
  )
  assert.match(project.bookend(['history', '--limit', '2']).stdout, /\(learning: 1 of 5 earlier sessions\)/)
  project.remove()
})

test('a second closedown of a session replaces its row', () => {
  const project = projectOf(1)
  project.bookend(['closedown', '--from', `${day(1)}T11:00:00Z`, '--to', `${day(1)}T17:00:00Z`])
  assert.is(project.json<History>(['history']).sessions.length, 1)
  project.remove()
})

test('without a closed session it says what makes one, and writes nothing', () => {
  const project = createProject()
  const { status, stdout } = project.bookend(['history'])
  assert.is(status, 0)
  assert.match(stdout, /^No closed session; bookend closedown closes one\n$/)
  assert.equal(project.json<History>(['history']).sessions, [])
  assert.is(project.git('status', '--porcelain'), '')
  project.remove()
})

for (const args of [
  ['--limit', '0'],
  ['--limit', 'all'],
  ['--limit', '-1'],
  ['--from', 'yesterday'],
  ['--last', '3'],
]) {
  test(`refuses ${args.join(' ')}`, () => {
    const project = createProject()
    const { status, stderr } = project.bookend(['history', ...args])
    assert.is(status, 2)
    assert.match(stderr, /^bookend: /)
    project.remove()
  })
}

test('an analysis in another form reads as missing', () => {
  const row = historyRow({
    session: 's',
    inferred: false,
    window: { from: 0, to: 1 },
    decisions: 0,
    blocked: 0,
    analysis: { decisions: 3, health: { score: null }, pressure: [] },
  })
  assert.equal(row, {
    session: 's',
    inferred: false,
    from: '1970-01-01T00:00:00.000Z',
    to: '1970-01-01T00:00:00.001Z',
    decisions: 0,
    blocked: 0,
    blockRate: null,
    pressurePeak: null,
    health: null,
    band: null,
    anomalies: null,
    services: {},
  })
})

test('while learning there is no score to compare with, only from what to what it may be', () => {
  const project = projectOf(7)
  const { sessions } = project.json<History>(['history'])
  const [first] = sessions
  assert.is(first?.health, first?.band?.[1])
  assert.ok((first?.band?.[0] as number) < (first?.health as number))
  const last = sessions.at(-1)
  assert.equal([typeof last?.health, last?.band], ['number', null])
  const [, row] = project.bookend(['history']).stdout.split('\n')
  assert.match(row as string, new RegExp(` ${first?.band?.join(' to ')} +0$`))
  // The curve begins where something is known.
  assert.match(project.bookend(['history']).stdout, /^health +·{5}\S{2} /m)
  project.remove()
})

const trends: [what: string, values: (number | null)[], slope: number | null][] = [
  ['steady', [80, 80, 80, 80, 80, 80], 0],
  ['rising', [10, 20, 30, 40, 50, 60], 10],
  ['one odd session', [10, 20, 30, 900, 50, 60], 10],
  ['gaps', [10, null, 30, null, 50, 60], 10],
  ['nothing known', [null, null, null, null, null, null], null],
  ['too few', [10, 20, 30, 40, 50], null],
]
for (const [what, values, slope] of trends) {
  test(`trend: ${what}`, () => {
    const rows = values.map((health) => ({ decisions: 0, blockRate: null, pressurePeak: null, health }) as HistoryRow)
    assert.is(trendOf(rows).perSession.health, slope)
  })
}

const lines: [values: (number | null)[], bounds: { low?: number; high?: number }, line: string][] = [
  [[], {}, ''],
  [[1, 2, 3, 4, 5, 6, 7, 8], {}, '▁▂▃▄▅▆▇█'],
  [[5, 5, 5], {}, '▁▁▁'],
  [[null, 1, null, 2], {}, '·▁·█'],
  [[null, null], {}, '··'],
  [[0, 50, 100], { low: 0, high: 100 }, '▁▅█'],
  [[-5, 105], { low: 0, high: 100 }, '▁█'],
]
for (const [values, bounds, line] of lines) {
  test(`sparkline of ${JSON.stringify(values)}`, () => assert.is(sparkline(values, bounds), line))
}

test.run()
