import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { judgeKeeping } from '../tasks/cleanup/keeping.ts'
import type { CommandPart } from '../tasks/command-words.ts'
import { commandWords } from '../tasks/command-words.ts'
import type { FileInfo, TaskContext } from '../tasks/task.ts'

const test = suite('what a cleanup keeps')

const here = 1
const file: FileInfo = { kind: 'file', bytes: 10, device: here, inode: 1, modifiedAt: 0 } as FileInfo
const directory: FileInfo = { ...file, kind: 'directory' }

interface World {
  /** Paths that are not plain files. */
  entries: Record<string, Partial<FileInfo>>
  texts: Record<string, string>
  tracked: string[]
  worktrees: string[]
  open: string[]
  mounts: string[]
  living: number[]
  /** When a path was touched, beside the session's beginning at 1000. */
  touched: Record<string, number>
}
const nothing: World = {
  ...{ entries: {}, texts: {}, tracked: [], worktrees: [], open: [], mounts: [], living: [] },
  touched: {},
}

/** A project at /p of which only what a rule asks about is there. */
function contextOf(world: World): TaskContext {
  const answers: Record<string, string> = {
    'rev-parse': '/p\n/p/.git\n/p/.git\n\n',
    'ls-files': world.tracked.map((path) => `${path}\0`).join(''),
    worktree: world.worktrees.map((path) => `worktree ${path}\n`).join('\n'),
  }
  const $ =
    () =>
    async (template: TemplateStringsArray, ...values: CommandPart[]) => {
      const asked = commandWords(template, values)
      return {
        stdout: answers[Object.keys(answers).find((command) => asked.includes(command)) ?? ''] ?? '',
        stderr: '',
        exit: 0,
      }
    }
  const info = (path: string) =>
    path === '.' ? directory : path in world.entries ? { ...file, ...world.entries[path] } : undefined
  return {
    project: { root: '/p' },
    config: {
      artifacts: [],
      audit: [],
      handoffDir: '.',
      archiveDir: 'archive',
      cacheDir: '.bookend',
      rules: 'rules.json',
    },
    shell: { $ },
    session: { from: 1000 },
    files: {
      info,
      mounts: () => world.mounts,
      read: (path: string) => world.texts[path],
      exists: () => true,
      glob: async () => [],
      list: (path: string) =>
        Object.keys(world.touched).flatMap((one) => (one.startsWith(`${path}/`) ? [one.slice(path.length + 1)] : [])),
      modifiedAt: (path: string) => world.touched[path],
    },
    processes: {
      unreadable: () => undefined,
      openPaths: async () => new Set(world.open),
      isAlive: (pid: number) => world.living.includes(pid),
    },
  } as unknown as TaskContext
}

const pins = 'a lock file that names no process, as dependency lock files do'
const unnamed = 'a lock that names no process, touched since the session began'

type Case = [path: string, world: Partial<World>, reason: string | undefined, info?: Partial<FileInfo>]
const cases: Case[] = [
  ['notes.tmp', {}, undefined],
  ['tmp/.git', {}, 'part of a git repository', directory],
  ['tmp/.git/HEAD', {}, 'part of a git repository'],
  ['tmp/my.git', {}, undefined],
  ['../notes.tmp', {}, 'is outside the project'],
  ['.', {}, 'is the project itself', directory],
  ['web/yarn.lock', {}, 'a dependency lock file'],
  ['web/my.lock', {}, pins],
  ['web/my.lock', {}, undefined, { bytes: 0 }],
  ['web/my.lock', { touched: { 'web/my.lock': 1000 } }, unnamed, { bytes: 0 }],
  ['web/my.locked', {}, pins],
  ['web/my.lock', { texts: { 'web/my.lock': '7' } }, undefined],
  ['web/my.lock.txt', {}, undefined],
  ['my.pid', {}, undefined],
  ['my.pid', { touched: { 'my.pid': 1000 } }, unnamed],
  ...['pylock.toml', 'pylock.dev.toml', 'go.work.sum', 'Brewfile.lock.json', 'x-lock.yml', 'empty/gems.locked'].map(
    (path): Case => [path, {}, 'a dependency lock file', { bytes: 0 }],
  ),
  ['.claude/my.lock', { touched: { '.claude/my.lock': 999 } }, undefined],
  ['.claude/my.lock', { touched: { '.claude/my.lock': 1000 } }, unnamed],
  ['.claude/my.lock', { texts: { '.claude/my.lock': '7' }, touched: { '.claude/my.lock': 1000 } }, undefined],
  ['.claude/my.lock', { touched: { '.claude/my.lock': 999 } }, undefined, directory],
  ['.claude/my.lock', { touched: { '.claude/my.lock': 1000 } }, unnamed, directory],
  ['.claude/my.lock', { touched: { '.claude/my.lock/beat': 1000 } }, unnamed, directory],
  ['rules.json', {}, "the session's own record"],
  ['SESSION_CLOSEDOWN_2026-11-26.md', {}, "the session's own record"],
  ['kept.tmp', { tracked: ['kept.tmp'] }, 'tracked by git'],
  ['other.tmp', { tracked: ['kept.tmp'] }, undefined],
  ['a/b/c.tmp', { entries: { a: { kind: 'directory' }, 'a/b': { kind: 'link' } } }, 'behind a symbolic link'],
  ['a/b/c.tmp', { entries: { a: { kind: 'link' }, 'a/b': { kind: 'directory' } } }, 'behind a symbolic link'],
  // The link itself may go: what it leads to stays.
  ['a/b', { entries: { 'a/b': { kind: 'link' } } }, undefined, { kind: 'link' }],
  ['a/c.tmp', {}, 'on another mount', { device: here + 1 }],
  ['a/c.tmp', { mounts: ['a'] }, 'on another mount'],
  ['ab/c.tmp', { mounts: ['a'] }, undefined],
  ['tmp/x', { entries: { 'tmp/x/.git': {} } }, 'a repository or work tree of its own', directory],
  ['tmp/x', { entries: { 'tmp/x/.hg': {} } }, 'a repository or work tree of its own', directory],
  ['tmp/x', { worktrees: ['/p', '/p/tmp/x'] }, 'a repository or work tree of its own', directory],
  ['tmp/x', { worktrees: ['/p', '/other/tmp/x'] }, undefined, directory],
  [
    'tmp/x',
    { entries: { 'tmp/x/HEAD': {}, 'tmp/x/objects': {}, 'tmp/x/refs': {} } },
    'a repository or work tree of its own',
    directory,
  ],
  ['tmp/x', { entries: { 'tmp/x/HEAD': {}, 'tmp/x/objects': {} } }, undefined, directory],
  ['a.tmp', { open: ['/p/a.tmp'] }, 'open in a living process'],
  ['a.tmp', { open: ['/p/b.tmp'] }, undefined],
  ['a.lock', { texts: { 'a.lock': '7' }, living: [7] }, 'its owner lives (pid 7)'],
  ['a.pid', { texts: { 'a.pid': '{"pid":7}' }, living: [7] }, 'its owner lives (pid 7)'],
  ['a.lock', { texts: { 'a.lock': '7' } }, undefined],
  ['a.tmp', { texts: { 'a.tmp': '7' }, living: [7] }, undefined],
  ['.bookend-7-00000000000a.tmp', { living: [7] }, 'its owner lives (pid 7)'],
  ['a.lock', { texts: { 'a.lock': '7' }, living: [7] }, 'its owner lives (pid 7)', { bytes: 65_536 }],
  ['a.lock', { texts: { 'a.lock': '7' }, living: [7] }, pins, { bytes: 65_537 }],
]

for (const [path, world, reason, info] of cases) {
  test(`${path} with ${JSON.stringify({ ...world, ...(info && { info }) })}: ${reason ?? 'may go'}`, async () => {
    const keeping = await judgeKeeping(contextOf({ ...nothing, ...world }), true)
    if ('undecided' in keeping) throw new Error(keeping.undecided)
    assert.is(keeping.reason(path, { ...file, ...info }), reason)
  })
}

test('a repository around a path is found, whatever is in between', async () => {
  const world = { ...nothing, entries: { tmp: directory, 'tmp/x': directory, 'tmp/x/.git': file } }
  const keeping = await judgeKeeping(contextOf(world), true)
  if ('undecided' in keeping) throw new Error(keeping.undecided)
  assert.is(keeping.repositoryAround('tmp/x/a/b.log'), 'tmp/x')
  assert.is(keeping.repositoryAround('tmp/y.log'), undefined)
})

test.run()
