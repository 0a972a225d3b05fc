import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createProject, repository } from './support/project.ts'

const test = suite('README')
const readme = readFileSync(join(repository, 'README.md'), 'utf8')
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1] as string)

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
