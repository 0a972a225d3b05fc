import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mutations } from './mutations/all.ts'
import { locate, readSources } from './mutations/mutation.ts'
import { repository } from './support/project.ts'

const test = suite('mutations')

test('every change of the list is of a text that the sources hold once, and names tests that there are', () => {
  const sources = readSources(repository)
  const problems = mutations.map((mutation) => locate(mutation, sources)).filter((each) => typeof each === 'string')
  assert.equal(problems, [], 'change the list in test/mutations with the code: no number may go unnoticed')
  for (const { from, tests } of mutations) {
    assert.ok(tests.length > 0, from)
    for (const each of tests) assert.ok(existsSync(join(repository, 'test', each)), each)
  }
  const changes = mutations.map(({ file, from, to }) => `${file}\n${from}\n${to}`)
  assert.is(new Set(changes).size, changes.length, 'a change is listed twice')
  assert.ok(mutations.length >= 80, `${mutations.length} changes`)
})

test('a text is found where its code moved to, and not where it is twice or nowhere', () => {
  const sources = new Map([
    ['tasks/a.ts', 'const one = 1\nconst two = 2\n'],
    ['tasks/b.ts', 'const three = 3\nconst four = 3\nconst two = 2\n'],
  ])
  const found = (file: string, from: string) => {
    const located = locate({ file, from, to: 'x', tests: [] }, sources)
    return typeof located === 'string' ? located : located.found
  }
  assert.is(found('tasks/a.ts', 'one = 1'), 'tasks/a.ts')
  assert.is(found('tasks/gone.ts', 'one = 1'), 'tasks/a.ts')
  assert.is(found('tasks/a.ts', 'two = 2'), 'tasks/a.ts')
  assert.match(found('tasks/gone.ts', 'two = 2'), /not in one place only/)
  assert.match(found('tasks/b.ts', '= 3'), /appears 2 times/)
  assert.match(found('tasks/a.ts', 'five'), /nowhere/)
})

test.run()
