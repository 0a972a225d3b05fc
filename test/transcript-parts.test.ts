import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { withFewPages } from '../cache/sqlite.ts'
import { isPacked, packRows, unpackRows } from '../cache/transcripts/packed-rows.ts'
import { kinds, layout, rowsOf } from '../cache/transcripts/part.ts'
import { allParts } from '../cache/transcripts/parts.ts'
import { randomRuns } from './support/random-runs.ts'
import { answer, mainTranscript as main, prompt, result, transcriptSuite, use } from './support/transcripts.ts'

const test = transcriptSuite('parts of transcripts')

const unpack = (packed: Buffer, width: number) => [...unpackRows(packed, width, (count) => new Float64Array(count))]

test('rows of numbers come back as they were, whatever numbers they are', async () => {
  const whole = fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 })
  const number = fc.oneof(
    fc.nat(300),
    fc.constantFrom(0, 255, 256, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1),
    whole,
    fc.double(),
  )
  const rows = fc
    .integer({ min: 1, max: 11 })
    .chain((width) =>
      fc
        .array(fc.array(number, { minLength: width, maxLength: width }), { maxLength: 20 })
        .map((list) => ({ list, width })),
    )
  await fc.assert(
    fc.property(rows, ({ list, width }) => {
      const packed = packRows(list.flat(), width)
      if (list.length > 0) assert.equal(unpack(packed, width), list.flat())
      assert.is(isPacked(packed), list.length > 0)
    }),
    { numRuns: randomRuns(200) },
  )
  // Each column by itself: of one kind of numbers, as nearly all are.
  for (let bits = 0; bits <= 53; bits++) {
    for (const values of [
      [0, 2 ** bits - 1, 3],
      [1, 2 ** bits],
      [7 - 2 ** bits, 7],
    ]) {
      assert.equal(unpack(packRows(values, 1), 1), values, `${bits} bits`)
    }
  }
  const apart = [1 - 2 ** 53, 2 ** 53 - 1]
  assert.equal(unpack(packRows(apart, 1), 1), apart)
})

const lines = Array.from({ length: 200 }, (_, n) => [
  prompt(n * 60, 'Look at it.'),
  ...[3, 90, 400].map((output, index) =>
    answer(n * 60 + index, `m${n}`, { input: 12, read: 40_000 + n * 90, write: 800, output }, { stop: null }),
  ),
  answer(n * 60 + 5, `u${n}`, { output: 9 }, { content: [use(`t${n}`, 'Edit', { file_path: `src/${n % 7}.ts` })] }),
  result(n * 60 + 9, `t${n}`, { content: 'done', is_error: n % 7 === 0 }),
]).flat()

test('a line takes few bytes in the cache', async ({ home }) => {
  home.write(main, lines)
  await home.read()
  const sum = `SELECT SUM(${kinds.map((kind) => `LENGTH(${kind})`).join(' + ')}) FROM transcript_parts`
  const bytes = home.cache.db.prepare(sum).pluck().get() as number
  // In memory 92.
  assert.is(Math.round(bytes / lines.length), 26)
})

test('what is asked for several times is unpacked once, whatever is asked for in between', async ({ home }) => {
  for (const id of ['s1', 's2']) home.write(main.replace('s1', id), lines)
  await home.read()
  const parts = allParts(home.cache.db)
  const calls = parts.map((part) => part.numbers('calls').values)
  const messages = parts.map((part) => rowsOf(part, 'messages'))
  assert.is(messages.length, 2)
  for (const [index, part] of parts.entries()) assert.is(part.numbers('calls').values, calls[index])
  assert.equal(
    messages,
    allParts(home.cache.db).map((part) => rowsOf(part, 'messages')),
  )
})

test('of thousands of messages each counts once, by its largest line', async ({ home }) => {
  const ids = Array.from({ length: 2100 }, (_, n) => `m${n}`)
  home.write(
    main,
    [1, 5, 3].flatMap((output) => ids.map((id, n) => answer(n, id, { input: 2, output }))),
  )
  const { messages, input, output } = (await home.read())?.models['claude-opus-5'] ?? {}
  assert.equal({ messages, input, output }, { messages: 2100, input: 4200, output: 10_500 })
})

test('what a former version kept as it is in memory stays', async ({ home }) => {
  home.write(main, lines)
  const usage = await home.read()
  const { db } = home.cache
  const rows = () => allParts(db).map((part) => kinds.map((kind) => rowsOf(part, kind)))
  const before = rows()
  for (const { id, ...part } of allParts(db))
    for (const kind of kinds) {
      const { values } = part.numbers(kind)
      const former = Buffer.from(Float64Array.from(values).buffer)
      db.prepare(`UPDATE transcript_parts SET ${kind} = ? WHERE id = ?`).run(former, id)
    }
  assert.is(
    db.prepare('SELECT LENGTH(messages) FROM transcript_parts').pluck().get(),
    800 * layout('messages').width * 8,
  )
  assert.equal(rows(), before)
  assert.equal(await home.read(), usage)
})

test('SQLite keeps few pages while something is gone through once, and as many as before behind it', ({ home }) => {
  const { db } = home.cache
  const kept = () => db.pragma('cache_size', { simple: true })
  const before = kept()
  assert.is(withFewPages(db, kept), -1000)
  assert.throws(() =>
    withFewPages(db, () => {
      throw new Error('in the middle')
    }),
  )
  assert.is(kept(), before)
})

test.run()
