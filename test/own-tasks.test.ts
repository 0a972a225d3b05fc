import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { defineTask, defineWorkflow } from '../tasks/task.ts'
import { createProject } from './support/project.ts'

const test = suite('fields of own tasks and workflows')

const run = 'run: () => ({ fine: true })'
const wrong: [what: string, source: string, says: RegExp][] = [
  [
    'a misspelt field',
    `tasks: [{ id: 'own/a', title: 'A', need: {}, ${run} }]`,
    /task "own\/a": there is no field "need"; did you mean "needs"\?/,
  ],
  [
    'a misspelt field in defineTask',
    `tasks: [defineTask({ id: 'own/a', title: 'A', want: {}, ${run} })]`,
    /task "own\/a": there is no field "want"; did you mean "wants"\?/,
  ],
  ['no title', `tasks: [{ id: 'own/a', ${run} }]`, /task "own\/a": "title" takes a text/],
  [
    'nothing to do',
    "tasks: [{ id: 'own/a', title: 'A' }]",
    /task "own\/a": it has no "run", and not both "plan" and "apply"/,
  ],
  ['a plan without apply', "tasks: [{ id: 'own/a', title: 'A', plan: () => ({}) }]", /not both "plan" and "apply"/],
  [
    'needs that are no tasks',
    `tasks: [{ id: 'own/a', title: 'A', needs: ['git/status'], ${run} }]`,
    /"needs" takes an object of tasks/,
  ],
  ['no object', 'tasks: [1]', /"tasks" is \[1\]/],
  [
    'a misspelt field of a workflow',
    "workflows: [{ name: 'w', title: 'W', phase: [] }]",
    /workflow "w": there is no field "phase"; did you mean "phases"\?/,
  ],
  [
    'a misspelt field of a phase',
    "workflows: [{ name: 'w', title: 'W', phases: [{ title: 'P', task: [] }] }]",
    /workflow "w": phase "P": there is no field "task"; did you mean "tasks"\?/,
  ],
  [
    'a wrong task in a workflow',
    "workflows: [{ name: 'w', title: 'W', phases: [{ title: 'P', tasks: [{ id: 'own/a', titel: 'A' }] }] }]",
    /task "own\/a": there is no field "titel"; did you mean "title"\?/,
  ],
  [
    'options that are no rows',
    "workflows: [{ name: 'w', title: 'W', phases: [], options: ['--loud'] }]",
    /workflow "w": "options" takes a list of/,
  ],
]
const project = createProject()
test.after(() => project.remove())

for (const [what, source, says] of wrong) {
  test(`refuses ${what}, and names it`, () => {
    project.write('session.config.ts', `import { defineTask } from 'bookend'\nexport default { ${source} }\n`)
    const { status, stderr } = project.bookend(['list'])
    assert.is(status, 2, stderr)
    assert.match(stderr, says)
    assert.match(stderr, /session\.config\.ts/)
    assert.not.match(stderr, /this is a bug/)
  })
}

for (const [what, body, says] of [
  ['throws', "throw new Error('my task broke')", /it throws \(my task broke\)/],
  ['ends the process', 'process.exit(0)', /it calls process\.exit\(\), which would end bookend/],
] as const)
  test(`a task that ${what} is the project's failure, named with its file`, () => {
    project.write('session.config.ts', `export default { tasks: [{ id: 'own/x', title: 'X', run() { ${body} } }] }\n`)
    const { status, stdout, stderr } = project.bookend(['task', 'own/x'])
    assert.is(status, 4)
    assert.match(stderr, says)
    assert.match(stderr, /the task "own\/x" of session\.config\.ts: /)
    assert.not.match(stdout + stderr, /bug|\n\s+at /)
  })

test('defineTask and defineWorkflow refuse them when they are called', () => {
  const misspelt = { id: 'own/a', title: 'A', need: {}, run: () => 1 }
  assert.throws(() => defineTask(misspelt), /there is no field "need"/)
  assert.throws(
    () => defineWorkflow({ name: 'w', title: 'W', phases: [], sesion: 'opens' } as never),
    /"sesion"; did you mean "session"/,
  )
})

test('a plain object is a task as if defineTask had made it', () => {
  project.write(
    'session.config.ts',
    `export default { tasks: [{ id: 'own/a', title: 'A', ${run} }, { id: 'own/b', title: 'B', plan: () => ({ actions: [{ kind: 'write', path: 'b.txt' }], output: { b: 1 }, data: null }), apply: ({ files }, { output }) => { files.write('b.txt', 'b'); return output } }] }`,
  )
  assert.equal(project.json(['task', 'own/a']), { fine: true })
  assert.equal(project.json(['task', 'own/b']), { b: 1 })
  assert.is(project.read('b.txt'), 'b')
})

test('what a workflow declares reaches its tasks as flags', () => {
  project.write(
    'session.config.ts',
    `const show = { id: 'own/show', title: 'Show', run: ({ flags }) => flags, block: (flags) => ({ flags }) }
     export default { workflows: [{ name: 'speak', title: 'Speak', phases: [{ title: 'P', tasks: [show] }],
       options: [['--loud', 'be loud'], ['--level <word>', 'how'], ['--no-echo', 'do not repeat'], ['-t, --two-words', 'both']] }] }`,
  )
  const flagsOf = (...args: string[]) => project.json<{ flags: object }>(['speak', ...args]).flags
  assert.equal(flagsOf(), { strict: false, echo: true })
  assert.equal(flagsOf('--loud', '--level', 'high', '--no-echo', '--two-words'), {
    strict: false,
    loud: true,
    level: 'high',
    echo: false,
    twoWords: true,
  })
})

test.run()
