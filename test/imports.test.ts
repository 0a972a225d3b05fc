import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { circleIn, type Graph, importsOf, siblingDirectories } from './support/import-graph.ts'

const test = suite('imports')

const files = importsOf('cache', 'tasks', 'templates', 'workflows')
const graphOf = (needs: Record<string, string[]>): Graph =>
  new Map(Object.entries(needs).map(([from, to]) => [from, new Set(to)]))

test('no circle by file, type imports included', () => {
  assert.ok(files.size > 300)
  for (const [from, needed] of files) for (const to of needed) assert.ok(files.has(to), `${from} imports ${to}`)
  assert.equal(circleIn(files), undefined)
})

test('no circle by directory: none needs another beside it that needs it', () => {
  for (const [parent, graph] of siblingDirectories(files)) assert.equal(circleIn(graph), undefined, parent)
})

/** What may import what: of each part of the house, those that it takes from. */
const directions: [from: RegExp, to: RegExp][] = [
  [/^cache\//, /^cache\//],
  [/^templates\//, /^(?:cache|templates)\//],
  [/^tasks\//, /^(?:cache|templates|tasks)\//],
  [/^workflows\/runner\//, /^(?:cache|templates|workflows\/runner)\/|^tasks\/[\w-]+\.ts$/],
  [/^workflows\/(?!runner\/)/, /./],
]

test('imports run one way: workflows, runner, tasks, templates, cache; the runner takes no task', () => {
  for (const [from, needed] of files) {
    const [, allowed] = directions.find(([part]) => part.test(from)) as [RegExp, RegExp]
    for (const to of needed) assert.ok(allowed.test(to), `${from} imports ${to}`)
  }
})

test('circles are found', () => {
  assert.equal(circleIn(graphOf({ a: ['b', 'c'], b: ['c'], c: [] })), undefined)
  assert.equal(circleIn(graphOf({ a: ['b'], b: ['c'], c: ['d'], d: ['b'] })), ['b', 'c', 'd', 'b'])
  const nested = graphOf({
    't/a/one.ts': ['t/a/in/two.ts', 't/b/three.ts'],
    't/a/in/two.ts': ['t/a/one.ts'],
    't/b/in/four.ts': ['t/a/in/two.ts', 't/five.ts'],
    't/five.ts': ['t/b/in/four.ts'],
  })
  assert.equal([...siblingDirectories(nested).keys()], ['t'])
  assert.equal(circleIn(siblingDirectories(nested).get('t') as Graph), ['t/a', 't/b', 't/a'])
})

test.run()
