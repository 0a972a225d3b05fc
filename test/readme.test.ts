import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { at, decision } from './support/decisions.ts'
import { createProject, repository } from './support/project.ts'

const test = suite('README')
const readme = readFileSync(join(repository, 'README.md'), 'utf8')
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1] as string)

/** A command line as a shell splits it, as far as the README needs: words and double quotes. */
const words = (line: string) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? (match[2] as string))

test('every bookend command in it works, in its order', () => {
  const project = createProject()
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${decision(at(0))}\n`)
  const lines = blocks('sh')
    .flatMap((block) => block.trim().split('\n'))
    .filter((line) => line.startsWith('bookend '))
  assert.ok(lines.length >= 10)
  for (const line of lines) {
    const { status, stderr } = project.bookend(words(line).slice(1))
    assert.is(status, 0, `${line}\n${stderr}`)
  }
  project.remove()
})

test('its configuration is one that bookend takes', () => {
  const project = createProject()
  project.write('session.config.ts', blocks('ts')[0] as string)
  assert.is(project.bookend(['status']).status, 0)
  project.remove()
})

test('the scripts that it names are there', () => {
  const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  for (const [, name] of readme.matchAll(/npm run (?:-s )?([a-z]+)/g)) assert.ok(scripts[name as string], name)
})

test('the files that it links to are there', () => {
  for (const [, path] of readme.matchAll(/\]\(([\w./-]+)\)/g))
    assert.ok(existsSync(join(repository, path as string)), path)
})

test('the lines of its example are lines that a closedown prints', () => {
  const example = blocks('console')[0] as string
  const project = createProject()
  const { stdout } = project.bookend(['closedown'])
  const heads = (text: string) =>
    text
      .split('\n')
      .filter((line) => /^[A-Z][a-z]+:? /.test(line))
      .map((line) => line.split(/[:\s]/)[0])
  for (const head of heads(stdout)) assert.ok(heads(example).includes(head), head)
  assert.is(example.trim().split('\n').at(-1), stdout.trim().split('\n').at(-1))
  project.remove()
})

test.run()
