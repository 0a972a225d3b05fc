import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { at, day, decision } from './support/decisions.ts'
import { createProject } from './support/project.ts'

const test = suite('command line')
const project = createProject()
project.write('.memory/audit/decisions-2025-10-24.jsonl', `${decision(at(0))}\n`)
test.after(() => project.remove())

const wrong: [args: string[], says: RegExp][] = [
  [['closedwn'], /unknown command 'closedwn'; did you mean "closedown"\?; .* --help lists the commands$/m],
  [['nonsense'], /unknown command 'nonsense'; .* --help lists the commands$/m],
  [['help', 'nonsense'], /unknown command 'nonsense'; .* --help lists the commands$/m],
  [['closedown', '--dry-rnu'], /did you mean "--dry-run"\?; .* closedown --help shows what it takes$/m],
  [['list', '--nonsense'], /unknown option '--nonsense'; .* list --help shows what it takes$/m],
  [['explain'], /missing required argument 'path'; .* explain --help shows what it takes$/m],
  [['history', '--limit'], /'--limit <n>' argument missing; .* history --help shows what it takes$/m],
  [['init', 'extra'], /init takes 0 arguments and was given 1; .* init --help shows what it takes$/m],
  [
    ['note', 'just', 'words'],
    /note takes 1 argument and was given 2; a text of several words goes in quotes; .* note --help shows/,
  ],
  [['task', 'analysis/metric'], /did you mean "analysis\/metrics"\?/],
  [['task', 'metrics'], /did you mean "analysis\/metrics"\?/],
  [['task'], /task takes the id of one of these/],
  [['closedown', '--only', 'git/statu'], /did you mean "git\/status"\?/],
  [['closedown', '--skip', 'nothing-like-it'], /closedown has no such task; .* list shows them all$/m],
  [['closedown', '--from', 'yesterday'], /--from yesterday: that is not a time/],
  [['closedown', '--from', '2025-02-30T00:00:00Z'], /--from 2025-02-30T00:00:00Z: that is not a/],
  [['history', '--to', '2025-04-31'], /--to 2025-04-31: that is not a/],
  [
    ['closedown', '--from', '2025-01-01T00:00', '--to', '2025-01-02'],
    /--from 2025-01-01T00:00: it does not say in which time zone; end it with Z .UTC. or an offset such as \+02:00/,
  ],
  [['history', '--to', '2025-01-01 00:00:30'], /--to 2025-01-01 00:00:30: it does not say in which time zone/],
  [['closedown', '--from', '2025-10-24', '--to', '2025-10-23'], /a window begins before it ends/],
  [['closedown', '--from', '2025-10-24', '--to', '2025-10-24'], /a window begins before it ends/],
  [['closedown', '--from', '2999-10-24', '--to', '2999-10-25'], /--from 2999-10-24T00:00:00.000Z is in the future/],
  [['closedown', '--project', '/no/such/directory'], /there is no such directory/],
  [['closedown', '--project', ''], /--project takes a directory, and was given nothing/],
  [['note'], /note takes a text, and --done/],
  [['note', '--drop', 'text'], /--drop text: it takes the number of an open note/],
  [['note', '--done', '7'], /no open note has the number 7/],
  [['note', 'text', '--done', '--todo'], /not 2 of them/],
  [['note', '--done', '  '], /not empty/],
  [['import', 'no-such.jsonl'], /no-such\.jsonl: there is no such file; import takes files of decisions$/m],
  [['import', '.'], /\. cannot be read \(it is a directory\): import takes files of decisions$/m],
  [['review', '.'], /^bookend: \. cannot be read \(it is a directory\)/],
  [['review', 'NONE.md'], /NONE\.md: there is no such file; without a name review takes the latest$/m],
  [['review', '.memory/audit/decisions-2025-10-24.jsonl'], /wrote; without a name review takes the latest$/m],
]
for (const [args, says] of wrong) {
  test(`refuses: ${args.join(' ') || '(nothing)'}`, () => {
    const { status, stderr } = project.bookend(args)
    assert.is(status, 2, stderr)
    assert.match(stderr, says)
    assert.not.match(stderr, /^\s+at /m)
  })
}

test('help is there in a project with a wrong configuration', () => {
  const wrong = createProject()
  wrong.write('session.config.ts', 'export default { nonsense: 1 }\n')
  for (const args of [['help'], ['help', 'note'], ['--help'], ['help', 'init']]) {
    const { status, stdout, stderr } = wrong.bookend(args)
    assert.equal([status, stderr], [0, ''], args.join(' '))
    assert.match(stdout, /^Usage: bookend/)
  }
  const { status, stderr } = wrong.bookend(['help', 'mine'])
  assert.is(status, 2)
  assert.match(stderr, /unknown key "nonsense"/)
  wrong.remove()
})

/** What is typed by mistake or by a script whose variable is empty: never a bug, and nothing in git's sight is changed. */
const odd: [status: number, said: RegExp, ...args: string[]][] = [
  [2, /--from : that is not a time/, 'closedown', '--from', ''],
  [2, /--from yesterday: that is not a time/, 'init', '--from=yesterday'],
  [2, /--only a,,b: closedown has no such task/, 'closedown', '--only', 'a,,b'],
  [2, /--skip : closedown has no such task/, 'closedown', '--skip', ''],
  [2, /a window begins before it ends/, 'closedown', '--from', '2025-10-25', '--to', '2025-10-24'],
  [2, /--session takes the id of a session, and was given nothing/, 'closedown', '--session', ''],
  [2, /--session takes the id of a session, and was given nothing/, 'closedown', '--resume', '--session', ''],
  [2, /import takes files of decisions, and one was given no name/, 'import', ''],
  [2, /status takes 0 arguments and was given 1/, 'status', 'extra'],
  [2, /did you mean "--json"/, '--jsn'],
  [2, /did you mean "install"/, 'hooks', 'instal'],
  [2, /--to takes a file .* was given nothing/, 'export', '--to', ''],
  [2, /run takes a command, and was given nothing/, 'run', '--', ''],
  [2, /run takes a command, and was given nothing/, 'run', '--', ' ', 'x'],
  [2, /missing required argument/, 'run', '--'],
  [2, /takes bash, zsh, fish/, 'completion', ''],
  [2, /--done takes a text that is not empty/, 'note', '--done', ''],
  [2, /takes --yes or --interactive, not both/, 'review', '--yes', '--interactive'],
  [0, /^Usage: bookend note /, 'note', '--todo', 'x', '-h', '--next', 'y'],
  [0, /^Usage: bookend closedown /, 'closedown', '-h', '--dry-rnu'],
  [2, /unknown option '--todoo=- x'/, 'note', '--todoo=- x'],
]
for (const [status, said, ...args] of odd)
  test(`${args.map((word) => word || "''").join(' ')} ends with ${status}`, () => {
    const project = createProject()
    const ran = project.bookend(args)
    assert.is(ran.status, status, ran.stderr)
    assert.match(status === 0 ? ran.stdout : ran.stderr, said)
    if (status !== 0 && !args.includes('--')) {
      const { error } = JSON.parse(project.bookend([...args, '--json']).stdout)
      assert.is(error.status, status)
    }
    assert.equal(project.git('status', '--porcelain'), '')
    if (status === 2) assert.not.ok(existsSync(join(project.root, '.claude')))
    project.remove()
  })

test('a text that begins as an option does is a text', () => {
  const project = createProject()
  const typed = [
    '--todo',
    '- fix the build',
    '--todo',
    'plain',
    '--next',
    '--dry run of the deployment',
    '--blocked',
    '-5 degrees today',
  ]
  assert.is(project.bookend(['note', ...typed]).status, 0)
  const { notes } = JSON.parse(project.bookend(['notes', '--json']).stdout)
  assert.equal(notes.map(({ text }: { text: string }) => text).sort(), [
    '- fix the build',
    '--dry run of the deployment',
    '-5 degrees today',
    'plain',
  ])
  project.remove()
})

test('help and version are results', () => {
  assert.match(project.bookend(['--help']).stdout, /^Usage: bookend/)
  const help = project.bookend(['closedown', '--help'])
  assert.is(help.status, 0)
  for (const flag of ['--dry-run', '--json', '--only', '--from-task', '--strict', '--resume'])
    assert.ok(help.stdout.includes(flag), flag)
  for (const [args, text] of [
    [['--help'], /\nEvery command takes --project <dir>, --json, --verbose, --quiet; --dry-run shows\s+what/],
    [['help'], /\nEvery command takes/],
    [['help', 'note'], /\n {2}--next \[text\] +the next action: the first line of the handoff\n/],
  ] as const)
    assert.match(project.json<{ help: string }>([...args]).help, text)
  assert.match(project.bookend(['--version']).stdout, /^\d+\.\d+\.\d+\n$/)
})

test('task without an id lists what list does, and is refused all the same', () => {
  for (const form of [[], ['--json']]) {
    const { status, stdout } = project.bookend(['task', ...form])
    assert.equal([status, stdout], [2, project.bookend(['list', ...form]).stdout])
  }
})

test('list names every task with its phase', () => {
  const { workflows } = project.json<{ workflows: { name: string; tasks: { id: string; phase: string }[] }[] }>([
    'list',
  ])
  assert.equal(
    workflows.map(({ name }) => name),
    ['init', 'closedown'],
  )
  assert.ok(workflows[1]?.tasks.some(({ id, phase }) => id === 'analysis/metrics' && phase.startsWith('Analysis')))
})

test('a single task prints its output alone, with --json as it is', () => {
  const output = project.json<{ decisions: { total: number } }>(['task', 'analysis/metrics', ...day])
  assert.is(output.decisions.total, 1)
  const { stdout, status } = project.bookend(['task', 'analysis/metrics', ...day])
  assert.is(status, 0)
  assert.match(stdout, /^1 decision: 1 allowed, 0 blocked; 0 unreadable lines\n/)
})

test('a single task takes what a writing task left from the journal', () => {
  project.bookend(['closedown', ...day])
  assert.equal(project.json(['task', 'compaction/marker', '--dry-run']), { file: '.claude/session-complete.marker' })
})

test('--only runs a task with its reads, and nothing else', () => {
  const report = project.json<{ tasks: { id: string; outcome: string }[] }>([
    'closedown',
    ...day,
    '--only',
    'analysis/metrics',
  ])
  const ran = report.tasks.filter(({ outcome }) => outcome !== 'skipped').map(({ id }) => id)
  assert.equal(ran, ['analysis/decisions', 'analysis/metrics'])
})

test('--skip leaves a task out and still closes the session', () => {
  const { status, stdout } = project.bookend(['closedown', ...day, '--skip', 'analysis/metrics'])
  assert.is(status, 0)
  assert.match(stdout, /The session is closed\. Stop working now\.\n$/)
})

test('--skip of what a closedown is for says what became of the session, and is no success', () => {
  const own = createProject()
  const isClosed = () => own.json<{ session?: object }>(['status']).session === undefined
  own.bookend(['init'])
  const without = own.bookend(['closedown', '--skip', 'handoff/document'])
  assert.is(without.status, 4)
  assert.match(
    without.stdout,
    /^When that is solved, \S.* closedown closes the session\.\nThe session is not closed: its handoff or marker was not written\.\n$/m,
  )
  assert.not.ok(isClosed())
  const unmarked = own.bookend(['closedown', '--skip', 'compaction/marker'])
  assert.is(unmarked.status, 4)
  assert.match(unmarked.stdout, /The session is closed, but its marker was not written\.\n$/)
  assert.ok(isClosed())
  assert.is(own.bookend(['recount']).status, 0)
  own.remove()
})

test('--from-task takes what the last run left of the tasks before', () => {
  const report = project.json<{ analysis: { decisions: { total: number } }; tasks: { id: string; ms: number }[] }>([
    'closedown',
    ...day,
    '--from-task',
    'git/status',
  ])
  assert.is(report.analysis.decisions.total, 1)
})

test('progress goes to stderr, and --quiet ends it', () => {
  const loud = project.bookend(['closedown', ...day])
  assert.match(loud.stderr, /Read the audit logs/)
  assert.not.match(loud.stdout, /Read the audit logs/)
  assert.is(project.bookend(['closedown', ...day, '--quiet']).stderr, '')
})

test('nothing is coloured in a pipe', () => {
  const { stdout, stderr } = project.bookend(['closedown', ...day])
  assert.not.ok(`${stdout}${stderr}`.includes('\u001b'))
})

test('a timer of a configuration keeps nobody waiting', () => {
  const waiting = createProject({ git: false, ownProcess: true })
  waiting.write('session.config.ts', 'setTimeout(() => console.log("waited"), 60_000)\nexport default {}')
  const { status, stdout, stderr } = waiting.bookend(['status'])
  assert.is(status, 0, stderr)
  assert.not.match(stdout + stderr, /waited/)
  waiting.remove()
})

test('options may be before the command', () => {
  const behind = project.bookend(['list', '--json'])
  assert.equal(project.bookend(['--json', 'list']), behind)
  const elsewhere = createProject({ git: false })
  const [before, after] = [
    ['--quiet', '--project', project.root, '--json', 'list'],
    [`--project=${project.root}`, 'help', 'list'],
  ].map((args) => elsewhere.bookend(args))
  assert.equal(before, behind)
  assert.match(after?.stdout ?? '', /bookend list/)
  const { status, stderr } = project.bookend(['--jsno', 'list'])
  assert.is(status, 2)
  assert.match(stderr, /unknown option '--jsno'; did you mean "--json"/)
  elsewhere.remove()
})

test('what a configuration does when the process ends changes neither the exit status nor the document', () => {
  for (const [what, status] of [
    ['process.exitCode = 5', 0],
    ['throw new Error("late")', 0],
    ['process.exit(6)', 0],
  ] as const) {
    const ending = createProject({ git: false, ownProcess: true })
    ending.write(
      'session.config.ts',
      `process.on('exit', () => { console.log('the end'); ${what} })\nexport default {}`,
    )
    const ran = ending.bookend(['list', '--json'])
    assert.equal([ran.status, ran.stderr], [status, 'the end\n'], what)
    JSON.parse(ran.stdout)
    ending.remove()
  }
})

test('status tells of the open session, its age and the last handoff', () => {
  project.bookend(['init'])
  const status = project.json<{ session: { id: string; ageMinutes: number }; handoff: { file: string } }>(['status'])
  assert.match(status.session.id, /^\d{4}-\d\d-\d\d-\d{3}$/)
  assert.is(status.session.ageMinutes, 0)
  assert.match(status.handoff.file, /^SESSION_CLOSEDOWN_2025-10-24/)
  assert.match(project.bookend(['status']).stdout, /^Session .* is open since /)
})

test.run()
