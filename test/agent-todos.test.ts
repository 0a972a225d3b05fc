import * as assert from 'uvu/assert'
import {
  answer,
  envelope,
  mainTranscript as main,
  prompt,
  result,
  second,
  subTranscript as sub,
  taskCall,
  transcriptSuite,
  use,
} from './support/transcripts.ts'

const test = transcriptSuite("the agent's to-do list")

const created = (id: string, subject: string) => ({ task: { id, subject } })
const create = (seconds: number, id: string, subject: string) =>
  taskCall(seconds, `c${id}`, 'TaskCreate', { subject }, created(id, subject))
const changed = (taskId: string, updatedFields: string[], more: object = {}) => ({
  success: true,
  taskId,
  updatedFields,
  ...more,
})
const reminder = (seconds: number, ...tasks: [id: string, subject: string, status: string][]) => ({
  type: 'attachment',
  attachment: {
    type: 'task_reminder',
    content: tasks.map(([id, subject, status]) => ({
      id,
      subject,
      description: '',
      status,
      blocks: [],
      blockedBy: [],
    })),
    itemCount: tasks.length,
  },
  ...envelope(seconds),
})

test('a success without a change of status means that the status asked for holds; a subject changes', async ({
  home,
}) => {
  home.write(main, [
    ...create(1, '1', 'Write the parser'),
    ...create(2, '2', 'Write the tests'),
    ...taskCall(3, 'u1', 'TaskUpdate', { taskId: '1', status: 'completed' }, changed('1', [])),
    ...taskCall(4, 'u2', 'TaskUpdate', { taskId: '2', subject: 'Write the docs' }, changed('2', ['subject'])),
    ...taskCall(5, 'u3', 'TaskUpdate', { taskId: '2', status: 'completed' }, { success: false, taskId: '2' }),
  ])
  assert.equal((await home.read())?.todos, { completed: ['Write the parser'], pending: ['Write the docs'] })
})

test("a subagent completes the session's tasks; its own list is not the session's", async ({ home }) => {
  const aside = { isSidechain: true }
  home.write(main, [...create(1, '1', 'Read'), ...create(2, '2', 'Write')])
  home.write(sub, [
    // A subagent's transcript may have no structured results at all.
    ...taskCall(3, 'u1', 'TaskUpdate', { taskId: '1', status: 'completed' }, undefined, aside),
    ...taskCall(4, 'u2', 'TodoWrite', { todos: [{ content: 'Mine', status: 'pending' }] }, undefined, aside),
  ])
  assert.equal((await home.read())?.todos, { completed: ['Read'], pending: ['Write'] })
})

test('without structured results, what was asked for and the text of the result tell', async ({ home }) => {
  const [call, told] = taskCall(1, 'c1', 'TaskCreate', { subject: 'Read' })
  const refused = taskCall(3, 'u2', 'TaskUpdate', { taskId: '7', status: 'deleted' })
  home.write(main, [
    call as object,
    {
      ...told,
      message: { content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'Task #7 created successfully: Read' }] },
    },
    ...taskCall(2, 'u1', 'TaskUpdate', { taskId: 7, status: 'in_progress', subject: 'Read all' }),
    refused[0] as object,
    result(3, 'u2', { is_error: true, content: 'no' }),
    ...taskCall(4, 'w1', 'TodoWrite', { todos: [{ content: 'Draw', status: 'pending' }] }),
  ])
  assert.equal((await home.read())?.todos, { completed: [], pending: ['Read all', 'Draw'], inProgress: ['Read all'] })
})

test("a reminder is the agent's own full list: what it leaves out is given up, what was completed stays", async ({
  home,
}) => {
  home.write(main, [
    ...create(1, '1', 'Read'),
    ...create(2, '2', 'Write'),
    ...create(3, '3', 'Dream'),
    ...taskCall(4, 'u1', 'TaskUpdate', { taskId: '1', status: 'completed' }, changed('1', ['status'])),
    reminder(5, ['2', 'Write it all', 'in_progress'], ['4', 'Test', 'pending']),
    // Most reminders are empty, whatever the list holds.
    reminder(6),
  ])
  assert.equal((await home.read())?.todos, {
    completed: ['Read'],
    pending: ['Write it all', 'Test'],
    inProgress: ['Write it all'],
  })
  // Of what was completed before the window nothing is completed in it.
  const window = { from: Date.parse(second(5)), to: Date.parse(second(60)) }
  home.append(main, [reminder(7, ['1', 'Read', 'completed'], ['2', 'Write it all', 'completed'])])
  assert.equal((await home.read({ window }))?.todos, { completed: ['Write it all'], pending: [] })
})

test('what is in progress comes first, whichever list it is in, but not before what is of this session', async ({
  home,
}) => {
  home.write(main, [
    ...create(1, '1', 'Later'),
    ...create(2, '2', 'Now'),
    ...taskCall(3, 'u1', 'TaskUpdate', { taskId: '2', status: 'in_progress' }, changed('2', [])),
    ...create(4, '3', 'Last'),
  ])
  const both = { pending: ['Now', 'Later', 'Last'], inProgress: ['Now'] }
  assert.equal((await home.read())?.todos, { completed: [], ...both })
  home.write('-home-me-x/s2.jsonl', [
    { ...prompt(101), sessionId: 's2' },
    ...create(102, '1', 'Another').map((line) => ({ ...line, sessionId: 's2' })),
  ])
  assert.equal((await home.read())?.todos?.pending, ['Now', 'Another', 'Later', 'Last'])
  const window = { from: Date.parse(second(100)), to: Date.parse(second(200)) }
  assert.equal((await home.read({ window }))?.todos?.pending, ['Another', 'Now', 'Later', 'Last'])
})

test('two tasks may be called the same, and two sessions have lists of their own', async ({ home }) => {
  home.write(main, [
    ...create(1, '1', 'Run the tests'),
    ...taskCall(2, 'u1', 'TaskUpdate', { taskId: '1', status: 'completed' }, changed('1', ['status'])),
    ...create(3, '2', 'Run the tests'),
  ])
  home.write('-home-me-x/s2.jsonl', [
    prompt(4),
    ...taskCall(5, 'other', 'TaskUpdate', { taskId: '2', status: 'completed' }, changed('2', ['status'])),
  ])
  assert.equal((await home.read())?.todos, { completed: ['Run the tests', 'task 2'], pending: ['Run the tests'] })
})

/** The window of a later session in which the same agent session goes on. */
const later = (from: number, to = from + 1000) => ({ from: Date.parse(second(from)), to: Date.parse(second(to)) })
const bash = (seconds: number, id: string, command: string, more: object = {}) => [
  answer(seconds, `m${id}`, { output: 1 }, { content: [use(id, 'Bash', { command })], stop: 'tool_use' }),
  result(seconds, id, more),
]

test('what is pending when a window begins is pending at its end where the same agent session goes on in it', async ({
  home,
}) => {
  for (const [name, lines] of [
    [
      's1',
      [
        ...create(1, '1', 'Read'),
        ...create(2, '2', 'Write'),
        ...taskCall(3, 'u1', 'TaskUpdate', { taskId: '1', status: 'completed' }, changed('1', ['status'])),
      ],
    ],
    [
      's2',
      taskCall(4, 'w1', 'TodoWrite', {
        todos: [
          { content: 'Draw', status: 'pending' },
          { content: 'Sketch', status: 'completed' },
        ],
      }),
    ],
  ] as const)
    home.write(`-home-me-x/${name}.jsonl`, [
      ...lines.map((line) => ({ ...line, sessionId: name })),
      { ...prompt(100, 'go on'), sessionId: name },
      { ...answer(101, `a${name}`, { output: 1 }), sessionId: name },
    ])
  // Of another session, which has no line in the window.
  home.write(
    '-home-me-x/s3.jsonl',
    taskCall(5, 'w3', 'TodoWrite', { todos: [{ content: 'Old', status: 'pending' }] }).map((line) => ({
      ...line,
      sessionId: 's3',
    })),
  )
  assert.equal((await home.read({ window: later(50) }))?.todos, {
    completed: [],
    pending: ['Draw', 'Write', 'Old'],
    earlier: [
      { text: 'Draw', since: second(4) },
      { text: 'Write', since: second(2) },
      { text: 'Old', since: second(5) },
    ],
  })
  assert.equal((await home.read({ window: later(50), texts: false }))?.leftOut?.pending, 3)
})

test('its goal stands, and what failed before the window and did not pass since', async ({ home }) => {
  home.write(main, [
    { type: 'ai-title', aiTitle: 'Stream the export', sessionId: 's1' },
    { type: 'system', subtype: 'away_summary', content: 'Goal: stream it. Next: measure.', ...envelope(1) },
    ...bash(2, 'f1', 'npm test', { is_error: true, content: 'Exit code 1\nError: broken' }),
    ...bash(3, 'f2', 'npm test', { is_error: true, content: 'Exit code 1\nError: broken' }),
    ...bash(4, 'f3', 'npm run lint', { is_error: true, content: 'Exit code 1\nError: lint' }),
    ...bash(5, 'f4', 'npm run build', { is_error: true, content: 'Exit code 1\nError: build' }),
    ...bash(6, 'f5', 'grep x y', { is_error: true, content: 'Exit code 1' }),
    ...bash(100, 'g1', 'npm run lint'),
    ...bash(101, 'g2', 'npm run build', { is_error: true, content: 'Exit code 1\nError: build' }),
  ])
  const work = await home.read({ window: later(50) })
  assert.is(work?.title, 'Stream the export')
  assert.equal(
    work?.failing.map(({ command, count, lastAt, passedLater }) => [command, count, lastAt, passedLater]),
    [
      ['npm test', 2, second(3), false],
      ['npm run build', 2, second(101), false],
    ],
  )
  // What was counted is of the window.
  assert.equal(work?.tools.Bash, { calls: 2, failures: 1, denials: 0 })
  assert.equal(await home.read({ window: later(200) }), undefined)
})

test('without texts there is no list', async ({ home }) => {
  home.write(main, create(1, '1', 'Read'))
  assert.is((await home.read({ texts: false }))?.todos, undefined)
})

test.run()
