import { spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseTracked, withoutGone } from '../tasks/cleanup/tracked.ts'
import { linuxReader } from '../workflows/runner/effects/processes/linux.ts'
import { createProcesses } from '../workflows/runner/effects/processes/processes.ts'
import { cleanEnvironment, createProject, entry, repository } from './support/project.ts'

const trackedFile = '.claude/background-processes.json'

const test = suite('cleanup of processes')

const animal = join(repository, 'test/fixtures/zoo-animal.mjs')
/** An agent with servers, one of them behind a shell and with a helper of its own, others in pipelines, and commands in the background. */
const serving = join(repository, 'test/fixtures/serving-agent.mjs')
const system = linuxReader()
/** What ends no process and has no stream of its own runs in a thread. */
const inside = { ownProcess: false }

interface Reported {
  pid: number
  verdict: string
  proof: string
  port?: number
  outcome?: string
}
interface Report {
  session: { from: string; to: string }
  outcome: string
  cleanup: { processes: Reported[] }
  tasks: { id: string; actions?: { kind: string; pid: number; proof: string }[] }[]
}

/** A directory of processes that the test started, all of which it ends. */
function createZoo(cwd: string) {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-zoo-'))
  const pidOf = (name: string) => Number(readFileSync(join(directory, `${name}.pid`), 'utf8'))
  const names: string[] = []
  const arrived = async (name: string) => {
    while (!existsSync(join(directory, `${name}.pid`))) await sleep(10)
    names.push(name)
    return pidOf(name)
  }
  return {
    directory,
    async add(name: string, environment: Record<string, string>, ...what: string[]) {
      spawn(process.execPath, [animal, name, directory, ...what], {
        cwd,
        env: cleanEnvironment(environment),
        stdio: 'ignore',
        detached: true, // what shares bookend's process group is protected
      }).unref()
      return arrived(name)
    },
    arrived,
    pidOf,
    lives: (name: string) => system.read(pidOf(name)) !== undefined,
    signals: (name: string) =>
      existsSync(join(directory, `${name}.signals`))
        ? readFileSync(join(directory, `${name}.signals`), 'utf8').trim()
        : '',
    close() {
      for (const name of names) {
        if (system.read(pidOf(name))?.command.includes(directory)) process.kill(pidOf(name), 'SIGKILL')
      }
      rmSync(directory, { recursive: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

test('what serves an agent over its standard streams lives on, whoever closes the session; what the agent runs in the background is ended', async () => {
  for (const closes of ['the agent', 'somebody else']) {
    const project = createProject({ ownProcess: true })
    project.write('session.config.ts', 'export default { graceMs: 400 }')
    project.bookend(['init'], inside)
    const mark = project.bookend(['env'], inside).stdout.trim().replace('export BOOKEND_SESSION=', '')
    const zoo = createZoo(project.root)
    const close = closes === 'the agent' ? [process.execPath, entry, 'closedown', '--json'] : ['true']
    const agent = spawn(process.execPath, [serving, zoo.directory, mark, ...close], {
      cwd: project.root,
      env: cleanEnvironment({}),
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    })
    try {
      let said = ''
      agent.stdout.on('data', (chunk) => (said += chunk))
      const servers = [
        'server',
        'wrapped',
        'keeper',
        'between',
        'filter',
        'logged',
        'log',
        'feeder',
        'fed',
        'answering',
        'opening',
        'looped',
        'piped',
        'copied',
      ]
      const ofServers = [...servers, 'child', 'scrubbed']
      const background = ['background', 'first', 'last', 'made', 'kept']
      for (const name of [...ofServers, 'grandchild', ...background]) await zoo.arrived(name)
      agent.stdin.write('close\n')
      while (!said.includes('closed')) await sleep(20)
      const report: Report =
        closes === 'the agent' ? JSON.parse(said.slice(0, said.lastIndexOf('}') + 1)) : project.json(['closedown'])
      const of = (name: string) => report.cleanup.processes.find(({ pid }) => pid === zoo.pidOf(name))
      for (const name of ofServers) {
        assert.is(of(name)?.verdict, 'protected', `${name}, closed by ${closes}`)
        assert.match(String(of(name)?.proof), /may serve/)
        assert.ok(zoo.lives(name))
      }
      for (const name of background) assert.is(of(name)?.outcome, 'ended', `${name}, closed by ${closes}`)
      assert.is(report.outcome, 'ok')
      // What never reads its input looks the same: each is named, without what belongs to it (`log` was started by `logged`, `opening` by `answering`).
      const letter = project.read(readdirSync(project.root).find((name) => /^SESSION.*\.md$/.test(name)) ?? '')
      const named = letter.split('\n').filter((line) => line.includes('lives on, as it may serve'))
      const serving = report.cleanup.processes.filter(({ proof }) => proof.startsWith('it may serve'))
      assert.is(serving.length, servers.length - 2)
      const [, more, shown] = /^- and (\d+) more: (.*)$/m.exec(letter) ?? []
      assert.match(shown ?? '', /task cleanup\/processes --session \S+ --dry-run/)
      assert.is(named.length + Number(more), serving.length, letter)
    } finally {
      agent.kill('SIGKILL')
      zoo.close()
      project.remove()
    }
  }
})

test("terminals that somebody else is attached to live on with what runs in them; those of the session's own clients end", async () => {
  const project = createProject({ ownProcess: true })
  project.write('session.config.ts', 'export default { graceMs: 400 }')
  project.bookend(['init'], inside)
  const mark = project.bookend(['env'], inside).stdout.trim().replace('export BOOKEND_SESSION=', '')
  const zoo = createZoo(project.root)
  const marked = { BOOKEND_SESSION: mark }
  const clients = { shared: {}, own: marked }
  try {
    for (const [name, client] of Object.entries(clients)) {
      const socket = join(zoo.directory, `${name}.socket`)
      await zoo.add(name, marked, 'terminals', socket)
      await zoo.arrived(`window of ${name}`)
      await zoo.add(`client of ${name}`, client, 'attach', socket)
    }
    await zoo.add('alone', marked, 'terminals', join(zoo.directory, 'alone.socket'))
    await zoo.arrived('window of alone')
    const report: Report = project.json(['closedown'])
    const of = (name: string) => report.cleanup.processes.find(({ pid }) => pid === zoo.pidOf(name))
    assert.equal([of('shared')?.verdict, of('window of shared')?.verdict], ['protected', 'protected'])
    for (const name of ['shared', 'window of shared', 'client of shared']) assert.ok(zoo.lives(name), name)
    for (const name of ['own', 'alone', 'window of own', 'window of alone', 'client of own'])
      assert.match(String(of(name)?.outcome), /^ended/, name)
    assert.match(
      project.read(readdirSync(project.root).find((name) => /^SESSION.*\.md$/.test(name)) ?? ''),
      /lives on, as it may serve/,
    )
  } finally {
    zoo.close()
    project.remove()
  }
})

test('exactly the owned processes are ended, each with its proof', async () => {
  const project = createProject({ ownProcess: true })
  const port = await freePort()
  project.write('session.config.ts', `export default { protectedPorts: [${port}], graceMs: 400 }`)
  project.bookend(['init'], inside)
  const mark = project.bookend(['env'], inside).stdout.trim().replace('export BOOKEND_SESSION=', '')
  assert.match(mark, /^\d{4}-\d\d-\d\d-\d{3}-[0-9a-f]{32}$/)
  const zoo = createZoo(project.root)
  try {
    const ours = { BOOKEND_SESSION: mark }
    await zoo.add('family', ours, 'family')
    for (const name of ['child', 'scrubbed', 'grandchild']) await zoo.arrived(name)
    await zoo.add('stubborn', ours, 'stubborn')
    await zoo.add('other', { BOOKEND_SESSION: `2020-01-01-001-${'0'.repeat(32)}` })
    await zoo.add('prefix', { BOOKEND_SESSION: mark.slice(0, -1) })
    await zoo.add('extension', { BOOKEND_SESSION: `${mark}0` })
    await zoo.add('server', ours, 'server', String(port))
    await zoo.add('keep', { ...ours, BOOKEND_KEEP: '1' })
    await zoo.add('suspect', {})
    const reused = await zoo.add('reused', {})
    const tracked = await zoo.add('tracked', {})
    project.write(
      '.claude/background-processes.json',
      JSON.stringify([
        { pid: reused, startedAt: new Date(Date.now() - 3_600_000).toISOString(), command: 'gone long ago' },
        { pid: tracked, startedAt: new Date(system.read(tracked)?.startedAt ?? 0).toISOString(), command: 'tracked' },
      ]),
    )

    const rehearsal = project.json<Report>(['closedown', '--dry-run'])
    // The shell that runs the closedown carries the mark itself.
    const shell = spawn(
      'sh',
      ['-c', '"$@"; echo "the shell lives: $?" >&2', 'sh', process.execPath, entry, 'closedown', '--json'],
      {
        cwd: project.root,
        env: cleanEnvironment(ours),
      },
    )
    let stdout = ''
    let stderr = ''
    shell.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk
    })
    shell.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk
    })
    await new Promise((resolve) => shell.on('close', resolve))
    assert.match(stderr, /the shell lives: 0/)
    const report = JSON.parse(stdout) as Report

    const owned = ['family', 'child', 'scrubbed', 'grandchild', 'stubborn', 'tracked']
    const spared = ['other', 'prefix', 'extension', 'server', 'keep', 'suspect', 'reused']
    for (const name of owned) assert.not.ok(zoo.lives(name), `${name} must be gone`)
    for (const name of spared) {
      assert.ok(zoo.lives(name), `${name} must live`)
      assert.is(zoo.signals(name), '', `${name} must not be signalled`)
    }
    assert.is(zoo.signals('stubborn'), 'SIGTERM')

    const of = (name: string) => report.cleanup.processes.find(({ pid }) => pid === zoo.pidOf(name))
    const proofs: [name: string, verdict: string, proof: RegExp][] = [
      ['family', 'owned', /BOOKEND_SESSION in its environment is this session's mark/],
      ['grandchild', 'owned', /BOOKEND_SESSION/],
      ['scrubbed', 'owned', new RegExp(`started by process ${zoo.pidOf('family')}, which is owned`)],
      ['tracked', 'owned', /tracked in \.claude\/background-processes\.json/],
      ['server', 'protected', new RegExp(`listens on protected port ${port}`)],
      ['keep', 'protected', /BOOKEND_KEEP=1/],
      ['other', 'protected', /mark of another session/],
      ['suspect', 'suspect', /nothing proves whose it is/],
      ['reused', 'suspect', /nothing proves whose it is/],
    ]
    for (const [name, verdict, proof] of proofs) {
      assert.is(of(name)?.verdict, verdict, name)
      assert.match(of(name)?.proof ?? '', proof, name)
    }
    assert.is(of('server')?.port, port)
    assert.is(of('stubborn')?.outcome, 'killed: it did not end on TERM')
    assert.is(of('family')?.outcome, 'ended')
    const kills = (from: Report) =>
      from.tasks
        .flatMap((task) => task.actions ?? [])
        .filter(({ kind }) => kind === 'kill')
        .map(({ pid }) => pid)
        .sort()
    assert.equal(kills(report), owned.map(zoo.pidOf).sort())
    assert.equal(kills(rehearsal), kills(report))
  } finally {
    zoo.close()
    project.remove()
  }
})

test("a stopped process ends on TERM; another user's lives on, and is named", async () => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return
  const project = createProject({ ownProcess: true })
  project.write('session.config.ts', 'export default { graceMs: 5000 }')
  project.bookend(['init'], inside)
  const mark = project.bookend(['env'], inside).stdout.trim().replace('export BOOKEND_SESSION=', '')
  const zoo = createZoo(project.root)
  const server = spawn('sleep', ['300'], {
    cwd: '/',
    env: cleanEnvironment({ BOOKEND_SESSION: mark }),
    stdio: 'ignore',
    detached: true,
    uid: 65534,
    gid: 65534,
  })
  try {
    const stopped = await zoo.add('stopped', { BOOKEND_SESSION: mark })
    process.kill(stopped, 'SIGSTOP')
    while (!system.read(stopped)?.stopped) await sleep(10)
    const report = project.json<Report>(['closedown'])
    const of = (pid: number | undefined) => report.cleanup.processes.find((each) => each.pid === pid)
    assert.is(of(stopped)?.outcome, 'ended: it was stopped, and was continued to end')
    assert.is(zoo.signals('stopped'), 'SIGTERM')
    assert.equal([of(server.pid)?.verdict, of(server.pid)?.proof], ['protected', "it is another user's"])
    assert.ok(system.read(Number(server.pid)))
    const letter = readdirSync(project.root).find((name) => /^SESSION_CLOSEDOWN.*\.md$/.test(name)) ?? ''
    assert.match(project.read(letter), /lives on, as it is another user.*sleep 300/)
  } finally {
    server.kill('SIGKILL')
    zoo.close()
    project.remove()
  }
})

test('suspects are reported with the command that ends them, and ended only when asked', async () => {
  const project = createProject({ ownProcess: true })
  project.bookend(['init'], inside)
  const zoo = createZoo(project.root)
  try {
    const pid = await zoo.add('suspect', {})
    const { stdout } = project.bookend(['task', 'cleanup/processes', '--dry-run'])
    assert.match(stdout, /^PID\s+VERDICT\s+AGE\s+MEMORY\s+COMMAND/m)
    assert.match(stdout, new RegExp(`^${pid}\\s+suspect\\s.*\\n.*\\n\\s+to end it: kill ${pid}$`, 'm'))
    const closed = project.bookend(['closedown'])
    assert.match(closed.stdout, new RegExp(`\\d suspected and left alone \\(to end: kill .*\\b${pid}\\b`))
    assert.ok(zoo.lives('suspect'))
    // Documents never hold a line that ends a pid, and what an earlier run saw is on no terminal either.
    const again = project.bookend(['closedown', '--from-task', 'handoff/names'])
    assert.match(again.stdout, /1 suspected and left alone$/m)
    const handoffs = readdirSync(project.root).filter((name) => name.startsWith('SESSION_CLOSEDOWN'))
    for (const name of handoffs) assert.not.match(project.read(name), new RegExp(`kill \\d|\\b${pid}\\b`))
    assert.ok(handoffs.some((name) => /a process works in the project and proves nothing/.test(project.read(name))))
    project.bookend(['init'], inside)
    const later = await zoo.add('later', {})
    const report = project.json<Report>(['closedown', '--kill-suspects'])
    assert.is(report.cleanup.processes.find((process) => process.pid === later)?.outcome, 'ended')
    assert.not.ok(zoo.lives('later'))
    assert.ok(zoo.lives('suspect'), 'it was started before this session')
    project.bookend(['init'], inside)
    await zoo.add('last', {})
    const asked = project.bookend(['closedown', '--kill-suspects']).stdout
    assert.match(asked, /^Processes: 1 ended, \d+ protected, 0 suspected and left alone$/m)
    const [letter = '', page = ''] = ['md', 'html'].map((kind) => asked.match(new RegExp(`SESSION\\S*\\.${kind}`))?.[0])
    assert.match(project.read(letter), /a process works in the project and proves nothing; --kill-suspects ended it: /)
    assert.match(project.read(page), /Processes ended by --kill-suspects/)
  } finally {
    zoo.close()
    project.remove()
  }
})

test('what is gone is taken out of the file of tracked processes, and nothing else', () => {
  const gone = { pid: 4_194_300, startedAt: '2025-10-24T11:00:00Z', command: 'gone' }
  const other = { name: 'no process' }
  const lives = () => false
  const without = (value: unknown) => withoutGone(JSON.stringify(value), lives)
  assert.is(without([gone]), '')
  assert.is(without({ processes: [gone] }), '')
  assert.is(without(gone), '')
  assert.equal(JSON.parse(without([gone, other]) ?? ''), [other])
  assert.equal(JSON.parse(without({ processes: [gone], own: 1 }) ?? ''), { processes: [], own: 1 })
  for (const kept of [[], {}, [other], { own: 1 }]) assert.is(without(kept), undefined)
  assert.is(
    withoutGone(JSON.stringify([gone]), () => true),
    undefined,
  )
})

test('one entry alone is a list of one, and what is neither a list nor an object is damage', () => {
  const project = createProject()
  const entry = { pid: process.pid, startedAt: '2025-10-24T11:00:00Z', command: 'npm run dev' }
  assert.equal(
    [entry, [entry], { servers: [entry] }].map((value) => parseTracked(JSON.stringify(value)).length),
    [1, 1, 1],
  )
  assert.equal(parseTracked('{"own": 1}'), [])
  project.bookend(['init'])
  project.write(trackedFile, '"npm run dev"')
  const started = project.bookend(['run', '--', 'true'])
  assert.match(started.stderr, /cannot be read \(it is not a list of \{ pid, startedAt, command \}\)/)
  assert.match(project.bookend(['closedown']).stdout, /background-processes\.json.*it is not a list of/)
  project.remove()
})

test('run starts a tracked command with the mark, and closedown ends it', async () => {
  const project = createProject({ ownProcess: true })
  assert.is(project.bookend(['run', '--', 'sleep', '300'], inside).status, 2)
  assert.is(project.bookend(['env'], inside).status, 2)
  project.bookend(['init'], inside)
  const started = project.json<{ pid: number; startedAt: string; command: string; log: string }>([
    'run',
    '--',
    'sh',
    '-c',
    'echo started; exec sleep 300',
  ])
  assert.equal(JSON.parse(project.read('.claude/background-processes.json')), [
    {
      pid: started.pid,
      startedAt: started.startedAt,
      command: 'sh -c echo started; exec sleep 300',
      namespace: createProcesses().namespace(),
    },
  ])
  const modeOf = () => statSync(join(project.root, trackedFile)).mode & 0o777
  assert.is(modeOf(), 0o600)
  chmodSync(join(project.root, trackedFile), 0o644)
  project.bookend(['run', '--', 'true'], inside)
  assert.is(modeOf(), 0o600)
  assert.ok(system.read(started.pid)?.environment?.BOOKEND_SESSION)
  while (!project.read(started.log).includes('started')) await sleep(10)
  const report = project.json<Report>(['closedown'])
  assert.is(report.cleanup.processes.find(({ pid }) => pid === started.pid)?.outcome, 'ended')
  assert.is(system.read(started.pid), undefined)
  assert.not.ok(existsSync(join(project.root, trackedFile)), 'what is gone is not kept')
  assert.is(project.bookend(['run', '--dry-run', '--', 'sleep', '1'], inside).status, 2, 'the session is closed')
  project.remove()
})

test('a copy of a project ends its own processes, and none of the original; a project that was moved ends those that it has', async () => {
  const original = createProject({ ownProcess: true })
  original.bookend(['init'], inside)
  const mark = {
    BOOKEND_SESSION: original.bookend(['env'], inside).stdout.trim().replace('export BOOKEND_SESSION=', ''),
  }
  const zoos = [createZoo(original.root), createZoo(tmpdir())] as const
  await zoos[0].add('theirs', mark)
  await zoos[1].add('theirs', mark)
  const { pid } = original.json<{ pid: number }>(['run', '--', 'sleep', '300'])
  const copy = createProject({ root: mkdtempSync(`${original.root}-copy-`), git: false, ownProcess: true })
  cpSync(original.root, copy.root, { recursive: true, preserveTimestamps: true })
  const own = createZoo(copy.root)
  await own.add('own', mark)
  const runningIn = ({ json }: typeof copy) => json<{ processes: object[] }>(['status']).processes.length
  assert.equal([original, copy].map(runningIn), [1, 0])
  assert.is(copy.bookend(['closedown']).status, 0)
  assert.equal(
    [...zoos, own].map(({ lives }, at) => lives(at < 2 ? 'theirs' : 'own')),
    [true, true, false],
  )
  assert.ok(system.read(pid))
  const moved = createProject({ root: `${original.root}-moved`, git: false, ownProcess: true })
  renameSync(original.root, moved.root)
  assert.is(moved.bookend(['closedown']).status, 0)
  assert.equal(
    zoos.map(({ lives }) => lives('theirs')),
    [false, false],
  )
  assert.is(system.read(pid), undefined)
  for (const zoo of [...zoos, own]) zoo.close()
  for (const project of [copy, moved]) project.remove()
})

/** Programs that do not want to end, as bash scripts: each says so in its file, and goes on for a minute where nobody ends it. */
const unwilling: Record<string, string> = {
  breeder: "trap '' TERM; for i in {1..1200}; do sleep 60 & read -t 0.05 <> <(:); done",
  heir: 'trap \'setsid bash -c "trap : TERM; for i in {1..60}; do sleep 1; done" & exit\' TERM; for i in {1..600}; do sleep 0.1; done',
  disguised: "trap 'exec env -i /bin/sleep 61' TERM; for i in {1..600}; do sleep 0.1; done",
  hopper: '[ "$N" != "" ] && [ $N -lt 3000 ] && { sleep 0.02; N=$((N + 1)) setsid bash "$0" & }',
}

test('what comes up while others are ended is ended too, or named', async () => {
  const project = createProject({ ownProcess: true })
  project.write('session.config.ts', 'export default { graceMs: 300 }')
  project.bookend(['init'], inside)
  const mark = project.bookend(['env'], inside).stdout.trim().replace('export BOOKEND_SESSION=', '')
  const directory = mkdtempSync(join(tmpdir(), 'bookend-unwilling-'))
  const marked = async () => (await system.list()).filter(({ environment }) => environment?.BOOKEND_SESSION === mark)
  const started: number[] = []
  try {
    for (const [name, script] of Object.entries(unwilling)) {
      writeFileSync(join(directory, name), `touch ${directory}/${name}.started\n${script}\n`)
      const env = cleanEnvironment({ BOOKEND_SESSION: mark, N: '0' })
      const child = spawn('bash', [join(directory, name)], { cwd: project.root, env, stdio: 'ignore', detached: true })
      child.unref()
      started.push(child.pid as number)
      while (!existsSync(join(directory, `${name}.started`))) await sleep(10)
    }
    const report = project.json<Report>(['closedown'])
    const { processes } = report.cleanup
    assert.ok(processes.every(({ verdict, outcome }) => verdict !== 'owned' || outcome !== undefined))
    // How far it comes in its bounds is the machine's; that everything is ended is tried with one whose time stands still (end-newcomers.test.ts).
    const isEnded = processes.every(({ outcome }) => outcome !== 'survived')
    assert.is(report.outcome, isEnded ? 'ok' : 'degraded')
    if (isEnded) {
      assert.equal(
        (await marked()).map(({ pid, command }) => `${pid} ${command}`),
        [],
      )
      for (const pid of started) assert.is(system.read(pid), undefined, 'the disguised one too')
    }
    // Each that was ended is an action, whether it was there when the plan was made or not; and no other one.
    const kills = report.tasks.flatMap((task) => task.actions ?? []).filter(({ kind }) => kind === 'kill')
    for (const { pid, verdict, outcome = '' } of processes)
      if (verdict === 'owned')
        assert.is(
          kills.some((kill) => kill.pid === pid),
          /^(ended|killed)/.test(outcome),
          `${pid} ${outcome}`,
        )
    assert.is(await project.bookend(['status'], inside).status, 0)
  } finally {
    for (let round = 0; round < 100; round++) {
      const left = await marked()
      if (left.length === 0) break
      for (const { pid } of left) process.kill(pid, 'SIGKILL')
    }
    rmSync(directory, { recursive: true })
    project.remove()
  }
})

test('what a TERM handler starts with a clean environment is not ended, but named, and the run is degraded', async () => {
  const project = createProject({ ownProcess: true })
  project.write('session.config.ts', 'export default { graceMs: 60_000 }')
  project.bookend(['init'], inside)
  const mark = project.bookend(['env'], inside).stdout.trim().replace('export BOOKEND_SESSION=', '')
  const script = `trap 'env -i /bin/sleep 63 & echo $! > heir; exit' TERM; touch started; for i in {1..600}; do sleep 0.1; done`
  const env = cleanEnvironment({ BOOKEND_SESSION: mark })
  spawn('bash', ['-c', script], { cwd: project.root, env, stdio: 'ignore', detached: true }).unref()
  while (!existsSync(join(project.root, 'started'))) await sleep(10)
  const report = project.json<Report & { handoff: { file: string } }>(['closedown'])
  const heir = Number(project.read('heir'))
  try {
    assert.is(system.read(heir)?.command, '/bin/sleep 63', 'it lives')
    const found = report.cleanup.processes.find(({ pid }) => pid === heir)
    assert.is(found?.verdict, 'suspect', JSON.stringify(report.cleanup.processes))
    assert.match(found?.proof ?? '', /^came up while the session's processes were ended; nothing proves whose it is$/)
    assert.equal([report.outcome, found?.outcome], ['degraded', undefined])
    assert.match(
      project.read(report.handoff.file),
      /a process came up while the session's processes were ended and proves nothing: .*sleep 63/,
    )
    const page = project.read(report.handoff.file.replace(/md$/, 'html'))
    assert.match(page, /Processes of the session[\s\S]*bash -c .*: ended[\s\S]*Processes left[\s\S]*sleep 63, started /)
  } finally {
    process.kill(heir, 'SIGKILL')
    project.remove()
  }
})

test("a closedown of another window leaves the open session's processes, artefacts and marker alone", async () => {
  const project = createProject({ ownProcess: true })
  project.bookend(['init'], inside)
  const zoo = createZoo(project.root)
  const mark = project.bookend(['env'], inside).stdout.trim().replace('export BOOKEND_SESSION=', '')
  const { pid } = project.json<{ pid: number }>(['run', '--', 'sleep', '300'])
  try {
    // One that is tracked and carries no mark, and one that only the agent's id marks.
    const tracked = await zoo.add('tracked', {})
    await zoo.add('suspect', {})
    // Of this test alone: whoever closes a session that is linked to the same id ends its processes.
    const agent = { CLAUDE_CODE_SESSION_ID: `agent of ${project.root}` }
    const ofAgent = await zoo.add('agent', agent)
    project.bookend(['init'], { ...inside, env: agent })
    const entries = JSON.parse(project.read('.claude/background-processes.json')) as object[]
    const startedAt = new Date(system.read(tracked)?.startedAt ?? 0).toISOString()
    project.write(
      '.claude/background-processes.json',
      JSON.stringify([...entries, { pid: tracked, startedAt, command: 'x' }]),
    )
    project.write('.memory-test/in-use.txt', 'x')
    const past = ['--from', '2025-11-20T00:00:00Z', '--to', '2025-11-21T00:00:00Z']
    for (const args of [past, past, [...past, '--kill-suspects']]) {
      const closed = project.bookend(['closedown', ...args])
      assert.is(closed.status, 0, closed.stderr)
      assert.match(closed.stdout, /^Session 2025-11-20-001 is closed\. Session \S+ is still open, and goes on\.\n$/m)
      assert.not.match(closed.stdout, /Stop working/)
    }
    for (const one of [pid, tracked, ofAgent])
      assert.ok(system.read(one), `${one} of ${[pid, tracked, ofAgent]} must live`)
    assert.is(project.read('.memory-test/in-use.txt'), 'x')
    assert.not.ok(existsSync(join(project.root, '.claude/session-complete.marker')))
    assert.match(project.bookend(['status'], inside).stdout, /is open since/)
    const report = project.json<Report>(['closedown'])
    for (const one of [pid, tracked, ofAgent]) {
      const found = report.cleanup.processes.find((process) => process.pid === one)
      assert.is(found?.outcome, 'ended', found?.proof)
    }
    const marker = project.read('.claude/session-complete.marker')
    // The past again, after a later closedown: its documents are written, the marker and the last handoff stay as they are.
    assert.match(project.bookend(['closedown', ...past]).stdout, /Stop working now\.\n$/)
    assert.is(project.read('.claude/session-complete.marker'), marker)
    const last = project.json<{ handoff: { session: string } }>(['status']).handoff.session
    assert.is(mark.startsWith(last), true, last)
    // The agent works on in a new session: who closes the last one again ends nothing of that, and no suspect either.
    project.bookend(['init'], { ...inside, env: agent })
    await zoo.add('next', agent)
    const { from, to } = report.session
    project.bookend(['closedown', '--from', from, '--to', to, '--kill-suspects'])
    for (const name of ['next', 'suspect']) assert.ok(zoo.lives(name), name)
  } finally {
    zoo.close()
    project.remove()
  }
})

test("init hands the mark to the agent's shell, once", () => {
  const project = createProject({ ownProcess: true })
  project.write('agent-env', 'export A=1')
  const env = { CLAUDE_ENV_FILE: join(project.root, 'agent-env') }
  assert.is(project.bookend(['init'], { ...inside, env }).status, 0)
  const mark = project.bookend(['env'], inside).stdout
  assert.is(project.read('agent-env'), `export A=1\n${mark}`)
  project.bookend(['init'], { ...inside, env })
  assert.is(project.read('agent-env'), `export A=1\n${mark}`)
  project.remove()
})

test.run()
