import * as fs from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { TrashEntry } from '../tasks/task.ts'
import { copyTree } from '../workflows/runner/effects/copy-tree.ts'
import { openTrash } from '../workflows/runner/effects/trash.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('copies to another file system')

type Replaced = Pick<typeof fs, 'copyFileSync' | 'renameSync'>

/** Runs with a copying that changes a byte on the way, or a renaming that finds another file system. */
function withReplaced(by: Partial<Replaced>, work: () => void): void {
  const common = createRequire(import.meta.url)('node:fs') as typeof fs
  const { copyFileSync, renameSync } = common
  Object.assign(common, by)
  syncBuiltinESMExports()
  try {
    work()
  } finally {
    Object.assign(common, { copyFileSync, renameSync })
    syncBuiltinESMExports()
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
  const move = () => trash.move({ session: 's', path: 'tmp', info, bytes: 10, at: 0 })
  const other = { ...info, inode: ino + 1 }
  assert.throws(
    () => trash.move({ session: 's', path: 'tmp', info: other, bytes: 10, at: 0 }),
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

test.run()
