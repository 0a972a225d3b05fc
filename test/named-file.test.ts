import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { day, decision } from './support/decisions.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('files that the user names')

/** Every option by which a user names a file that is written. */
const writers: (readonly [command: string, option: string])[] = [
  ['export', '--to'],
  ['history', '--html'],
]

function prepared(): TestProject {
  const project = createProject()
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${decision('2025-10-24T11:00:00.000Z')}\n`)
  project.write('src.txt', 'source')
  project.commit('Begin the work')
  project.json(['closedown', ...day])
  return project
}

const tried = (project: TestProject, args: string[]) => {
  const { status, stderr } = project.bookend(args)
  const dry = project.bookend([...args, '--dry-run'])
  return { statuses: [status, dry.status], stderr }
}

test('what bookend did not write stays, with one sentence that says what to do', () => {
  const project = prepared()
  const texts: Record<string, string> = {
    'src.txt': 'source',
    'new.txt': 'not committed yet',
    'own.jsonl': `${decision('2025-10-24T11:00:00.000Z')}\n`,
    'own.html': '<!doctype html>\n<title>Sessions</title>\n',
    '.env': 'A=1',
  }
  for (const [file, text] of Object.entries(texts)) project.write(file, text)
  symlinkSync(join(project.root, 'new.txt'), join(project.root, 'link.txt'))
  for (const writer of writers)
    for (const file of [...Object.keys(texts), 'link.txt', '.git/HEAD', '.claude/cache/.gitignore']) {
      const before = readFileSync(join(project.root, file))
      const { statuses, stderr } = tried(project, [...writer, file])
      assert.equal(statuses, [2, 2], `${writer[0]} ${file}`)
      assert.match(stderr, /^bookend: .* is not written \(.*\): name another file, or move it away first\n$/)
      assert.ok(readFileSync(join(project.root, file)).equals(before), file)
    }
  project.remove()
})

test("the project's configuration, its rules and audit log, and git's directory are no place for it, empty or not there too", () => {
  const project = prepared()
  project.write('session.config.ts', 'export default { rules: "rules/*.md", audit: "jsonl:logs" }\n')
  project.write('rules/one.md', '')
  project.write('logs/decisions.jsonl', '')
  project.write('empty.txt', '')
  project.git('add', 'empty.txt')
  for (const writer of writers)
    for (const [file, why] of [
      ['session.config.ts', "the project's configuration"],
      ['session.config.mjs', "the project's configuration"],
      ['rules/one.md', 'it holds rules'],
      ['logs/decisions.jsonl', 'the audit log is there'],
      ['logs/more.jsonl', 'the audit log is there'],
      ['.git/hooks/post-commit', 'part of a git repository'],
      ['empty.txt', 'tracked by git'],
    ] as const) {
      const was = existsSync(join(project.root, file)) && project.read(file)
      const { statuses, stderr } = tried(project, [...writer, file])
      assert.equal(statuses, [2, 2], `${writer[0]} ${file}`)
      assert.ok(stderr.includes(`(${why})`), stderr)
      assert.is(existsSync(join(project.root, file)) && project.read(file), was, file)
    }
  project.remove()
})

test("bookend's own is replaced, in another directory too, until somebody changes or commits it", () => {
  const project = prepared()
  const elsewhere = createProject()
  for (const writer of writers) {
    for (const file of ['mine', join(elsewhere.root, writer[0])]) {
      for (const _ of [1, 2, 3]) assert.is(project.bookend([...writer, file]).status, 0)
      const path = file === 'mine' ? join(project.root, file) : file
      const text = readFileSync(path, 'utf8')
      writeFileSync(path, `${text}my own line\n`)
      assert.is(project.bookend([...writer, file]).status, 2)
      writeFileSync(path, text)
      assert.is(project.bookend([...writer, file]).status, 0)
    }
    project.git('add', 'mine')
    const { statuses, stderr } = tried(project, [...writer, 'mine'])
    assert.equal(statuses, [2, 2])
    assert.match(stderr, /mine is not written \(tracked by git\)/)
    project.git('rm', '--quiet', '-f', 'mine')
  }
  elsewhere.git('add', '.')
  const { stderr } = tried(project, ['export', '--to', join(elsewhere.root, 'export')])
  assert.match(stderr, /tracked by git/)
  for (const each of [project, elsewhere]) each.remove()
})

test.run()
