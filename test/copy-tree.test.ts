import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fs as functions } from '../cache/file-functions.ts'
import type { TrashEntry } from '../tasks/task.ts'
import { copyTree } from '../workflows/runner/effects/copy-tree.ts'
import { openTrash } from '../workflows/runner/effects/trash.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('copies to another file system')

type Replaced = Pick<typeof fs, 'copyFileSync' | 'renameSync'>

/** Runs with a copying that changes a byte on the way, or a renaming that finds another file system. */
function withReplaced(by: Partial<Replaced>, work: () => void): void {
  Object.assign(functions, by)
  try {
    work()
  } finally {
    Object.assign(functions, { copyFileSync, renameSync })
  }
}

const { copyFileSync, renameSync } = fs
const damagesCopies: Partial<Replaced> = {
  copyFileSync(from, to, mode) {
    copyFileSync(from, to, mode)
    const fd = fs.openSync(to, 'r+')
    fs.writeSync(fd, '?', 0)
    fs.closeSync(fd)
  },
}
/** Within a directory it is one file system. */
const parted: Partial<Replaced> = {
  renameSync(from, to) {
    if (!String(from).includes('.bookend-')) throw Object.assign(new Error('other file system'), { code: 'EXDEV' })
    renameSync(from, to)
  },
}

function seeded(): TestProject {
  const project = createProject({ git: false })
  project.write('tmp/deep/script.sh', '#!/bin/sh\n')
  fs.chmodSync(join(project.root, 'tmp/deep/script.sh'), 0o755)
  fs.utimesSync(join(project.root, 'tmp/deep/script.sh'), 1_600_000_000, 1_600_000_000)
  return project
}

test('permissions and times are kept, and a copy that is not the same is refused', () => {
  const { root, remove } = seeded()
  copyTree(join(root, 'tmp'), join(root, 'copy'))
  const { mode, mtimeMs } = fs.statSync(join(root, 'copy/deep/script.sh'))
  assert.equal([mode & 0o777, mtimeMs], [0o755, 1_600_000_000_000])
  withReplaced(damagesCopies, () =>
    assert.throws(() => copyTree(join(root, 'tmp'), join(root, 'other')), /it was changed while it was copied/),
  )
  remove()
})

test('what goes to a trash on another file system is there as a whole, or stays where it was', () => {
  const { root, remove } = seeded()
  const trash = openTrash(root, { cacheDir: 'cache' }, false)
  const { dev, ino } = fs.statSync(join(root, 'tmp'))
  const info = { kind: 'directory', bytes: 0, device: dev, inode: ino } as const
  const move = () => trash.move({ session: '2026-11-29-001', path: 'tmp', info, bytes: 10, at: 0 })
  const other = { ...info, inode: ino + 1 }
  assert.throws(
    () => trash.move({ session: '2026-11-29-001', path: 'tmp', info: other, bytes: 10, at: 0 }),
    /it is no longer what was planned/,
  )
  withReplaced({ ...parted, ...damagesCopies }, () => assert.throws(move, /it was changed while it was copied/))
  assert.is(fs.readFileSync(join(root, 'tmp/deep/script.sh'), 'utf8'), '#!/bin/sh\n')
  assert.equal(trash.list(), [])
  withReplaced(parted, move)
  assert.not.ok(fs.existsSync(join(root, 'tmp')))
  const [entry] = trash.list() as [TrashEntry]
  assert.is(entry.path, 'tmp')
  withReplaced(parted, () => assert.equal(trash.restore(entry, 'tmp'), [{ path: 'tmp', restored: true }]))
  assert.is(fs.readFileSync(join(root, 'tmp/deep/script.sh'), 'utf8'), '#!/bin/sh\n')
  remove()
})

/** Makes a directory from which nothing can be removed, and takes that back; undefined where this user cannot. */
function lockDirectory(directory: string): (() => void) | undefined {
  if (process.getuid?.() !== 0) {
    fs.chmodSync(directory, 0o555)
    return () => fs.chmodSync(directory, 0o755)
  }
  const change = (flag: string) => spawnSync('chattr', [flag, directory]).status === 0
  return change('+i') ? () => void change('-i') : undefined
}

test('of what cannot go from its place as a whole, each file is at one place, and nothing is lost', () => {
  const { root, write, remove } = createProject({ git: false })
  // Removed in this order: when the second one refuses, the first one is gone.
  for (const path of ['tmp/a', 'tmp/b/kept', 'tmp/c']) write(path, path)
  const unlock = lockDirectory(join(root, 'tmp/b'))
  if (!unlock) return remove()
  const trash = openTrash(root, { cacheDir: 'cache' }, false)
  const { dev, ino } = fs.statSync(join(root, 'tmp'))
  const info = { kind: 'directory', bytes: 0, device: dev, inode: ino } as const
  const places = ['tmp/a', 'tmp/b/kept', 'tmp/c'] as const
  try {
    withReplaced(parted, () =>
      assert.throws(
        () => trash.move({ session: '2026-11-29-001', path: 'tmp', info, bytes: 10, at: 0 }),
        (error: NodeJS.ErrnoException) => /^(EPERM|EACCES)$/.test(String(error.code)),
      ),
    )
  } finally {
    unlock()
  }
  const [entry] = trash.list()
  for (const path of places) {
    const isHere = fs.existsSync(join(root, path))
    const isThere = entry !== undefined && trash.holds(entry, path)
    assert.is(Number(isHere) + Number(isThere), 1, path)
  }
  if (entry) withReplaced(parted, () => trash.restore(entry, 'tmp'))
  for (const path of places) assert.is(fs.readFileSync(join(root, path), 'utf8'), path)
  assert.equal(trash.list(), [])
  remove()
})

test('times are kept to the microsecond', () => {
  const { root, write, remove } = createProject({ git: false })
  write('file', '')
  for (const [at, micro] of [16_051, 16_336, 16_967, 999_999, 1, 0].entries()) {
    fs.lutimesSync(join(root, 'file'), 1_795_812_141 + micro / 1e6 + 3e-7, 1_795_812_141 + micro / 1e6 + 3e-7)
    copyTree(join(root, 'file'), join(root, `copy${at}`))
    const { mtimeNs } = fs.statSync(join(root, `copy${at}`), { bigint: true })
    assert.is(mtimeNs, 1_795_812_141_000_000_000n + BigInt(micro) * 1000n)
  }
  remove()
})

test.run()
