import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Interrupted } from '../cache/errors.ts'
import { linuxReader } from '../workflows/runner/effects/processes/linux.ts'
import { psReader } from '../workflows/runner/effects/processes/ps.ts'
import { createSocketPeers } from '../workflows/runner/effects/processes/socket-peers.ts'

const test = suite('readers of processes')

const recorded = (system: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname as string, `fixtures/processes/${system}.json`), 'utf8')) as Record<
    string,
    string
  >
const mark = '2025-10-24-001-0123456789abcdef0123456789abcdef'

/** Lays a recorded /proc out as files and links. */
function recordedProc(): string {
  const root = mkdtempSync(join(tmpdir(), 'bookend-proc-'))
  for (const [path, text] of Object.entries(recorded('linux'))) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  mkdirSync(join(root, '4711/fd'))
  symlinkSync('/home/ada/project', join(root, '4711/cwd'))
  symlinkSync('socket:[48213]', join(root, '4711/fd/12'))
  symlinkSync('socket:[48999]', join(root, '4711/fd/13'))
  symlinkSync('/home/ada/project/.memory-test/open.txt (deleted)', join(root, '4711/fd/14'))
  symlinkSync('/home/ada/projection/other.txt', join(root, '4711/fd/15'))
  return root
}

test('Linux: processes as /proc has them', async () => {
  const root = recordedProc()
  const reader = linuxReader(root)
  const [init, dev, ...rest] = await reader.list()
  assert.equal(rest, [], 'a zombie is no process any more, and a part of the kernel never was one')
  assert.is(init?.command, '/sbin/init splash')
  assert.equal(
    { ...dev, startedAt: 0, user: 0 },
    {
      pid: 4711,
      parent: 4000,
      group: 4711,
      terminalSession: 4000,
      user: 0,
      start: '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0 9800001',
      startedAt: 0,
      command: 'npm run dev',
      memory: 20480 * 4096,
      workingDirectory: '/home/ada/project',
      environment: { BOOKEND_SESSION: mark, CLAUDE_CODE_SESSION_ID: '8bbcceab-1' },
    },
  )
  const uptimeMs = 98_452_310
  assert.ok(Math.abs((dev?.startedAt ?? 0) - (Date.now() - uptimeMs + 98_000_010)) < 60_000)
  rmSync(root, { recursive: true })
})

test('Linux: what has no arguments is called as the system calls it', () => {
  const root = recordedProc()
  const stat = readFileSync(join(root, '4713/stat'), 'utf8')
  writeFileSync(join(root, '4713/stat'), stat.replace(' 69238880 ', ' 4194560 '))
  assert.is(linuxReader(root).read(4713)?.command, '[kworker/u8:2]')
  rmSync(root, { recursive: true })
})

test('Linux: who listens, and what is open', async () => {
  const root = recordedProc()
  const reader = linuxReader(root)
  assert.equal([...(await reader.listeners([9000]))], [[4711, [9000]]])
  assert.equal([...(await reader.listeners([9000, 3000]))], [[4711, [9000, 3000]]])
  assert.equal([...(await reader.listeners([80]))], [])
  const open = await reader.openPaths('/home/ada/project')
  assert.equal([...open], ['/home/ada/project/.memory-test/open.txt'])
  rmSync(root, { recursive: true })
})

test("Linux: what the system does not let this user see of another one's is left out", () => {
  const root = recordedProc()
  for (const path of ['4711/cwd', '4711/environ']) rmSync(join(root, path))
  const dev = linuxReader(root).read(4711)
  assert.is(dev?.environment, undefined)
  assert.is(dev?.workingDirectory, undefined)
  rmSync(root, { recursive: true })
})

test('Linux: who is stopped, and who is traced, by the process of the thread that does it', () => {
  const root = recordedProc()
  const reader = linuxReader(root)
  assert.equal([reader.read(4711)?.stopped, reader.tracerOf(4711)], [undefined, undefined])
  writeFileSync(join(root, '4711/stat'), readFileSync(join(root, '4711/stat'), 'utf8').replace(/\) \w /, ') T '))
  writeFileSync(join(root, '4711/status'), 'Name:\tnode\nTgid:\t4711\nTracerPid:\t5002\n')
  assert.equal([reader.read(4711)?.stopped, reader.tracerOf(4711)], [true, 5002])
  mkdirSync(join(root, '5002'))
  writeFileSync(join(root, '5002/status'), 'Name:\tdlv\nTgid:\t5000\nTracerPid:\t0\n')
  assert.equal([reader.tracerOf(4711), reader.tracerOf(5002)], [5000, undefined])
  rmSync(root, { recursive: true })
})

const answers = recorded('macos')
const macos = psReader((program, ...args) => answers[[program, ...args].join(' ')] ?? '', 501)

test('macOS: processes as ps and lsof tell them', async () => {
  const processes = await macos.list()
  assert.equal(
    processes.map(({ pid }) => pid),
    [1, 501, 503, 504],
  )
  const [launchd, server, grep, editor] = processes
  assert.is(launchd?.environment, undefined, "another user's")
  assert.equal(server, {
    pid: 501,
    parent: 480,
    group: 501,
    user: 501,
    start: 'Fri Oct 24 11:05:09 2025',
    startedAt: Date.parse('2025-10-24T11:05:09Z'),
    command: 'node server.js --port 9000',
    memory: 51200 * 1024,
    workingDirectory: '/Users/ada/project',
    environment: { BOOKEND_SESSION: mark, CLAUDE_CODE_SESSION_ID: '8bbcceab-1' },
  })
  assert.equal(grep?.environment, {}, 'an argument that looks like a mark proves nothing')
  assert.equal(editor?.environment, { BOOKEND_KEEP: '1' })
  assert.equal(macos.read(501)?.environment, { BOOKEND_SESSION: mark })
  assert.is(macos.read(999), undefined)
})

test('macOS: who listens, and what is open', async () => {
  assert.equal([...(await macos.listeners([9000, 3000]))], [[501, [9000]]])
  assert.equal([...(await macos.openPaths('/Users/ada/project'))], ['/Users/ada/project/.memory-test/open.txt'])
})

test('a system without ps and lsof proves nothing', async () => {
  const reader = psReader(() => '', 501)
  assert.equal(await reader.list(), [])
  assert.equal([...(await reader.listeners([9000]))], [])
})

test('a program that was ended with what waits for it gave no answer', () => {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
  const before = process.env.PATH
  process.env.PATH = `${directory}${delimiter}${before}`
  try {
    for (const [signal, exit] of [
      ['INT', 130],
      ['HUP', 129],
    ]) {
      for (const name of ['ps', 'ss'])
        writeFileSync(join(directory, name), `#!/bin/sh\necho part\nkill -${signal} $$\n`, { mode: 0o755 })
      const isInterruption = (error: unknown) => error instanceof Interrupted && error.exit === exit
      assert.throws(() => psReader().unreadable(), isInterruption)
      assert.throws(() => createSocketPeers().look()(['socket:[20]']), isInterruption)
    }
  } finally {
    process.env.PATH = before
    rmSync(directory, { recursive: true })
  }
})

test.run()
