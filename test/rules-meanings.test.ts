import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isCommon, isKnown, mayMeanTheSame } from '../tasks/rules/text/meanings.ts'
import { stemOf } from '../tasks/rules/text/vocabulary.ts'
import { repository } from './support/project.ts'

const test = suite('rules: what WordNet says of words')

for (const pair of ['quote cite', 'buy purchase', 'reverse overturn', 'permanent lasting', 'lend loan', 'omit skip'])
  test(`one may stand for the other: ${pair}`, () => {
    const [one, other] = pair.split(' ').map(stemOf) as [string, string]
    assert.ok(mayMeanTheSame(one, other))
    assert.ok(mayMeanTheSame(other, one))
  })

for (const pair of ['open close', 'increase decrease', 'nurse doctor', 'approve archive', 'enable disable'])
  test(`they are two things: ${pair}`, () => {
    const [one, other] = pair.split(' ').map(stemOf) as [string, string]
    assert.not(mayMeanTheSame(one, other))
  })

test('what is said everywhere is common, and what is in the table is known', () => {
  assert.equal(['give', 'time', 'invoice'].map(stemOf).map(isCommon), [true, true, false])
  assert.equal(['available', 'ilateral', 'lodash', 'a.*'].map(stemOf).map(isKnown), [true, false, false, false])
})

test('every line of the table is found', () => {
  const stems = readFileSync(join(repository, 'tasks/rules/text/meanings.txt'), 'latin1')
    .split('\n')
    .flatMap((line) => (/^[a-z]/.test(line) ? [(line.split(' ')[0] as string).replace('*', '')] : []))
  assert.equal(
    stems.filter((stem) => !isKnown(stem)),
    [],
  )
})

test('the table is small, in order, and has its licence at its head; the compiled command has it too', () => {
  const [source, compiled] = ['tasks/rules/text/meanings.txt', 'dist/modules/meanings.txt'].map((file) =>
    readFileSync(join(repository, file), 'latin1'),
  ) as [string, string]
  assert.ok(source.length <= 300_000)
  assert.match(source, /^# WordNet Release 3\.0\n(?:#.*\n)+a\n/)
  assert.is(compiled, source)
})

test.run()
