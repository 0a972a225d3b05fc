import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { shells } from '../workflows/commands/completion/shells.ts'
import { commands, loadWorkflows } from '../workflows/commands.ts'
import { day, decision } from './support/decisions.ts'
import { assertDescribed, assertForm, schemas } from './support/json-forms.ts'
import { createProject } from './support/project.ts'
import { history, leaveProposals, proposal, rulesFile, suggestionsFile, tick } from './support/suggestions.ts'
import { answer, result, second, use } from './support/transcripts.ts'

const test = suite('JSON forms')
/** What each command is asked, in this order, and how it is asked wrongly; the hooks and the status line have no wrong way, as they never fail the agent. */
const asked: [command: string, right: string[][], wrong?: string[]][] = [
  ['env', [], []],
  ['init', [['--dry-run'], []], ['--only', 'no/such']],
  [
    'note',
    [
      ['--dry-run', 'Later'],
      ['--goal', 'Login', '--todo', 'Write tests', '--next', 'Begin'],
    ],
    ['--drop', '77'],
  ],
  [
    'run',
    [
      ['--dry-run', '--', 'sleep', '60'],
      ['--', 'sleep', '60'],
    ],
    [],
  ],
  ['env', [[]]],
  ['glance', [[]], ['too many']],
  ['status', [[]], ['too many']],
  ['notes', [[], ['--all']], ['too many']],
  ['list', [[]], ['too many']],
  ['task', [['git/status'], ['analysis/health'], ['cleanup/artifacts', '--dry-run']], ['no/such']],
  ['closedown', [[...day, '--dry-run'], day, []], ['--from', 'never']],
  ['history', [[], ['--html', 'history.html', '--dry-run'], ['--html', 'history.html']], ['--limit', '0']],
  ['recount', [[]], ['no-such-session']],
  ['explain', [['analysis.decisions.total']], ['analysis.nothing']],
  ['restore', [[], ['.memory-test', '--dry-run'], ['.memory-test'], ['.memory-test']], ['no-such-file']],
  [
    'review',
    [[suggestionsFile], [suggestionsFile, '--dry-run', '--yes'], [suggestionsFile, '--yes']],
    ['no-such-file'],
  ],
  ['import', [['more.jsonl', '--dry-run'], ['more.jsonl']], ['no-such-file.jsonl']],
  [
    'export',
    [
      ['--to', 'out.jsonl', '--dry-run'],
      ['--to', 'out.jsonl'],
    ],
    [],
  ],
  ['hooks', ['install', 'uninstall'].flatMap((name) => [[name, '--dry-run'], [name], ['status']]), ['instal']],
  ['completion', shells.map((shell) => [shell]), ['tcsh']],
  ['help', [[], ['note']], ['nonsense']],
  ['version', [[]], ['too many']],
  ['statusline', [[]]],
  ['hook', [[]]],
  ['doctor', [[], ['--fix', '--dry-run'], ['--fix']], ['too many']],
]
const project = createProject()
test.before(() => {
  const minute = (n: number) => `2025-10-24T11:${String(10 + n).padStart(2, '0')}:00.000Z`
  const log = [1, 2, 3].map((n) => decision(minute(n), { allowed: n > 1, violations: n > 1 ? [] : ['Unreviewed'] }))
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${log.join('\n')}\n`)
  project.write('more.jsonl', `${decision(minute(9))}\n`)
  project.write('.memory-test/left', 'behind')
  project.write(rulesFile, history([{ id: 'inst_001', text: 'Ask first' }]))
  leaveProposals(project, [proposal('new', { proposedRule: 'Ask before changing the architecture' })])
  project.write(suggestionsFile, tick(project.read(suggestionsFile), { 'SR-001': 'Approve' }))
})
test.after(() => project.remove())

test('every command has a documented form, and a sample', async () => {
  const known = [...(await loadWorkflows()), ...commands].map(({ name }) => name)
  for (const name of known) {
    assert.ok(Object.hasOwn(schemas.$defs.commands, name), name)
    assert.ok(
      asked.some(([command, right]) => command === name && right.length > 0),
      `${name} is asked`,
    )
  }
})

test('what commands print is of their form, and so is what they print where they fail', () => {
  for (const [command, right, wrong] of asked) {
    for (const args of right) {
      const { status, stdout, stderr } = project.bookend([command, '--json', ...args])
      const typed = [command, ...args].join(' ')
      assert.is(status, 0, `${typed}: ${stderr}`)
      assertForm(`commands/${command}`, JSON.parse(stdout), typed)
    }
    if (!wrong) continue
    const { status, stdout } = project.bookend([command, '--json', ...wrong])
    const typed = [command, ...wrong].join(' ')
    assert.is(status, 2, typed)
    assertForm('error', JSON.parse(stdout), typed)
  }
})

test('what could not be read, was left open or failed has a form of its own', () => {
  const here = createProject()
  here.write(
    '.claude/instruction-history.json',
    '{ "instructions": [{ "id": "inst_001", "text": "Ask first", "quadrant": "SYSTEM", "persistence": "HIGH", "active": true }] }',
  )
  const compared = here.json<{ checks: { id: string }[] }>(['init', '--no-sync'])
  const check = compared.checks.findIndex(({ id }) => id === 'sync')
  assertDescribed('commands/init', compared, [
    'sync.missing',
    'sync.verified',
    'sync.file.total',
    `checks.${check}.reason`,
  ])
  assertDescribed('commands/init', here.json<object>(['init', '--dry-run']), ['sync.missing'])
  // A directory in the place of the only log.
  mkdirSync(join(here.root, '.memory/audit/decisions-2025-10-24.jsonl'), { recursive: true })
  const home = join(here.root, 'home')
  mkdirSync(join(home, 'projects/x'), { recursive: true })
  const lines = [
    answer(2, 'm1', { input: 10, output: 100, read: 90_000, write: 500 }, { content: [use('t1')] }),
    result(3, 't1', {
      is_error: true,
      content: 'Exit code 2\n> x@1.0.0 build\n> tsc\nsrc/a.ts(1,7): error TS2322: no',
    }),
  ].map((line) => `${JSON.stringify({ ...line, cwd: here.root })}\n`)
  writeFileSync(join(home, 'projects/x/s1.jsonl'), lines.join(''))
  const close = (from: string, to: string) =>
    JSON.parse(
      here.bookend(['closedown', '--json', '--from', from, '--to', to], { env: { CLAUDE_CONFIG_DIR: home } }).stdout,
    )
  assertDescribed('commands/closedown', close(second(0), second(3600)), [
    ...['analysis.notRead.source', 'analysis.notRead.why'],
    ...['agent.failing.0.error', 'agent.failing.0.cause', 'agent.failing.0.passedLater'],
  ])
  here.remove()
})

test('what came to an earlier session since is of the form of a recount', () => {
  const here = createProject()
  const log = (number: number, lines: number) =>
    here.write(
      `.memory/audit/decisions-2025-10-${number}.jsonl`,
      Array.from({ length: lines }, (_, n) => `${decision(`2025-10-${number}T12:0${n}:00.000Z`)}\n`).join(''),
    )
  for (const number of [23, 24]) {
    log(number, 2)
    here.json(['closedown', '--from', `2025-10-${number}T11:00:00Z`, '--to', `2025-10-${number}T13:00:00Z`])
  }
  log(23, 3)
  const places = ['session', 'measured', 'logged'].map((key) => `changedSince.0.${key}`)
  assertDescribed('commands/recount', JSON.parse(here.bookend(['recount', '--json']).stdout), [
    'changedSince',
    ...places,
  ])
  here.remove()
})

test('an error is one document too', () => {
  const wrong = [['task', 'no/such'], ['closedown', '--from', 'never'], ['nonsense'], ['help', 'nonsense']]
  for (const args of wrong) {
    const { status, stdout } = project.bookend([...args, '--json'])
    assert.is(status, 2)
    assertForm('error', JSON.parse(stdout))
  }
})

test('an option in the place of a value is a forgotten value, and no file of that name', () => {
  const { status, stdout } = project.bookend(['history', '--html', '--json'])
  assert.is(status, 2)
  assert.match(JSON.parse(stdout).error.message, /--html <file>.*the value is missing/)
  assert.not(existsSync(join(project.root, '--json')))
})

test('what was noted is one line without a character that acts', () => {
  const project = createProject()
  const { notes } = project.json<{ notes: { text: string }[] }>(['note', '--todo', ' a\nb\u001b[31m c\r\n\u202ed '])
  assert.is(notes[0]?.text, 'a b  c d')
  assert.is(project.json<{ notes: { text: string }[] }>(['notes']).notes[0]?.text, 'a b  c d')
  project.remove()
})

test.run()
