import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCache } from '../cache/database.ts'
import { closedownMetadata, createDeliveries, placeMetadata, type WorkTreePlace } from '../cache/deliveries.ts'
import type { Json } from '../cache/json.ts'
import { createNotes } from '../cache/notes.ts'
import { createSessions } from '../cache/sessions.ts'
import { placeOf } from '../tasks/place.ts'
import { agedDays, handoffHere } from '../tasks/startup/due-handoff.ts'
import { createFiles } from '../workflows/runner/effects/files.ts'
import { createProject } from './support/project.ts'

const test = suite('deliveries of handoffs')

const here: WorkTreePlace = { repository: '/repo/.git', worktree: '/repo' }
const there: WorkTreePlace = { repository: '/repo/.git', worktree: '/repo-two' }

/** A cache in which sessions can be closed and handoffs shown. */
function cacheWith() {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
  const cache = openCache(directory, 'durable', new Date())
  const deliveries = createDeliveries(cache.db)
  return {
    deliveries,
    notes: createNotes(cache.db),
    close(id: string, to: number, place: WorkTreePlace, idle = false) {
      const metadata = { ...placeMetadata(place), ...closedownMetadata(to + 10, idle), documents: [`${id}.md`] }
      createSessions(cache.db).close({ id, from: to - 100, to, metadata })
    },
    show(to: string, at: number, seen: Json = null) {
      const { session, file } = deliveries.latestHandoff([here]) ?? { session: '', file: '' }
      deliveries.record({ session, file, at, by: 'init', to, seen })
    },
    remove() {
      cache.close()
      rmSync(directory, { recursive: true })
    },
  }
}

test("the newest handoff of this place is found, another work tree's never", () => {
  const { close, deliveries, remove } = cacheWith()
  assert.is(deliveries.latestHandoff([here]), undefined)
  close('one', 1000, here)
  close('two', 2000, there)
  assert.is(deliveries.latestHandoff([here])?.session, 'one')
  assert.equal(deliveries.latestHandoff([there]), {
    session: 'two',
    file: 'two.md',
    to: 2000,
    closedAt: 2010,
    screen: null,
  })
  assert.is(deliveries.latestHandoff([{ ...here, repository: '/other/.git' }]), undefined)
  assert.is(deliveries.latestHandoff([{ ...here, repository: null }]), undefined)
  close('bare', 500, { repository: null, worktree: '/plain' })
  assert.is(deliveries.latestHandoff([{ repository: null, worktree: '/plain' }])?.file, 'bare.md')
  remove()
})

test('what a session was handed that then did nothing comes before what that session left', () => {
  const { close, deliveries, remove } = cacheWith()
  close('idle', 900, here, true)
  assert.is(deliveries.latestHandoff([here])?.session, 'idle')
  close('worked', 1000, here)
  close('idle-too', 2000, here, true)
  assert.is(deliveries.latestHandoff([here])?.session, 'worked')
  assert.is(deliveries.lastHandoff([here])?.session, 'idle-too')
  close('newer', 3000, here)
  assert.is(deliveries.latestHandoff([here])?.session, 'newer')
  remove()
})

const tree = { head: 'a', dirty: ['x'] }
const cases: [
  what: string,
  shown: [to: string, at: number, seen?: Json][],
  noteAt: number,
  seen: Json,
  due: boolean,
][] = [
  ['nobody was shown it', [], 0, tree, true],
  ['this session was shown it', [['me', 2000, tree]], 0, tree, false],
  ['another was, and did nothing', [['you', 2000, tree]], 0, tree, true],
  ['another was, and moved the work tree', [['you', 2000, { head: 'b', dirty: [] }]], 0, tree, false],
  ['another was, and noted something', [['you', 2000, tree]], 2500, tree, false],
  ['a note from before it was shown is no work', [['you', 2000, tree]], 1500, tree, true],
  ['a hook showed it without looking at the tree', [['you', 2000]], 0, tree, true],
  [
    'this session was, then another, which did nothing',
    [
      ['me', 2000, tree],
      ['you', 2100, tree],
    ],
    0,
    tree,
    false,
  ],
]
for (const [what, shown, noteAt, seen, due] of cases) {
  test(`${what}: ${due ? 'it is' : 'it is not'} to be shown`, () => {
    const { close, show, notes, deliveries, remove } = cacheWith()
    close('one', 1000, here)
    for (const each of shown) show(...each)
    if (noteAt > 0) notes.add({ at: noteAt, kind: 'done', text: 'something' })
    const found = handoffHere(deliveries, [here], 'me', seen)
    assert.is(found?.due, due)
    assert.is(found?.delivered?.to, shown.at(-1)?.[0])
    assert.is(handoffHere(deliveries, [there], 'me', seen), undefined)
    remove()
  })
}

test('older than seven days says how old', () => {
  const day = 86_400_000
  assert.is(agedDays(0, 7 * day), undefined)
  assert.is(agedDays(0, 7 * day + 1), 7)
  assert.is(agedDays(0, 40.5 * day), 40)
})

test('a place is read from .git: a work tree, a linked one, a directory in it, and none', () => {
  const place = (root: string) => placeOf(root, createFiles(root, true))
  const project = createProject()
  const git = join(project.root, '.git')
  assert.equal(place(project.root), { repository: git, worktree: project.root })
  project.write('packages/app/index.js', '')
  const app = join(project.root, 'packages/app')
  assert.equal(place(app), { repository: git, worktree: app })
  const linked = realpathSync(mkdtempSync(join(tmpdir(), 'bookend-test-')))
  project.git('worktree', 'add', '-q', join(linked, 'wt'), '-b', 'two')
  assert.equal(place(join(linked, 'wt')), { repository: git, worktree: join(linked, 'wt') })
  assert.is(project.git('rev-parse', '--path-format=absolute', '--git-common-dir'), git)
  const bare = createProject({ git: false })
  assert.equal(place(bare.root), { repository: null, worktree: bare.root })
  bare.remove()
  rmSync(linked, { recursive: true })
  project.remove()
})

test('a closedown records its place, and whether its session did anything', () => {
  const project = createProject()
  const place = placeOf(project.root, createFiles(project.root, true))
  const latest = () => {
    const cache = openCache(join(project.root, '.claude/cache'), 'existing', new Date())
    const found = createDeliveries(cache.db).latestHandoff([place])
    cache.close()
    return found
  }
  project.bookend(['init'])
  project.bookend(['note', '--next', 'Write the lexer tests'])
  project.bookend(['closedown'])
  const worked = latest()
  assert.match(worked?.file ?? '', /^SESSION_CLOSEDOWN_.*\.md$/)
  project.bookend(['init'])
  project.bookend(['closedown'])
  assert.equal(latest(), worked)
  project.remove()
})

test.run()
