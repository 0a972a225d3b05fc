import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createProject, repository } from './support/project.ts'

const test = suite('own tasks and workflows')

/** The TypeScript examples of docs/workflows.md, in their order. */
const examples = [...readFileSync(join(repository, 'docs/workflows.md'), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(
  (match) => match[1] as string,
)

test('a task of the project joins a phase, runs alone, and stands in the report', () => {
  const project = createProject()
  project.write('session.config.ts', examples[0] as string)
  project.write('NOTES.md', '- [ ] one\n- [x] two\n- [ ] three\n')
  assert.equal(project.json(['task', 'notes/count']), { open: 2 })
  assert.equal(project.json<{ notes: object }>(['closedown']).notes, { open: 2 })
  assert.match(project.bookend(['list']).stdout, /notes\/count\s+Count the open notes/)
  project.remove()
})

test('a workflow of the project is a command: planned in a dry run, done otherwise', () => {
  const project = createProject()
  project.write('session.config.ts', examples[1] as string)
  assert.is(project.bookend(['index']).status, 0)
  project.write('docs/a.md', 'a\n')
  project.write('docs/b.md', 'b\n')
  const rehearsal = project.bookend(['index', '--dry-run'])
  assert.match(rehearsal.stdout, /^would write INDEX\.txt$/m)
  assert.throws(() => project.read('INDEX.txt'))
  assert.is(project.bookend(['index']).status, 0)
  assert.is(project.read('INDEX.txt'), '- docs/a.md\n- docs/b.md\n')
  assert.match(project.bookend(['list']).stdout, /index: Index/)
  project.remove()
})

const task = (id: string, needs: string) =>
  `const ${id} = { id: 'own/${id}', title: '${id}', needs: ${needs}, wants: {}, writes: false, run: async () => ({}) }\n`
const wrong: [what: string, source: string, says: RegExp][] = [
  [
    'two tasks of one id',
    `${task('a', '{}')}export default { workflows: [{ name: 'w', title: 'w', phases: [{ title: 'P', tasks: [a, { ...a }] }] }] }`,
    /two tasks are called "own\/a"/,
  ],
  [
    'a need that comes later',
    `${task('a', '{}')}${task('b', '{ a }')}export default { workflows: [{ name: 'w', title: 'w', phases: [{ title: 'P', tasks: [b] }, { title: 'Q', tasks: [a] }] }] }`,
    /"own\/b" needs "own\/a", which comes in a later phase/,
  ],
  [
    'a need that is not there',
    `${task('a', '{}')}${task('b', '{ a }')}export default { workflows: [{ name: 'w', title: 'w', phases: [{ title: 'P', tasks: [b] }] }] }`,
    /which is not in the workflow/,
  ],
  [
    'a circle',
    `${task('a', '{}')}${task('b', '{ a }')}a.needs = { b }\nexport default { workflows: [{ name: 'w', title: 'w', phases: [{ title: 'P', tasks: [a, b] }] }] }`,
    /need each other in a circle: own\/a -> own\/b -> own\/a/,
  ],
]
for (const [what, source, says] of wrong) {
  test(`refused when it is loaded: ${what}`, () => {
    const project = createProject()
    project.write('session.config.ts', source)
    const { status, stderr } = project.bookend(['status'])
    assert.is(status, 2, stderr)
    assert.match(stderr, says)
    project.remove()
  })
}

test.run()
