import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { holdersAmong, partnersOf } from '../workflows/runner/effects/processes/partners.ts'
import { holdersIn, peersIn } from '../workflows/runner/effects/processes/ps.ts'
import { createSocketPeers } from '../workflows/runner/effects/processes/socket-peers.ts'
import { type Descriptor, lineAbove, streamEndsOf } from '../workflows/runner/effects/processes/stream-ends.ts'
import { cleanEnvironment, createProject, entry, type TestProject } from './support/project.ts'

const test = suite('in a pipeline')

interface Report {
  outcome: string
  cleanup: { processes: { command: string; verdict: string; proof: string; ownProof?: string; outcome?: string }[] }
}

/** Runs a line of bash in the project, as an agent's shell would: `bookend` is the command under test. */
function inShell(project: TestProject, line: string, environment: Record<string, string>) {
  const functions = `bookend() { "${process.execPath}" "${entry}" "$@"; }; statuses() { echo "\${PIPESTATUS[@]}"; }
    node='"${process.execPath}" "${entry}"'; export -f bookend; wrapped() { setsid --wait bash -c "$1"; }
    # What no shell waits for (a process substitution) may write a moment later.
    holds() { for each in $(seq 100); do grep -qs "$2" "$1" && return; sleep 0.1; done; echo empty; }`
  const script = `${functions}\n${line}`
  return spawnSync('bash', ['-c', script], { cwd: project.root, encoding: 'utf8', env: cleanEnvironment(environment) })
}
const markOf = (project: TestProject) => project.bookend(['env']).stdout.trim().replace('export BOOKEND_SESSION=', '')
/** Those of earlier closedowns are in the archive. */
const documents = (project: TestProject) =>
  ['.', '.claude/handoffs']
    .filter((directory) => existsSync(join(project.root, directory)))
    .flatMap((directory) => readdirSync(join(project.root, directory)).map((name) => join(directory, name)))
    .filter((path) => basename(path).startsWith('SESSION_CLOSEDOWN'))

const documentsEnding = (project: TestProject, ending: string) =>
  readdirSync(project.root, { recursive: true, encoding: 'utf8' }).find(
    (path) => basename(path).startsWith('SESSION_CLOSEDOWN') && path.endsWith(ending),
  ) ?? ''

test('where nobody says who reads whose output, the letter does', () => {
  const project = createProject()
  project.bookend(['init'])
  project.write('bin/ss', '#!/bin/sh\necho asked >> asked\nexit 1\n')
  chmodSync(join(project.root, 'bin/ss'), 0o755)
  const line = 'PATH=$PWD/bin:$PATH; sleep 600 & bookend closedown; kill $! 2>/dev/null'
  const { stdout } = inShell(project, line, { BOOKEND_SESSION: markOf(project) })
  assert.match(stdout, /\nDegraded: .*who reads whose output could not be determined/)
  assert.match(
    project.read(documentsEnding(project, '.md')),
    /who reads whose output could not be determined \(.*ss did not answer/,
  )
  assert.is(project.read('asked'), 'asked\n')
  project.remove()
})

test('a marked shell pipes a closedown anywhere: the reader lives, and everything is written', () => {
  const project = createProject()
  const lines = [
    'bookend closedown 2>&1 | tail -5; statuses',
    'bookend closedown 2>&1 | tee out.log | cat | tail -1; statuses',
    'bookend closedown 2>&1 | head -1; statuses',
    // A reader of another process group, and a named pipe.
    'mkfifo pipe; setsid cat pipe > out.log & bookend closedown > pipe 2>&1; echo $? 0; wait; holds out.log .',
    'bookend closedown > >(setsid sh -c "cat | cat > tee.log") 2>&1; echo $? 0',
    // Its own output goes elsewhere; what runs it writes into the pipe, and the readers wait for that. A shell keeps its own output aside while a function writes elsewhere.
    'wrapped "bookend closedown > log 2>&1; echo LAST" | tail -1 | grep -c LAST > count; statuses; holds count 1',
    'wrapped "$node closedown > log 2>&1; echo LAST" | tail -1 | tee >(setsid grep -c LAST > count) | cat > end; statuses; holds end LAST; holds count 1',
    'exec 5> >(setsid cat > whole); wrapped "$node closedown > log 2>&1; echo LAST" >&5; echo $? 0; exec 5>&-; wait; holds whole LAST',
    `coproc reader { setsid cat > whole; }; into=\${reader[1]}; wrapped "$node closedown > log 2>&1; echo LAST" >&$into; echo $? 0; eval "exec $into>&-"; wait; holds whole LAST`,
    // A reader that starts others.
    'wrapped "$node closedown > log 2>&1; echo LAST" | xargs -n 1 sh -c "sleep 1; echo \\$0" > end; statuses; holds end LAST',
  ]
  for (const [number, line] of lines.entries()) {
    // The first line of each init is all that its reader wants.
    const init = inShell(project, 'bookend init 2>&1 | head -1; statuses', {})
    assert.match(init.stdout, /\n0 0\n$/, init.stdout + init.stderr)
    const mark = markOf(project)
    const { stdout } = inShell(project, line, {
      BOOKEND_SESSION: mark,
      CLAUDE_CODE_SESSION_ID: `agent of ${project.root}`,
    })
    assert.match(stdout, /^0( 0)+$/m, `${line}\n${stdout}`)
    assert.not.match(stdout, /empty/)
    assert.is(documents(project).length, 2 * (number + 1), line)
    assert.ok(project.read('.claude/session-complete.marker').includes('compaction_expected'))
  }
  project.remove()
})

test('a marked reader is protected and named; one that proves nothing is left out', () => {
  const project = createProject()
  project.bookend(['init'])
  const closed = (environment: Record<string, string>, options = '') =>
    JSON.parse(inShell(project, `bookend closedown --json ${options} | cat`, environment).stdout) as Report
  const marked = closed({ BOOKEND_SESSION: markOf(project) })
  const cat = marked.cleanup.processes.find(({ command }) => command === 'cat')
  assert.is(cat?.verdict, 'protected')
  assert.is(cat?.proof, 'it holds the other end of one of the standard streams of bookend or of what runs it')
  assert.is(cat?.ownProof, "BOOKEND_SESSION in its environment is this session's mark")
  project.bookend(['init'])
  // A sibling that neither reads nor writes, and the reader: both of bookend's own group, both started in the session.
  const { cleanup } = JSON.parse(
    inShell(project, 'sleep 600 > /dev/null & bookend closedown --json --kill-suspects | (cat; echo); kill %1', {})
      .stdout,
  ) as Report
  assert.equal(
    cleanup.processes.filter(({ verdict }) => verdict === 'suspect'),
    [],
  )
  const handoff = documents(project)
    .filter((name) => name.endsWith('.md'))
    .map((name) => project.read(name))
  for (const text of handoff) assert.not.match(text, /proves nothing/)
  project.remove()
})

test("a marked process in bookend's own process group lives on and is named; its reader is not", () => {
  const project = createProject()
  project.bookend(['init'])
  const line = 'sleep 599 > /dev/null 2>&1 & bookend closedown 2>&1 | cat; kill %1 && echo alive'
  const { stdout } = inShell(project, line, { BOOKEND_SESSION: markOf(project) })
  assert.match(stdout, /^Processes: 0 ended, \d+ protected \(left alive: 1 of the session's\), 0 suspected/m)
  assert.match(stdout, /^alive$/m)
  const letter = project.read(documents(project).find((name) => name.endsWith('.md')) ?? '')
  const named = letter.split('\n').filter((each) => each.includes('process group'))
  assert.is(named.length, 1, letter)
  assert.match(
    letter,
    /a process of the session lives on, as it is in bookend's own process group: sleep 599, started \d{4}-\d\d-\d\d \d\d:\d\d UTC/,
  )
  assert.not.match(letter, /\bkill \d/)
  project.remove()
})

test("what a protected port or BOOKEND_KEEP=1 keeps alive of the session's is counted, and named with the reason", () => {
  const listening = "require('node:net').createServer().listen(0, function () { console.log(this.address().port) })"
  const project = createProject()
  const start = `{ env $1 setsid "${process.execPath}" -e "${listening}" "$2" & } > port-$2 2>&1; until test -s port-$2; do sleep 0.1; done`
  const started = inShell(
    project,
    [
      'bookend init > /dev/null 2>&1',
      'eval "$(bookend env)"',
      `start() { ${start}; }`,
      'start A=1 listener; echo $!; start BOOKEND_KEEP=1 keeper; echo $!',
    ].join('\n'),
    {},
  )
  const pids = started.stdout.trim().split('\n').map(Number)
  try {
    assert.ok(pids.length === 2 && pids.every((pid) => pid > 1), started.stdout + started.stderr)
    const port = project.read('port-listener').trim()
    project.write('session.config.mjs', `export default { protectedPorts: [${port}] }\n`)
    const { stdout } = project.bookend(['closedown'])
    assert.match(stdout, /^Processes: 0 ended, \d+ protected \(left alive: 2 of the session's\), 0 suspected/m)
    for (const pid of pids) process.kill(pid, 0)
    for (const ending of ['.md', '.html']) {
      const text = project.read(documentsEnding(project, ending))
      const reasons = [`it listens on protected port ${port}`, 'BOOKEND_KEEP=1 is in its environment']
      for (const reason of reasons) assert.is(text.split(`lives on, as ${reason}`).length, 2, `${reason}\n${text}`)
    }
  } finally {
    for (const pid of pids) process.kill(pid)
  }
  project.remove()
})

test('a standard output that cannot be written is said, with 4, and all of the work is done', () => {
  const project = createProject()
  project.bookend(['init'])
  const decision = { timestamp: '2026-11-27T09:00:00Z', sessionId: 's', service: 'BoundaryEnforcer', allowed: true }
  project.write('log.jsonl', `${JSON.stringify(decision)}\n`)
  project.bookend(['import', 'log.jsonl'])
  const full = /^bookend: the standard output cannot be written \(the disk is full, ENOSPC\): make room on it \(df, /m
  const commands =
    'list|--version|help|completion bash|env|status|notes --json|history --json|note one|export|closedown --json'
  for (const command of commands.split('|')) {
    const { stdout, stderr } = inShell(project, `bookend ${command} > /dev/full; echo $?`, {})
    assert.is(stdout, '4\n', `${command}\n${stderr}`)
    assert.match(stderr, full, command)
    assert.not.match(stderr, /\bexported|bug|Error:/, command)
  }
  assert.is(documents(project).length, 2)
  assert.ok(existsSync(join(project.root, '.claude/session-complete.marker')))
  // The system takes a part of it, and says nothing of the rest.
  for (const command of ['completion bash', 'help']) {
    const cut = inShell(project, `(ulimit -f 1; bookend ${command} > out); echo $?`, {})
    assert.is(cut.stdout, '4\n', cut.stderr)
    assert.match(
      cut.stderr,
      /^bookend: the standard output cannot be written \(a file may not become that large, EFBIG\)/m,
    )
  }
  // Nobody reads on, and nobody is told that all was read.
  const head = inShell(
    project,
    `for n in $(seq 4000); do head -1 log.jsonl; done | sed = | sed 'N;s/^\\(.*\\)\\n{/{"metadata":{"n":\\1},/' > more.jsonl
    bookend import more.jsonl > /dev/null 2>&1; bookend export | head -1 > /dev/null; statuses; bookend export > all; wc -l < all`,
    {},
  )
  assert.match(head.stdout, /^0 0\n4001\n$/, head.stderr)
  assert.equal(head.stderr.match(/\d+ decisions exported/g), ['4001 decisions exported'])
  project.remove()
})

const bookend = { pid: 1, command: 'node main.js closedown' }
const end = (pid: number, fd: number, target: string, way: 'r' | 'w', more: object = {}): Descriptor => ({
  pid,
  fd,
  target,
  reads: way === 'r',
  writes: way === 'w',
  ...more,
})

test('the other ends: pipes are followed downstream and upstream, sockets by their peers, terminals by who drives them', () => {
  const all = [
    end(1, 0, 'pipe:[10]', 'r'),
    end(1, 1, 'pipe:[11]', 'w'),
    end(1, 2, 'socket:[20]', 'w'),
    end(2, 1, 'pipe:[10]', 'w'),
    end(2, 0, 'pipe:[9]', 'r'),
    end(3, 1, 'pipe:[9]', 'w'),
    end(4, 0, 'pipe:[11]', 'r'),
    end(4, 1, 'pipe:[12]', 'w'),
    end(5, 0, 'pipe:[12]', 'r'),
    // Writes into the same pipe: a server that the same shell started, and no end of ours.
    end(6, 1, 'pipe:[11]', 'w'),
    end(7, 9, 'socket:[21]', 'r'),
    end(8, 0, '/dev/pts/3', 'r'),
  ]
  const peers = (sockets: string[]) => (sockets.includes('socket:[20]') ? ['socket:[21]'] : [])
  assert.equal([...streamEndsOf([bookend], all, peers)].sort(), [2, 3, 4, 5, 7])
  // What the processes above write into is read as well; a shell keeps its own output at another descriptor while a function writes elsewhere.
  const above = [
    end(20, 1, 'pipe:[30]', 'w'),
    end(21, 0, 'pipe:[30]', 'r'),
    end(21, 1, 'socket:[20]', 'w'),
    end(22, 11, 'pipe:[31]', 'w'),
    end(23, 0, 'pipe:[31]', 'r'),
    end(24, 11, 'pipe:[32]', 'w'),
    end(25, 0, 'pipe:[32]', 'r'),
    end(7, 9, 'socket:[21]', 'r'),
  ]
  const line = [
    bookend,
    { pid: 20, command: 'timeout 20 bash' },
    { pid: 22, command: '-bash' },
    { pid: 24, command: 'agent' },
  ]
  assert.equal([...streamEndsOf(line, above, peers)].sort(), [21, 23, 7])
  const parents = { 9: 8, 8: 3, 3: 1, 1: 0 }
  const read = (pid: number) => ({ pid, command: '', parent: parents[pid as 9] })
  assert.equal(
    lineAbove(9, read).map(({ pid }) => pid),
    [9, 8, 3],
  )
  const terminal = [
    end(1, 1, '/dev/pts/3', 'w'),
    end(2, 5, '/dev/ptmx', 'r', { master: '/dev/pts/3' }),
    end(3, 5, '/dev/ptmx', 'r', { master: '/dev/pts/4' }),
    end(4, 1, '/dev/pts/3', 'w'),
    // `script` hands on into a pipe what its terminal is shown.
    end(2, 1, 'pipe:[13]', 'w'),
    end(5, 0, 'pipe:[13]', 'r'),
  ]
  assert.equal([...streamEndsOf([bookend], terminal, peers)].sort(), [2, 5])
  const table = 'u_str ESTAB 0 0 * 20 * 21\nu_str ESTAB 0 0 /run/x 21 * 20\nu_dgr ESTAB 0 0 * 30 * 31\n'
  let asked = 0
  const answered = createSocketPeers(() => {
    asked++
    return table
  })
  const peersOf = answered.look()
  assert.equal(peersOf(['socket:[20]', 'socket:[30]']), ['socket:[21]', 'socket:[31]'])
  // One that a cut answer has not got has its neighbours; so has each without an answer.
  assert.equal(peersOf(['socket:[40]']), ['socket:[39]', 'socket:[41]'])
  assert.equal([asked, answered.unanswered()], [1, undefined])
  for (const [code, program] of [
    ['ETIMEDOUT', 'ss'],
    ['ENOENT', undefined],
  ]) {
    const silent = createSocketPeers(() => {
      throw Object.assign(new Error('no answer'), { code })
    })
    assert.equal(silent.look()(['socket:[20]']), ['socket:[19]', 'socket:[21]'])
    assert.is(silent.unanswered(), program)
  }
  const cut = createSocketPeers(() => table.slice(0, -2))
  assert.equal(cut.look()(['socket:[20]']), ['socket:[21]'])
  assert.is(cut.unanswered(), 'ss')
  // The agent, 30, talks with 31 over pipes and with 32 over pairs of sockets; 33 it only reads.
  const talking = [
    end(30, 20, 'pipe:[40]', 'w'),
    end(30, 21, 'pipe:[41]', 'r'),
    end(30, 22, 'socket:[51]', 'r'),
    end(30, 23, 'socket:[53]', 'r'),
    end(30, 24, 'pipe:[42]', 'r'),
    end(31, 0, 'pipe:[40]', 'r'),
    end(31, 1, 'pipe:[41]', 'w'),
    end(32, 0, 'socket:[50]', 'r'),
    end(32, 1, 'socket:[52]', 'w'),
    end(33, 1, 'pipe:[42]', 'w'),
    // 36 reads from somebody else, and writes to the agent.
    end(36, 0, 'pipe:[43]', 'r'),
    end(37, 1, 'pipe:[43]', 'w'),
    end(36, 1, 'pipe:[41]', 'w'),
    // What 31 started has its streams: it reads nothing that 31 writes.
    end(34, 0, 'pipe:[40]', 'r'),
    end(34, 1, 'pipe:[41]', 'w'),
    // `tee | server | grep`: the way leads through those that are asked of, and through no other one.
    end(30, 25, 'pipe:[44]', 'w'),
    end(41, 0, 'pipe:[44]', 'r'),
    end(41, 1, 'pipe:[45]', 'w'),
    end(42, 0, 'pipe:[45]', 'r'),
    end(42, 1, 'pipe:[46]', 'w'),
    end(43, 0, 'pipe:[46]', 'r'),
    end(43, 1, 'pipe:[47]', 'w'),
    end(30, 26, 'pipe:[47]', 'r'),
    // `cat f & server > f`: 52 reads at a descriptor of its own what 51 writes. 53 is only read, whatever else it is connected with, and shares a terminal with 30.
    end(30, 27, 'pipe:[48]', 'w'),
    end(51, 0, 'pipe:[48]', 'r'),
    end(51, 1, '/w/f', 'w'),
    end(52, 3, '/w/f', 'r'),
    end(52, 1, 'pipe:[42]', 'w'),
    end(53, 0, '/dev/pts/1', 'r'),
    end(53, 0, '/dev/pts/1', 'w'),
    end(30, 28, '/dev/pts/1', 'r'),
    end(30, 28, '/dev/pts/1', 'w'),
    end(53, 1, 'pipe:[42]', 'w'),
    end(53, 2, 'pipe:[48]', 'r'),
    end(53, 7, 'socket:[52]', 'r'),
    end(53, 7, 'socket:[52]', 'w'),
    end(53, 8, 'pipe:[40]', 'w'),
  ]
  const pairs: Record<string, string> = { 'socket:[50]': 'socket:[51]', 'socket:[52]': 'socket:[53]' }
  const holders = holdersAmong(talking, (sockets) => sockets.flatMap((one) => pairs[one] ?? []))
  const partners = (...pids: number[]) => [...partnersOf(pids, holders)].map(([pid, found]) => [pid, found.sort()])
  assert.equal(partners(41, 42, 43), [
    [41, [30]],
    [42, [30]],
    [43, [30]],
  ])
  assert.equal(partners(41, 43), [])
  assert.equal(partners(51, 52, 53), [
    [51, [30]],
    [52, [30]],
  ])
  assert.equal(partners(31, 32, 33, 34, 36), [
    [31, [30]],
    [32, [30]],
    [34, [30]],
  ])
  const spoken =
    'p30\nf5\nd0xa\nn->0xb\nf6\nd0xc\nn->0xd\nf7\nd0xe\nn->0xf\np31\nf0\nd0xb\nn->0xa\nf1\nd0xd\nn->0xc\np33\nf1\nd0xf\nn->0xe\n'
  assert.equal([...partnersOf([31, 33], holdersIn(spoken))], [[31, [30]]])
  const lsof = 'p1\nf1\nd0xa\nn->0xb\nf5\nd0xe\nn->0xf\np2\nf0\nd0xb\nn->0xa\np3\nf0\nd0xf\nn->0xe\np4\nfcwd\nn/\n'
  assert.equal([...peersIn(lsof, [1])], [2])
  assert.equal(
    [...peersIn(`p9\nf1\nd0x1\nn->0x2\np8\nf0\nd0x2\nn->0x1\nf1\nd0x3\nn->0x4\np7\nf0\nd0x4\nn->0x3\n`, [1, 9])],
    [8, 7],
  )
})

test.run()
