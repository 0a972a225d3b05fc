import * as assert from 'uvu/assert'
import { asks, codexLine, event, item, meta, rollout, turn } from './support/codex.ts'
import {
  answer,
  type Counted,
  envelope,
  mainTranscript,
  prompt,
  second,
  type TranscriptHome,
  transcriptSuite,
} from './support/transcripts.ts'

const test = transcriptSuite('every type of line that the agents write')

/** What a line adds to a short conversation that is there: the keys of the count that differ, with their values. */
type Adds = Partial<Record<keyof Counted, unknown>>

const own = { sessionId: 's1' }
const subagentMessage = {
  type: 'assistant',
  requestId: 'r1',
  uuid: 'u3',
  timestamp: second(3),
  message: {
    id: 'm9',
    role: 'assistant',
    model: 'claude-haiku-4-5',
    content: [],
    usage: { input_tokens: 1, output_tokens: 2 },
  },
}

const claude: [type: string, lines: object[], adds: Adds][] = [
  ['ai-title', [{ type: 'ai-title', aiTitle: 'Fix login test', ...own }], { title: 'Fix login test' }],
  [
    'custom-title, before a title of the agent’s own',
    [
      { type: 'custom-title', customTitle: 'login', ...own },
      { type: 'ai-title', aiTitle: 'Fix login test', ...own },
    ],
    { title: 'login' },
  ],
  ['agent-name', [{ type: 'agent-name', agentName: 'login', ...own }], {}],
  [
    'away_summary',
    [
      {
        type: 'system',
        subtype: 'away_summary',
        content: 'Goal: fix login. Next: push.',
        isMeta: false,
        ...envelope(3),
      },
    ],
    { summary: { goal: 'fix login.', next: 'push.' } },
  ],
  [
    'pr-link, written twice',
    [1, 2].map(() => ({
      type: 'pr-link',
      prNumber: 7,
      prUrl: 'https://github.com/o/r/pull/7',
      prRepository: 'o/r',
      timestamp: second(3),
      ...own,
    })),
    { links: [{ kind: 'pr', url: 'https://github.com/o/r/pull/7' }] },
  ],
  [
    'last-prompt, of which the request is known whole',
    [{ type: 'last-prompt', lastPrompt: 'Write…', leafUuid: 'u9', ...own }],
    {},
  ],
  [
    'task_reminder',
    [
      {
        type: 'attachment',
        attachment: {
          type: 'task_reminder',
          content: [{ id: '1', subject: 'Fix', description: 'd', status: 'pending', blocks: [], blockedBy: [] }],
          itemCount: 1,
        },
        ...envelope(3),
      },
    ],
    { todos: { completed: [], pending: ['Fix'] } },
  ],
  [
    'agent_progress',
    [
      {
        type: 'progress',
        data: { type: 'agent_progress', agentId: 'a1', prompt: 'p', message: subagentMessage },
        toolUseID: 't1',
        parentToolUseID: 't0',
        ...envelope(3),
      },
    ],
    { models: ['claude-haiku-4-5', 'claude-opus-5'] },
  ],
  ...['bash_progress', 'hook_progress', 'mcp_progress'].map((type): [string, object[], Adds] => [
    type,
    [{ type: 'progress', data: { type }, toolUseID: 't1', ...envelope(3) }],
    {},
  ]),
  [
    'compact_boundary',
    [
      {
        type: 'system',
        subtype: 'compact_boundary',
        compactMetadata: { trigger: 'auto', preTokens: 155_377, postTokens: 1873 },
        ...envelope(3),
      },
    ],
    { compactions: 1 },
  ],
  ['a summary behind a compaction', [prompt(3, 'This session is being continued…', { isCompactSummary: true })], {}],
  ['summary', [{ type: 'summary', summary: 'Login fix', leafUuid: 'u6' }], { title: 'Login fix' }],
  [
    'file-history-snapshot',
    [
      {
        type: 'file-history-snapshot',
        messageId: 'u5',
        isSnapshotUpdate: false,
        snapshot: {
          messageId: 'u5',
          timestamp: second(3),
          trackedFileBackups: { 'src/a.ts': { backupFileName: null } },
        },
      },
    ],
    {},
  ],
  [
    'file-history-snapshot-delta',
    [{ type: 'file-history-snapshot-delta', trackingPath: 'src/a.ts', snapshotMessageId: 'u5', backup: null }],
    {},
  ],
  [
    'queue-operation',
    ['enqueue', 'dequeue', 'remove', 'popAll'].map((operation) => ({
      type: 'queue-operation',
      operation,
      timestamp: second(3),
      ...own,
    })),
    {},
  ],
  ...[
    ['mode', 'permission-mode', 'bridge-session', 'worktree-state', 'relocated', 'continued-in'],
    ['tag', 'atis-latch', 'agent-color', 'content-replacement', 'cost-state'],
  ]
    .flat()
    .map((type): [string, object[], Adds] => [type, [{ type, ...own }], {}]),
  ['a type of tomorrow', [{ type: 'telepathy', ...own }], { unknownLines: 1 }],
]

const codex: [type: string, lines: object[], adds: Adds][] = [
  ['reasoning', [item(3, 'reasoning', { summary: [], encrypted_content: 'x' })], {}],
  [
    'message of the agent’s',
    [item(3, 'message', { role: 'assistant', content: [{ type: 'output_text', text: 'Done' }] })],
    {},
  ],
  ...['agent_message', 'agent_reasoning', 'task_started', 'task_complete', 'turn_aborted', 'patch_apply_end'].map(
    (type): [string, object[], Adds] => [type, [event(3, type, {})], {}],
  ),
  ['context_compacted', [event(3, 'context_compacted')], { compactions: 1 }],
  ['compacted', [codexLine(3, 'compacted', { message: 'so far' })], { compactions: 1 }],
  ['world_state', [codexLine(3, 'world_state', {})], {}],
  ['turn_context', [turn(3)], {}],
  ['session_meta of a resumed session', [meta(3, 1)], {}],
  [
    'item_completed',
    [event(3, 'item_completed', { item: { type: 'UserMessage', content: [{ type: 'text', text: 'Now test it' }] } })],
    { turns: 2, request: 'Now test it' },
  ],
  ['a type of tomorrow', [codexLine(3, 'telepathy', {})], { unknownLines: 1 }],
  ['an event of tomorrow', [event(3, 'telepathy')], { unknownLines: 1 }],
]

/** What is compared of a count; of the models, their names. */
const shown = ({
  title,
  summary,
  links,
  todos,
  models,
  compactions,
  unknownLines,
  unreadable,
  turns,
  request,
}: Counted) => ({
  title,
  summary,
  links,
  todos,
  compactions,
  unknownLines,
  unreadable,
  turns,
  request,
  models: Object.keys(models).sort(),
})

async function addedBy(home: TranscriptHome, write: (lines: object[]) => void, lines: object[]): Promise<object> {
  write([])
  const before: Record<string, unknown> = shown((await home.read()) as Counted)
  write(lines)
  const after = shown((await home.read()) as Counted)
  return Object.fromEntries(
    Object.entries(after).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key])),
  )
}

for (const [type, lines, adds] of claude)
  test(`Claude Code: ${type}`, async ({ home }) => {
    const conversation = [prompt(1, 'Write the lexer'), answer(2, 'm1', { output: 1 })]
    const write = (more: object[]) => home.write(mainTranscript, [...conversation, ...more])
    assert.equal(await addedBy(home, write, lines), adds)
  })

for (const [type, lines, adds] of codex)
  test(`Codex: ${type}`, async ({ home }) => {
    const conversation = [meta(0, 1), turn(1), ...asks(2, 'Write the lexer')]
    const write = (more: object[]) => home.writeRollout(rollout(1), [...conversation, ...more])
    assert.equal(await addedBy(home, write, lines), adds)
  })

test.run()
