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

test('its example of a closedown is the one of the guide, where a test compares it with what is printed', () => {
  const guide = readFileSync(join(repository, 'docs/guide.md'), 'utf8')
  const [example = ''] = blocks('console')
  assert.ok(example.startsWith('$ bookend closedown\n'))
  assert.ok(guide.includes(example), 'copy the block of docs/guide.md')
})

test.run()
