import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { openCache } from '../cache/database.ts'
import { migrations } from '../cache/migrations.ts'
import { openExcerpt } from '../cache/transcripts/excerpt.ts'
import { keyOf } from '../cache/transcripts/key.ts'
import { KeyTable } from '../cache/transcripts/key-table.ts'
import { transcriptTables } from '../cache/transcripts/parts.ts'
import { readTranscript } from '../cache/transcripts/read-file.ts'
import { shortened } from '../cache/transcripts/shortened.ts'
import { type AgentUsage, agentUsage, modelsOf } from '../cache/transcripts/usage.ts'
import { agentWork } from '../cache/transcripts/work.ts'
import { randomRuns } from './support/random-runs.ts'
import {
  answer,
  type Counted,
  envelope,
  everything,
  mainTranscript as main,
  projectRoot,
  prompt,
  result,
  second,
  subTranscript as sub,
  transcriptSuite,
  use,
} from './support/transcripts.ts'

const test = transcriptSuite('transcripts')

const fork = '-home-me-x/s2.jsonl'
const none = { messages: 0, input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }

test('a message counts once, by its line with the largest total, wherever its lines stand', async ({ home }) => {
  const lines = [
    answer(1, 'm1', { input: 10, output: 1, read: 100, write: 5 }, { stop: null }),
    answer(2, 'm1', { input: 10, output: 400, read: 100, write: 5 }),
    answer(3, 'm1', { input: 10, output: 7, read: 100, write: 5 }, { stop: null }),
    answer(4, 'm2', { input: 1, output: 2 }),
    // The same message asked for again is another one.
    answer(5, 'm2', { input: 1, output: 3 }, { line: { requestId: 'req_again' } }),
    answer(6, 'm3', { output: 9 }, { model: 'claude-haiku-4-5' }),
  ]
  const expected = {
    'claude-haiku-4-5': { ...none, messages: 1, output: 9 },
    'claude-opus-5': { messages: 3, input: 12, output: 405, cacheRead: 100, cacheWrite: 5 },
  }
  home.write(main, lines.slice(0, 1))
  assert.equal((await home.read())?.models['claude-opus-5'], {
    ...none,
    messages: 1,
    input: 10,
    output: 1,
    cacheRead: 100,
    cacheWrite: 5,
  })
  home.append(main, lines.slice(1))
  assert.equal((await home.read())?.models, expected)
  home.write(fork, [...lines, answer(7, 'm4', { output: 1 })])
  expected['claude-opus-5'].messages++
  expected['claude-opus-5'].output++
  assert.equal((await home.read())?.models, expected)
})

test('what the client wrote itself has no usage', async ({ home }) => {
  home.write(main, [
    answer(1, 'e1', { input: 5, output: 5 }, { model: '<synthetic>' }),
    answer(2, 'e2', { input: 5, output: 5 }, { line: { isApiErrorMessage: true } }),
    answer(
      3,
      'e3',
      {},
      { message: { usage: { input_tokens: -4, output_tokens: 'many', cache_read_input_tokens: 1e300 } } },
    ),
    answer(4, 'e4', {}, { message: { usage: null } }),
  ])
  const usage = await home.read()
  assert.equal(usage?.models, { 'claude-opus-5': { ...none, messages: 1 } })
  assert.is(usage?.unknownLines, 0)
})

test('a message that no line showed the end of is told', async ({ home }) => {
  home.write(main, [answer(1, 'm1', { output: 1 }, { stop: null }), answer(2, 'm2', { output: 1 })])
  assert.is((await home.read())?.unended, 1)
})

test('the context is that of the conversation, at its largest and at its last answer', async ({ home }) => {
  const lines = [
    answer(1, 'm1', { input: 10, read: 20_000, write: 500, output: 9999 }),
    answer(2, 'm2', { input: 10, read: 150_000, write: 5000 }),
    {
      type: 'system',
      subtype: 'compact_boundary',
      compactMetadata: { trigger: 'auto', preTokens: 155_377, postTokens: 1873 },
      ...envelope(3),
    },
    prompt(4, 'This session is being continued…', { isCompactSummary: true }),
    answer(5, 'm3', { input: 3, write: 1873 }),
    answer(6, 'm4', { read: 999_999 }, { line: { isSidechain: true } }),
  ]
  home.write(main, lines)
  home.write(sub, [answer(7, 'm5', { read: 888_888 }, { line: { isSidechain: true, agentId: 'a1' } })])
  const usage = await home.read()
  assert.equal(usage?.context, { peak: 155_010, last: 1876, model: 'claude-opus-5', window: null })
  assert.is(usage?.compactions, 1)
  assert.is(usage?.transcripts, 2)
  assert.is(usage?.models['claude-opus-5']?.messages, 5)
})

const refused = "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. …)."
const aborted = '<error>Command was aborted before completion</error>'
/** A result, and whether it is a failure or a refusal. */
const outcomes: [what: string, block: object, line: object, failures: number, denials: number][] = [
  ['a success', {}, {}, 0, 0],
  ['a success that says so', { is_error: false }, {}, 0, 0],
  ['a failure', { is_error: true, content: 'Exit code 1\nno' }, {}, 1, 0],
  ['a failure that quotes a refusal', { is_error: true, content: `Exit code 1\n${refused}` }, {}, 1, 0],
  ['a success that quotes a refusal', { content: refused }, {}, 0, 0],
  ['a failure in parts', { is_error: true, content: [{ type: 'text', text: 'Exit code 2' }] }, {}, 1, 0],
  ['a failure without text', { is_error: true, content: [{ type: 'image' }] }, {}, 1, 0],
  ...['user-rejected', 'permission-rule', 'automode-blocked', 'interrupted', 'cancelled', 'something-new'].map(
    (kind): [string, object, object, number, number] => [
      kind,
      { is_error: true, content: 'no' },
      { toolDenialKind: kind },
      0,
      1,
    ],
  ),
  ['an interruption without is_error', { content: 'half of it' }, { toolUseResult: { interrupted: true } }, 0, 1],
  [
    'a command that ran into its time limit',
    { is_error: true, content: `Command timed out after 2m 0.0s\n${aborted}` },
    { toolUseResult: { interrupted: true } },
    ...([1, 0] as const),
  ],
  ['a failure that shows an interruption', { is_error: true, content: `Exit code 1\n${aborted}\nmore` }, {}, 1, 0],
  [
    'a failure that shows what was aborted',
    { is_error: true, content: 'Exit code 1\nThis operation was aborted' },
    {},
    1,
    0,
  ],
  [
    'a failure that asks for approval',
    { is_error: true, content: 'Exit code 1\nThis command requires approval' },
    {},
    1,
    0,
  ],
  ['a kind without is_error', { content: refused }, { toolDenialKind: 'user-rejected' }, 0, 1],
  ['an empty kind', { is_error: true, content: 'no' }, { toolDenialKind: '' }, 1, 0],
  ...[
    refused,
    "The user doesn't want to take this action right now. STOP what you are doing.",
    "Permission to use Bash has been denied because Claude Code is running in don't ask mode.",
    'Permission to use Bash with command git push\n--force has been denied.',
    'PreToolUse:Bash hook error: [node guard.js]: Blocked: --no-verify',
    'Error: PreToolUse:Bash hook error: no',
    '<tool_use_error>Permission to use Write has been denied.</tool_use_error>',
    'Permission for this action was denied by the Claude Code auto mode classifier. Reason: …',
    "Claude requested permissions to use Bash, but you haven't granted it yet.",
    'File is in a directory that is denied by your permission settings.',
    '[Request interrupted by user for tool use]',
  ].map((text): [string, object, object, number, number] => [text, { is_error: true, content: text }, {}, 0, 1]),
  ['a refusal in parts', { is_error: true, content: [{ type: 'text', text: refused }] }, {}, 0, 1],
]
for (const [what, block, line, failures, denials] of outcomes) {
  test(`the result of a tool: ${what}`, async ({ home }) => {
    home.write(main, [answer(1, 'm1', {}, { content: [use('t1')] }), result(2, 't1', block, line)])
    assert.equal((await home.read())?.tools, { Bash: { calls: 1, failures, denials } })
  })
}

test('tools by name; a result finds its call across reads, and a copy counts once', async ({ home }) => {
  const lines = [
    answer(1, 'm1', {}, { content: [use('t1'), use('t2', 'Read')] }),
    answer(1, 'm1', {}, { content: [use('t2', 'Read'), use('t3', 'Read')] }),
    result(2, 't1', { is_error: true }),
    result(3, 't2', { is_error: true }),
    result(4, 'lost', { is_error: true }),
    result(5, 't3'),
  ]
  const expected = {
    Bash: { calls: 1, failures: 1, denials: 0 },
    Read: { calls: 2, failures: 1, denials: 0 },
    unknown: { calls: 0, failures: 1, denials: 0 },
  }
  home.write(main, [])
  for (const line of lines) {
    home.append(main, [line])
    await home.read()
  }
  assert.equal((await home.read())?.tools, expected)
  home.write(fork, lines)
  assert.equal((await home.read())?.tools, expected)
})

const todos = (...items: [content: string, status: string][]) => ({
  toolUseResult: {
    oldTodos: [],
    newTodos: items.map(([content, status]) => ({ content, status, activeForm: content })),
  },
})
const task = (id: string, subject: string) => ({ toolUseResult: { task: { id, subject } } })
const change = (taskId: string, to: string) => ({
  toolUseResult: { success: true, taskId, updatedFields: ['status'], statusChange: { from: 'pending', to } },
})

test('to-dos as lists: what was completed stays, what is left out is given up', async ({ home }) => {
  home.write(main, [
    result(1, 't1', {}, todos(['Read', 'in_progress'], ['Write', 'pending'], ['Dream', 'pending'])),
    result(2, 't2', {}, todos(['Read', 'completed'], ['Write', 'in_progress'], ['Dream', 'pending'])),
    result(3, 't3', {}, todos(['Test', 'pending'], ['Write', 'in_progress'])),
    result(4, 't4', {}, { ...todos(["A subagent's", 'pending']), isSidechain: true }),
  ])
  assert.equal((await home.read())?.todos, { completed: ['Read'], pending: ['Write', 'Test'], inProgress: ['Write'] })
})

test('to-dos as tasks', async ({ home }) => {
  home.write(main, [
    result(1, 't1', {}, task('1', 'Read')),
    result(2, 't2', {}, task('2', 'Write')),
    result(3, 't3', {}, task('3', 'Test')),
    result(4, 't4', {}, change('1', 'in_progress')),
    result(5, 't5', {}, change('1', 'completed')),
    result(6, 't6', {}, change('3', 'deleted')),
    result(7, 't7', {}, change('9', 'in_progress')),
    result(8, 't8', {}, { toolUseResult: 'Error: no' }),
  ])
  assert.equal((await home.read())?.todos, {
    completed: ['Read'],
    pending: ['task 9', 'Write'],
    inProgress: ['task 9'],
  })
  // A task that was made before the window and finished in it; what was pending before is at its end, too.
  const window = { from: Date.parse(second(5)), to: Date.parse(second(6)) }
  const earlier = [
    { text: 'Write', since: second(2) },
    { text: 'Test', since: second(3) },
  ]
  assert.equal((await home.read({ window }))?.todos, { completed: ['Read'], pending: ['Write', 'Test'], earlier })
})

test("a fork's copy of the to-dos does not take back what the original did since", async ({ home }) => {
  const copied = [result(1, 't1', {}, todos(['Read', 'pending'], ['Write', 'pending']))]
  home.write(fork, copied)
  home.write(main, [...copied, result(2, 't2', {}, todos(['Read', 'completed'], ['Test', 'pending']))])
  assert.equal((await home.read())?.todos, { completed: ['Read'], pending: ['Test'] })
  home.append(fork, [result(3, 't3', {}, todos(['Read', 'pending'], ['Draw', 'pending']))])
  assert.equal((await home.read())?.todos, { completed: ['Read'], pending: ['Draw', 'Test'] })
})

test("a fork's new list takes nothing from the original that goes on", async ({ home }) => {
  const copied = [result(1, 't1', {}, todos(['Read', 'pending'], ['Write', 'pending'])), answer(2, 'm1', { output: 1 })]
  home.write(main, copied)
  home.write(fork, [...copied, result(3, 't3', {}, todos(['Draw', 'pending']))])
  assert.equal((await home.read())?.todos, { completed: [], pending: ['Draw'] })
  home.append(main, [answer(4, 'm4', { output: 1 })])
  assert.equal((await home.read())?.todos, { completed: [], pending: ['Draw', 'Read', 'Write'] })
})

test('lines of unknown types and lines that are none are counted, each at its time', async ({ home }) => {
  const known = [
    'summary',
    'progress',
    'queue-operation',
    'file-history-snapshot',
    'ai-title',
    'last-prompt',
    'mode',
    'attachment',
  ]
  const lines = [
    '{"type":"telepathy"}\n',
    'no JSON\n',
    prompt(10),
    ...known.map((type) => ({ type, sessionId: 's1' })),
    { type: 'telepathy', ...envelope(20) },
    { type: 'telepathy', sessionId: 's1' },
    { notype: true },
    '[1]\n"text"\nnull\n7\n',
    '\n   \n\r\n',
    '\u0000\u0000\u0000\n',
    prompt(30),
    '{"type":"user","message":{"role":"us',
  ]
  home.write(main, lines)
  const counts = async (from: number, to: number) => {
    const usage = await home.read({ window: { from: Date.parse(second(from)), to: Date.parse(second(to)) } })
    return [usage?.unknownLines, usage?.unreadable]
  }
  assert.equal(await counts(0, 100), [4, 7])
  assert.equal(await counts(10, 20), [1, 1])
  assert.equal(await counts(20, 30), [3, 5])
  assert.equal(await counts(30, 31), [0, 1])
  // The half-written line is completed, and the fork has the line with a uuid again.
  home.append(main, ['er","content":"Go on"}}\n'])
  assert.equal(await counts(30, 31), [0, 0])
  home.write(fork, [lines[11] as object])
  assert.equal(await counts(0, 100), [4, 6])
})

test('a line without its line feed counts once it is whole', async ({ home }) => {
  const text = JSON.stringify(answer(1, 'm1', { output: 5 }))
  home.write(main, [prompt(0), text.slice(0, 60)])
  assert.is((await home.read())?.unreadable, 1)
  home.append(main, [text.slice(60)])
  const usage = await home.read()
  assert.equal([usage?.unreadable, usage?.models['claude-opus-5']?.output], [0, 5])
  home.append(main, ['\n', answer(2, 'm2', { output: 6 })])
  assert.is((await home.read())?.models['claude-opus-5']?.output, 11)
})

test('an unknown line without an id counts once, however many forks have it', async ({ home }) => {
  const strange = (of: number, sessionId = 's1') => ({ type: 'telepathy', sessionId, of })
  const copied = (session: string) => [prompt(1), ...[1, 1, 2].map((of) => strange(of, session))]
  home.write(main, copied('s1'))
  assert.is((await home.read())?.unknownLines, 3)
  home.write(fork, [...copied('s2'), strange(3, 's2')])
  home.append(main, [strange(2), strange(4)])
  assert.is((await home.read())?.unknownLines, 6)
})

test('a line of 20 MB and binary garbage are counted, and what stands around them too', async ({ home }) => {
  const long = prompt(2, 'x'.repeat(20 * 2 ** 20))
  const garbage = Array.from({ length: 2000 }, (_, index) => String.fromCharCode((index * 7) % 256, 10)).join('')
  home.write(main, [answer(1, 'm1', { output: 5 }), long, garbage, answer(3, 'm2', { output: 6 })])
  const usage = await home.read()
  assert.is(usage?.models['claude-opus-5']?.output, 11)
  assert.ok((usage?.unreadable ?? 0) > 1500)
})

const hook = { agent: 'claude-code' as const, roots: [projectRoot] }
test('a hook reads one transcript and learns how full the context is', async ({ home }) => {
  const path = home.write('elsewhere/s9.jsonl', [answer(1, 'm1', { input: 4, read: 50_000, output: 9 })])
  const full = () => agentUsage(openExcerpt(home.cache.db, everything))?.context.last
  assert.is(full(), undefined)
  await readTranscript(home.cache.db, path, hook)
  assert.is(full(), 50_004)
  home.append('elsewhere/s9.jsonl', [answer(2, 'm2', { input: 4, read: 60_000, output: 9 })])
  await readTranscript(home.cache.db, path, hook)
  assert.is(full(), 60_004)
  await readTranscript(home.cache.db, join(home.directory, 'gone.jsonl'), hook)
})

test('lines before the first one with a time wait for it, also across reads', async ({ home }) => {
  const window = { from: Date.parse(second(5)), to: Date.parse(second(6)) }
  home.write(main, ['{"type":"telepathy"}\n', 'no JSON\n'])
  await home.read({ linked: ['s1'] })
  home.append(main, ['{"type":"telepathy"}\n', 'no JSON\n', prompt(5)])
  const usage = await home.read({ linked: ['s1'], window })
  assert.equal([usage?.transcripts, usage?.unknownLines, usage?.unreadable], [1, 2, 2])
})

test('a transcript that was rewritten or cut short is read anew', async ({ home }) => {
  const lines = [1, 2, 3, 4].map((n) => answer(n, `m${n}`, { output: n }, { content: [use(`t${n}`)] }))
  home.write(main, lines)
  assert.is((await home.read())?.models['claude-opus-5']?.output, 10)
  home.write(main, lines.slice(0, 2))
  assert.is((await home.read())?.models['claude-opus-5']?.output, 3)
  home.write(main, [lines[3] as object, ...lines.slice(0, 3)])
  const usage = await home.read()
  assert.is(usage?.models['claude-opus-5']?.output, 10)
  assert.is(usage?.tools.Bash?.calls, 4)
})

test('what was read stays when the file is deleted', async ({ home }) => {
  const path = home.write(main, [answer(1, 'm1', { output: 5 })])
  await home.read()
  rmSync(path)
  assert.is((await home.read())?.models['claude-opus-5']?.output, 5)
})

test('of copies any transcript that is still there has the texts', async ({ home }) => {
  const call = (seconds: number, id: string, command: string) =>
    answer(seconds, `m-${id}`, { output: 1 }, { content: [use(id, 'Bash', { command })] })
  const lines = [
    call(1, 't1', 'npm test -- cart'),
    result(2, 't1', { is_error: true, content: 'Exit code 1\nError: 3 is not 4' }),
    call(3, 't2', 'git push --force'),
    result(
      4,
      't2',
      {
        is_error: true,
        content: "The user doesn't want to proceed with this tool use. The user said:\nnever force-push",
      },
      { toolDenialKind: 'user-rejected' },
    ),
  ]
  for (const gone of ['s1', 's2']) {
    const paths = ['s1', 's2'].map((id) =>
      home.write(
        `-home-me-x/${gone}-${id}.jsonl`,
        lines.map((line) => ({ ...line, sessionId: `${gone}-${id}` })),
      ),
    )
    const texts = async () => {
      const { failing, refused } = (await home.read()) as Counted
      return [failing.map(({ command, error }) => [command, error]), refused.map(({ command }) => command)]
    }
    const before = await texts()
    assert.equal(before, [[['npm test -- cart', 'Error: 3 is not 4']], ['git push --force']])
    rmSync(paths[gone === 's1' ? 0 : 1] as string)
    assert.equal(await texts(), before, `without ${gone}`)
    for (const path of paths) rmSync(path, { force: true })
  }
})

test('only lines inside the window count, of a message that it cuts too', async ({ home }) => {
  home.write(main, [
    answer(1, 'm1', { output: 1 }, { stop: null }),
    answer(2, 'm1', { output: 5, read: 70 }, { content: [use('t1')] }),
    answer(3, 'm1', { output: 9 }, { stop: null }),
    result(4, 't1', { is_error: true }),
  ])
  const within = (from: number, to: number) =>
    home.read({ window: { from: Date.parse(second(from)), to: Date.parse(second(to)) } })
  assert.is((await within(1, 3))?.models['claude-opus-5']?.cacheRead, 70)
  assert.is((await within(1, 2))?.models['claude-opus-5']?.output, 1)
  assert.equal((await within(4, 5))?.tools, { Bash: { calls: 0, failures: 1, denials: 0 } })
  assert.equal((await within(4, 5))?.models, {})
  assert.is(await within(5, 6), undefined)
  assert.is(await within(-5, 1), undefined)
  assert.is((await within(1, 5))?.transcripts, 1)
})

test('a message on both sides of an edge counts in one window, and what its later lines say more in the other', async ({
  home,
}) => {
  const within = (from: number, to: number) =>
    home.read({ window: { from: Date.parse(second(from)), to: Date.parse(second(to)) } })
  const lines = [
    answer(1, 'm0', { input: 7, output: 2 }, { stop: null }),
    answer(2, 'm1', { input: 10, output: 1, read: 70 }, { stop: null }),
    answer(3, 'm1', { input: 10, output: 5, read: 70 }, { stop: null }),
    answer(4, 'm1', { input: 10, output: 9, read: 70 }),
  ]
  for (const pieces of [[lines], lines.map((line) => [line])]) {
    home.write(main, [])
    for (const piece of pieces) {
      home.append(main, piece)
      await home.read()
    }
    const [first, second] = [await within(0, 3), await within(3, 9)]
    assert.equal(first?.models['claude-opus-5'], { ...none, messages: 2, input: 17, output: 3, cacheRead: 70 })
    assert.equal(second?.models['claude-opus-5'], { ...none, output: 8 })
    assert.equal([first?.unended, second?.unended, second?.context.peak], [2, 0, 80])
    assert.equal(
      [(await within(0, 9))?.unended, (await within(4, 9))?.models],
      [1, { 'claude-opus-5': { ...none, output: 4 } }],
    )
  }
  assert.is((await within(3, 4))?.unended, 0)
  // What says no more is nothing.
  home.append(main, [answer(20, 'm1', { input: 10, output: 9, read: 70 })])
  assert.equal((await within(20, 30))?.models, {})
  home.append(main, [answer(3605, 'm1', { input: 10, output: 9, read: 70 })])
  assert.is((await within(3605, 3700))?.models['claude-opus-5']?.messages, undefined)
  assert.is((await within(3621, 3700))?.models['claude-opus-5']?.messages, undefined)
})

test('transcripts of the project are told by the cwd of their lines', async ({ home }) => {
  const at = (cwd: string) => ({ line: { cwd } })
  home.write('-home-me-x/dots.jsonl', [answer(1, 'm1', { output: 1 }, at('/home/me.x'))])
  home.write('-home-me-x/longer.jsonl', [answer(1, 'm2', { output: 2 }, at('/home/me/x-files'))])
  home.write('-home-me-x-src/inside.jsonl', [{ type: 'summary' }, answer(1, 'm3', { output: 4 }, at('/home/me/x/src'))])
  home.write('-home-me-y/tool.jsonl', [
    answer(1, 'm4', { output: 8 }, { line: { cwd: '/home/me/y' }, content: [use('t', 'Run', { cwd: '/home/me/x' })] }),
  ])
  assert.equal((await home.read())?.models['claude-opus-5'], { ...none, messages: 1, output: 4 })
  // A session that moves into the project later, whose earlier lines are its own too.
  home.write('-home-me-y/moves.jsonl', [answer(1, 'm5', { output: 16 }, at('/home/me/y'))])
  await home.read()
  home.append('-home-me-y/moves.jsonl', [answer(2, 'm6', { output: 32 }, at('/home/me/x'))])
  assert.is((await home.read())?.models['claude-opus-5']?.output, 4 + 16 + 32)
  // One that a hook saw in the project.
  home.write('-home-me-z/linked.jsonl', [answer(1, 'm7', { output: 64 }, at('/home/me/z'))])
  home.write('-home-me-z/linked/subagents/agent-b.jsonl', [answer(1, 'm8', { output: 128 }, at('/home/me/z'))])
  assert.is((await home.read())?.models['claude-opus-5']?.output, 52)
  assert.is((await home.read({ linked: ['linked'] }))?.models['claude-opus-5']?.output, 52 + 64 + 128)
})

test('a working directory is understood however its JSON is written', async ({ home }) => {
  const line = { ...answer(1, 'm1', { output: 1 }, { line: { cwd: undefined } }) }
  const text = JSON.stringify(line).slice(0, -1)
  for (const cwd of ['"cwd" : "/home/me/x"', '"cwd":"\\/home\\/me\\/x"', '"cwd":"/home/me/\\u0078"']) {
    home.write('-p/a.jsonl', [`${text},${cwd}}\n`])
    assert.is((await home.read())?.transcripts, 1, cwd)
    rmSync(join(home.directory, '-p/a.jsonl'))
    home.cache.db.exec('DELETE FROM transcript_parts; DELETE FROM transcripts')
  }
})

test('a line that only looks like those before it is read', async ({ home }) => {
  const elsewhere = { line: { cwd: '/home/me/y' } }
  const line = JSON.stringify(answer(2, 'm2', { output: 2 }, elsewhere)).slice(0, -1)
  const again = ['"cwd":"/home/me/x"', '"cwd" :"/home/me/x"', '"\\u0063wd":"/home/me/x"', '"cwd":"/home/me/x/y"']
  for (const [n, cwd] of again.entries()) {
    // Of a name that comes twice the last value counts.
    home.write(`-y/${n}.jsonl`, [answer(1, `m1-${n}`, { output: 1 }, elsewhere), `${line},${cwd}}\n`])
    assert.is((await home.read())?.transcripts, n + 1, cwd)
  }
  const others = ['"cwd":"/home/me/y"', '"cwd":"/home/me/yx"', '"cwd":"/home/me/y\\/x"', '"cw":"/home/me/x"']
  for (const [n, cwd] of others.entries()) {
    home.write(`-y/other-${n}.jsonl`, [answer(1, `o1-${n}`, {}, elsewhere), `${line},${cwd}}\n`, `${line},${cwd}}\n`])
    assert.is((await home.read())?.transcripts, again.length, cwd)
  }
})

test('cutting long strings leaves the JSON that it was, but for their ends', () => {
  const long = fc.string({ unit: 'binary', minLength: 3000, maxLength: 40_000, size: 'max' })
  const fill = 'é\\"'.repeat(30_000)
  const value = fc.object({
    maxDepth: 2,
    maxKeys: 4,
    key: fc.string({ maxLength: 5 }),
    values: [long, fc.string(), fc.integer(), fc.constant('\\"'.repeat(3000))],
  })
  const begins = (text: string) => (Buffer.byteLength(text) > 2000 ? text.slice(0, 300) : text)
  const compared = (each: unknown): unknown =>
    JSON.parse(JSON.stringify(each), (_, item) => (typeof item === 'string' ? begins(item) : item))
  fc.assert(
    fc.property(value, (each) => {
      const line = [each, fill]
      assert.equal(compared(JSON.parse(shortened(Buffer.from(JSON.stringify(line))))), compared(line))
    }),
    { numRuns: randomRuns(30) },
  )
  const damaged = `{"a":"${'x'.repeat(90_000)}`
  assert.is(shortened(Buffer.from(damaged)), damaged)
})

test('keys get places as a map gives them, also where many begin their search at the same one', () => {
  const key = fc.oneof(
    fc.maxSafeInteger(),
    fc.nat(300),
    fc.nat(500).map((n) => n * 2 ** 32 + 7),
  )
  fc.assert(
    fc.property(fc.array(key, { maxLength: 400 }), (keys) => {
      const table = new KeyTable()
      const map = new Map<number, number>()
      for (const each of keys) {
        assert.is(table.find(each), map.get(each) ?? -1)
        if (!map.has(each)) map.set(each, map.size)
        assert.is(table.place(each), map.get(each))
      }
      assert.is(table.size, map.size)
    }),
    { numRuns: randomRuns(50) },
  )
})

const moments = fc.integer({ min: 0, max: 30 })
/** Lines of every sort, in any order, with identities that come again. */
const anyLine = fc.oneof(
  fc
    .tuple(moments, fc.integer({ min: 0, max: 5 }), fc.nat(50), fc.boolean())
    .map(([at, id, output, whole]) =>
      answer(at, `m${id}`, { output, read: output * 3 }, { stop: whole ? 'end_turn' : null, content: [use(`t${id}`)] }),
    ),
  fc
    .tuple(moments, fc.integer({ min: 0, max: 5 }), fc.boolean())
    .map(([at, id, is_error]) => result(at, `t${id}`, { is_error })),
  fc
    .tuple(moments, fc.constantFrom('pending', 'completed'))
    .map(([at, status]) => result(at, 't0', {}, todos(['A', status], ['B', 'pending']))),
  fc.constantFrom('no JSON\n', '\n', '{"type":"telepathy"}\n', '{"type":"summary"}\n'),
)

test('read in pieces, wherever they were cut, it comes to the same as read at once', async ({ home }) => {
  const check = fc.asyncProperty(
    fc.array(anyLine, { maxLength: 25 }),
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
    async (lines, cuts) => {
      const text = lines.map((line) => (typeof line === 'string' ? line : `${JSON.stringify(line)}\n`)).join('')
      const places = [0, ...cuts.map((cut) => Math.floor(cut * text.length)).toSorted((a, b) => a - b), text.length]
      const windows = [everything, { from: Date.parse(second(5)), to: Date.parse(second(20)) }]
      const outcome = async (pieces: string[]) => {
        home.cache.db.exec(tables.map((table) => `DELETE FROM ${table};`).join(''))
        home.write(main, [prompt(0, '', { uuid: 'first' })])
        for (const piece of pieces) {
          home.append(main, [piece])
          await home.read()
        }
        return [await home.read({ window: everything }), await home.read({ window: windows[1] as typeof everything })]
      }
      assert.equal(
        await outcome(places.slice(1).map((end, index) => text.slice(places[index], end))),
        await outcome([text]),
      )
    },
  )
  await fc.assert(check, { numRuns: randomRuns(30) })
})
const tables = [...transcriptTables, 'transcripts']

test('what a former version read stays, also where its transcript is gone', () => {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-former-'))
  const old = new BetterSqlite3(join(directory, 'sessions.db'))
  const at = migrations.findIndex(({ name }) => name === 'transcripts in parts')
  for (const { sql } of migrations.slice(0, at)) old.exec(sql)
  old.pragma(`user_version = ${at}`)
  const former = (identity: string) => createHash('sha256').update(identity).digest().readBigInt64LE(0)
  const insert = (table: string, ...values: (string | number | bigint | null)[]) =>
    old.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`).run(...values)
  insert('transcripts', 1, '/gone/s1.jsonl', 'claude-code', 's1', 1, 0, 900, 0, 900, 9, '', 7000, '{}', 0)
  for (const at of [1000, 2000, 61_000]) insert('transcript_times', 1, at)
  const lines = JSON.stringify([
    [1000, 10, 1, 2, 3, 4, 0, 0],
    [2000, 20, 1, 50, 3, 4, 1, 2],
  ])
  insert('transcript_messages', 1, former('m1'), 1000, 2000, 20, 0, 'claude-opus-5', 1, 50, 3, 4, 2, 1, 1, lines)
  insert('transcript_messages', 1, former('m2'), 61_000, 61_000, 70, 1, 'claude-haiku-4-5', 5, 6, 7, 8, 0, 0, 1, null)
  insert('transcript_calls', former('t1'), 1, 20, 2000, 'Edit', 'file', 'src/a.ts', former('Edit\nsrc/a.ts'))
  insert('transcript_calls', former('t2'), 1, 20, 2000, 'Bash', 'command', 'npm test', former('command\nnpm test'))
  insert('transcript_edits', former('t1'), 'src/a.ts', 1)
  insert('transcript_results', former('t1'), 1, 30, 3, 2000, 0, '', 0)
  insert('transcript_results', former('t2'), 1, 40, 4, 2000, 1, '', 0)
  insert('transcript_events', 'compaction', 2000, former('c1'), 1, 1)
  insert('transcript_events', 'unknown', 2000, 0, 1, 3)
  insert('transcript_events', 'cut', 61_000, 0, 1, 1)
  insert('transcript_marks', 'request', 1000, former('u1'), 1, 5)
  old.close()
  const { db, close } = openCache(directory, 'durable', new Date())
  const usage = agentUsage(openExcerpt(db, everything))
  assert.equal(usage?.tools, {
    Bash: { calls: 1, failures: 1, denials: 0 },
    Edit: { calls: 1, failures: 0, denials: 0 },
  })
  assert.equal(usage && modelsOf(usage.spend), {
    'claude-haiku-4-5': { messages: 1, input: 5, output: 6, cacheRead: 7, cacheWrite: 8, cacheWriteHour: 0 },
    'claude-opus-5': { messages: 1, input: 1, output: 50, cacheRead: 3, cacheWrite: 4, cacheWriteHour: 2 },
  })
  const { transcripts, compactions, unknownLines, unreadable, activeMinutes, turns, unended, context } =
    usage as AgentUsage
  assert.equal(
    [transcripts, compactions, unknownLines, unreadable, activeMinutes, turns, unended],
    [1, 1, 3, 1, 2, 1, 1],
  )
  assert.equal(context, { peak: 8, last: 8, model: 'claude-opus-5', window: null })
  assert.is(agentUsage(openExcerpt(db, { from: 0, to: 1500 }))?.spend[0]?.output, 2)
  const work = agentWork(openExcerpt(db, everything), {
    roots: [projectRoot],
    texts: false,
    nothingRun: () => undefined,
    withoutSecrets: (text) => text,
    countTests: () => undefined,
  })
  assert.equal(work.edited, [{ path: 'src/a.ts', edits: 1 }])
  assert.equal(
    work.failing.map(({ command }) => command),
    ['npm test'],
  )
  // A fork's copy of a message that was read then is the same message.
  // Some of one length and one end: what is remembered of one is not another's.
  for (const identity of ['m1', '', 'a-0001', 'b-0001', 'a-0001', 'm1'])
    assert.is(keyOf(identity), Number(BigInt.asUintN(53, former(identity))), identity)
  close()
  rmSync(directory, { recursive: true })
})

test.run()
