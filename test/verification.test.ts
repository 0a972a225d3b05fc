import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { namedFiles } from '../tasks/handoff/named-files.ts'
import { type Found, type Left, type TreeState, verify } from '../tasks/startup/verification.ts'
import { day } from './support/decisions.ts'
import { createProject } from './support/project.ts'

const test = suite('verification of the handoff')

const tree: TreeState = {
  head: 'a'.repeat(40),
  branch: 'main',
  staged: [],
  unstaged: ['a.js'],
  untracked: [],
  conflicts: [],
}
const up = { url: 'http://localhost:3000/', up: true, detail: '' }
const cases: [what: string, left: Left, found: Partial<Found>, expected: [what: string, detail: RegExp | true][]][] = [
  [
    'nothing changed',
    { tree, files: ['a.js'] },
    { tree, server: up },
    [
      ['head', true],
      ['tree', true],
      ['files', true],
      ['server', true],
    ],
  ],
  [
    'commits were made',
    { tree, files: [] },
    { tree: { ...tree, head: 'b'.repeat(40), unstaged: [] }, distance: { ahead: 2, behind: 0 } },
    [
      ['head', /^main@b{12} now, main@a{12} then; commits: 2 new$/],
      ['tree', /^no longer as then: a\.js$/],
    ],
  ],
  [
    'history was rewritten on another branch',
    { tree, files: [] },
    { tree: { ...tree, head: 'b'.repeat(40), branch: null }, distance: { ahead: 1, behind: 3 } },
    [
      ['head', /^detached@b{12} now, .*; commits: 1 new, 3 of then no longer in it$/],
      ['tree', true],
    ],
  ],
  [
    'the same commit on another branch',
    { tree, files: [] },
    { tree: { ...tree, branch: 'two' } },
    [
      ['head', /^two@a{12} now, main@a{12} then$/],
      ['tree', true],
    ],
  ],
  [
    'more files are dirty, and one in another way',
    { tree, files: [] },
    { tree: { ...tree, staged: ['a.js'], unstaged: [], untracked: ['b', 'c', 'd'] } },
    [
      ['head', true],
      ['tree', /^uncommitted now: a\.js, b, c and 1 more; no longer as then: a\.js$/],
    ],
  ],
  [
    'a file that was dirty already was edited, and a to-do was done',
    { tree: { ...tree, untracked: ['b'] }, files: [], contents: { 'a.js': '1', b: '2' } },
    {
      tree: { ...tree, untracked: ['b'] },
      hashOf: (path) => (path === 'a.js' ? 'other' : '2'),
      doneTodos: ['7 Test it (commit abc)'],
    },
    [
      ['head', true],
      ['tree', /^edited since: a\.js$/],
      ['todos', /^7 Test it/],
    ],
  ],
  ['named files are gone', { files: ['there', 'gone', 'away'] }, {}, [['files', /^2 of 3 gone: gone, away$/]]],
  [
    'the server is down',
    { files: [] },
    { server: { ...up, up: false, detail: 'connection refused' } },
    [['server', /^http:\/\/localhost:3000\/ is down \(connection refused\)$/]],
  ],
  ['no git then, git now', { files: [] }, { tree }, []],
]
for (const [what, left, found, expected] of cases) {
  test(what, () => {
    const verified = verify(left, { exists: (path) => ['a.js', 'there'].includes(path), ...found })
    assert.equal(
      verified.map((each) => [each.what, each.verdict]),
      expected.map(([name, detail]) => [name, detail === true ? 'as left' : 'changed']),
    )
    for (const [index, [, detail]] of expected.entries())
      if (detail !== true) assert.match(verified[index]?.detail ?? '', detail)
  })
}

test('files that a handoff names: in notes, changes and the work tree, if they are there', () => {
  const project = createProject()
  for (const path of ['src/a.js', 'b.md', 'new.txt', 'Makefile']) project.write(path, '')
  const files = {
    inside: (path: string) => !path.startsWith('../'),
    info: (path: string) =>
      ['src/a.js', 'b.md', 'new.txt', '../out.txt'].includes(path)
        ? { kind: 'file' as const, bytes: 0, device: 0, inode: 0 }
        : undefined,
  }
  const incoming = { commits: 0, authors: [] }
  const commits = { start: null, end: null, commits: [], incoming, files: [{ path: 'b.md', added: 1, removed: 0 }] }
  const texts = ['Look at src/a.js, then "src/gone.js". See ../out.txt and e.g. nothing']
  assert.equal(namedFiles(texts, undefined, commits, files), ['src/a.js', 'b.md'])
  project.remove()
})

interface Report {
  handoff: {
    file: string
    session?: string
    shown: boolean
    days?: number
    verification: { what: string; verdict: string }[]
  }
}
const verdicts = ({ handoff }: Report) =>
  Object.fromEntries(handoff.verification.map(({ what, verdict }) => [what, verdict]))

test('init shows the first screen and holds it against the project', () => {
  const project = createProject()
  project.bookend(['init'])
  project.write('src/lexer.js', 'export {}\n')
  project.bookend(['note', '--next', 'Finish src/lexer.js'])
  project.bookend(['closedown'])
  const { stdout } = project.bookend(['init', '--dry-run'])
  assert.match(stdout, /\*\*Next action\*\*: Finish src\/lexer\.js/)
  assert.match(
    stdout,
    /\n- HEAD: as left \(main@[0-9a-f]{12}\)\n- Work in the tree: as left \(1 file uncommitted\)\n- Named files: as left \(all 1 there\)\n/,
  )
  rmSync(join(project.root, 'src'), { recursive: true })
  project.write('other.txt', '')
  project.commit('Something else')
  const changed = project.bookend(['init'])
  assert.match(changed.stdout, /\n- HEAD: changed: main@\w+ now, main@\w+ then; commits: 1 new\n/)
  assert.match(changed.stdout, /\n- Work in the tree: changed: no longer as then: src\/lexer\.js\n/)
  assert.match(changed.stdout, /\n- Named files: changed: 1 of 1 gone: src\/lexer\.js\n/)
  assert.equal(verdicts(project.json<Report>(['init'])), { head: 'changed', tree: 'changed', files: 'changed' })
  project.remove()
})

test('with --json the lines go to stderr, and the report has them as data', () => {
  const project = createProject()
  project.bookend(['closedown'])
  const { stdout, stderr } = project.bookend(['init', '--json'])
  assert.match(stderr, /\n- HEAD: as left/)
  const { handoff } = JSON.parse(stdout) as Report
  assert.equal([handoff.shown, handoff.file.startsWith('SESSION_CLOSEDOWN_')], [true, true])
  project.remove()
})

test('a handoff is shown again to the next session if the one that saw it did nothing, and not to the same one', () => {
  const project = createProject()
  project.bookend(['init'])
  project.bookend(['note', '--next', 'Write the lexer tests'])
  project.bookend(['closedown'])
  const shows = (agent: string) =>
    /Write the lexer tests/.test(project.bookend(['init'], { env: { CLAUDE_CODE_SESSION_ID: agent } }).stdout)
  assert.ok(shows('agent-1'), 'by the marker')
  assert.not(shows('agent-1'), 'the same agent')
  assert.ok(shows('agent-2'), 'agent 1 did nothing')
  project.bookend(['note', '--done', 'half of it'])
  assert.not(shows('agent-3'), 'agent 2 did something')
  project.remove()
})

test('an edit of a file that was dirty already, a branch that was switched and a to-do that a commit did are noticed', () => {
  const project = createProject()
  project.bookend(['init'])
  project.bookend(['note', '--todo', 'Position the tokens', '--todo', 'Test the lexer', '--todo', 'Port'])
  project.write('half.txt', 'half\n')
  project.bookend(['closedown'])
  project.write('half.txt', 'all!\n')
  project.git('switch', '-q', '-c', 'elsewhere')
  project.git('commit', '-q', '--allow-empty', '-m', 'Position the tokens')
  project.git('commit', '-q', '--allow-empty', '-m', 'More', '-m', 'Bookend: done 2')
  project.git('commit', '-q', '--allow-empty', '-m', 'Support what others import')
  const { stdout } = project.bookend(['init'])
  assert.match(stdout, /- HEAD: changed: elsewhere@.* now, main@.* then; commits: 3 new/)
  assert.match(stdout, /- Work in the tree: changed: edited since: half\.txt/)
  assert.match(
    stdout,
    /may have done: changed: 1 Position the tokens \(commit .*; 2 Test the lexer \(commit \w+\)$/m,
    'a word in another one is none',
  )
  project.remove()
})

test('what a session that did nothing was handed is shown behind its own handoff', () => {
  const project = createProject({ ownProcess: true })
  project.write('session.config.mjs', "export default { audit: process.env.AUDIT ?? 'sqlite:', storeTimeoutMs: 200 }\n")
  project.bookend(['init'])
  project.bookend(['note', '--next', 'Write the lexer tests'])
  project.bookend(['closedown'])
  const behind = (env: Record<string, string>) => {
    project.bookend(['init'])
    project.bookend(['closedown'], { env })
    const { stdout } = project.bookend(['init', '--dry-run'])
    return /^⚠️ PREVIOUS SESSION[\s\S]*Write the lexer tests \(asserted \d{4}[\s\S]*\nHandoff of session \S+: \.claude\/handoffs\/SESSION_\S+\.md \(shown \S+, and (.*)\)\n[\s\S]*Write the lexer tests/.exec(
      stdout,
    )?.[1]
  }
  assert.is(behind({}), 'nothing was done since')
  // A store that does not answer: whether anything was done is not known.
  assert.is(behind({ AUDIT: 'mongodb://127.0.0.1:1/d' }), 'what was decided since could not be read')
  project.remove()
})

test('an old handoff says how old; a document that the cache does not know is shown all the same', () => {
  const project = createProject()
  project.bookend(['closedown', ...day])
  assert.match(
    project.bookend(['init', '--dry-run']).stdout,
    /\n- Age: its session ended \d+ days ago; older than seven days\n/,
  )
  writeFileSync(join(project.root, 'HANDOFF.md'), '# By hand\n')
  const marker = { session_completed: true, recovery_doc: 'HANDOFF.md', closedown_timestamp: '2025-10-01T00:00:00Z' }
  project.write('.claude/session-complete.marker', JSON.stringify(marker))
  const { handoff } = project.json<Report>(['init', '--dry-run'])
  assert.equal([handoff.file, handoff.session, handoff.verification], ['HANDOFF.md', undefined, []])
  assert.ok((handoff.days ?? 0) > 300)
  const { stdout } = project.bookend(['init'])
  assert.match(stdout, /# By hand/)
  assert.match(stdout, /nothing to compare with/)
  project.remove()
})

test("another work tree's cache is refused, and its handoff is not shown", () => {
  const project = createProject()
  project.write('session.config.ts', `export default { cacheDir: '.claude/cache' }\n`)
  const linked = createProject({ git: false })
  const other = join(linked.root, 'two')
  project.git('worktree', 'add', '-q', other, '-b', 'two')
  writeFileSync(
    join(other, 'session.config.ts'),
    `export default { cacheDir: ${JSON.stringify(join(project.root, '.claude/cache'))} }\n`,
  )
  project.bookend(['init'])
  project.bookend(['note', '--next', 'Only here'])
  project.bookend(['closedown'])
  const there = project.bookend(['init', '--project', other])
  assert.is(there.status, 2)
  assert.ok(there.stderr.includes(`is that of ${project.root}: set cacheDir`), there.stderr)
  assert.not.match(there.stdout, /Only here|checked against/)
  assert.match(project.bookend(['init']).stdout, /Only here/)
  linked.remove()
  project.remove()
})

test('after a closedown that wrote no handoff, status names the one before', () => {
  const project = createProject()
  project.bookend(['init'])
  project.bookend(['closedown'])
  const before = project.json<{ handoff: object }>(['status']).handoff
  project.bookend(['init'])
  assert.is(project.bookend(['closedown', '--skip', 'handoff/document']).status, 4)
  assert.equal(project.json<{ handoff: object }>(['status']).handoff, before)
  project.remove()
})

test('a handoff that names nothing that can be checked says so, and not that its report is lost', () => {
  const project = createProject({ git: false })
  project.bookend(['closedown'])
  const { stdout } = project.bookend(['init'])
  assert.match(stdout, /\n- nothing to compare: that handoff names nothing that can be checked\n/)
  assert.not.match(stdout, /holds no report/)
  project.remove()
})

test.run()
