import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { asks, meta, rollout, shell, tokenCount, turn } from './codex.ts'
import type { TestProject } from './project.ts'
import { answer, envelope, projectRoot, prompt, result, second, taskCall, use } from './transcripts.ts'

type Line = Record<string, unknown>

const minute = (minutes: number): number => minutes * 60
let calls = 0
let context = 18_000

/** One tool call of the agent's and its result, a few seconds apart, with the tokens that such a message takes. */
function call(seconds: number, name: string, input: object, output: string, line: object = {}): Line[] {
  const id = `toolu_day_${++calls}`
  context += 900
  const failed = /^(?:Exit code|PreToolUse|Permission)/.test(output) || 'toolDenialKind' in line
  return [
    answer(
      seconds,
      `msg_day_${calls}`,
      { input: 6, output: 180 + (calls % 7) * 40, read: context, write: 900 },
      {
        content: [use(id, name, input)],
        stop: 'tool_use',
        message: { usage: usageOf(context) },
      },
    ),
    result(seconds + 4, id, { content: output, ...(failed && { is_error: true }) }, line),
  ]
}

const usageOf = (read: number) => ({
  input_tokens: 6,
  output_tokens: 180 + (calls % 7) * 40,
  cache_read_input_tokens: read,
  cache_creation_input_tokens: 900,
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 900 },
})

const bash = (seconds: number, command: string, output: string, line: object = {}) =>
  call(seconds, 'Bash', { command }, output, line)
const edit = (seconds: number, path: string) =>
  call(seconds, 'Edit', { file_path: `${projectRoot}/${path}`, old_string: 'a', new_string: 'b' }, 'ok')
const says = (seconds: number, text: string) =>
  answer(
    seconds,
    `msg_day_said_${++calls}`,
    { input: 4, output: 320, read: context },
    { content: [{ type: 'text', text }] },
  )
const settings = (type: string, more: object): Line => ({ type, sessionId: 's1', ...more })
const created = (id: string, subject: string) => ({ task: { id, subject } })
const completed = (taskId: string) => ({
  success: true,
  taskId,
  updatedFields: ['status'],
  statusChange: { from: 'in_progress', to: 'completed' },
})

const rejected = "The user doesn't want to proceed with this tool use. The tool use was rejected."
const importFails = (what: string) => `Exit code 1\nnot ok: ${what}\n\n  41 passing (3s)\n  1 failing`

/** The main conversation of Claude Code's: three hours, from a bug report to an open pull request. */
function conversation(): Line[] {
  const tasks = [
    ['1', 'Find why files over 2 GB fail'],
    ['2', 'Read the file as a stream'],
    ['3', 'Test with a 3 GB file'],
    ['4', 'Make the lint pass'],
    ['5', 'Describe the limit in the README'],
  ] as const
  return [
    settings('permission-mode', { permissionMode: 'default' }),
    prompt(minute(0), 'The importer fails on files over 2 GB, find out why and fix it'),
    settings('ai-title', { aiTitle: 'Fix the importer on large files' }),
    ...tasks.flatMap(([id, subject], at) =>
      taskCall(minute(1) + at * 5, `day-c${id}`, 'TaskCreate', { subject }, created(id, subject)),
    ),
    ...bash(minute(3), 'rg -n "readFileSync" src', 'src/import.ts:12: const text = readFileSync(path)'),
    ...call(minute(4), 'Read', { file_path: `${projectRoot}/src/import.ts` }, 'const text = readFileSync(path)'),
    ...taskCall(minute(6), 'day-u1', 'TaskUpdate', { taskId: '1', status: 'completed' }, completed('1')),
    ...call(minute(7), 'Task', { description: 'Look for other readers', subagent_type: 'Explore' }, 'two more places'),
    {
      type: 'file-history-snapshot',
      messageId: 'day',
      isSnapshotUpdate: false,
      snapshot: { messageId: 'day', timestamp: second(minute(9)), trackedFileBackups: {} },
    },
    ...edit(minute(10), 'src/import.ts'),
    ...edit(minute(13), 'src/reader.ts'),
    ...bash(minute(15), 'npm test -- import 2>&1 | tail -20', importFails('reads 3 GB')),
    ...edit(minute(20), 'src/reader.ts'),
    ...bash(minute(24), 'npm test -- import', importFails('reads 3 GB')),
    prompt(minute(26), 'use a fixed buffer instead of collecting the chunks'),
    ...edit(minute(30), 'src/reader.ts'),
    ...bash(minute(33), 'npm test -- import', importFails('keeps the order of rows')),
    ...bash(minute(40), 'npm test -- import', '  42 passing (3s)'),
    ...taskCall(minute(41), 'day-u2', 'TaskUpdate', { taskId: '2', status: 'completed' }, completed('2')),
    ...bash(minute(44), 'npm run typecheck', 'Exit code 2\nsrc/reader.ts(31,7): error TS2322: Type is not assignable'),
    ...edit(minute(46), 'src/reader.ts'),
    ...bash(minute(48), 'npm run typecheck', 'fine'),
    ...bash(minute(55), 'git push --force origin fix-import', rejected, { toolDenialKind: 'user-rejected' }),
    prompt(minute(56), 'never force-push, commit on top'),
    ...bash(
      minute(58),
      'git commit -am "Read large files as a stream"',
      '[fix-import 1a2b3c4] Read large files as a stream',
    ),
    ...bash(minute(62), 'git push --force-with-lease origin fix-import', rejected, { toolDenialKind: 'user-rejected' }),
    ...bash(minute(64), 'gh pr create --fill', 'https://example.org/o/r/pull/7'),
    settings('pr-link', {
      prNumber: 7,
      prUrl: 'https://example.org/o/r/pull/7',
      prRepository: 'o/r',
      timestamp: second(minute(65)),
    }),
    says(minute(66), 'The pull request is open.'),
    // Half an hour of lunch; then Codex works for a while.
    {
      type: 'system',
      subtype: 'compact_boundary',
      compactMetadata: { trigger: 'auto', preTokens: context, postTokens: 9000 },
      ...envelope(minute(130)),
    },
    prompt(minute(130), 'This session is being continued from a previous conversation.', { isCompactSummary: true }),
    prompt(minute(131), 'add a test with a real 3 GB file'),
    ...call(minute(133), 'Write', { file_path: `${projectRoot}/test/large.test.ts`, content: 'x' }, 'ok'),
    ...bash(
      minute(135),
      'dd if=/dev/zero of=/data/3g.bin bs=1M count=3000',
      'PreToolUse:Bash hook error: [node guard.js]: inst_014: nothing is written outside the project',
    ),
    ...call(minute(137), 'Read', { file_path: `${projectRoot}/.env` }, 'Permission to use Read has been denied.'),
    ...bash(minute(140), 'npm run lint', 'Exit code 1\ntest/large.test.ts:4:7 lint/unused: this variable is unused'),
    ...edit(minute(143), 'test/large.test.ts'),
    ...bash(minute(146), 'npm run lint', 'Exit code 1\nsrc/reader.ts:31:3 lint/complexity: too complex'),
    ...bash(minute(150), 'npm run dev', 'Exit code 137\n[Request interrupted by user for tool use]', {
      toolDenialKind: 'interrupted',
    }),
    ...bash(minute(155), 'npm test', importFails('frees the buffer')),
    ...bash(minute(160), 'npm run lint', 'Exit code 1\nsrc/reader.ts:31:3 lint/complexity: too complex'),
    prompt(minute(165), 'lint is still failing, split the reader'),
    settings('last-prompt', { lastPrompt: 'lint is still failing, split the reader' }),
    ...edit(minute(170), 'src/reader.ts'),
    settings('queue-operation', {
      operation: 'enqueue',
      content: 'and then the README',
      timestamp: second(minute(171)),
    }),
    {
      type: 'system',
      subtype: 'away_summary',
      content:
        'Goal: make the importer read files over 2 GB. Done: streaming reader, PR 7 open. Next: split the reader so that the lint passes, then rerun the 3 GB test. (disable recaps in /config)',
      ...envelope(minute(176)),
    },
  ]
}

/** The subagent that the conversation started. */
const subagent = (): Line[] =>
  [
    prompt(minute(7) + 10, 'Look for other readers'),
    answer(
      minute(8),
      'msg_day_sub',
      { input: 900, output: 210, read: 4000 },
      { model: 'claude-haiku-4-5', content: [use('toolu_day_sub', 'Grep', { pattern: 'read' })] },
    ),
    result(minute(8) + 5, 'toolu_day_sub'),
    ...taskCall(minute(9), 'day-u3', 'TaskUpdate', { taskId: '3', status: 'completed' }, completed('3')),
  ].map((line) => ({ ...line, isSidechain: true, agentId: 'a1' }))

/** Codex reviews while Claude Code's window is away. */
const review = (): Line[] => [
  meta(minute(80), 1),
  turn(minute(80)),
  ...asks(minute(80), 'Review the branch fix-import'),
  tokenCount(minute(82), [12_000, 4000, 600], [12_000, 4000, 600]),
  ...shell(minute(83), 'call_day_1', 'git diff main', 0, 'diff --git a/src/reader.ts'),
  ...shell(minute(88), 'call_day_2', 'npm test -- import', 0, '  42 passing (3s)'),
  tokenCount(minute(95), [30_000, 15_000, 1500], [18_000, 11_000, 900]),
  ...shell(minute(97), 'call_day_3', 'docker compose up -d', 1, 'Cannot connect to the Docker daemon'),
  tokenCount(minute(105), [52_000, 33_000, 2600], [22_000, 18_000, 1100]),
]

/** Where the day's transcripts are written. */
export interface DayHomes {
  /** Claude Code's directory, and Codex's. */
  claude: string
  codex: string
}

/** A project with the files that the day edits: the last changes are uncommitted. */
export function prepareProject(project: TestProject): void {
  for (const file of ['src/import.ts', 'src/reader.ts', 'package.json']) project.write(file, '// before\n')
  project.commit('Begin the importer')
  project.git('checkout', '-q', '-b', 'fix-import')
}

export function leaveWorkUncommitted(project: TestProject): void {
  project.write('src/reader.ts', '// split in half\n')
  project.write('test/large.test.ts', '// 3 GB\n')
}

/** Three hours of work with both agents in a project, which ended at a time. */
export function writeWorkingDay(root: string, homes: DayHomes, end: number): void {
  const shift = end - Date.parse(second(minute(180)))
  const write = (path: string, lines: Line[]) => {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(
      path,
      text
        .replaceAll(projectRoot, root)
        .replace(/2026-09-1\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (time) => new Date(Date.parse(time) + shift).toISOString()),
    )
  }
  calls = 0
  context = 18_000
  const folder = join(homes.claude, 'projects', root.replace(/[^A-Za-z0-9]/g, '-'))
  write(join(folder, 's1.jsonl'), conversation())
  write(join(folder, 's1/subagents/agent-a1.jsonl'), subagent())
  write(join(homes.codex, 'sessions/2026/09/14', rollout(1)), review())
}
