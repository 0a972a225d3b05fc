import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CommandPart, commandWords } from '../tasks/command-words.ts'

const test = suite('commands as templates')

const words = (template: TemplateStringsArray, ...values: CommandPart[]) => commandWords(template, values)

const cases: [what: string, read: string[], expected: string[]][] = [
  ['spaces part the text', words`git  status   -z `, ['git', 'status', '-z']],
  [
    'so do line ends',
    words`git status
    -z`,
    ['git', 'status', '-z'],
  ],
  ['a value is one word', words`git log ${'a b; rm -rf *'} --`, ['git', 'log', 'a b; rm -rf *', '--']],
  ['also an empty one', words`git log ${''} --`, ['git', 'log', '', '--']],
  ['a value may be a part of a word', words`--max=${3} ${'a'}...${'b c'}`, ['--max=3', 'a...b c']],
  ['a list is as many words', words`ls-files -- ${['a', 'b c']} -z`, ['ls-files', '--', 'a', 'b c', '-z']],
  ['an empty list is none', words`log ${[]} --`, ['log', '--']],
  ['letters mean themselves', words`a "b" $c %(d) e\tf`, ['a', '"b"', '$c', '%(d)', 'e\\tf']],
]
for (const [what, read, expected] of cases) test(what, () => assert.equal(read, expected))

test.run()
