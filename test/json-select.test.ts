import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { reduceLine } from '../cache/transcripts/claude-code/line.ts'
import { wantedOfLine } from '../cache/transcripts/claude-code/wanted.ts'
import { pageOf } from '../cache/transcripts/page.ts'
import type { Parse } from '../cache/transcripts/parsed.ts'
import { createSelect, type Wanted } from '../cache/transcripts/select.ts'
import { randomRuns } from './support/random-runs.ts'
import { answer, prompt, result, use } from './support/transcripts.ts'
import { writeWorkingDay } from './support/working-day.ts'

const test = suite('reading only what is wanted of a line of JSON')

/** A reader of a line by itself. */
const ofLine = (parse: Parse) => (line: Buffer) => parse(pageOf(line), 0, line.length)

/** What is wanted of a value that was parsed whole. */
function wantedOf(value: unknown, { members, items }: Wanted): unknown {
  if (Array.isArray(value)) return items ? value.map((item) => wantedOf(item, items)) : []
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      members && Object.hasOwn(members, name) ? [[name, wantedOf(member, members[name] as Wanted)]] : [],
    ),
  )
}

const parsed = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

const names = ['a', 'b', 'type', 'größe', '"', '\\', '']
const leaf: Wanted = {}
const wanted: Wanted = {
  members: {
    a: { members: { a: leaf, b: { items: { members: { type: leaf, a: leaf } } }, größe: leaf } },
    type: { items: leaf, members: { '"': leaf, '\\': leaf, '': leaf } },
    b: leaf,
  },
}
const select = ofLine(createSelect(wanted))

/** JSON as no writer that we know writes it: spaces, names that come twice, escapes where none is needed. */
const space = fc.constantFrom('', '', '', ' ', '\t', '\r', '  ')
const escaped = (text: string): string =>
  [...JSON.stringify(text)].map((each, at) => (at % 3 === 1 && /[\wß]/.test(each) ? unicode(each) : each)).join('')
const unicode = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }).map((each) => JSON.stringify(each)),
  fc.string({ unit: 'grapheme', maxLength: 40 }).map((each) => JSON.stringify(each)),
  fc.constantFrom(
    '"\\u00e9\\ud83d\\ude00\\ud83d"',
    '"\\/\\b\\f\\"\\\\"',
    `"${'x'.repeat(50)}\\\\"`,
    `"${'\\n\\"'.repeat(40)}"`,
  ),
  fc.constantFrom(...names).map(escaped),
)
const scalar = fc.oneof(
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom('0', '-0', '12', '123456789', '1234567890123', '1e5', '1E-2', '0.5', 'true', 'false', 'null'),
)
const name = fc
  .constantFrom(...names, ...names, 'other')
  .chain((each) => fc.constantFrom(JSON.stringify(each), escaped(each)))
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc
      .tuple(space, fc.array(fc.tuple(space, tie('json'), space), { maxLength: 4 }))
      .map(([before, items]) => `[${before}${items.map((item) => item.join('')).join(',')}]`),
    fc
      .tuple(space, fc.array(fc.tuple(space, name, space, tie('json'), space), { maxLength: 5 }))
      .map(
        ([before, members]) =>
          `{${before}${members.map(([left, key, middle, value, right]) => `${left}${key}${middle}:${value}${right}`).join(',')}}`,
      ),
  ),
}))

const same = (line: string): void => {
  const bytes = Buffer.from(line)
  const whole = parsed(bytes.toString('utf8'))
  const selected = select(bytes)
  assert.equal(selected, whole && { value: wantedOf(whole.value, wanted) }, line)
}

test('gives what JSON.parse gives, of what is wanted', () => {
  fc.assert(
    fc.property(space, json, space, (before, value, after) => same(before + value + after)),
    { numRuns: randomRuns(1000) },
  )
})

test('refuses what JSON.parse refuses', () => {
  const damage = fc.tuple(
    fc.nat(),
    fc.nat(3),
    fc.constantFrom('', '"', '\\', '{', '}', ']', ',', ':', '0', '.', '\0', '\x1f', '-', 'e', 'é', '\u2028', '\ufeff'),
  )
  fc.assert(
    fc.property(json, fc.array(damage, { minLength: 1, maxLength: 2 }), (value, all) =>
      same(
        all.reduce((line, [place, length, put]) => {
          const at = place % (line.length + 1)
          return line.slice(0, at) + put + line.slice(at + length)
        }, value),
      ),
    ),
    { numRuns: randomRuns(2000) },
  )
  for (const line of [
    '',
    ' ',
    '{',
    '{}}',
    '{"a":1,}',
    '[1,]',
    '[,1]',
    '{"a" 1}',
    '01',
    '-',
    '1.',
    '1e',
    '.5',
    '+1',
    'nul',
    'truee',
    '"\\x"',
    '"\\u12g4"',
    '"\\u12',
    '"',
    '"\t"',
    '{"b":{"c":[}]}',
    `{"b":"${'x'.repeat(40)}\t"}`,
    '{a:1}',
    "'a'",
    '{"b":[1 2]}',
    'NaN',
  ])
    same(line)
})

test('deep values need no deep stack', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{"b":', '}'],
  ] as const)
    same(`{"other":${open.repeat(200_000)}1${close.repeat(200_000)},"b":2}`)
})

test('a long text comes without its middle, cut between characters and escapes', () => {
  const long = fc.string({
    unit: fc.constantFrom('a', 'é', '😀', '"', '\\', '\n', '€'),
    minLength: 600,
    maxLength: 900,
  })
  const cut = ofLine(createSelect({ longest: 512 }))
  fc.assert(
    fc.property(long, fc.boolean(), (value, twice) => {
      const line = twice ? JSON.stringify(value).replace(/[é€]/g, unicode) : JSON.stringify(value)
      const whole = Buffer.byteLength(line) - 2
      const given = cut(Buffer.from(line))?.value as string
      if (whole <= 512) assert.is(given, value)
      else {
        assert.not.match(given, /\ufffd/)
        assert.is(given.slice(0, 70), value.slice(0, 70))
        assert.ok(given.length < 800, String(given.length))
      }
    }),
  )
})

const denied = 'Exit code 137\n[Request interrupted by user for tool use]'
/** Lines of which each has something that is counted, beside those of a working day. */
const others: object[] = [
  answer(
    1,
    'm',
    { write: 9 },
    { message: { usage: { input_tokens: 1, cache_creation: { ephemeral_1h_input_tokens: 5 } } } },
  ),
  answer(1, 'm', {}, { line: { isApiErrorMessage: true, requestId: 'r', isSidechain: true } }),
  ...[
    { notebook_path: 'a' },
    { path: 'b' },
    { url: 'https://a.b/c' },
    { skill: 's' },
    { subagent_type: 't' },
    { todos: [] },
  ].map((input) => answer(1, 'm', {}, { content: [use('t', 'Edit', input), use('u', 'TodoWrite', {})] })),
  ...[{ newTodos: [] }, { task: {} }, { statusChange: {} }, { taskId: '1' }, { taskId: 2 }, 'Error: no'].map(
    (toolUseResult) => result(1, 't', {}, { toolUseResult }),
  ),
  result(1, 't', { is_error: true, content: [{ type: 'text', text: denied }, { type: 'image' }] }),
  result(1, 't', { is_error: true, content: denied.replace('\n', `\n${'é\n'.repeat(9000)}`) }),
  result(1, 't', { content: 'no' }, { toolDenialKind: 'user-rejected' }),
  ...[
    { isMeta: true },
    { isCompactSummary: true },
    { promptSource: 'sdk' },
    { origin: { kind: 'task-notification' } },
    { origin: { kind: 'human' } },
  ].map((line) => prompt(1, 'Do it', line)),
  prompt(1, '', {
    message: {
      content: [
        { type: 'text', text: '<system-reminder>x</system-reminder>' },
        { type: 'text', text: 'Go' },
      ],
    },
  }),
  { type: 'attachment', attachment: { type: 'task_reminder', content: [{ id: 1, subject: 'a' }] } },
  ...[
    answer(1, 'm', { output: 2 }, { content: [use('t', 'Bash', { command: 'ls' })] }),
    result(1, 't', { is_error: true }),
  ].map((message) => ({
    type: 'progress',
    uuid: 'u',
    data: { type: 'agent_progress', message },
  })),
  ...['ai-title', 'custom-title', 'pr-link', 'last-prompt', 'cost-state', 'telepathy'].map((type) => ({ type })),
]

test('of a line of a transcript, all that is looked at is wanted', () => {
  const parse = ofLine(createSelect(wantedOfLine))
  const directory = mkdtempSync(join(tmpdir(), 'bookend-select-'))
  writeWorkingDay('/home/me/x', { claude: directory, codex: directory }, Date.parse('2026-09-14T15:00:00Z'))
  const day = readFileSync(join(directory, 'projects/-home-me-x/s1.jsonl'), 'utf8').trim().split('\n')
  rmSync(directory, { recursive: true })
  // A reason is cut where its text is.
  const reduced = (value: unknown) =>
    JSON.parse(JSON.stringify(reduceLine(value as Parameters<typeof reduceLine>[0])), (name, each) =>
      name === 'reason' ? each.slice(0, 300) : each,
    )
  for (const line of [...day, ...others.map((each) => JSON.stringify(each))])
    assert.equal(reduced(parse(Buffer.from(line))?.value), reduced(JSON.parse(line)), line.slice(0, 200))
})

test.run()
