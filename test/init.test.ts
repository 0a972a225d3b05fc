import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { at, day, decision } from './support/decisions.ts'
import { createProject } from './support/project.ts'

const test = suite('init')

interface Report {
  outcome: string
  operational: boolean | null
  tasks: { id: string }[]
  checks: { id: string; verdict: string; reason?: string }[]
  sync?: object
  statistics?: { last: { decisions: number; blocked: number }; all: { sessions: number; decisions: number } }
  lastSession?: { session: string; proposals: { open: number } }
}

test('one verdict a check, in the order of the checklist', () => {
  const project = createProject()
  const { checks, operational } = project.json<Report>(['init'])
  project.bookend(['closedown'])
  const afterwards = project.json<Report>(['init'])
  assert.equal(
    checks.map(({ id, verdict }) => [id, verdict]),
    [
      ...['server', 'services', 'canaries', 'checkpoints', 'rules', 'tests'].map((id) => [id, 'SKIPPED']),
      ...['sync', 'statistics'].map((id) => [id, 'SKIPPED']),
    ],
  )
  assert.ok(checks.every(({ reason }) => reason))
  // Nothing was checked, so nothing is known.
  assert.is(operational, null)
  // And sessions in which no service decided anything say nothing about the framework.
  assert.is(afterwards.operational, null)
  assert.match(afterwards.checks.at(-1)?.reason ?? '', /^no decision in 1 measured session$/)
  project.remove()
})

test('the report says where HEAD was when the session began, also when the session goes on', () => {
  const project = createProject()
  const headOf = () => project.json<{ session: { head: object } }>(['init']).session.head
  const start = project.git('rev-parse', 'HEAD')
  assert.equal(headOf(), { start, end: null })
  project.git('commit', '-q', '--allow-empty', '-m', 'later')
  assert.equal(headOf(), { start, end: null })
  project.remove()
})

test('the steps come in the order of the checklist', () => {
  const project = createProject()
  const ids = project.json<Report>(['init']).tasks.map(({ id }) => id)
  const order = [
    'marker',
    'handoff',
    'server',
    'services',
    'canaries',
    'checkpoints',
    'rules',
    'tests',
    'sync-rules',
    'statistics',
  ]
  const found = [...order, 'last-session', 'unfinished'].map((name) => ids.indexOf(`startup/${name}`))
  assert.ok(!found.includes(-1))
  assert.equal(
    found,
    found.toSorted((a, b) => a - b),
  )
  project.remove()
})

test('statistics are of the last session and of all', () => {
  const project = createProject()
  const lines = [at(1), at(2)].map((time) => decision(time, { allowed: false, violations: ['x'] }))
  project.write('.memory/audit/a.jsonl', `${[...lines, decision(at(3)), decision(at(-200))].join('\n')}\n`)
  project.bookend(['closedown', '--from', at(-300), '--to', at(-100)])
  project.bookend(['closedown', ...day])
  const { statistics, lastSession } = project.json<Report>(['init'])
  assert.equal([statistics?.last.decisions, statistics?.last.blocked], [3, 2])
  assert.equal(statistics?.all, { sessions: 2, decisions: 4 })
  assert.is(lastSession?.session, '2025-10-24-002')
  project.remove()
})

test("an agent's own tool calls are no statistics of the framework", () => {
  const project = createProject()
  const own = ['ClaudeCode', 'Codex'].map((service, n) =>
    decision(at(n), { service, action: 'Bash', metadata: {}, allowed: false }),
  )
  project.write('.memory/audit/a.jsonl', `${own.join('\n')}\n`)
  project.bookend(['closedown', ...day])
  const { checks, operational, statistics } = project.json<Report>(['init'])
  assert.is(statistics, undefined)
  const check = checks.at(-1)
  assert.equal([check?.id, check?.verdict], ['statistics', 'SKIPPED'])
  assert.is(
    check?.reason,
    "no decision of a governance service in 1 measured session: all 2 are an agent's own tool calls",
  )
  assert.is(operational, null)
  // With a service that decided, they are counted as everywhere.
  project.write('.memory/audit/b.jsonl', `${decision(at(-200))}\n`)
  project.bookend(['closedown', '--from', at(-300), '--to', at(-100)])
  const later = project.json<Report>(['init'])
  assert.equal(later.statistics?.all, { sessions: 2, decisions: 3 })
  assert.is(later.checks.at(-1)?.verdict, 'PASS')
  project.remove()
})

test('the summary has at most 15 lines and ends in the verdict, whatever is wrong', () => {
  const project = createProject()
  const tests = "for i in 1 2 3; do echo line; done; echo '  1 failing'; exit 1"
  project.write('session.config.ts', `export default ${JSON.stringify({ tests, services: 'nothing/*', gates: [] })}\n`)
  project.write('.claude/token-checkpoints.json', 'no json')
  project.write('.claude/instruction-history.json', '{"instructions":[{"id":"inst_001","text":"x","quadrant":"NONE"}]}')
  const { stdout, status } = project.bookend(['init'])
  assert.is(status, 4)
  const lines = stdout.trimEnd().split('\n')
  assert.ok(lines.length <= 15, stdout)
  assert.is(lines.at(-1), 'Framework operational: no')
  assert.match(stdout, /^FAIL +checkpoints: /m)
  const quiet = project.bookend(['init', '--quiet'])
  const heads = quiet.stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ')[0])
  assert.equal([heads[0], [...new Set(heads.slice(1, -1))], heads.at(-1)], ['Session', ['FAIL'], 'Framework'])
  project.remove()
})

test('where checks were skipped, the verdict says by how many it is given', () => {
  const project = createProject()
  project.write('CLAUDE.md', '# Rules\n\n- Run the tests before a commit.\n')
  const { stdout } = project.bookend(['init'])
  const said = stdout.match(/^(PASS|SKIPPED) /gm) ?? []
  const made = said.filter((verdict) => verdict === 'PASS ').length
  assert.ok(made > 0 && made < said.length, stdout)
  assert.is(stdout.trimEnd().split('\n').at(-1), `Framework operational: yes, by ${made} of ${said.length} checks`)
  project.remove()
})

test.run()
