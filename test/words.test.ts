import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository } from './support/project.ts'

/** What nobody who writes English every day would say in a program or its manual. Only words that have no other use here are in the list. */
const test = suite('words')

const unwanted: [found: RegExp, instead: string][] = [
  [/\bmend(?:s|ing)?\b/i, 'fix'],
  [/\bmeanwhile\b/i, 'in the meantime'],
  [/\bby now\b/i, 'now, already'],
  [/\bfor ever\b/i, 'forever'],
  [/\bstands? in\b(?! the way)/i, 'is in'],
  [/\bstands there\b/i, 'is there, appears'],
  [/\blies\b/i, 'is'],
  [/\bh(?:eld|olds?) against\b/i, 'checked against'],
  [/\b(?:came|comes) of it\b/i, 'the result'],
  [/\bgoes on with\b/i, 'continues'],
  [/(?<![Tt]here )\bis no (?:JSON|file|list|object|text|time|directory|git repository)\b/, 'is not a …'],
  [/\b(?:store|server)s? that (?:is|are|was) away\b/i, 'unavailable'],
  [/\btold apart\b/i, 'distinguished'],
]

/** Frozen, data, about words themselves, or pages that quote what the command prints. */
const leftOut = [/^test\/(?:fixtures\/|words\.test)/, /migrations/, /^tasks\/rules\/text\//]

const files = ['workflows', 'tasks', 'cache', 'templates', 'test', 'docs', '.ci'].flatMap((directory) =>
  readdirSync(join(repository, directory), { recursive: true, encoding: 'utf8' }).map((file) => `${directory}/${file}`),
)

/** Of the product everything, messages too; of a test the comments, because it also quotes what others wrote. */
const isProse = (file: string, line: string) => !file.startsWith('test/') || /^\s*(?:\*|\/\/|\/\*)/.test(line)

test('comments, messages and documents are in plain English', () => {
  const found: string[] = []
  for (const file of [...files, 'README.md', 'CONTRIBUTING.md', 'SECURITY.md']) {
    if (!/\.(?:ts|md)$/.test(file) || leftOut.some((pattern) => pattern.test(file))) continue
    for (const [index, line] of readFileSync(join(repository, file), 'utf8').split('\n').entries())
      for (const [pattern, instead] of unwanted)
        if (isProse(file, line) && pattern.test(line))
          found.push(`${file}:${index + 1}: ${pattern.exec(line)?.[0]}: ${instead}`)
  }
  assert.equal(found, [])
})

test.run()
