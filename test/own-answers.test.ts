import { statSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createProject } from './support/project.ts'

const test = suite('answers of own tasks')

const bare = '{ actions: [], output: {}, data: null }'
const plan = (given: string) => `plan: () => (${given}), apply: (_, { output }) => output`
/** What a task gives, and what is said of it: bookend's own sentence behind the task's name. */
const wrong: Record<string, [source: string, says: RegExp]> = {
  'text-skipped': ["run: () => skipped('because')", /skipped\(\) takes a reason .*incomplete.*, not "because"/],
  'text-failed': ["run: () => failed('no network')", /failed\(\) takes a reason .*not "no network"/],
  'text-degraded': ["run: () => degraded({ a: 1 }, 'two of five')", /degraded\(\) takes a reason .*not "two of five"/],
  misspelt: [
    "run: () => failed({ reason: 'incompleet', detail: 'x' })",
    /no kind of reason "incompleet"; did you mean "incomplete"\?/,
  ],
  runners: ["run: () => skipped({ reason: 'interrupted' })", /no kind of reason "interrupted"; .*nothing-there/],
  'no-detail': [
    "run: () => failed({ reason: 'incomplete', detail: 3 })",
    /the reason "incomplete" takes "detail", a text/,
  ],
  circle: ['run: () => { const a = { b: [] }; a.b.push(a); return a }', /"run" gives .*plain JSON.*: b\.0 .*circle/],
  bigint: ['run: () => ({ many: 10n })', /many is a bigint/],
  map: ['run: () => new Map([[1, 2]])', /it is a Map/],
  date: ['run: () => ({ at: new Date(0) })', /at is a Date/],
  long: ["run: () => ({ list: ['x'.repeat(1e6), 'x'.repeat(1e6)] })", /2 million .* list\.1 is too long/],

  nan: ['run: () => ({ list: [1, Number.NaN] })', /list\.1 is NaN/],
  'wrong-output': ["run: () => degraded({ f() {} }, { reason: 'incomplete', detail: 'x' })", /f is a function/],
  'block-throws': ["run: () => ({}), block: () => { throw new Error('q') }", /it throws \(q\)/],
  'block-bigint': ['run: () => ({}), block: () => ({ mine: 10n })', /"block" gives .* mine is a bigint/],
  'block-text': ["run: () => ({}), block: () => 'x'", /"block" gives .*an object/],
  'block-taken': ["run: () => ({}), block: () => ({ git: 'boo' })", /"git" of the report is bookend's own/],
  'block-lies': ["run: () => ({}), block: () => ({ mine: 1, outcome: 'lie' })", /"outcome" of the report is/],
  'plan-nothing': [plan('{}'), /"plan" gives .*actions/],
  'plan-undefined': [plan('undefined'), /"plan" gives .*actions/],
  'plan-text': [plan("{ ...bare, actions: ['foo'] }"), /actions\[0\] .*kind/],
  'plan-kind': [plan("{ ...bare, actions: [{ kind: 'wirte', path: 'x' }] }"), /"wirte"; did you mean "write"\?/],
  'plan-field': [plan("{ ...bare, actions: [{ kind: 'delete', path: 'x' }] }"), /"delete" takes "bytes"/],
  'plan-data': [plan('{ ...bare, data: new Set() }'), /"plan" gives .* data is a Set/],
  'apply-map': [`plan: () => (${bare}), apply: () => new Map()`, /"apply" gives .* it is a Map/],
}
const right: Record<string, string> = {
  nothing: 'run: () => {}',
  optional: 'run: () => ({ a: undefined, b: null, c: [1, "x", true] }), block: () => ({ optional: { a: undefined } })',
  upload: plan("{ ...bare, actions: [{ kind: 'upload', file: 'x' }] }"),
  null: 'run: () => Object.assign(Object.create(null), { a: 1 })',
}

const project = createProject()
test.after(() => project.remove())
const body = (sources: [name: string, source: string][]) =>
  `import { defineConfig, defineTask, degraded, failed, skipped } from 'bookend'
const bare = ${bare}
export default defineConfig({ tasks: [
${sources.map(([name, source]) => `defineTask({ id: 'own/${name}', title: 'T ${name}', phase: 'closedown/git', ${source} }),`).join('\n')}
] })
`
const all = () =>
  body([
    ...Object.entries(wrong).map(([name, [source]]) => [name, source] as [string, string]),
    ...Object.entries(right),
  ])

type Report = {
  outcome: string
  session: { id: string }
  tasks: { id: string; outcome: string; reason?: { detail?: string; fix?: string } }[]
}

test('a wrong answer is a failed task, named with its file, and the handoff is written', () => {
  project.write('session.config.ts', all())
  assert.is(project.bookend(['init']).status, 0)
  project.bookend(['note', '--next', 'keep me'])
  const { status, stdout, stderr } = project.bookend(['closedown', '--json'])
  assert.is(status, 0, stderr)
  assert.not.match(stdout + stderr, /bug/)
  const report = JSON.parse(stdout) as Report & { handoff: { file: string } }
  for (const [name, [, says]] of Object.entries(wrong)) {
    const { outcome, reason } =
      report.tasks.find(({ id }) => id === `own/${name}`) ?? (assert.unreachable(name) as never)
    assert.is(outcome, 'failed', name)
    assert.match(reason?.detail ?? '', `the task "own/${name}" of session.config.ts: `)
    assert.match(reason?.detail ?? '', says, name)
  }
  for (const name of Object.keys(right))
    assert.is(report.tasks.find(({ id }) => id === `own/${name}`)?.outcome, 'done', name)
  assert.is(report.outcome, 'degraded')
  assert.match(project.read(report.handoff.file), /keep me/)
  assert.match(project.bookend(['status']).stdout, /Last handoff: .*degraded/)
})

test('whatever a task makes of the permissions of new files, documents can be read', () => {
  const own = createProject({ ownProcess: true })
  const masked = 'run: () => { process.umask(0o777); return {} }'
  own.write(
    'session.config.ts',
    body([
      ['masked', masked],
      ['late', `run: async () => { await 1; process.umask(0o777); throw new Error('q') }`],
    ]),
  )
  const { handoff } = own.json<{ handoff: { file: string } }>(['closedown'])
  for (const file of [handoff.file, '.claude/session-complete.marker'])
    assert.is(statSync(join(own.root, file)).mode & 0o444, 0o444, file)
  own.remove()
})

test('the same of a task alone, and of a dry run', () => {
  for (const name of ['text-skipped', 'misspelt', 'bigint', 'block-throws', 'plan-nothing']) {
    for (const dry of [[], ['--dry-run']]) {
      const { status, stdout, stderr } = project.bookend(['task', `own/${name}`, ...dry])
      assert.is(status, 4, `${name} ${stderr}`)
      assert.match(stderr, (wrong[name] as [string, RegExp])[1])
      assert.not.match(stdout + stderr, /bug|\n\s+at /)
    }
  }
})

test("no block takes a name of bookend's own report", () => {
  project.write('session.config.ts', body([]))
  const names = ['init', 'closedown'].flatMap((command) => Object.keys(project.json([command])))
  const taken = [...new Set(names)].map((name): [string, string] => [
    name,
    `run: () => ({}), block: () => ({ ${name}: 1 })`,
  ])
  project.write('session.config.ts', body(taken))
  const { tasks } = project.json<Report>(['closedown'])
  for (const [name] of taken)
    assert.match(tasks.find(({ id }) => id === `own/${name}`)?.reason?.detail ?? '', `"${name}" of the report`)
})

test('what a task shows is its own, too', () => {
  for (const show of ["() => { throw new Error('q') }", '() => 3']) {
    project.write('session.config.ts', body([['shows', `run: () => ({}), show: ${show}`]]))
    const { status, stdout, stderr } = project.bookend(['task', 'own/shows'])
    assert.is(status, 4, stderr)
    assert.match(stderr, /the task "own\/shows" of session\.config\.ts: (it throws \(q\)|"show" gives a text)/)
    assert.not.match(stdout + stderr, /bug|\n\s+at /)
  }
})

for (const command of ['closedown', 'init'])
  test(`a task that waits for nothing in ${command} is named, and the rest is done`, () => {
    project.write(
      'session.config.ts',
      body([
        ['hangs', 'run: () => new Promise(() => {})'],
        ['hangs-too', 'run: async () => { await new Promise(() => {}) }'],
      ]).replaceAll('closedown/git', command === 'init' ? 'init/session' : 'closedown/git'),
    )
    const { status, stdout, stderr } = project.bookend([command, '--json'], { ownProcess: true })
    assert.is(status, 0, stderr)
    const { tasks } = JSON.parse(stdout) as Report
    for (const name of ['hangs', 'hangs-too']) {
      const { outcome, reason } = tasks.find(({ id }) => id === `own/${name}`) ?? (assert.unreachable(name) as never)
      assert.is(outcome, 'failed')
      assert.match(reason?.detail ?? '', /of session\.config\.ts: it waits for something that never comes/)
    }
    if (command === 'closedown')
      assert.ok(tasks.some(({ id, outcome }) => id === 'handoff/document' && outcome === 'done'))
  })

test.run()
