import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { actionFields, defineTask, defineWorkflow, givenReasons } from '../tasks/task.ts'
import { closedown } from '../workflows/closedown.ts'
import { init } from '../workflows/init.ts'
import { phasesOf } from '../workflows/runner/graph.ts'
import { createProject, repository } from './support/project.ts'

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
const one = (fields: string) => `{ id: 'own/a', title: 'A', ${run}, ${fields} }`
const flow = (fields: string) => `workflows: [{ name: 'w', title: 'W', phases: [], ${fields} }]`
const beside: [what: string, source: string, ...says: RegExp[]][] = [
  [
    'a phase that is not there',
    `tasks: [${one("phase: 'closedown/gti'")}]`,
    /no phase "closedown\/gti"; did you mean "closedown\/git"\?/,
  ],
  ['a phase unlike any', `tasks: [${one("phase: 'somewhere else'")}]`, /there are init\/session, .*closedown\/git, /],
  [
    'an id of a task of bookend',
    `tasks: [{ id: 'git/status', title: 'A', ${run} }]`,
    /task "git\/status": bookend has a task of this id/,
  ],
  ['two tasks of one id', `tasks: [${one('')}, ${one('')}]`, /two tasks are called "own\/a"/],
  [
    'one in a workflow of the id of another',
    `tasks: [${one('')}], ${flow(`phases: [{ title: 'P', tasks: [${one('')}] }]`)}`,
    /two tasks are called "own\/a"/,
  ],
  [
    'a task twice in a workflow',
    `${flow(`phases: [{ title: 'P', tasks: [same, same] }]`)}`,
    /"own\/same" is in it twice/,
  ],
  ['a workflow of a name of bookend', flow("name: 'init'"), /workflow "init": bookend has a command of this name/],
  ['a workflow of the name of a command', flow("name: 'list'"), /workflow "list": bookend has a command/],
  ['a workflow called help', flow("name: 'help'"), /workflow "help": bookend has a command/],
  ['a name that cannot be typed', flow("name: '--help'"), /workflow "--help": "name" takes one word/],
  ['a name of two words', flow("name: 'Mein Lauf'"), /workflow "Mein Lauf": "name" takes one word/],
  [
    'two workflows of one name',
    `workflows: [{ name: 'w', title: 'W', phases: [] }, { name: 'w', title: 'W', phases: [] }]`,
    /two workflows are called "w"/,
  ],
  [
    'an essential task that is not in it',
    flow('essential: [same]'),
    /"own\/same" is essential, and not in the workflow/,
  ],
  [
    'an option that all have',
    flow("options: [['--json', 'x'], ['-h, --host <x>', 'x']]"),
    /"options" has --json/,
    /"options" has -h/,
  ],
  ['run beside plan and apply', `tasks: [${one('plan: run, apply: run')}]`, /it has "run" besides "plan" and "apply"/],
  ['a task that needs itself', 'tasks: [self]', /need each other in a circle: own\/self -> own\/self/],
  [
    'a need that is wrong itself',
    `tasks: [${one("needs: { b: { id: 'own/b', title: 'B' } }")}]`,
    /task "own\/b": it has no "run"/,
  ],
  [
    'all of a task',
    "tasks: [defineTask({ id: 3, title: '', needs: [], wants: 'x', tells: 'yes', block: {}, run: 'echo', phases: 1 })]",
    ...['id', 'title', 'needs', 'wants', 'tells', 'block', 'run'].map(
      (field) => new RegExp(`task "3": "${field}" takes`),
    ),
    /task "3": there is no field "phases"; did you mean "phase"/,
  ],
  [
    'all of a workflow',
    "workflows: [defineWorkflow({ name: 'Mein Lauf', titel: 'x', phases: [{ titel: 'P', task: [] }], essential: ['x'] })]",
    /"name" takes/,
    /"titel"; did you mean "title"/,
    /phase "": there is no field "titel"/,
    /there is no field "task"/,
    /task: it is string, not an object/,
  ],
]
for (const [what, source, ...says] of beside) {
  test(`refuses ${what}`, () => {
    project.write(
      'session.config.ts',
      `import { defineTask, defineWorkflow } from 'bookend'
const run = () => ({})
const same = defineTask({ id: 'own/same', title: 'Same', run })
const needs = {}
const self = defineTask({ id: 'own/self', title: 'Self', run, needs })
needs.me = self
export default { ${source} }
`,
    )
    const { status, stdout, stderr } = project.bookend(['list'])
    assert.is(status, 2, stdout + stderr)
    for (const each of says) assert.match(stderr, each)
    assert.is(stderr.trimEnd().split('\n').length, says.length, stderr)
    for (const line of stderr.trimEnd().split('\n')) assert.match(line, /^bookend: session\.config\.ts: /)
  })
}

test('docs/workflows.md has every phase, reason and action', () => {
  const page = readFileSync(join(repository, 'docs/workflows.md'), 'utf8')
  const list = (words: string[]) => words.map((word) => `\`${word}\``).join(', ')
  assert.match(page, `Phases to join: ${list([init, closedown].flatMap(phasesOf))};`)
  assert.match(page, `a \`kind\` (${list(Object.keys(actionFields))}, or one of your own)`)
  const rows = Object.entries(givenReasons).map(([kind, takes]) => `| \`${kind}\` | ${list([...takes])} |`)
  assert.match(page, `|---|---|\n${rows.join('\n')}\n\n`)
})

test('needs may be plain objects, too, and a phase be in any language', () => {
  project.write(
    'session.config.ts',
    `const a = { id: 'own/a', title: 'A', run: () => ({ a: 1 }) }
const b = { id: 'own/b', title: 'B', needs: { a }, run: (_, inputs) => inputs, block: (b) => ({ b }) }
const c = { id: 'own/c', title: 'C', phase: 'w/überblick', run: () => ({ c: 1 }), block: (c) => c }
export default { tasks: [c], workflows: [{ name: 'w', title: 'W', phases: [{ title: 'Überblick', tasks: [a, b] }], essential: [b] }] }`,
  )
  const { b, c } = project.json<{ b: object; c: number }>(['w'])
  assert.equal([b, c], [{ a: { a: 1 } }, 1])
})

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
