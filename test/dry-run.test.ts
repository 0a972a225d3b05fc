import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { closedown } from '../workflows/closedown.ts'
import { init } from '../workflows/init.ts'
import { tasksOf } from '../workflows/runner/graph.ts'
import { plannedLine } from '../workflows/runner/planned.ts'
import { at, day, decision } from './support/decisions.ts'
import { createProject, type TestProject } from './support/project.ts'
import { history, rulesFile } from './support/suggestions.ts'

const test = suite('dry run')

/** Every name, mode, time and byte below a directory. */
function fingerprint(root: string): string {
  const hash = createHash('sha256')
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = join(root, path)
    const stat = lstatSync(file)
    hash.update(`${path}\0${stat.mode}\0${stat.mtimeMs}\0${stat.size}\0`)
    if (stat.isFile()) hash.update(readFileSync(file))
    if (stat.isSymbolicLink()) hash.update(readlinkSync(file))
  }
  return hash.digest('hex')
}

function governedProject(): TestProject {
  const project = createProject()
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${decision(at(0))}\n`)
  project.write('.memory-test/left/over.txt', 'left\n')
  project.write('session.config.ts', 'export default { graceMs: 100 }\n')
  return project
}

interface Tasks {
  tasks: { id: string; outcome: string; actions?: object[] }[]
}
const actionsOf = ({ tasks }: Tasks) => tasks.flatMap((task) => task.actions ?? [])

test('closedown changes no byte, and names what a real run then does', () => {
  const project = governedProject()
  const before = fingerprint(project.root)
  const rehearsal = project.json<Tasks>(['closedown', ...day, '--dry-run'])
  assert.is(fingerprint(project.root), before)
  assert.ok(rehearsal.tasks.some((task) => task.outcome === 'planned'))
  const real = project.json<Tasks>(['closedown', ...day])
  assert.equal(actionsOf(rehearsal), actionsOf(real))
  assert.is(
    actionsOf(real).filter((action) => 'path' in action && String(action.path).startsWith('.memory-test')).length,
    1, // a directory of which nothing stays goes as a whole
  )
  project.remove()
})

test('a second rehearsal behind a real run leaves the cache alone too', () => {
  const project = governedProject()
  project.bookend(['closedown', ...day])
  project.bookend(['init'])
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${decision(at(0))}\n${decision(at(1))}\n`)
  const before = fingerprint(project.root)
  for (const command of [
    ['closedown'],
    ['init'],
    ['note', '--done', 'x'],
    ['task', 'cleanup/artifacts'],
    ['import', '.memory/audit/decisions-2025-10-24.jsonl'],
  ]) {
    const { status, stderr } = project.bookend([...command, '--dry-run'])
    assert.is(status, 0, `${command}: ${stderr}`)
    assert.is(fingerprint(project.root), before, command.join(' '))
  }
  project.remove()
})

test('a directory for temporary files that is missing is not made', () => {
  const project = governedProject()
  const missing = join(project.root, 'none')
  for (const args of [['closedown', ...day, '--dry-run'], ['status'], ['closedown', ...day]]) {
    assert.is(project.bookend(args, { env: { TMPDIR: missing }, ownProcess: true }).status, 0, args.join(' '))
    assert.not.ok(existsSync(missing), args.join(' '))
  }
  project.remove()
})

test('reading commands write nothing', () => {
  const project = governedProject()
  const before = fingerprint(project.root)
  for (const command of ['status', 'list']) assert.is(project.bookend([command]).status, 0)
  assert.is(fingerprint(project.root), before)
  project.remove()
})

test('prints what would be done', () => {
  const project = governedProject()
  const { stdout } = project.bookend(['closedown', ...day, '--dry-run'])
  assert.match(stdout, /^would trash \.memory-test \(5 bytes\)$/m)
  assert.match(stdout, /^would write SESSION_CLOSEDOWN_2025-10-24\.md$/m)
  assert.match(stdout, /\nDry run: nothing was changed\.\n$/)
  project.remove()
})

test('of what it would do, a task says in a dry run that it would, and never that it did', () => {
  const project = governedProject()
  project.write(rulesFile, history([{ id: 'inst_016', text: 'Never publish statistics' }]))
  project.write(
    '.claude/token-checkpoints.json',
    JSON.stringify({ checkpoints: [{ percentage: 25, completed: true }] }),
  )
  project.bookend(['note', '--todo', 'write the parser'])
  project.commit('Write the parser\n\nBookend: done 1')
  project.write('.memory-test/untracked.txt', 'left')
  const deeds = /(?<!to be )\b(removed|written|opened|closed|reset|dropped|done|ended|moved|recorded)\b/
  const planned: string[] = []
  for (const { id } of [init, closedown].flatMap(tasksOf).filter(({ writes }) => writes)) {
    const { stdout } = project.bookend(['task', id, '--dry-run'])
    const lines = stdout.split('\n')
    const said = lines.filter((line) => !line.startsWith('would ')).join('\n')
    if (lines.some((line) => line.startsWith('would '))) planned.push(id)
    assert.not.ok(deeds.test(said), `${id}: ${said}`)
  }
  for (const id of [
    'startup/session',
    'startup/checkpoints',
    'cleanup/artifacts',
    'cleanup/sync-rules',
    'work/trailers',
  ])
    assert.ok(planned.includes(id), `${id} planned nothing`)
  const { stdout } = project.bookend(['init', '--dry-run'])
  assert.match(stdout, /1 checkpoint to be reset/)
  assert.match(stdout, /1 rule would be written/)
  project.remove()
})

test('notes, imports and repairs say in a dry run what would be done, and change nothing', () => {
  const project = createProject()
  project.bookend(['note', '--todo', 'Write the parser'])
  assert.is(
    project.bookend(['note', '--done', '1', '--next', 'Write the lexer', '--dry-run']).stdout,
    'would be done: todo 1: Write the parser\nwould be noted: next 2\nno session is open: this would belong to the next one\n',
  )
  assert.match(project.bookend(['notes']).stdout, /Write the parser/)
  project.write('decisions.jsonl', `${decision(at(1))}\n`)
  assert.match(
    project.bookend(['import', 'decisions.jsonl', '--dry-run']).stdout,
    /^decisions\.jsonl: 1 decision would be added, 0 known already/,
  )
  assert.match(
    project.bookend(['import', 'decisions.jsonl']).stdout,
    /: 1 decision added, 0 known already, 0 unreadable lines$/m,
  )
  assert.match(
    project.bookend(['import', 'decisions.jsonl']).stdout,
    /: 0 decisions added, 0 known already, 0 unreadable lines; 1 line was read before$/m,
  )
  project.write('.claude/.bookend-99999999.tmp', 'left by a killed writer')
  const before = fingerprint(project.root)
  const { status, stderr } = project.bookend(['doctor', '--fix', '--dry-run'])
  assert.is(status, 0, stderr)
  assert.is(fingerprint(project.root), before)
  project.remove()
})

test('an action reads as one line, whatever its fields hold', () => {
  const lines = [
    plannedLine({ kind: 'kill', pid: 7, command: 'node server.js', proof: 'its mark' }),
    plannedLine({ kind: 'move', path: 'a.md', to: 'old/a.md' }),
    plannedLine({ kind: 'delete', path: 'tmp/a\nb', bytes: 1 }),
    plannedLine({ kind: 'drop', database: 'a_test', server: 'localhost:27017' }),
    // A kind of a project's own task.
    plannedLine({ kind: 'upload', file: 'INDEX.txt' } as never),
  ]
  assert.equal(lines, [
    'would kill 7 (node server.js): its mark',
    'would move a.md to old/a.md',
    'would delete tmp/a\\nb (1 byte)',
    'would drop a_test on localhost:27017',
    'would upload INDEX.txt',
  ])
})

test('a dry run shows no secret of a command line', () => {
  const project = createProject({ ownProcess: true })
  project.bookend(['init'])
  const secret = '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'
  const script = 'setTimeout(() => 0, 600000)'
  const started = project.bookend([
    'run',
    '--',
    process.execPath,
    '-e',
    script,
    '--',
    `--token=${secret}`,
    '--password',
    'hunter2',
  ])
  assert.is(started.status, 0, started.stderr)
  const outputs = [
    project.bookend(['closedown', '--dry-run']),
    project.bookend(['closedown', '--dry-run', '--json']),
    project.bookend(['task', 'cleanup/processes', '--dry-run']),
  ]
  project.bookend(['closedown'])
  assert.match(outputs[0]?.stdout as string, /^would kill .*\[redacted\]/m)
  for (const { status, stdout, stderr } of outputs) {
    assert.is(status, 0, stderr)
    assert.not.ok(/wWPw5k4|hunter2/.test(stdout + stderr), stdout + stderr)
  }
  project.remove()
})

test.run()
