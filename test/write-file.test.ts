import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fs as functions } from '../cache/file-functions.ts'
import { temporaryFileName } from '../tasks/own-files.ts'
import { createFiles } from '../workflows/runner/effects/files.ts'
import { at, decision } from './support/decisions.ts'
import { createProject } from './support/project.ts'

const test = suite('writing files')

/** Runs with other functions for files. */
function withFunctions(replaced: Partial<typeof functions>, work: () => void): void {
  const before = { ...functions }
  Object.assign(functions, replaced)
  try {
    work()
  } finally {
    Object.assign(functions, before)
  }
}

/** With a link(2) that fails like that of a file system without hard links. */
const withoutLinks = (work: () => void): void =>
  withFunctions(
    {
      linkSync: () => {
        throw Object.assign(new Error('operation not permitted'), { code: 'EPERM' })
      },
    },
    work,
  )

const idle: [what: string, replaced: Partial<typeof functions>][] = [
  ['puts nothing at its place', { linkSync: () => {}, renameSync: () => {} }],
  ['writes other bytes', { writeSync: (fd: number) => fs.writeSync(fd, '?'.repeat(5)) }],
]
for (const [what, replaced] of idle)
  test(`what ${what} is noticed, and what was there stays`, () => {
    const project = createProject({ git: false })
    const files = createFiles(project.root, false)
    project.write('there.json', 'before')
    withFunctions(replaced, () => {
      for (const exclusive of [false, true])
        assert.throws(
          () => files.write(exclusive ? 'new.json' : 'there.json', 'after', { exclusive }),
          /json does not hold what was written/,
        )
    })
    assert.equal(readdirSync(project.root), ['there.json'])
    assert.is(project.read('there.json'), 'before')
    project.remove()
  })

test('a copy that is not at its place is noticed', () => {
  const project = createProject({ git: false })
  project.write('there.json', 'before')
  withFunctions({ linkSync: () => {} }, () => {
    const { copyBeside } = createFiles(project.root, false)
    assert.throws(() => copyBeside('there.json', 'copy.json'), /copy\.json does not hold what was written/)
  })
  assert.equal(readdirSync(project.root), ['there.json'])
  project.remove()
})

test('a copy is whole, and the one that a killed attempt left in the same moment is taken', () => {
  const project = createProject({ git: false })
  const files = createFiles(project.root, false)
  project.write('rules.json', 'the rules')
  for (const attempt of ['first', 'second']) {
    files.copyBeside('rules.json', 'copy.json')
    assert.is(project.read('copy.json'), 'the rules', attempt)
  }
  project.write('rules.json', 'other rules')
  assert.throws(
    () => files.copyBeside('rules.json', 'copy.json'),
    (error: { code?: string }) => error.code === 'EEXIST',
  )
  assert.equal(readdirSync(project.root).sort(), ['copy.json', 'rules.json'])
  project.remove()
})

test('where link(2) is refused a new file still replaces nothing', () => {
  const project = createProject({ git: false })
  const files = createFiles(project.root, false)
  withoutLinks(() => {
    files.write('new.md', 'whole', { exclusive: true })
    assert.is(project.read('new.md'), 'whole')
    assert.throws(
      () => files.write('new.md', 'other', { exclusive: true }),
      (error: { code?: string }) => error.code === 'EEXIST',
    )
    assert.is(project.read('new.md'), 'whole')
    // A writer that was killed between the two left the empty name.
    project.write('claimed.md', '')
    files.write('claimed.md', 'whole', { exclusive: true })
    assert.is(project.read('claimed.md'), 'whole')
  })
  assert.equal(readdirSync(project.root).sort(), ['claimed.md', 'new.md'])
  project.remove()
})

const dead = '.bookend-4194303-0123456789ab.tmp'
const alive = `.bookend-${process.pid}-0123456789ab.tmp`
/** The same, by one that says when it was started; the clock was put forward since. */
const own = temporaryFileName()
/** Of a process that had this one's number before it. */
const older = `.bookend-${process.pid}.1-ba9876543210.tmp`

test('temporary files of killed writers are removed by the next workflow or installer, those of living ones are not', () => {
  const project = createProject()
  const places = ['.', '.claude', '.claude/cache', '.claude/skills/mine']
  for (const run of [
    ['init', '--quiet'],
    ['hooks', 'install'],
    ['closedown', '--quiet'],
    ['hooks', 'uninstall'],
  ]) {
    for (const place of places) {
      for (const name of [dead, alive, own, older]) project.write(join(place, name), 'half')
      fs.utimesSync(join(project.root, place, own), 1_600_000_000, 1_600_000_000)
    }
    symlinkSync('/etc/hostname', join(project.root, '.bookend-4194302-0123456789ab.tmp'))
    assert.is(project.bookend(run).status, 0, run.join(' '))
    for (const place of places) {
      for (const name of [dead, older])
        assert.not.ok(existsSync(join(project.root, place, name)), `${run.join(' ')}: ${place}/${name}`)
      for (const name of [alive, own])
        assert.ok(existsSync(join(project.root, place, name)), `${run.join(' ')}: ${place}/${name}`)
    }
    fs.rmSync(join(project.root, '.bookend-4194302-0123456789ab.tmp'))
  }
  project.remove()
})

test('what is no longer what was planned is not removed', () => {
  const project = createProject({ git: false })
  const files = createFiles(project.root, false)
  project.write('planned.txt', 'planned')
  const planned = files.info('planned.txt')
  assert.ok(planned)
  fs.renameSync(join(project.root, 'planned.txt'), join(project.root, 'aside.txt'))
  project.write('planned.txt', 'precious')
  assert.throws(() => files.remove('planned.txt', planned), /it is no longer what was planned/)
  assert.is(project.read('planned.txt'), 'precious')
  project.remove()
})

test('an export follows no link that waits for it, and replaces no pipe; neither does a page', () => {
  const project = createProject()
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${decision(at(0))}\n`)
  project.write('precious.txt', 'mine')
  symlinkSync(join(project.root, 'precious.txt'), join(project.root, 'out.jsonl.bookend.tmp'))
  const exported = project.bookend(['export', '--to', join(project.root, 'out.jsonl')])
  assert.is(exported.status, 0, exported.stderr)
  assert.is(project.read('precious.txt'), 'mine')
  assert.match(project.read('out.jsonl'), /boundary_enforcement/)
  mkdirSync(join(project.root, 'taken'))
  execFileSync('mkfifo', [join(project.root, 'pipe')])
  for (const target of ['taken', 'pipe'])
    for (const args of [
      ['export', '--to', target],
      ['history', '--html', target],
    ]) {
      const refused = project.bookend(args, { cwd: project.root })
      assert.is(refused.status, 4, args.join(' '))
      assert.match(refused.stderr, target === 'pipe' ? /is not a file/ : /it is a directory, EISDIR/)
    }
  assert.ok(lstatSync(join(project.root, 'pipe')).isFIFO())
  writeFileSync(join(project.root, 'real.jsonl'), '')
  symlinkSync(join(project.root, 'real.jsonl'), join(project.root, 'link.jsonl'))
  assert.is(project.bookend(['export', '--to', join(project.root, 'link.jsonl')]).status, 0)
  assert.ok(lstatSync(join(project.root, 'link.jsonl')).isSymbolicLink())
  assert.match(readFileSync(join(project.root, 'real.jsonl'), 'utf8'), /boundary_enforcement/)
  project.remove()
})

test('what replaces a file that the user named says so', () => {
  const project = createProject()
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${decision(at(0))}\n`)
  const said = (...args: string[]) => {
    const { stdout, stderr } = project.bookend(args)
    return stdout + stderr
  }
  for (const [args, first, dry, again] of [
    [
      ['export', '--to', 'o.jsonl'],
      /1 decision exported\n/,
      /would export 1 decision; would replace o/,
      /exported; replaced o/,
    ],
    [['history', '--html', 'o.html'], /^written o\.html/, /^would replace o\.html/, /^replaced o\.html/],
  ] as const) {
    assert.match(said(...args), first)
    assert.match(said(...args, '--dry-run'), dry)
    assert.match(said(...args), again)
  }
  project.remove()
})

test.run()
