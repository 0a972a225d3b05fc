import * as assert from 'uvu/assert'
import {
  asks,
  codexLine,
  event,
  item,
  meta,
  rollout,
  shell,
  thread,
  tokenCount,
  tokenRecord,
  turn,
} from './support/codex.ts'
import {
  answer,
  type Counted,
  mainTranscript as main,
  prompt,
  result,
  second,
  transcriptSuite,
  use,
} from './support/transcripts.ts'

const test = transcriptSuite('transcripts of Codex')

test('each response counts once, whichever forms tell of it and however often', async ({ home }) => {
  home.writeRollout(rollout(1), [
    meta(0, 1),
    turn(1),
    tokenCount(2, [1000, 600, 50], [1000, 600, 50]),
    // The same totals come again where only the limits changed.
    tokenCount(3, [1000, 600, 50], [1000, 600, 50]),
    tokenCount(4, [2500, 1600, 80], [1500, 1000, 30]),
    turn(5, 'gpt-5.1-codex'),
    tokenRecord(6, 'resp_1', [1500, 1000, 30]),
    tokenRecord(7, 'resp_2', [200, 0, 5]),
    tokenCount(8, [2700, 1600, 85], [200, 0, 5]),
    codexLine(9, 'token_usage_record', { response_id: 'resp_3', usage: { input_tokens: 7, output_tokens: 1 } }),
    event(10, 'token_count', { info: null }),
  ])
  const { models, context, agents } = (await home.read()) as Counted
  assert.equal(agents, ['codex'])
  assert.equal(models, {
    'gpt-5-codex': { messages: 2, input: 900, output: 80, cacheRead: 1600, cacheWrite: 0 },
    'gpt-5.1-codex': { messages: 2, input: 207, output: 6, cacheRead: 0, cacheWrite: 0 },
  })
  assert.equal(context, {
    peak: 1500,
    last: 7,
    model: 'gpt-5-codex',
    window: 272_000,
    final: { model: 'gpt-5.1-codex', window: 272_000 },
  })
})

test('of both agents in one project each counts once, and each context is of its own model', async ({ home }) => {
  const claude = [
    prompt(1, 'Fix the lexer'),
    answer(
      2,
      'm1',
      { input: 10, output: 5, read: 90_000, write: 0 },
      { content: [use('t1')], model: 'claude-sonnet-4-5' },
    ),
    result(3, 't1', { content: 'Exit code 1\nno', is_error: true }),
  ]
  const codex = [
    meta(4, 1),
    turn(5),
    ...asks(6, 'Go on with the parser'),
    tokenCount(7, [1000, 600, 50], [1000, 600, 50]),
    ...shell(8, 'c1', 'npm test', 0, 'ok'),
  ]
  home.write(main, claude)
  home.write('-home-me-x/s2.jsonl', claude)
  home.writeRollout(rollout(1), codex)
  const counted = (await home.read()) as Counted
  assert.equal(counted.agents, ['claude-code', 'codex'])
  assert.equal(counted.models, {
    'claude-sonnet-4-5': { messages: 1, input: 10, output: 5, cacheRead: 90_000, cacheWrite: 0 },
    'gpt-5-codex': { messages: 1, input: 400, output: 50, cacheRead: 600, cacheWrite: 0 },
  })
  assert.equal(counted.tools, {
    Bash: { calls: 1, failures: 1, denials: 0 },
    exec_command: { calls: 1, failures: 0, denials: 0 },
  })
  assert.equal([counted.turns, counted.request], [2, 'Go on with the parser'])
  // The same command passed later, whichever agent ran it.
  assert.equal(
    counted.failing.map(({ command, passedLater }) => [command, passedLater]),
    [['npm test', true]],
  )
  assert.equal(counted.context, {
    peak: 90_010,
    last: 1000,
    model: 'claude-sonnet-4-5',
    window: null,
    final: { model: 'gpt-5-codex', window: 272_000 },
  })
})

test('a compaction that only an event reports counts once, in a fork too', async ({ home }) => {
  const history = (shift: number) => [
    turn(shift + 1),
    ...asks(shift + 2, 'Fix the lexer'),
    tokenCount(shift + 3, [1000, 0, 50], [1000, 0, 50]),
    event(shift + 4, 'context_compacted'),
    ...asks(shift + 5, 'Go on'),
    event(shift + 6, 'context_compacted'),
  ]
  home.writeRollout(rollout(1), [meta(0, 1), ...history(0), ...asks(8, 'And on'), event(9, 'context_compacted')])
  home.writeRollout(rollout(2), [
    meta(100, 2, { forked_from_id: thread(1) }),
    meta(100, 1),
    ...history(100),
    ...asks(120, 'Another way'),
    tokenCount(121, [1900, 0, 60], [900, 0, 10]),
    event(122, 'context_compacted'),
  ])
  assert.is((await home.read())?.compactions, 4)
})

test("what a subagent or a fork copies of its parent counts once, under its parent's time", async ({ home }) => {
  const history = (shift: number) => [
    turn(shift + 1),
    ...asks(shift + 2, 'Fix the lexer'),
    tokenCount(shift + 3, [1000, 0, 50], [1000, 0, 50]),
    ...shell(shift + 4, 'call_1', 'npm test', 1, '1 failing'),
    codexLine(shift + 6, 'compacted', { message: 'So far: the lexer' }),
    event(shift + 6, 'context_compacted'),
    codexLine(shift + 7, 'telepathy', { thought: 1 }),
    codexLine(shift + 8, 'telepathy', { thought: 1 }),
  ]
  home.writeRollout(rollout(1), [meta(0, 1), ...history(0)])
  const alone = (await home.read()) as Counted
  assert.equal([alone.turns, alone.compactions, alone.unknownLines], [1, 1, 2])
  assert.equal(alone.tools, { exec_command: { calls: 1, failures: 1, denials: 0 } })
  const spawned = { source: { subagent: { thread_spawn: { parent_thread_id: thread(1), depth: 1 } } } }
  home.writeRollout(rollout(2), [
    meta(100, 2, spawned),
    meta(100, 1),
    ...history(100),
    tokenCount(150, [1700, 0, 60], [700, 0, 10]),
  ])
  // A fork of the subagent's: its family began with the first thread.
  home.writeRollout(rollout(3), [meta(200, 3, { forked_from_id: thread(2) }), meta(200, 2, spawned), ...history(200)])
  const all = (await home.read()) as Counted
  assert.equal(all.models['gpt-5-codex'], { messages: 2, input: 1700, output: 60, cacheRead: 0, cacheWrite: 0 })
  assert.equal([all.turns, all.compactions, all.unknownLines, all.tools], [1, 1, 2, alone.tools])
  // A subagent's context is not the conversation's.
  assert.is(all.context.peak, 1000)
  const later = { from: Date.parse(second(90)), to: Date.parse(second(300)) }
  const copies = (await home.read({ window: later })) as Counted
  assert.equal(copies.models['gpt-5-codex']?.messages, 1)
  assert.equal([copies.tools, copies.turns, copies.unknownLines], [{}, 0, 0])
  assert.equal(
    copies.failing.map(({ count, lastAt, since }) => [count, lastAt, since]),
    [[1, second(5), second(5)]],
  )
})

test('calls, failures and refusals, in the forms that they have had', async ({ home }) => {
  const call = (seconds: number, id: string, name: string, given: object) =>
    item(seconds, 'function_call', { name, arguments: JSON.stringify(given), call_id: id })
  const output = (seconds: number, id: string, text: unknown) =>
    item(seconds, 'function_call_output', { call_id: id, output: text })
  const patch = '*** Begin Patch\n*** Update File: src/a.ts\n@@\n-a\n+b\n*** Add File: src/b.ts\n+x\n*** End Patch'
  home.writeRollout(rollout(1), [
    meta(0, 1),
    turn(1),
    call(2, 'c1', 'shell', { command: ['bash', '-lc', 'cd . && npm test 2>&1 | tail -3'] }),
    output(3, 'c1', JSON.stringify({ output: 'first\nsecond', metadata: { exit_code: 1, duration_seconds: 1 } })),
    ...shell(4, 'c2', 'npm test', 0, '  7 passing (2s)'),
    call(6, 'c3', 'exec_command', { cmd: 'rm -rf build' }),
    output(7, 'c3', 'exec command rejected by user'),
    call(8, 'c4', 'exec_command', { cmd: 'sleep 100' }),
    output(9, 'c4', 'aborted by user after 3.1s'),
    item(10, 'custom_tool_call', { name: 'apply_patch', input: patch, call_id: 'c5', status: 'completed' }),
    item(11, 'custom_tool_call_output', {
      call_id: 'c5',
      output: JSON.stringify({ output: 'Success', metadata: { exit_code: 0 } }),
    }),
    call(12, 'c6', 'shell', { command: ['apply_patch', '*** Begin Patch\n*** Update File: src/a.ts\n*** End Patch'] }),
    output(13, 'c6', { content: 'apply_patch verification failed: no such line', success: false }),
    // Only the event says that it failed, and an event alone is not a call.
    call(14, 'c7', 'exec_command', { cmd: 'make' }),
    output(15, 'c7', 'no rule to make target'),
    event(15, 'exec_command_end', { call_id: 'c7', exit_code: 2, aggregated_output: 'no rule to make target' }),
    event(16, 'exec_command_end', { call_id: 'c8', exit_code: 2 }),
    item(17, 'local_shell_call', {
      call_id: 'c9',
      status: 'completed',
      action: { type: 'exec', command: ['git', 'status'] },
    }),
    output(18, 'c9', 'clean'),
  ])
  const { tools, failing, refused, edited, tests } = (await home.read()) as Counted
  assert.equal(tools, {
    apply_patch: { calls: 2, failures: 1, denials: 0 },
    exec_command: { calls: 4, failures: 1, denials: 2 },
    local_shell: { calls: 1, failures: 0, denials: 0 },
    shell: { calls: 1, failures: 1, denials: 0 },
  })
  assert.equal(
    failing.map(({ tool, command, error }) => [tool, command, error]),
    [
      ['exec_command', 'make', 'no rule to make target'],
      ['apply_patch', 'src/a.ts', 'apply_patch verification failed: no such line'],
      ['shell', 'npm test', 'first'],
    ],
  )
  assert.equal(
    refused.map(({ command, by }) => [command, by]),
    [
      ['rm -rf build', 'user'],
      ['sleep 100', 'interrupted'],
    ],
  )
  assert.equal(edited, [
    { path: 'src/a.ts', edits: 1 },
    { path: 'src/b.ts', edits: 1 },
  ])
  assert.equal(tests, { command: 'npm test', passed: 7, failed: 0, at: second(5) })
})

test('requests, the plan, the name and lines that nobody knows', async ({ home }) => {
  const plan = (seconds: number, id: string, ...steps: [step: string, status: string][]) => [
    item(seconds, 'function_call', {
      name: 'update_plan',
      arguments: JSON.stringify({ plan: steps.map(([step, status]) => ({ step, status })) }),
      call_id: id,
    }),
    item(seconds, 'function_call_output', { call_id: id, output: 'Plan updated' }),
  ]
  home.writeRollout(rollout(1), [
    meta(0, 1),
    item(0, 'message', {
      role: 'user',
      content: [{ type: 'input_text', text: '# AGENTS.md instructions for /home/me/x\n…' }],
    }),
    item(0, 'message', {
      role: 'user',
      content: [{ type: 'input_text', text: '<environment_context>\n…\n</environment_context>' }],
    }),
    turn(1),
    ...asks(2, 'Write the lexer'),
    ...asks(3, 'Go on'),
    ...asks(4, 'Go on'),
    // 0.147 tells it as a completed item, 0.148 as an item alone.
    event(5, 'item_completed', { item: { type: 'UserMessage', content: [{ type: 'text', text: 'Now test it' }] } }),
    item(6, 'message', { role: 'user', content: [{ type: 'input_text', text: 'And document it' }] }),
    ...plan(7, 'p1', ['Read', 'in_progress'], ['Write', 'pending'], ['Dream', 'pending']),
    ...plan(8, 'p2', ['Read', 'completed'], ['Write', 'in_progress']),
    event(9, 'thread_name_updated', { thread_name: 'Lexer' }),
    event(10, 'telepathy'),
    codexLine(10, 'seance', {}),
    'no JSON\n',
    ...['world_state', 'compacted'].map((type) => codexLine(11, type, {})),
  ])
  const { turns, request, todos, title, unknownLines, unreadable, compactions } = (await home.read()) as Counted
  assert.equal([turns, request, title], [5, 'And document it', 'Lexer'])
  assert.equal(todos, { completed: ['Read'], pending: ['Write'], inProgress: ['Write'] })
  assert.equal([unknownLines, unreadable, compactions], [2, 1, 1])
})

test('a session with both agents in one project: each counted once, named', async ({ home }) => {
  home.write(main, [
    prompt(1, 'Plan it'),
    answer(2, 'm1', { input: 5, output: 7 }, { content: [use('t1', 'Bash', { command: 'npm test' })] }),
    result(3, 't1', { is_error: true, content: 'Exit code 1\nno' }),
  ])
  home.writeRollout(rollout(1), [
    meta(4, 1),
    turn(5),
    ...asks(6, 'Do it'),
    tokenCount(7, [100, 0, 5], [100, 0, 5]),
    ...shell(8, 'c1', 'npm test', 0, 'fine'),
  ])
  home.writeRollout(rollout(2), [meta(0, 2, { cwd: '/home/me/other' }), ...asks(1, 'Elsewhere')])
  const { agents, transcripts, models, turns, request, tools } = (await home.read()) as Counted
  assert.equal([agents, transcripts, turns, request], [['claude-code', 'codex'], 2, 2, 'Do it'])
  assert.equal(Object.keys(models), ['claude-opus-5', 'gpt-5-codex'])
  assert.equal(tools.exec_command, { calls: 1, failures: 0, denials: 0 })
})

test.run()
