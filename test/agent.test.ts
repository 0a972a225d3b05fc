import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decision } from './support/decisions.ts'
import { createProject, type TestProject } from './support/project.ts'
import { answer, prompt, result, second, use } from './support/transcripts.ts'

interface Context {
  project: TestProject
  home: string
  write(name: string, lines: object[]): void
  report(args?: string[]): Report
}
interface Report {
  outcome: string
  agent?: Record<string, unknown>
  analysis: {
    decisions: Record<string, number>
    services: Record<string, object>
    violations: { key: string; count: number; contexts: number }[]
    health: { score: number | null; basis: { why: string }[] }
  }
  tasks: { id: string; outcome: string; reason?: object }[]
}

const test = suite<Context>('the agent block')
const window = ['--from', second(0), '--to', second(3600)]
const handoff = 'SESSION_CLOSEDOWN_2026-09-14.md'

test.before.each((context) => {
  const project = createProject()
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'bookend-claude-')))
  const run = (args: string[]) => project.bookend(args, { env: { CLAUDE_CONFIG_DIR: home } })
  Object.assign(context, {
    project,
    home,
    write(name: string, lines: object[]) {
      const path = join(home, 'projects', name)
      mkdirSync(dirname(path), { recursive: true })
      const own = lines.map((line) => ({ ...line, cwd: project.root }))
      writeFileSync(path, own.map((line) => `${JSON.stringify(line)}\n`).join(''))
    },
    report: (args: string[] = []) => JSON.parse(run(['closedown', '--json', ...window, ...args]).stdout),
  })
})
test.after.each(({ project, home }) => {
  project.remove()
  rmSync(home, { recursive: true, force: true })
})

const day = [
  prompt(1),
  answer(2, 'm1', { input: 10, output: 100, read: 90_000, write: 500 }, { content: [use('t1')] }),
  result(3, 't1', { is_error: true, content: 'Exit code 1' }),
  answer(
    4,
    'm2',
    { input: 10, output: 50, read: 110_000 },
    { content: [use('t2', 'Write', { file_path: 'src/a.ts' })] },
  ),
  result(5, 't2', { is_error: true, content: 'no' }, { toolDenialKind: 'user-rejected' }),
  result(
    6,
    't3',
    {},
    {
      toolUseResult: {
        newTodos: [
          { content: 'Read the parser', status: 'completed' },
          { content: 'Write the lexer\n# Forged', status: 'in_progress' },
          { content: 'Test it', status: 'pending' },
        ],
      },
    },
  ),
]

test('the report has what the transcripts come to, exactly', ({ write, report }) => {
  write('-p/s1.jsonl', day)
  assert.equal(report().agent, {
    agents: ['claude-code'],
    transcripts: 1,
    models: {
      // In dollars for a million tokens: 5 for input, 25 for output, 0.5 from cache, 6.25 to cache.
      'claude-opus-5': { messages: 2, input: 20, output: 150, cacheRead: 200_000, cacheWrite: 500, costUsd: 0.106975 },
    },
    context: { peak: 110_010, last: 110_010, window: 1_000_000 },
    compactions: 0,
    tools: { Bash: { calls: 1, failures: 1, denials: 0 }, Write: { calls: 1, failures: 0, denials: 1 } },
    activeMinutes: 1,
    turns: 1,
    request: 'Go on.',
    links: [],
    failing: [{ tool: 'Bash', command: 'npm test', count: 1, lastAt: second(3), error: '', passedLater: false }],
    refused: [{ tool: 'Write', command: 'src/a.ts', by: 'user', count: 1, reason: 'no' }],
    unfinished: [],
    edited: [],
    todos: {
      completed: ['Read the parser'],
      pending: ['Write the lexer\n# Forged', 'Test it'],
      inProgress: ['Write the lexer\n# Forged'],
    },
    notRead: [],
    unknownLines: 0,
    unreadable: 0,
  })
  assert.equal(report(['--from', second(3600), '--to', second(7200)]).agent, undefined)
})

test('without a transcript there is no block, and nothing is amiss', ({ report }) => {
  const { outcome, agent, tasks } = report()
  assert.is(outcome, 'ok')
  assert.is(agent, undefined)
  assert.is(tasks.find(({ id }) => id === 'analysis/agent')?.outcome, 'skipped')
})

test('a directory that cannot be read degrades the run and is named without a path of this machine', ({
  home,
  report,
}) => {
  writeFileSync(join(home, 'projects'), 'a file where the directory should be')
  const { outcome, tasks } = report()
  assert.is(outcome, 'degraded')
  assert.equal(tasks.find(({ id }) => id === 'analysis/agent')?.reason, {
    reason: 'unreadable',
    path: '$CLAUDE_CONFIG_DIR/projects',
    detail: 'ENOTDIR',
  })
})

test('nothing is written below the directory of Claude Code, and a dry run changes nothing at all', ({
  home,
  project,
  write,
  report,
}) => {
  write('-p/s1.jsonl', day)
  const file = join(home, 'projects/-p/s1.jsonl')
  const before = [readFileSync(file, 'utf8'), statSync(file).mtimeMs]
  assert.ok(report(['--dry-run']).agent)
  assert.not.ok(readdirSync(project.root).includes('.claude'))
  report()
  assert.equal([readFileSync(file, 'utf8'), statSync(file).mtimeMs], before)
  assert.equal(readdirSync(join(home, 'projects')), ['-p'])
})

test('to-dos stand in the handoff as asserted, and the first pending one is the next action', ({
  project,
  write,
  report,
}) => {
  write('-p/s1.jsonl', day)
  project.write(
    '.claude/token-checkpoints.json',
    JSON.stringify({
      budget: 200_000,
      checkpoints: [25, 50, 75].map((percentage) => ({
        percentage,
        tokens: percentage * 2000,
        completed: percentage === 25,
      })),
    }),
  )
  report()
  const text = project.read(handoff)
  assert.match(text, /^- \*\*Next action\*\*: Write the lexer \\?# Forged \(asserted, in progress\)$/m)
  assert.match(text, /### Completed\n\n(- .*\n)*- Read the parser \(asserted\)\n/)
  assert.match(text, /### Pending\n\n- Write the lexer \\?# Forged \(asserted, in progress\)\n- Test it \(asserted\)\n/)
  assert.match(text, /First pending task: Write the lexer/)
  assert.match(text, /^- context: 110010 tokens at its largest, 55 % of the budget; 110010 at last; 0 compactions$/m)
  assert.match(text, /^- token checkpoints: reached: 25 %, 50 %; of these not taken: 50 %$/m)
  assert.match(
    text,
    /^- tools: 2 calls of 2 tools; Bash 1 failed and 0 refused of 1; Write 0 failed and 1 refused of 1$/m,
  )
  assert.match(text, /^- last request: Go on\. \(asserted\)$/m)
  assert.match(text, /^- failed once: `npm test` \(not passed since\)$/m)
  assert.match(text, /^- refused once \(user\): `Write src\/a\.ts`: no$/m)
  assert.match(text, /^- Claude Code: 1 transcript, .* 2 messages, .*about \\?\$0\.11 /m)
  assert.not.match(text, /^# Forged/m)
})

test('summary, letter and page name the same uncommitted files: the most edited first, and those of other hands too', ({
  project,
  home,
  write,
}) => {
  const edit = (at: number, id: string, path: string) => [
    answer(at, `m-${id}`, {}, { content: [use(id, 'Edit', { file_path: join(project.root, path) })] }),
    result(at + 1, id),
  ]
  write('-p/s1.jsonl', [...day, ...edit(10, 'e1', 'b.ts'), ...edit(20, 'e2', 'c.ts'), ...edit(30, 'e3', 'c.ts')])
  for (const file of ['a.ts', 'b.ts', 'c.ts']) project.write(file, 'new\n')
  const { stdout } = project.bookend(['closedown', ...window], { env: { CLAUDE_CONFIG_DIR: home } })
  assert.match(stdout, /^Uncommitted: c\.ts; b\.ts; a\.ts$/m)
  assert.match(project.read(handoff), /; uncommitted: `c\.ts`, `b\.ts`, `a\.ts`$/m)
  const page = project
    .read(handoff.replace('.md', '.html'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
  assert.match(page, / Uncommitted c\.ts b\.ts a\.ts /)
})

test('the letter of a session that broke off says what was said last, and what may be done or not', ({
  project,
  write,
  report,
}) => {
  const edit = (at: number, path: string) =>
    answer(at, `m-${path}`, {}, { content: [use(`t-${path}`, 'Edit', { file_path: join(project.root, path) })] })
  const many = Array.from({ length: 60 }, (_, at) => [edit(100 + at, `f${at}.ts`), result(100 + at, `t-f${at}.ts`)])
  write('-p/s1.jsonl', [
    prompt(1, 'Add pages'),
    ...many.flat(),
    answer(200, 'm-said', { output: 1 }, { content: [{ type: 'text', text: 'Pages are there; `offset` is not.' }] }),
    prompt(201, 'go on'),
    edit(202, 'last.ts'),
  ])
  const { agent } = report()
  assert.equal([(agent?.edited as object[] | undefined)?.length, agent?.moreEdited], [50, 10])
  const text = project.read(handoff)
  assert.match(text, /^- \*\*Last answer\*\*: Pages are there; offset is not\. \(asserted\)$/m)
  assert.match(text, /^- \*\*Cut off\*\*: `Edit last\.ts` \(2026-09-14 12:03, no result seen\)$/m)
  assert.match(text, /^- no result seen, so it may be done or not: `Edit last\.ts`, 2026-09-14 12:03$/m)
  assert.match(text, /^- and 55 more files edited: /m)
})

test("each size of the context is measured by its own model's window", ({ project, write, report }) => {
  write('-p/s1.jsonl', [...day, answer(7, 'm3', { input: 20, read: 50_000 }, { model: 'claude-haiku-4-5' })])
  assert.equal(report().agent?.context, { peak: 110_010, last: 50_020, window: 1_000_000, lastWindow: 200_000 })
  assert.match(
    project.read(handoff),
    /^- context: 110010 tokens at its largest, 11 % of the model's 1000000; 50020 at last, 25 % of its model's 200000; 0 compactions$/m,
  )
})

test('notes come before the to-dos of the agent, and what was noted is not said twice', ({
  project,
  write,
  report,
}) => {
  write('-p/s1.jsonl', day)
  project.bookend(['init'])
  project.bookend(['note', '--todo', 'Draw the tree'])
  project.bookend(['note', '--done', 'Test it'])
  const to = new Date(Date.now() + 1000).toISOString()
  report(['--to', to])
  const text = project.read(`SESSION_CLOSEDOWN_${to.slice(0, 10)}.md`)
  assert.match(text, /\*\*Next action\*\*: Draw the tree/)
  assert.match(
    text,
    /### Pending\n\n- 1: Draw the tree \(asserted\)\n- Write the lexer \\?# Forged \(asserted, in progress\)\n\n/,
  )
})

test('with the source claude-code every decided tool call is a decision, once', ({ project, write, report }) => {
  const denied = [
    ...day,
    answer(10, 'm3', {}, { content: [use('t4', 'Bash', { command: 'TOKEN=abc git push --force' })] }),
    result(11, 't4', {
      is_error: true,
      content: 'PreToolUse:Bash hook error: [node /home/me/guard.js]: inst_020: no force push\nmore',
    }),
    answer(
      12,
      'm4',
      {},
      {
        content: [
          use('t5', 'Read', { file_path: join(project.root, 'src/b.ts') }),
          use('t6', 'Grep', { pattern: 'x' }),
        ],
      },
    ),
    result(13, 't5', { is_error: true, content: 'Permission to use Read has been denied.' }),
    result(14, 't6'),
  ]
  write('-p/s1.jsonl', denied.slice(0, 8))
  project.write('session.config.ts', "export default { audit: 'claude-code' }")
  assert.is(report().analysis.decisions.total, 3)
  write('-p/s1.jsonl', denied)
  write('-p/fork.jsonl', denied)
  const { analysis, agent } = report()
  assert.equal(analysis.decisions, { total: 5, allowed: 2, blocked: 3, unreadable: 0, mended: 0 })
  assert.is(
    Object.values(agent?.tools as Record<string, { denials: number }>).reduce((sum, { denials }) => sum + denials, 0),
    3,
  )
  assert.equal(Object.keys(analysis.services), ['ClaudeCode'])
  assert.equal(
    analysis.violations.map(({ key, count, contexts }) => [key, count, contexts]),
    [
      ['inst_020', 1, 1],
      ['permission-rule: Read', 1, 1],
      ['user-rejected: Write', 1, 1],
    ],
  )
})

test("the project under a link's name is the project, and so are its files", ({ project, home, report }) => {
  const link = join(home, 'link')
  symlinkSync(project.root, link)
  const path = join(home, 'projects/-link/s1.jsonl')
  mkdirSync(dirname(path), { recursive: true })
  const lines = [
    answer(1, 'm1', { output: 5 }, { content: [use('t1', 'Edit', { file_path: join(link, 'src/new.ts') })] }),
    result(2, 't1'),
  ]
  writeFileSync(path, lines.map((line) => `${JSON.stringify({ ...line, cwd: link })}\n`).join(''))
  const agent = report().agent as { transcripts: number; edited: { path: string }[] } | undefined
  assert.equal([agent?.transcripts, agent?.edited.map((each) => each.path)], [1, ['src/new.ts']])
})

test('without texts nothing that was said is in any file that is written, the cache included', ({
  project,
  write,
  report,
}) => {
  let planted = 0
  const word = () => `saidword${++planted}`
  const command = (at: number, text: string, output: string, line = {}) => [
    answer(
      at,
      `m${at}`,
      {},
      { content: [{ type: 'text', text: word() }, use(`t${at}`, 'Bash', { command: text, description: word() })] },
    ),
    result(at, `t${at}`, { is_error: true, content: output }, line),
  ]
  write('-p/s1.jsonl', [
    prompt(1, word()),
    { type: 'ai-title', aiTitle: word() },
    { type: 'custom-title', customTitle: word() },
    { type: 'last-prompt', lastPrompt: word() },
    { type: 'queue-operation', operation: 'enqueue', content: word() },
    { ...prompt(2), type: 'system', subtype: 'away_summary', content: `Goal: ${word()}. Next: ${word()}.` },
    ...['grep', 'ssh', 'echo', 'rg', 'psql', 'git push', 'npm test', 'python3 -c'].flatMap((program, n) =>
      command(10 + n, `X=${word()} ${program} ${word()}.x '${word()}' | tail`, `Exit code 1\n${word()}`),
    ),
    ...['grep', 'ssh', 'cat'].flatMap((program, n) =>
      command(30 + n, `${program} ${word()}`, `Exit code 1\n${word()}`),
    ),
    ...command(40, 'make', `PreToolUse:Bash hook error: [node x.js]: ${word()}`),
    ...command(41, 'make', `PreToolUse:Bash hook error: [node x.js]: inst_014: ${word()}`),
    ...command(42, 'rm x', `The user doesn't want to proceed with this tool use. the user said: ${word()}`),
    result(
      43,
      't43',
      {},
      { toolUseResult: { newTodos: [{ content: word(), status: 'pending', activeForm: word() }] } },
    ),
    {
      ...prompt(44),
      type: 'attachment',
      attachment: { type: 'task_reminder', content: [{ id: '1', subject: word(), status: 'pending' }] },
    },
    prompt(45, word(), { isCompactSummary: true }),
  ])
  project.write('session.config.ts', "export default { agentText: false, audit: 'claude-code' }")
  const text = JSON.stringify(report())
  assert.match(text, /"inst_014"/)
  assert.not.match(text, /saidword/)
  const names = readdirSync(project.root, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.startsWith('.git/'),
  )
  const files = names.map((name) => join(project.root, name)).filter((path) => statSync(path).isFile())
  assert.ok(files.some((path) => path.endsWith('.db')) && files.some((path) => path.endsWith('.html')))
  for (const path of files) assert.not.ok(readFileSync(path, 'latin1').includes('saidword'), path)
  const letter = project.read(handoff)
  assert.match(letter, /### Pending\n\n- \d to-dos? of the agent's, whose texts are not kept \(agentText is false\)\n/)
  assert.match(letter, /^- left out: title and last request \(agentText is false\)$/m)
})

test("the agent's sessions have baselines, anomalies and a history of their own", ({
  project,
  home,
  write,
  report,
}) => {
  const callsADay = 40
  const lines = [0, 1, 2, 3, 4, 5, 6].flatMap((day) =>
    Array.from({ length: callsADay }, (_, call) => {
      const at = day * 86_400 + call * 90
      const id = `d${day}-${call}`
      const failed = call < (day === 6 ? 30 : 3)
      return [
        answer(at, `m-${id}`, { input: 10, output: 100, read: day === 6 ? 900_000 : 60_000 }, { content: [use(id)] }),
        result(at + 1, id, failed ? { is_error: true, content: 'Exit code 1' } : {}),
      ]
    }).flat(),
  )
  write('-p/s1.jsonl', lines)
  const last = ['--from', second(6 * 86_400), '--to', second(6 * 86_400 + 3600)]
  const { analysis } = report(last) as Report & {
    analysis: {
      agent: object
      baseline: { inferred: number; comparisons: { metric: string; usual: number; verdict: string }[] }
      anomalies: { service?: string; kind: string; detail: string }[]
    }
  }
  assert.equal(analysis.agent, {
    calls: 40,
    failures: 30,
    failureRate: 0.75,
    refusals: 0,
    costUsd: 18.102,
    contextPeak: 900_010,
    compactions: 0,
  })
  assert.is(analysis.baseline.inferred, 6)
  const compared = new Map(analysis.baseline.comparisons.map((each) => [each.metric, each]))
  assert.equal(
    ['agent.failureRate', 'agent.costUsd', 'agent.contextPeak'].map((metric) => {
      const { usual, verdict } = compared.get(metric) ?? {}
      return [usual, verdict]
    }),
    [
      [0.075, 'worse'],
      [1.302, 'worse'],
      [60_010, 'worse'],
    ],
  )
  assert.equal(
    analysis.anomalies.map(({ kind, service, detail }) => [kind, service, detail]),
    [
      ['rate', undefined, '75.0 % of the tool calls failed; usually 7.5 % in the 6 sessions before'],
      ['flood', undefined, '$18.10 for the models, estimated; usually $1.30 in the 6 sessions before'],
      ['pressure', undefined, '900010 tokens in the largest context; usually 60010 in the 6 sessions before'],
    ],
  )
  const explained = [
    'agent.models.claude-opus-5.costUsd',
    'agent.context.peak',
    'agent.tools.Bash.failures',
    'analysis.baseline.comparisons',
  ].map((path) => project.json<{ definition: string; source: string; figures: object }>(['explain', path]))
  assert.is(new Set(explained.map(({ definition }) => definition)).size, 4)
  const [cost, context, failures, comparisons] = explained
  assert.match(cost?.source ?? '', /^docs\/transcripts\.md, .*genai-prices \d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)$/)
  assert.equal(Object.values(cost?.figures ?? {}), [40, 400, 4_000, 36_000_000, 0])
  assert.equal(context?.figures, { 'agent.context.last': 900_010, 'agent.context.window': 1_000_000 })
  assert.equal(failures?.figures, { 'agent.tools.Bash.calls': 40, 'agent.tools.Bash.denials': 0 })
  const { length } = analysis.baseline.comparisons
  assert.is(Object.keys(comparisons?.figures ?? {}).length, 2 + 2 * length)
  const { stdout } = project.bookend(['history'], { env: { CLAUDE_CONFIG_DIR: home } })
  assert.match(stdout, /^Session +Failed +Refused +Cost +Context +Compactions$/m)
  assert.match(stdout, /^\S+ +75\.0 % +0 +\$18\.10 +900010 +0$/m)
  for (const line of stdout.split('\n')) assert.ok([...line].length <= 80, line)
})

test('what an agent did is the same whether somebody closed its session or it was inferred', ({
  project,
  home,
  write,
  report,
}) => {
  const day = 86_400
  const failure = { is_error: true, content: 'Exit code 1' }
  const sessionAt = (start: number) => {
    const id = (name: string) => `${name}-${start}`
    return [
      prompt(start),
      answer(start + 60, id('m1'), { read: 60_000 }, { content: ['a', 'b', 'c'].map((name) => use(id(name))) }),
      result(start + 70, id('a'), failure),
      result(start + 70, id('b'), failure),
      result(start + 80, id('c')),
      answer(start + 90, id('m2'), { read: 70_000 }, { content: [use(id('d'))] }),
      result(start + 100, id('d')),
      // Half an hour of thought; the last answer has no decision behind it, and is the largest.
      answer(start + 1900, id('m3'), { output: 5_000, read: 90_000 }),
    ]
  }
  write(
    '-p/s1.jsonl',
    [0, 1, 2, 3, 4, 5].flatMap((each) => sessionAt(each * day)),
  )
  // Something is said between two sessions, and belongs to none.
  write('-p/s2.jsonl', [prompt(day / 2), answer(day / 2 + 1, 'between', { output: 9_000, read: 500_000 })])
  const { analysis } = report(['--from', second(5 * day), '--to', second(5 * day + 3600)]) as Report & {
    analysis: { agent: object; exposure: object; anomalies?: object[]; baseline: { inferred: number } }
  }
  const { calls, failures, failureRate, contextPeak } = analysis.agent as Record<string, number>
  assert.equal([calls, failures, failureRate, contextPeak], [4, 2, 0.5, 90_000])
  assert.is(analysis.baseline.inferred, 5)
  assert.equal(analysis.anomalies ?? [], [])
  const { stdout } = project.bookend(['history', '--json'], { env: { CLAUDE_CONFIG_DIR: home } })
  const { sessions } = JSON.parse(stdout) as { sessions: { agent: Record<string, number> }[] }
  assert.is(sessions.length, 6)
  for (const { agent } of sessions) assert.equal(agent, sessions.at(-1)?.agent)
})

test('calls that were made before the window and fail in it are no more than all', ({ write, report }) => {
  const ids = ['a', 'b', 'c']
  write('-p/s1.jsonl', [
    answer(1, 'm1', {}, { content: ids.map((id) => use(id)) }),
    ...ids.map((id) => result(10, id, { is_error: true, content: 'Exit code 1' })),
    answer(11, 'm2', {}, { content: [use('d')] }),
    result(12, 'd'),
  ])
  const { agent } = report(['--from', second(5), '--to', second(20)]).analysis as { agent?: Record<string, number> }
  assert.equal([agent?.calls, agent?.failures, agent?.failureRate], [3, 3, 1])
})

test('names in a transcript can neither colour a terminal nor hide a key', ({ project, home, write, report }) => {
  write('-p/s1.jsonl', [
    answer(1, 'm1', {}, { model: '\u001b[31mred', content: [use('t1', '__proto__'), use('t2', '\u001b[2J')] }),
  ])
  assert.equal(Object.keys(report().agent?.tools as object), ['\u001b[2J', '__proto__'])
  const { stdout } = project.bookend(['task', 'analysis/agent', ...window], { env: { CLAUDE_CONFIG_DIR: home } })
  assert.match(stdout, /red +1 message\b/)
  assert.not.ok(stdout.includes('\u001b'))
})

test('where no audit log was ever seen, the transcripts are the source by themselves; else only where they are named', ({
  project,
  home,
  write,
  report,
}) => {
  write('-p/s1.jsonl', [...day, { type: 'nothing' }])
  const { analysis } = report()
  assert.equal([analysis.decisions.total, Object.keys(analysis.services)], [2, ['ClaudeCode']])
  assert.is(analysis.health.score, null)
  assert.match(analysis.health.basis[0]?.why ?? '', /^not scored: only the agent decided/)
  const { stdout } = project.bookend(['task', 'analysis/decisions', ...window], { env: { CLAUDE_CONFIG_DIR: home } })
  assert.match(
    stdout,
    /^no audit log: the agents' own transcripts are the source, whichever agent's \(in the configuration: claude-code\)$/m,
  )
  project.write('session.config.ts', "export default { audit: 'sqlite:' }")
  project.bookend(['closedown'], { env: { CLAUDE_CONFIG_DIR: home } })
  // An audit log was seen: from now on the transcripts are a source only where they are named.
  project.write('session.config.ts', 'export default {}')
  project.write('.memory/audit/decisions-2026-09-14.jsonl', `${decision(second(1))}\n`)
  write('-p/s1.jsonl', [...day, answer(20, 'm9', {}, { content: [use('t9')] }), result(21, 't9')])
  assert.is(report().analysis.decisions.total, 3)
  project.write('session.config.ts', "export default { audit: ['sqlite:', 'claude-code'] }")
  assert.is(report().analysis.decisions.total, 4)
  assert.is(report().analysis.decisions.total, 4)
})

test('a relative directory of the agent is the one in the project, and lists each transcript once', ({ project }) => {
  project.write('agent/projects/-x/s1.jsonl', `${JSON.stringify({ ...prompt(1, 'Go on'), cwd: project.root })}\n`)
  const counted = (directory: string) => {
    const { stdout } = project.bookend(['task', 'analysis/agent', '--json', ...window], {
      env: { CLAUDE_CONFIG_DIR: directory },
    })
    return JSON.parse(stdout).transcripts
  }
  assert.is(counted('agent'), 1)
  assert.is(counted(join(project.root, 'agent')), 1)
  assert.is(counted('agent/'), 1)
})

test.run()
