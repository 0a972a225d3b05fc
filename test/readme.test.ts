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

test('its example of a letter is what a closedown writes, but for date, commit and session', () => {
  const project = createProject()
  project.write('src/lexer.js', '// nothing yet\n')
  project.git('add', '-A')
  project.git('commit', '-qm', 'Begin')
  project.git('update-ref', 'refs/remotes/origin/main', 'HEAD')
  project.git('remote', 'add', 'origin', project.root)
  project.git('branch', '--set-upstream-to', 'origin/main')
  for (const subject of ['One', 'Two', 'Three']) project.git('commit', '-q', '--allow-empty', '-m', subject)
  project.bookend(['init'])
  project.write('src/lexer.js', '// begun\n')
  project.write('test/lexer.test.js', '// begun\n')
  project.bookend(['note', '--goal', 'Ship the parser', '--next', 'Write the lexer tests'])
  project.bookend(['note', '--blocked', 'The grammar for numbers is not decided'])
  project.bookend(['note', '--failed', 'A regular expression for strings: it cannot count backslashes'])
  const { handoff } = project.json<{ handoff: { file: string } }>(['closedown'])
  const plain = (text: string) =>
    text
      .replaceAll(/\d{4}-\d\d-\d\d/g, 'DATE')
      .replace(/@[0-9a-f]{12}\b/, '@COMMIT')
      .split('\n')
  const example = plain((blocks('markdown')[0] as string).trimEnd())
  assert.equal(plain(project.read(handoff.file)).slice(0, example.length), example)
  project.remove()
})

test('its example of a closedown is the one of the guide, where a test compares it with what is printed', () => {
  const guide = readFileSync(join(repository, 'docs/guide.md'), 'utf8')
  const [example = ''] = blocks('console')
  assert.ok(example.startsWith('$ bookend closedown\n'))
  assert.ok(guide.includes(example), 'copy the block of docs/guide.md')
})

test.run()
