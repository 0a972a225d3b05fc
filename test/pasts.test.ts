import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { looksPast, unknownPast } from '../tasks/rules/text/unknown-past.ts'

const test = suite('rules: pasts that no list has')

/** A past, and the verb that it is surely of; undefined where nobody can say. */
const pasts: [past: string, verb: string | undefined][] = [
  ['scurried', 'scurry'],
  ['bragged', 'brag'],
  ['sprayed', 'spray'],
  ['fumbled', 'fumble'],
  ['phoned', undefined],
  ['pardoned', undefined],
  ['canvased', undefined],
  ['fizzed', undefined],
  ['hundred', undefined],
  ['newsfeed', undefined],
]
for (const [past, verb] of pasts)
  test(`${past}: ${verb ?? 'left open'}`, () => assert.is(unknownPast(past)?.base, verb))

for (const [word, says] of [
  ['deleted', true],
  ['scurried', true],
  ['written', true],
  ['delete', false],
  ['set', false],
  ['put', false],
  ['indeed', false],
] as const)
  test(`${word} ${says ? 'may be' : 'is no'} past`, () => assert.is(looksPast(word), says))

test.run()
