import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { oneLine } from '../templates/render.ts'
import { shownPath } from '../templates/shown-path.ts'
import { foreignStrings } from './support/foreign-strings.ts'
import { createProject, type TestProject } from './support/project.ts'
import { randomRuns } from './support/random-runs.ts'

const test = suite('names of files as documents show them')

const at = (project: TestProject, name: string) =>
  Buffer.concat([Buffer.from(`${project.root}/`), Buffer.from(name, 'latin1')])

/** Letter, page and what is printed. */
function shownBy(project: TestProject): { letter: string; page: string; printed: string } {
  const { stdout, stderr, status } = project.bookend(['closedown'])
  assert.is(status, 0, stderr)
  const file = /SESSION_CLOSEDOWN_[\d-]+\.md/.exec(stdout)?.[0] as string
  return { letter: project.read(file), page: project.read(file.replace(/md$/, 'html')), printed: stdout }
}

test('what ends a line, acts on a terminal or is not text is written out, in each place alike', () => {
  if (process.platform !== 'linux') return
  const names: [name: string, shown: string][] = [
    ['new\nline', 'new\\nline'],
    ['esc\x1b[31m', 'esc\\x1b[31m'],
    ['lat\xe9 name', 'lat\\xe9 name'],
  ]
  for (const [name, shown] of names) {
    const project = createProject()
    project.bookend(['init'])
    writeFileSync(at(project, name), 'x\n')
    const { letter, page, printed } = shownBy(project)
    assert.match(letter, `uncommitted: \`${shown}\``, 'the first screen')
    assert.match(letter, `untracked (1): \`${shown}\``, 'what git says')
    assert.match(page, shown, 'the page')
    assert.match(printed, `\nUncommitted: ${shown}\n`, 'the summary')
    assert.match(project.bookend(['task', 'git/status']).stdout, `untracked  ${shown}\n`)
    project.remove()
  }
})

test('what was committed in the session, kept by a cleanup or is in conflict is shown the same way', () => {
  if (process.platform !== 'linux') return
  const project = createProject()
  project.write('session.config.mjs', "export default { artifacts: ['tmp/**'] }\n")
  project.write('both\nsides', 'one\n')
  project.git('add', '.')
  project.git('commit', '-q', '-m', 'begin')
  project.bookend(['init'])
  project.git('checkout', '-q', '-b', 'other')
  project.write('both\nsides', 'two\n')
  project.git('commit', '-q', '-a', '-m', 'two')
  project.git('checkout', '-q', 'main')
  project.write('both\nsides', 'three\n')
  project.git('commit', '-q', '-a', '-m', 'three')
  assert.throws(() => project.git('merge', '-q', 'other'))
  mkdirSync(join(project.root, 'tmp'))
  const kept = at(project, 'tmp/own\x07\xff')
  for (const directory of [kept, Buffer.concat([kept, Buffer.from('/.git')])]) mkdirSync(directory)
  const { letter } = shownBy(project)
  assert.match(letter, 'conflict in both\\nsides')
  assert.match(letter, '`both\\nsides` (+')
  assert.not.match(letter, /both sides/)
  assert.match(letter, 'artefact kept: tmp/own\\x07\\xff (')
  project.remove()
})

test('a long path is shortened in its middle', () => {
  const project = createProject()
  project.bookend(['init'])
  const directory = Array.from({ length: 14 }, (_, index) => `${index}${'d'.repeat(240)}`).join('/')
  project.write(`${directory}/the-file.txt`, 'x\n')
  const { letter, page, printed } = shownBy(project)
  for (const [what, text] of Object.entries({ letter, page, printed })) {
    assert.match(text, /0d+…d*\/the-file\.txt/, what)
    assert.not.match(text, /d{300}|(?:d+\/\d+){6}/, what)
  }
  project.remove()
})

test('a path of a few characters more than fits keeps its beginning and its end', () => {
  assert.is(shownPath('a/b.ts', 6), 'a/b.ts')
  assert.is(shownPath('src/some/where/file.ts', 15), 'src/som…file.ts')
  assert.is(shownPath('x'.repeat(201)).length, 200)
  assert.is([...shownPath(`${'😀'.repeat(200)}.ts`, 11)].length, 11)
})

test('a secret in a long path is taken out before the path is cut', () => {
  const secret = 'AKIAIOSFODNN7EXAMPLE'
  const path = `a/${secret}/${'b'.repeat(40)}`
  for (let most = 12; most < path.length; most++) assert.not.match(shownPath(path, most), /AKIA/, `${most}`)
})

test('whatever is in a name, it is shown on one line, and as that in every document', () => {
  fc.assert(
    fc.property(foreignStrings, (name) => {
      const shown = shownPath(name)
      assert.is(oneLine(shown), shown)
      assert.not.match(shown, /[\n\ufffd]/)
    }),
    { numRuns: randomRuns(700) },
  )
})

test.run()
