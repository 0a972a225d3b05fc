import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { importJsonl } from '../cache/audit/jsonl-import.ts'
import { decisionsOfFile } from '../cache/audit/outgoing.ts'
import { createSqliteAuditLog } from '../cache/audit/sqlite.ts'
import { openCache } from '../cache/database.ts'
import { at, day, decision } from './support/decisions.ts'
import { createProject } from './support/project.ts'

const test = suite('lines of a log')
const window = { from: Date.parse(day[1] as string), to: Date.parse(day[3] as string) }
const nul = '\0'.repeat(64)
const blocked = (minute: number) => decision(at(minute), { allowed: false, violations: ['a "}{" \\'] })

/** A directory and a cache of its own, and how the cache counts what was imported into it. */
async function withCache(
  run: (place: {
    path: (name: string) => string
    read: (name: string) => ReturnType<typeof importJsonl>
    counts: () => Promise<{ total: number; unreadable: number; fixed: number; backwardJumps: number }>
  }) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
  const { db, close } = openCache(join(directory, 'cache'), 'durable', new Date(0))
  const log = createSqliteAuditLog(db)
  try {
    await run({
      path: (name) => join(directory, name),
      read: (name) => importJsonl(db, join(directory, name), { name }),
      async counts() {
        const total = (await log.profiles(window)).reduce((sum, { decisions }) => sum + decisions, 0)
        const [unreadable, backwardJumps] = [await log.unreadable(window, 1), await log.backwardJumps(window, 1)]
        return {
          total,
          unreadable: unreadable.total,
          fixed: await log.fixedLines(window),
          backwardJumps: backwardJumps.total,
        }
      },
    })
  } finally {
    close()
    rmSync(directory, { recursive: true })
  }
}

const lines: [what: string, text: string, expected: { total: number; unreadable: number; fixed: number }][] = [
  ['two objects', `${blocked(0)}${blocked(1)}\n`, { total: 2, unreadable: 0, fixed: 1 }],
  ['two equal objects', `${blocked(0)}${blocked(0)}\n`, { total: 2, unreadable: 0, fixed: 1 }],
  [
    'three, with space, a byte order mark and NUL bytes between',
    `${blocked(0)} ${blocked(1)}\uFEFF${nul}${blocked(2)}\n`,
    { total: 3, unreadable: 0, fixed: 1 },
  ],
  ['NUL bytes before an object', `${nul}${blocked(0)}\n`, { total: 1, unreadable: 0, fixed: 1 }],
  ['NUL bytes behind an object', `${blocked(0)}${nul}\n`, { total: 1, unreadable: 0, fixed: 1 }],
  ['NUL bytes alone', `${blocked(0)}\n${nul}\n`, { total: 1, unreadable: 1, fixed: 0 }],
  ['NUL bytes alone at the end of the file', `${blocked(0)}\n${nul}`, { total: 1, unreadable: 1, fixed: 0 }],
  ['an object and half of one', `${blocked(0)}${blocked(1).slice(0, 50)}\n`, { total: 1, unreadable: 1, fixed: 0 }],
  [
    'half of an object and a whole one',
    `${blocked(0).slice(0, 50)}${blocked(1)}\n`,
    { total: 0, unreadable: 1, fixed: 0 },
  ],
  [
    'an object that is not a decision behind one that is',
    `${blocked(0)}{"allowed":true}\n`,
    { total: 1, unreadable: 1, fixed: 0 },
  ],
  ['an object with more than an object behind it', `${blocked(0)} x\n`, { total: 1, unreadable: 1, fixed: 0 }],
  [
    'a nesting bomb behind an object',
    `${blocked(0)}{"a":${'['.repeat(3000)}${']'.repeat(3000)}}\n`,
    { total: 1, unreadable: 1, fixed: 0 },
  ],
]
test('what is whole in a damaged line is a decision, once, however often it is read', () =>
  withCache(async ({ path, read, counts }) => {
    let before = await counts()
    for (const [index, [what, text, expected]] of lines.entries()) {
      // In minutes of its own, so that no decision is that of another case.
      const shifted = text.replaceAll('T12:0', `T${13 + Math.floor(index / 6)}:${index % 6}`)
      const name = `2025-10-24-${index}.jsonl`
      writeFileSync(path(name), shifted)
      for (let time = 0; time < 2; time++) {
        await read(name)
        const now = await counts()
        const more = {
          total: now.total - before.total,
          unreadable: now.unreadable - before.unreadable,
          fixed: now.fixed - before.fixed,
        }
        assert.equal(more, expected, `${what}, reading ${time + 1}`)
      }
      before = await counts()
    }
  }))

test('a line that grows while it is read is counted once', () =>
  withCache(async ({ path, read, counts }) => {
    writeFileSync(path('log.jsonl'), `${blocked(0)}\n${blocked(1)}${blocked(2).slice(0, 40)}`)
    await read('log.jsonl')
    assert.equal(await counts(), { total: 2, unreadable: 1, fixed: 0, backwardJumps: 0 })
    writeFileSync(path('log.jsonl'), `${blocked(0)}\n${blocked(1)}${blocked(2)}\n`)
    await read('log.jsonl')
    assert.equal(await counts(), { total: 3, unreadable: 0, fixed: 1, backwardJumps: 0 })
  }))

test('a compressed log is read once, and what it has in common with another file is counted once', () =>
  withCache(async ({ path, read, counts }) => {
    const text = `${Array.from({ length: 60 }, (_, minute) => blocked(minute)).join('\n')}\n${nul}${decision(at(61))}\n`
    writeFileSync(path('log.jsonl.1'), text.slice(0, text.indexOf('\n') + 1))
    writeFileSync(path('log.jsonl.2.gz'), Buffer.concat([gzipSync(text.slice(0, 5000)), gzipSync(text.slice(5000))]))
    await read('log.jsonl.1')
    const { lines, added, known } = await read('log.jsonl.2.gz')
    assert.equal([lines, added, known], [61, 60, 1])
    assert.equal(await counts(), { total: 61, unreadable: 0, fixed: 1, backwardJumps: 0 })
    assert.is((await read('log.jsonl.2.gz')).lines, 0)
    writeFileSync(path('log.jsonl.2.gz'), gzipSync(`${text}${decision(at(62))}\n`))
    assert.equal((await read('log.jsonl.2.gz')).added, 1)
    assert.equal(await counts(), { total: 62, unreadable: 0, fixed: 1, backwardJumps: 0 })
  }))

const again: [what: string, happens: (path: (name: string) => string) => string[]][] = [
  [
    'is renamed',
    (path) => {
      renameSync(path('log.jsonl'), path('log.jsonl.1'))
      return ['log.jsonl.1']
    },
  ],
  [
    'is rotated, and a new one begun',
    (path) => {
      renameSync(path('log.jsonl'), path('log.jsonl.1'))
      writeFileSync(path('log.jsonl'), '')
      return ['log.jsonl', 'log.jsonl.1']
    },
  ],
  [
    'is compressed',
    (path) => {
      writeFileSync(path('log.jsonl.gz'), gzipSync(readFileSync(path('log.jsonl'))))
      rmSync(path('log.jsonl'))
      return ['log.jsonl.gz']
    },
  ],
  [
    'is compressed under another name, and emptied',
    (path) => {
      writeFileSync(path('log.jsonl.3.gz'), gzipSync(readFileSync(path('log.jsonl'))))
      writeFileSync(path('log.jsonl'), '')
      return ['log.jsonl', 'log.jsonl.3.gz']
    },
  ],
  [
    'is copied, with other line ends and a byte order mark',
    (path) => {
      const text = readFileSync(path('log.jsonl'), 'utf8')
      writeFileSync(path('copy.jsonl'), `\uFEFF${text.replaceAll('\n', '\r\n')}`)
      return ['copy.jsonl', 'log.jsonl']
    },
  ],
]
test('damaged lines count once, whatever becomes of their file', async () => {
  // Above the first decision, two equal ones, one fixed, a clock that goes back, and one that is cut off.
  const text = `no\n${blocked(0)}${blocked(9)}\nno\nno\n${blocked(3)}\n{"half`
  const alone = 'nothing\nto\nread\n'
  for (const [what, happens] of again)
    await withCache(async ({ path, read, counts }) => {
      writeFileSync(path('log.jsonl'), text)
      writeFileSync(path('2025-10-24.jsonl'), alone)
      for (const name of ['log.jsonl', '2025-10-24.jsonl']) await read(name)
      const expected = { total: 3, unreadable: 7, fixed: 1, backwardJumps: 1 }
      assert.equal(await counts(), expected, what)
      writeFileSync(path('2025-10-24.jsonl.1'), alone)
      for (const name of [...happens(path), '2025-10-24.jsonl.1']) await read(name)
      assert.equal(await counts(), expected, `a log ${what}`)
    })
})

test('damaged lines of other places in the log are others, also where their text is the same', () =>
  withCache(async ({ path, read, counts }) => {
    writeFileSync(path('log.jsonl.1'), `${blocked(0)}\nno\n${blocked(1)}${blocked(2)}\n`)
    writeFileSync(path('log.jsonl'), `${blocked(5)}\nno\n${blocked(6)}\nno\nno\n`)
    for (const name of ['log.jsonl.1', 'log.jsonl']) await read(name)
    assert.equal(await counts(), { total: 5, unreadable: 4, fixed: 1, backwardJumps: 0 })
  }))

const damages: [what: string, damage: (whole: Buffer) => Buffer][] = [
  ['cut off', (whole) => whole.subarray(0, Math.floor(whole.length * 0.6))],
  ['without its last bytes', (whole) => whole.subarray(0, -4)],
  [
    'with other bytes in the middle',
    (whole) =>
      Buffer.concat([
        whole.subarray(0, whole.length / 2),
        Buffer.alloc(200, 0xff),
        whole.subarray(whole.length / 2 + 200),
      ]),
  ],
  ['with another checksum', (whole) => Buffer.concat([whole.subarray(0, -8), Buffer.alloc(8, 1)])],
]
for (const [what, damage] of damages)
  test(`a compressed log ${what} is named, and everything before the damage is counted, until it is whole`, () =>
    withCache(async ({ path, read, counts }) => {
      const many = Array.from({ length: 200 }, (_, n) =>
        decision(at(n), { metadata: { n, noise: Math.sin(n).toString(36) } }),
      )
      const whole = gzipSync(`${many.join('\n')}\n`)
      writeFileSync(path('log.jsonl.gz'), damage(whole))
      let first = { total: 0 }
      for (let time = 0; time < 2; time++) {
        const error = await read('log.jsonl.gz').catch((thrown) => thrown)
        assert.is(error.code, 'EUNREADABLE')
        assert.match(error.detail, /^it is damaged: \w/)
        const now = await counts()
        assert.ok(now.total > 80, `${now.total}`)
        if (time === 1) assert.equal(now, first)
        first = now
      }
      writeFileSync(path('log.jsonl.gz'), whole)
      await read('log.jsonl.gz')
      assert.is((await counts()).total, 200)
      assert.is((await counts()).unreadable, 0)
    }))

test('a store is sent each object of a welded line, of a compressed log too', () =>
  withCache(async ({ path }) => {
    const text = `\uFEFF${blocked(0)}${blocked(1)}\n${nul}${blocked(2)}\n${nul}\n`
    writeFileSync(path('log.jsonl'), text)
    writeFileSync(path('log.jsonl.gz'), gzipSync(text))
    for (const name of ['log.jsonl', 'log.jsonl.gz']) {
      const unreadable: number[] = []
      const sent = []
      for await (const { document } of decisionsOfFile(path(name), (line) => void unreadable.push(line)))
        sent.push((document.timestamp as Date).toISOString())
      assert.equal([sent, unreadable], [[at(0), at(1), at(2)], [3]])
    }
  }))

test('the report counts welded lines, NUL bytes and rotated files, and names a damaged one', () => {
  const project = createProject()
  project.write(
    '.memory/audit/decisions-2025-10-24.jsonl',
    `${decision(at(0))}\n${blocked(1)}${decision(at(2))}\n${nul}${blocked(3)}\n`,
  )
  project.write('.memory/audit/decisions-2025-10-24.jsonl.1', `${blocked(4)}\n`)
  const compressed = (name: string, bytes: Buffer) => writeFileSync(join(project.root, '.memory/audit', name), bytes)
  compressed('decisions-2025-10-24.jsonl.2.gz', gzipSync(`${blocked(4)}\n${blocked(5)}\n`))
  compressed('decisions.jsonl-20251024.gz', gzipSync(`${blocked(6)}\n`).subarray(0, -4))
  const report = project.json<{
    outcome: string
    analysis: { decisions: object }
    tasks: { id: string; reason?: object }[]
  }>(['closedown', ...day])
  assert.equal(report.analysis.decisions, { total: 7, allowed: 2, blocked: 5, unreadable: 0, mended: 2 })
  assert.equal(report.tasks.find(({ id }) => id === 'analysis/decisions')?.reason, {
    reason: 'unreadable',
    path: '.memory/audit/decisions.jsonl-20251024.gz',
    detail: 'it is damaged: unexpected end of file',
  })
  assert.match(project.read('SESSION_CLOSEDOWN_2025-10-24.md'), /2 damaged lines could be read all the same/)
  project.remove()
})

test.run()
