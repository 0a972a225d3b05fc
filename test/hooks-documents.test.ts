import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createProject } from './support/project.ts'
import { snapshot } from './support/snapshot.ts'

const test = suite('hooks: skills, and the paragraph of the documents')

test('the skills answer to the two phrases; a file of the same name is never overwritten', () => {
  const project = createProject()
  project.write('.claude/skills/bookend-open/SKILL.md', 'mine\n')
  const { stdout, status } = project.bookend(['hooks', 'install', '--quiet'])
  assert.is(status, 0)
  assert.match(stdout, /^kept \.claude\/skills\/bookend-open\/SKILL\.md: it is a file of your own$/m)
  assert.is(project.read('.claude/skills/bookend-open/SKILL.md'), 'mine\n')
  const closedown = project.read('.claude/skills/bookend-close/SKILL.md')
  assert.match(
    closedown,
    /^---\nname: bookend-close\ndescription: [^\n]*"process session closedown"[^\n]*\nallowed-tools: [^\n]+\n---\n/,
  )
  rmSync(join(project.root, '.claude/skills/bookend-open/SKILL.md'))
  project.bookend(['hooks', 'install', '--quiet'])
  assert.match(
    project.read('.claude/skills/bookend-open/SKILL.md'),
    /^---\nname: bookend-open\ndescription: [^\n]*"start session"[^\n]*\nallowed-tools: [^\n]+\n---\n/,
  )
  project.write('.claude/skills/bookend-close/SKILL.md', `${closedown}changed\n`)
  assert.match(
    project.bookend(['hooks', 'uninstall']).stdout,
    /^kept \.claude\/skills\/bookend-close\/SKILL\.md: it was changed since/m,
  )
  assert.is(project.read('.claude/skills/bookend-close/SKILL.md'), `${closedown}changed\n`)
  assert.not.ok(existsSync(join(project.root, '.claude/skills/bookend-open/SKILL.md')))
  project.remove()
})

const documents: [what: string, files: Record<string, string>, into: string][] = [
  ['CLAUDE.md', { 'CLAUDE.md': '# Rules\n\nBe kind.\n' }, 'CLAUDE.md'],
  ['AGENTS.md without a newline at the end', { 'AGENTS.md': '# Rules' }, 'AGENTS.md'],
  ['carriage returns', { 'CLAUDE.md': '# Rules\r\n\r\nBe kind.\r\n' }, 'CLAUDE.md'],
  ['both', { 'CLAUDE.md': '# A\n', 'AGENTS.md': '# B\n' }, 'CLAUDE.md'],
  ['CLAUDE.md that only points to AGENTS.md', { 'CLAUDE.md': '@AGENTS.md\n', 'AGENTS.md': '# B\n' }, 'AGENTS.md'],
  ['an empty file', { 'CLAUDE.md': '' }, 'CLAUDE.md'],
]
for (const [what, files, into] of documents) {
  test(`--agents-md (${what}): the paragraph between markers, and gone to the byte`, () => {
    const project = createProject()
    for (const [path, text] of Object.entries(files)) project.write(path, text)
    project.write(
      '.claude/instruction-history.json',
      '{ "instructions": [{ "id": "inst_024_CONSOLIDATED", "text": "x" }] }',
    )
    const before = snapshot(project.root)
    project.bookend(['hooks', 'install', '--quiet', '--agents-md'])
    const text = project.read(into)
    assert.ok(text.startsWith(files[into] as string))
    for (const phrase of ['"start session"', '"process session closedown"', 'inst_024'])
      assert.ok(text.includes(phrase), phrase)
    const edited = text.replace(/^.*start session.*$/m, 'scribbled over')
    project.write(into, `Above.\n${edited}Below.\n`)
    project.bookend(['hooks', 'install', '--quiet', '--agents-md'])
    assert.is(project.read(into), `Above.\n${text}Below.\n`)
    project.bookend(['hooks', 'uninstall'])
    const rest = files[into] as string
    assert.is(
      project.read(into).replace(/\r/g, ''),
      `Above.\n${rest.replace(/\r/g, '')}${rest === '' || rest.endsWith('\n') ? '' : '\n'}Below.\n`,
    )
    for (const [path, original] of Object.entries(files)) project.write(path, original)
    project.bookend(['hooks', 'install', '--quiet', '--agents-md'])
    project.bookend(['hooks', 'uninstall'])
    assert.equal(snapshot(project.root), before)
    project.remove()
  })
}

test('the paragraph speaks of inst_024 only where that rule is', () => {
  const project = createProject()
  project.write(
    '.claude/instruction-history.json',
    '{ "instructions": [{ "id": "inst_0241", "text": "not inst_024" }] }',
  )
  project.bookend(['hooks', 'install', '--quiet', '--agents-md'])
  assert.not.match(project.read('CLAUDE.md'), /inst_024/)
  project.remove()
})

test("skills of the first version's names are renamed; one that was changed is kept and named", () => {
  const project = createProject()
  project.bookend(['hooks', 'install', '--quiet'])
  // As the first version left it: its names, and its record of them.
  const record = JSON.parse(project.read('.claude/cache/hooks/install.json')) as {
    files: { path: string }[]
    directories: string[]
  }
  for (const [now, then] of [
    ['bookend-open', 'init'],
    ['bookend-close', 'closedown'],
  ] as const) {
    project.write(`.claude/skills/${then}/SKILL.md`, project.read(`.claude/skills/${now}/SKILL.md`))
    rmSync(join(project.root, `.claude/skills/${now}`), { recursive: true })
    const rename = (path: string) => path.replace(`skills/${now}`, `skills/${then}`)
    record.files = record.files.map((file) => ({ ...file, path: rename(file.path) }))
    record.directories = record.directories.map(rename)
  }
  project.write('.claude/cache/hooks/install.json', JSON.stringify(record))
  project.write('.claude/skills/closedown/SKILL.md', 'mine now\n')
  const { stdout } = project.bookend(['hooks', 'install'])
  assert.not.ok(existsSync(join(project.root, '.claude/skills/init')))
  assert.match(stdout, /^kept \.claude\/skills\/closedown\/SKILL\.md: it was changed since it was installed$/m)
  for (const name of ['bookend-open', 'bookend-close'])
    assert.match(
      project.read(`.claude/skills/${name}/SKILL.md`),
      new RegExp(`^name: ${name}\n[\\s\\S]*\nallowed-tools: Bash\\(`, 'm'),
    )
  project.bookend(['hooks', 'uninstall'])
  assert.is(project.read('.claude/skills/closedown/SKILL.md'), 'mine now\n')
  assert.not.ok(existsSync(join(project.root, '.claude/skills/bookend-open')))
  project.remove()
})

test('markers that are no pair are refused', () => {
  const project = createProject()
  project.write('CLAUDE.md', '<!-- bookend:begin -->\nno end\n')
  const { status, stderr } = project.bookend(['hooks', 'install', '--agents-md'])
  assert.is(status, 2)
  assert.match(stderr, /markers .* are no pair/)
  assert.not.ok(existsSync(join(project.root, '.claude/settings.json')))
  project.remove()
})

test.run()
