import * as assert from 'uvu/assert'
import {
  envelope,
  mainTranscript as main,
  prompt,
  result,
  second,
  subTranscript as sub,
  taskCall,
  transcriptSuite,
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
  assert.equal((await home.read())?.todos, { completed: [], pending: ['Draw', 'Read all'] })
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
  assert.equal((await home.read())?.todos, { completed: ['Read'], pending: ['Write it all', 'Test'] })
  // Of what was completed before the window nothing is completed in it.
  const window = { from: Date.parse(second(5)), to: Date.parse(second(60)) }
  home.append(main, [reminder(7, ['1', 'Read', 'completed'], ['2', 'Write it all', 'completed'])])
  assert.equal((await home.read({ window }))?.todos, { completed: ['Write it all'], pending: [] })
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

test('without texts there is no list', async ({ home }) => {
  home.write(main, create(1, '1', 'Read'))
  assert.is((await home.read({ texts: false }))?.todos, undefined)
})

test.run()
