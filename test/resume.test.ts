import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCache } from '../cache/database.ts'
import { at, day, decision } from './support/decisions.ts'
import { tell } from './support/hook.ts'
import { createProject, type TestProject } from './support/project.ts'
import { history } from './support/suggestions.ts'

const test = suite('resume')

const phases = ['cleanup', 'analysis', 'rules', 'git', 'handoff', 'compaction']

/** A project whose own task ends bookend with SIGKILL in the phase that `.kill` names, once: `killIn` is what runs such a command. */
function mortalProject(): TestProject {
  const project = createProject()
  const blocked = { allowed: false, violations: ['credential_in_output'] }
  const lines = Array.from({ length: 50 }, (_, minute) =>
    decision(at(minute), minute % 5 === 0 ? { ...blocked, metadata: { actionType: `Edit file-${minute}.js` } } : {}),
  )
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${lines.join('\n')}\nnot json\n`)
  project.write('.gitignore', '.memory-test/\n.kill\n')
  for (let n = 0; n < 20; n++) project.write(`.memory-test/${n}.txt`, 'left over\n')
  project.write(
    'session.config.ts',
    `import { existsSync, readFileSync, rmSync } from 'node:fs'
     const mortal = (phase) => ({
       id: 'own/' + phase, title: 'End in ' + phase, phase: 'closedown/' + phase, needs: {}, wants: {}, writes: false,
       async run() {
         await new Promise((resolve) => setTimeout(resolve, 30))
         if (existsSync('.kill') && readFileSync('.kill', 'utf8') === phase) {
           rmSync('.kill')
           process.kill(process.pid, 'SIGKILL')
         }
         return { phase }
       },
     })
     export default { tasks: ${JSON.stringify(phases)}.map(mortal) }\n`,
  )
  return project
}

/** Runs a closedown that is killed in a phase: it, and nothing else here, needs a process of its own. */
function killIn(phase: string, project: TestProject, args: string[]): void {
  project.write('.kill', phase)
  assert.is(project.bookend(args, { ownProcess: true }).status, null)
}

interface Report {
  outcome: string
  analysis: object
  rules: object
  git: object
  cleanup: object
}

const document = 'SESSION_CLOSEDOWN_2025-10-24.md'
const page = 'SESSION_CLOSEDOWN_2025-10-24.html'
const told = ({ outcome, analysis, rules, git, cleanup }: Report) => ({ outcome, analysis, rules, git, cleanup })
/** Two projects have different first commits and directories: these are the only differences that are allowed. */
const withoutIds = (text: string) => text.replace(/\b[0-9a-f]{12,40}\b|bookend-test-\w+/g, 'ID')

const unharmed = mortalProject()
const reference = unharmed.json<Report>(['closedown', ...day])
const referenceDocument = unharmed.read(document)
const referencePage = unharmed.read(page)
unharmed.remove()

const plain = ['closedown', ...day]
const forget = (project: TestProject, task: string) => {
  // As after a kill between the doing and the journal's entry that it was done.
  const cache = openCache(join(project.root, '.claude/cache'), 'durable', new Date())
  const begun = 'UPDATE steps SET outcome = NULL, reason = NULL, output = NULL, actions = NULL WHERE task = ?'
  assert.is(cache.db.prepare(begun).run(task).changes, 1)
  cache.close()
}

for (const phase of phases) {
  test(`a closedown killed in ${phase} ends as if it had not been`, () => {
    const project = mortalProject()
    killIn(phase, project, plain)
    assert.match(project.bookend(['status']).stdout, /closedown of session 2025-10-24-001 is unfinished/)
    const report = project.json<Report>(['closedown', '--resume'])
    assert.is(withoutIds(JSON.stringify(told(report))), withoutIds(JSON.stringify(told(reference))))
    assert.is(withoutIds(project.read(document)), withoutIds(referenceDocument))
    assert.is(withoutIds(project.read(page)), withoutIds(referencePage))
    assert.equal(
      readdirSync(project.root).filter((name) => name.startsWith('SESSION_')),
      [page, document],
    )
    assert.not(existsSync(join(project.root, '.memory-test')))
    assert.is(JSON.parse(project.read('.claude/session-complete.marker')).recovery_doc, document)
    assert.is(project.bookend(['closedown', '--resume']).status, 2)
    project.remove()
  })
}

test('init says that a closedown is unfinished, and offers the command', () => {
  const project = mortalProject()
  killIn('git', project, plain)
  assert.match(project.bookend(['init']).stdout, /^Unfinished: .*bookend closedown --resume --session 2025-10-24-001$/m)
  assert.is(project.bookend(['closedown', '--resume', '--session', '2025-10-24-001']).status, 0)
  project.remove()
})

test('there is nothing to resume where nothing was interrupted', () => {
  const project = createProject()
  const { status, stderr } = project.bookend(['closedown', '--resume'])
  assert.is(status, 2)
  assert.match(stderr, /^bookend: nothing to resume: /)
  project.remove()
})

test('rules that an interrupted sync had written are in the report of the run that finishes it', () => {
  const project = mortalProject()
  project.write('.claude/instruction-history.json', history([{ id: 'inst_016', text: 'Never publish statistics' }]))
  killIn('analysis', project, plain)
  forget(project, 'cleanup/sync-rules')
  const { sync } = project.json<{ sync: { written: object[] } }>(['closedown', '--resume'])
  assert.equal(sync.written, [{ id: 'inst_016', was: 'missing' }])
  project.remove()
})

/** A project whose own task meets a disk that reports an error, as long as there is a file `.broken`. */
function projectOnBrokenDisk(): TestProject {
  const project = createProject()
  project.write('.gitignore', '.memory-test/\n.broken\n')
  project.write('.memory-test/left.txt', 'left over\n')
  project.write(
    'session.config.ts',
    `import { existsSync } from 'node:fs'
     export default { tasks: [{
       id: 'own/read', title: 'Read from the disk', phase: 'closedown/analysis',
       run() {
         if (existsSync(${JSON.stringify(join(project.root, '.broken'))}))
           throw Object.assign(new Error('it broke'), { code: 'EIO' })
         return {}
       },
     }] }\n`,
  )
  project.write('.broken', '')
  return project
}

test('what a disk kept a closedown from is made up for by --resume, in the same documents', () => {
  const project = projectOnBrokenDisk()
  const broken = project.bookend(['closedown', ...day])
  assert.match(broken.stderr, /the whole report, once that is fixed: bookend closedown --resume$/m)
  assert.match(project.read(document), /^- \*\*Failed\*\*: Read from the disk: /m)
  rmSync(join(project.root, '.broken'))
  const report = project.json<Report & { handoff: object }>(['closedown', '--resume'])
  assert.is(report.outcome, 'ok')
  assert.equal(report.cleanup, { processes: [], bytes: 10, kept: [] })
  assert.not.match(project.read(document), /Failed/)
  assert.equal(
    readdirSync(project.root).filter((name) => name.startsWith('SESSION_')),
    [page, document],
  )
  assert.is(JSON.parse(project.read('.claude/session-complete.marker')).recovery_doc, document)
  assert.is(project.bookend(['closedown', '--resume']).status, 2)
  project.remove()
})

test('a document that was changed in the meantime stays, and the whole report is another one', () => {
  const project = projectOnBrokenDisk()
  project.bookend(['closedown', ...day])
  project.write(document, `${project.read(document)}\nmy own words\n`)
  rmSync(join(project.root, '.broken'))
  const { handoff } = project.json<{ handoff: { file: string } }>(['closedown', '--resume'])
  assert.is(handoff.file, 'SESSION_CLOSEDOWN_2025-10-24-2.md')
  assert.match(project.read(document), /my own words/)
  assert.not.match(project.read(handoff.file), /Failed/)
  project.remove()
})

test('a new closedown of the session makes an interrupted one pointless', () => {
  const project = mortalProject()
  killIn('handoff', project, plain)
  assert.is(project.bookend(['closedown', ...day]).status, 0)
  assert.is(project.bookend(['closedown', '--resume']).status, 2)
  project.remove()
})

test('what an interrupted closedown had removed is told by the next closedown of the session, as --resume tells it', () => {
  for (const interruptions of [1, 2]) {
    const project = mortalProject()
    for (let n = 0; n < interruptions; n++) killIn('git', project, plain)
    const report = project.json<Report & { tasks: { id: string; actions?: object[] }[] }>(plain)
    assert.equal(report.cleanup, reference.cleanup)
    const { actions } = report.tasks.find(({ id }) => id === 'cleanup/artifacts') as { actions: object[] }
    assert.equal(actions, [{ kind: 'trash', path: '.memory-test', bytes: 200 }])
    // A later closedown tells what it did itself.
    assert.equal(project.json<Report>(plain).cleanup, { processes: [], bytes: 0, kept: [] })
    project.remove()
  }
})

test('what it had removed without being able to say so is told, too', () => {
  const project = mortalProject()
  killIn('analysis', project, plain)
  forget(project, 'cleanup/artifacts')
  assert.equal(project.json<Report>(plain).cleanup, reference.cleanup)
  project.remove()
})

test('processes that an interrupted closedown had ended are told by the next one, on the page too', () => {
  const project = mortalProject()
  project.bookend(['init'])
  project.bookend(['run', '--', 'sleep', '444'])
  killIn('git', project, ['closedown'])
  const { cleanup, handoff } = project.json<{
    cleanup: { processes: { command: string; outcome?: string }[] }
    handoff: { file: string }
  }>(['closedown'])
  assert.equal(
    cleanup.processes.map(({ command, outcome }) => ({ command, outcome })),
    [{ command: 'sleep 444', outcome: 'ended' }],
  )
  assert.match(project.read(handoff.file.replace('.md', '.html')), /sleep 444/)
  project.remove()
})

test('rules that an interrupted sync had written are told by the next closedown of the session', () => {
  for (const silent of [false, true]) {
    const project = mortalProject()
    project.write('.claude/instruction-history.json', history([{ id: 'inst_016', text: 'Never publish statistics' }]))
    killIn('git', project, plain)
    if (silent) forget(project, 'cleanup/sync-rules')
    const { sync } = project.json<{ sync: { written: object[] } }>(plain)
    assert.equal(sync.written, [{ id: 'inst_016', was: 'missing' }])
    project.remove()
  }
})

test('without a session, --resume closes the one that nobody closed, which status and init name', () => {
  const project = createProject()
  project.bookend(['init'])
  for (const name of ['SessionStart', 'Stop', 'SessionEnd']) tell(project, name)
  const [, id] = /Session (\S+)/.exec(project.bookend(['status']).stdout) ?? []
  assert.match(project.bookend(['init']).stdout, new RegExp(`^Unfinished: .*closedown --resume --session ${id}$`, 'm'))
  const { session } = project.json<{ session: { id: string } }>(['closedown', '--resume'])
  assert.is(session.id, id)
  assert.not.match(project.bookend(['status']).stdout, /unfinished/)
  project.remove()
})

test.run()
