import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { asks, codexLine, event, meta, rollout, shell, thread, tokenCount, turn } from './support/codex.ts'
import { randomRuns } from './support/random-runs.ts'
import {
  answer,
  type Counted,
  createTranscriptHome,
  envelope,
  projectRoot,
  prompt,
  result,
  type TranscriptHome,
  use,
} from './support/transcripts.ts'

const test = suite('random days of both agents')

const deeds = ['ask', 'type', 'pass', 'fail', 'hidden', 'refuse', 'edit', 'compact', 'unknown', 'say'] as const
type Deed = (typeof deeds)[number]
/** Something that happens in a day, with what makes it itself. */
interface Event {
  deed: Deed
  id: string
  at: number
  output: number
}

const commands: Partial<Record<Deed, [command: string, printed: string]>> = {
  pass: ['make build', 'ok'],
  fail: ['make lint', 'Exit code 2\nsrc/a.go:3:1: no'],
  hidden: ['npm test | tail -3', '  3 passing (1s)\n  2 failing'],
  refuse: ['git push --force', "The user doesn't want to proceed with this tool use."],
}

/** What Claude Code writes of it: an answer in two lines with one message, as it does, and the result. */
function claudeLines({ deed, id, at, output }: Event): object[] {
  const typed = { type: 'queued_command', commandMode: 'prompt', prompt: `typed ${id}`, source_uuid: `typed-${id}` }
  const said = (content: object) => [
    answer(at, `m${id}`, { output: 1, read: 10 }, { content: [{ type: 'text', text: 'So.' }], stop: null }),
    answer(at, `m${id}`, { output, read: 10 }, { content: [content] }),
  ]
  const [command, printed] = commands[deed] ?? []
  if (command)
    return [
      ...said(use(`t${id}`, 'Bash', { command })),
      result(
        at,
        `t${id}`,
        { content: printed, ...((deed === 'fail' || deed === 'refuse') && { is_error: true }) },
        deed === 'refuse' ? { toolDenialKind: 'user-rejected' } : {},
      ),
    ]
  switch (deed) {
    case 'ask':
      return [prompt(at, `ask ${id}`)]
    case 'type':
      // It is delivered in the middle of a turn, and by some versions as a line of the user's as well.
      return [
        { type: 'attachment', attachment: typed, ...envelope(at) },
        ...(output % 3 === 0 ? [{ ...prompt(at, `typed ${id}`), uuid: `typed-${id}` }] : []),
      ]
    case 'edit':
      return [...said(use(`t${id}`, 'Edit', { file_path: `${projectRoot}/a.ts` })), result(at, `t${id}`)]
    case 'compact':
      return [{ type: 'system', subtype: 'compact_boundary', ...envelope(at) }]
    case 'unknown':
      return [{ type: 'telepathy', ...envelope(at) }]
    default:
      return said({ type: 'text', text: 'Done.' })
  }
}

interface Spent {
  input: number
  output: number
}

/** What Codex writes of it, at another time where a fork copies it. Its totals grow from response to response. */
function codexLines({ deed, id, at, output }: Event, shift: number, spent: Spent): object[] {
  const tokens = () => {
    // A response is known by the totals behind it, which no two of a family have in common.
    spent.input += at * 17
    spent.output += output
    return tokenCount(at + shift, [spent.input, spent.input, spent.output], [at * 17, at * 17, output])
  }
  const [command, printed] = commands[deed] ?? []
  if (command) {
    const ran = shell(
      at + shift,
      `c${id}`,
      command,
      deed === 'fail' ? 2 : 0,
      printed?.replace(/^Exit code.*\n/, '') ?? '',
    )
    const refused = codexLine(at + shift + 1, 'response_item', {
      type: 'function_call_output',
      call_id: `c${id}`,
      output: 'exec command rejected by user',
    })
    return [tokens(), ...(deed === 'refuse' ? [ran[0] as object, refused] : ran)]
  }
  switch (deed) {
    case 'ask':
    case 'type':
      return asks(at + shift, `ask ${id}`)
    case 'edit':
      return [
        tokens(),
        codexLine(at + shift, 'response_item', {
          type: 'custom_tool_call',
          call_id: `c${id}`,
          name: 'apply_patch',
          input: '*** Begin Patch\n*** Update File: a.ts\n*** End Patch',
        }),
        codexLine(at + shift, 'response_item', {
          type: 'custom_tool_call_output',
          call_id: `c${id}`,
          output: '{"output":"Success.","metadata":{"exit_code":0}}',
        }),
      ]
    case 'compact':
      return [codexLine(at + shift, 'compacted', { message: `so far ${id}` }), event(at + shift, 'context_compacted')]
    case 'unknown':
      return [codexLine(at + shift, 'telepathy', { thought: id })]
    default:
      return [tokens()]
  }
}

/** What some events come to, counted by what they are. */
function truth(claude: Event[], codex: Event[]) {
  const all = [...claude, ...codex]
  const count = (events: Event[], ...of: Deed[]) => events.filter(({ deed }) => of.includes(deed)).length
  const answered = (events: Event[]) =>
    events.filter(({ deed }) => !['ask', 'type', 'compact', 'unknown'].includes(deed))
  const tool = (events: Event[], ...of: Deed[]) => ({
    calls: count(events, ...of),
    failures: of.includes('fail') ? count(events, 'fail') : 0,
    denials: of.includes('refuse') ? count(events, 'refuse') : 0,
  })
  const spent = (events: Event[]) => [events.length, events.reduce((sum, { output }) => sum + output, 0)]
  const used = (numbers: Record<string, { calls: number }>) =>
    Object.fromEntries(Object.entries(numbers).filter(([, { calls }]) => calls > 0))
  return {
    turns: count(all, 'ask', 'type'),
    compactions: count(all, 'compact'),
    unknown: count(all, 'unknown'),
    edits: count(all, 'edit'),
    failing: Object.fromEntries(
      [['make lint', count(all, 'fail')] as const, ['npm test', count(all, 'hidden')] as const].filter(
        ([, times]) => times > 0,
      ),
    ),
    refused: count(all, 'refuse'),
    tools: used({
      Bash: tool(claude, 'pass', 'fail', 'hidden', 'refuse'),
      Edit: tool(claude, 'edit'),
      exec_command: tool(codex, 'pass', 'fail', 'hidden', 'refuse'),
      apply_patch: tool(codex, 'edit'),
    }),
    spent: [answered(claude), answered(codex)].map(spent),
  }
}

function counted({ turns, compactions, unknownLines, edited, failing, refused, tools, models }: Counted) {
  const spent = (name: string) => [models[name]?.messages ?? 0, models[name]?.output ?? 0]
  return {
    turns,
    compactions,
    unknown: unknownLines,
    edits: edited.reduce((sum, { edits }) => sum + edits, 0),
    failing: Object.fromEntries(failing.map(({ command, count }) => [command, count])),
    refused: refused.reduce((sum, { count }) => sum + count, 0),
    tools,
    spent: [spent('claude-opus-5'), spent('gpt-5-codex')],
  }
}

const events = (prefix: string, first: number) =>
  fc
    .array(fc.record({ deed: fc.constantFrom(...deeds), output: fc.integer({ min: 2, max: 90 }) }), { maxLength: 12 })
    .map((all) => all.map((each, index): Event => ({ ...each, id: `${prefix}${index}`, at: first + index * 10 })))

/** A day: a conversation, what a fork of it did from some event on, a subagent, and the same of Codex. */
const anyDay = fc.record({
  main: events('a', 0),
  fork: events('b', 300),
  sub: events('s', 100),
  thread: events('x', 1000),
  forked: events('y', 2000),
  spawned: events('z', 3000),
  forkAt: fc.nat(12),
  codexForkAt: fc.nat(12),
  cut: fc.nat(40),
  seed: fc.nat(1000),
  names: fc.shuffledSubarray(['s1', 's2', 's3'], { minLength: 3, maxLength: 3 }),
  threads: fc.shuffledSubarray([1, 2, 3, 4], { minLength: 4, maxLength: 4 }),
  order: fc.constantFrom('as written', 'backwards', 'by type'),
})

type Day = typeof anyDay extends fc.Arbitrary<infer Each> ? Each : never

async function holds(home: TranscriptHome, day: Day): Promise<void> {
  const [own, fork, again] = day.names.map((name) => `-home-me-x/${name}`) as [string, string, string]
  // What a subagent is asked is nobody's request, and its context is its own.
  const subEvents = day.sub.filter(({ deed }) => !['ask', 'type'].includes(deed))
  const mainLines = day.main.map(claudeLines)
  const copied = mainLines.slice(0, day.forkAt).flat()
  const sub = subEvents.flatMap(claudeLines).map((line) => ({ ...line, isSidechain: true, agentId: 'a1' }))
  const lines = mainLines.flat()
  const ordered =
    day.order === 'backwards'
      ? lines.toReversed()
      : day.order === 'by type'
        ? lines.toSorted((a, b) => JSON.stringify(a).length - JSON.stringify(b).length)
        : lines
  const [first, second, third, fourth] = day.threads as [number, number, number, number]
  const history = (upTo: number, shift: number, spent: Spent) => [
    turn(1000 + shift),
    ...day.thread.slice(0, upTo).flatMap((each) => codexLines(each, shift, spent)),
  ]
  const branch = (of: Event[], begins: object[], upTo: number, shift: number) => {
    const spent = { input: 0, output: 0 }
    return [...begins, ...history(upTo, shift, spent), ...of.flatMap((each) => codexLines(each, 0, spent))]
  }
  const spawnedBy = { source: { subagent: { thread_spawn: { parent_thread_id: thread(first), depth: 1 } } } }
  const spawned = day.spawned.filter(({ deed }) => !['ask', 'type'].includes(deed))
  const whole = branch([], [meta(999, first)], day.thread.length, 0)
  const files: [write: 'write' | 'writeRollout', name: string, lines: object[]][] = [
    ['write', `${own}.jsonl`, ordered],
    ['write', `${fork}.jsonl`, [...copied, ...day.fork.flatMap(claudeLines)]],
    ['write', `${again}.jsonl`, lines],
    ['write', `${own}/subagents/agent-a1.jsonl`, sub],
    ['write', `-home-me-x/subagents/agent-a2.jsonl`, sub.map((line) => ({ ...line, sessionId: day.names[0] }))],
    ['writeRollout', rollout(first), whole],
    [
      'writeRollout',
      rollout(second),
      branch(
        day.forked,
        [meta(2000, second, { forked_from_id: thread(first) }), meta(2000, first)],
        day.codexForkAt,
        900,
      ),
    ],
    [
      'writeRollout',
      rollout(third),
      branch(spawned, [meta(3000, third, spawnedBy), meta(3000, first)], day.codexForkAt, 1900),
    ],
    ['writeRollout', rollout(fourth), [meta(4000, fourth, { forked_from_id: thread(second) })]],
  ]
  for (const [write, name, all] of files) home[write](name, all.slice(0, day.cut))
  await home.read({ linked: day.names })
  for (const [write, name, all] of files) home[write](name, all)
  const read = await home.read({ linked: day.names })
  const expected = truth([...day.main, ...day.fork, ...subEvents], [...day.thread, ...day.forked, ...spawned])
  if (read) assert.equal(counted(read), expected)
  else assert.equal(expected, truth([], []))
}

test('every fork, copy, subagent, order of files and lines and reading in between gives the counts of what happened', async () => {
  const check = fc.asyncProperty(anyDay, async (day) => {
    const home = createTranscriptHome()
    await holds(home, day).finally(() => home.remove())
  })
  await fc.assert(check, { numRuns: randomRuns(40) })
})

test.run()
