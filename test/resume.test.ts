import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCache } from '../cache/database.ts'
import { createNotes } from '../cache/notes.ts'
import { at, day, decision } from './support/decisions.ts'
import { tell } from './support/hook.ts'
import { cleanEnvironment, createProject, type TestProject } from './support/project.ts'
import { history } from './support/suggestions.ts'

const test = suite('resume')

const phases = ['cleanup', 'analysis', 'rules', 'git', 'handoff', 'compaction']

/** A project whose own task ends bookend with SIGKILL in the phase that `.kill` names, once: `killIn` is what runs such a command. */
function mortalProject(settings = {}): TestProject {
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
       async run({ stores, session }) {
         const wait = () => new Promise((resolve) => setTimeout(resolve, 30))
         await wait()
         // In the last phase everything is done by then.
         while (phase === 'compaction' && existsSync('.kill') && !stores.journal.reached('compaction/archive', session.id)) await wait()
         if (existsSync('.kill') && readFileSync('.kill', 'utf8') === phase) {
           rmSync('.kill')
           process.kill(process.pid, 'SIGKILL')
         }
         return { phase }
       },
     })
     export default { ...${JSON.stringify(settings)}, tasks: ${JSON.stringify(phases)}.map(mortal) }\n`,
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
  const begun =
    'UPDATE steps SET outcome = NULL, reason = NULL, output = NULL, actions = NULL WHERE task = ? AND run = (SELECT MAX(id) FROM runs)'
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

/** A project whose closedown has something to do in every step that writes: an earlier one's documents, outdated decisions, a commit that closes a note. */
function busyProject(): TestProject {
  const project = mortalProject({ retentionDays: 30 })
  const early = [...Array(20).keys()].map((minute) => decision(at(minute).replace('10-24', '09-01'), {}))
  project.write('.memory/audit/decisions-2025-09-01.jsonl', `${early.join('\n')}\n`)
  project.bookend(['closedown', '--from', '2025-09-01T11:00:00Z', '--to', '2025-09-01T12:00:00Z'])
  project.write('.git/info/exclude', '')
  const cache = openCache(join(project.root, '.claude/cache'), 'durable', new Date())
  const { number } = createNotes(cache.db).add({ at: Date.parse(at(1)), kind: 'todo', text: 'write the parser' })
  cache.close()
  // The repository is older than the session.
  for (const log of ['.git/logs/HEAD', '.git/logs/refs/heads/main'].filter((each) =>
    existsSync(join(project.root, each)),
  ))
    project.write(log, project.read(log).replace(/ \d{10} /, ` ${Date.parse(at(-600)) / 1000} `))
  project.write('parser.ts', 'x')
  project.git('add', 'parser.ts')
  const date = at(5)
  const dates = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
  execFileSync('git', ['commit', '-qm', `Parse\n\nBookend: done ${number}`], {
    cwd: project.root,
    env: cleanEnvironment(dates),
  })
  return project
}

interface Done {
  tasks: { id: string; actions?: { kind: string; path?: string; what?: string }[] }[]
}
const doneBy = ({ tasks }: Done, id: string) =>
  (tasks.find((task) => task.id === id)?.actions ?? [])
    .map(
      ({ kind, path = '', what = '' }) =>
        `${kind} ${path}${what.replace(/[0-9a-f]{12,40}/, 'ID').replace(/[0-9]+ runs?/, 'runs')}`,
    )
    .sort()

const writing = ['startup/exclude', 'work/trailers', 'rules/suggestions', 'compaction/retention', 'compaction/archive']
const busy = busyProject()
const whole = busy.json<Done>(plain)
busy.remove()
for (const [how, finish] of [
  ['--resume', ['closedown', '--resume']],
  ['the same command', plain],
] as const) {
  for (const silent of [false, true]) {
    test(`what a killed closedown did${silent ? ' without being able to say so' : ''} is among the actions that ${how} reports`, () => {
      const project = busyProject()
      killIn('compaction', project, plain)
      for (const id of silent ? writing : []) forget(project, id)
      const report = project.json<Done>([...finish])
      for (const id of writing) {
        assert.ok(doneBy(whole, id).length > 0, `${id} has something to do`)
        const [found, expected] = [doneBy(report, id), doneBy(whole, id)]
        assert.equal(
          expected.filter((action) => !found.includes(action)),
          [],
          id,
        )
        // The same command writes further documents, and archives those of the killed run.
        if (finish !== plain) assert.equal(found, expected, id)
      }
      project.remove()
    })
  }
}

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

test('a page that cannot be written is named, and loses nothing else', () => {
  const project = mortalProject()
  project.bookend(plain)
  const cache = openCache(join(project.root, '.claude/cache'), 'durable', new Date())
  cache.db.prepare('UPDATE runs SET outcome = NULL, finished_ms = NULL').run()
  cache.close()
  forget(project, 'handoff/html')
  // The name that was chosen is no longer free.
  project.write(page, 'mine')
  const { status, stdout } = project.bookend(['closedown', '--resume'])
  assert.is(status, 0, stdout)
  assert.match(stdout, /\nWritten: SESSION_CLOSEDOWN_2025-10-24\.md, \.claude\/session-complete\.marker\n/)
  assert.match(
    stdout,
    /\nDegraded: .*Write the HTML report \(.*cannot be written \(something of that name is there already, EEXIST\): move it elsewhere/,
  )
  assert.match(stdout, /\nThe session is closed\. Stop working now\.\n$/)
  assert.is(project.read(page), 'mine')
  assert.ok(existsSync(join(project.root, document)))
  project.remove()
})

test('--from-task chooses names of its own: those of the run before are taken', () => {
  const project = mortalProject()
  project.bookend(plain)
  const { handoff } = project.json<{ handoff: { file: string } }>([...plain, '--from-task', 'handoff/document'])
  assert.is(handoff.file, 'SESSION_CLOSEDOWN_2025-10-24-2.md')
  assert.is(JSON.parse(project.read('.claude/session-complete.marker')).recovery_doc, handoff.file)
  for (const name of [page, 'SESSION_CLOSEDOWN_2025-10-24-2.html'])
    assert.ok(existsSync(join(project.root, name)) || existsSync(join(project.root, '.claude/handoffs', name)), name)
  project.remove()
})

const documentsIn = (project: TestProject) =>
  readdirSync(project.root)
    .filter((name) => name.startsWith('SESSION_CLOSEDOWN'))
    .sort()
const sessionsOf = (project: TestProject) =>
  project.json<{ sessions: { session: string }[] }>(['history']).sessions.map(({ session }) => session)

for (const id of ['handoff/html', 'compaction/session', 'compaction/marker', 'compaction/archive'])
  test(`--from-task ${id} goes on with the letter, its number and its session`, () => {
    const project = createProject()
    project.bookend(['init'])
    project.bookend(['note', '--done', 'the big thing'])
    project.bookend(['closedown'])
    const set = documentsIn(project)
    const sessions = sessionsOf(project)
    for (let time = 0; time < 2; time++) {
      const { stdout, status } = project.bookend(['closedown', '--from-task', id])
      assert.is(status, 0, stdout)
      assert.match(stdout, /^Degraded: nothing$/m)
      assert.equal(documentsIn(project), set)
      assert.equal(sessionsOf(project), sessions)
      const marker = JSON.parse(project.read('.claude/session-complete.marker'))
      assert.is(marker.recovery_doc, set[1])
      assert.match(project.read(marker.recovery_doc), /the big thing/)
      for (const name of /^Written: (.*)$/m.exec(stdout)?.[1]?.split(', ') ?? [])
        assert.ok(existsSync(join(project.root, name)), name)
    }
    project.remove()
  })

test('--from-task takes nothing of another session, and writes the letter that is missing', () => {
  const project = createProject()
  project.bookend(['init'])
  project.bookend(['note', '--done', 'the first thing'])
  project.bookend(['closedown'])
  project.bookend(['init'])
  project.bookend(['note', '--done', 'the second thing'])
  assert.is(project.bookend(['closedown', '--from-task', 'compaction/marker']).status, 0)
  const { recovery_doc } = JSON.parse(project.read('.claude/session-complete.marker'))
  assert.match(project.read(recovery_doc), /the second thing/)
  assert.not.match(project.read(recovery_doc), /the first thing/)
  project.remove()
})

test('a task alone does not move the letter away that the marker names', () => {
  const project = createProject()
  project.bookend(['init'])
  project.bookend(['closedown'])
  const set = documentsIn(project)
  project.bookend(['task', 'compaction/archive'])
  assert.equal(documentsIn(project), set)
  project.bookend(['closedown', '--only', 'compaction/archive'])
  assert.equal(documentsIn(project), set)
  project.remove()
})

for (const how of ['opened by init', 'that nobody opened'])
  test(`a closedown that was killed in its last phase, of a session ${how}, is finished by the same command`, () => {
    const project = mortalProject()
    if (how === 'opened by init') project.bookend(['init'])
    project.bookend(['note', '--done', 'the big thing'])
    killIn('compaction', project, ['closedown'])
    const { status, stdout, stderr } = project.bookend(['closedown'])
    assert.is(status, 0)
    assert.match(stderr, /finishing the closedown of session \S+ that was interrupted/)
    assert.match(stdout, /\nThe session is closed\. Stop working now\.\n$/)
    assert.is(documentsIn(project).length, 2)
    assert.not(existsSync(join(project.root, '.claude/handoffs')))
    const { recovery_doc } = JSON.parse(project.read('.claude/session-complete.marker'))
    assert.match(project.read(recovery_doc), /the big thing/)
    assert.is(sessionsOf(project).length, 1)
    assert.not.match(project.bookend(['status']).stdout, /unfinished/)
    // What is complete is not finished again.
    assert.is(project.bookend(['closedown']).status, 0)
    assert.is(sessionsOf(project).length, 2)
    project.remove()
  })

for (const phase of ['handoff', 'compaction'])
  test(`killed in ${phase}: documents are where they are configured to be by the time that it is resumed`, () => {
    const project = mortalProject({ handoffDir: 'dcos' })
    killIn(phase, project, plain)
    project.write('session.config.ts', project.read('session.config.ts').replace('"dcos"', '"docs"'))
    const { handoff } = project.json<{ handoff: { file: string } }>(['closedown', '--resume'])
    assert.is(handoff.file, `docs/${document}`)
    for (const name of [document, page]) assert.ok(existsSync(join(project.root, 'docs', name)), name)
    assert.is(JSON.parse(project.read('.claude/session-complete.marker')).recovery_doc, handoff.file)
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
