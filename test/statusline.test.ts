import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cleanEnvironment, createProject, entry } from './support/project.ts'

const test = suite('status line')
const project = createProject()
const stranger = createProject()
test.after(() => {
  project.remove()
  stranger.remove()
})

/** What the agent shows for what it sends. */
function line(input: string | object, cwd = project.root, ...options: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, 'statusline', ...options], {
    cwd,
    encoding: 'utf8',
    env: cleanEnvironment(),
    input: typeof input === 'string' ? input : JSON.stringify(input),
  })
  assert.is(status, 0)
  assert.is(stderr, '')
  return stdout
}
const said = { context_window: { used_percentage: 47.6 }, cost: { total_cost_usd: 1.234 } }

test('next action, open work, context and cost', () => {
  project.bookend(['init'])
  project.bookend(['note', '--goal', 'Login'])
  assert.is(line(said), 'Login · context 48 % · $1.23\n')
  project.bookend(['note', '--next', 'Fix the test', '--todo', 'A', '--todo', 'B', '--blocked', 'No database'])
  assert.is(line(said), 'Fix the test · 2 to do · 1 blocked · context 48 % · $1.23\n')
})

test('with --json it is a document, also where there is nothing to say', () => {
  assert.equal(JSON.parse(line(said, stranger.root, '--json')), { line: 'context 48 % · $1.23' })
  assert.equal(JSON.parse(line('', stranger.root, '--json')), { line: '' })
})

test('the directory is the one that the agent names', () => {
  assert.match(line({ workspace: { current_dir: project.root } }, '/'), /^Fix the test · /)
  assert.is(line({ ...said, workspace: { current_dir: '/' } }), 'context 48 % · $1.23\n')
})

test('just after a compaction the agent knows no share, and none is shown', () => {
  assert.is(line({ context_window: { used_percentage: null }, cost: {} }), 'Fix the test · 2 to do · 1 blocked\n')
})

test('a closedown that was interrupted is marked; without a session that is said', () => {
  project.write(
    'session.config.ts',
    "export default { tasks: [{ id: 'own/kill', title: 'K', phase: 'closedown/handoff', needs: {}, wants: {}, writes: false, run: () => process.kill(process.pid, 'SIGKILL') }] }",
  )
  project.bookend(['closedown'], { ownProcess: true })
  assert.match(line({}), / · ⚠ closedown unfinished\n$/)
  project.write('session.config.ts', 'export default {}')
  project.bookend(['closedown', '--resume'])
  assert.match(line({}), / · no session\n$/)
})

test('an opening or a closing that was degraded is marked', () => {
  const own = createProject()
  const task = (phase: string) =>
    `{ tasks: [{ id: 'own/fails', title: 'F', phase: '${phase}', needs: {}, wants: {}, writes: false, run: () => { throw new Error('no') } }] }`
  own.write('session.config.ts', `export default ${task('init/session')}`)
  own.bookend(['init'])
  assert.is(line({}, own.root), '⚠ init degraded\n')
  own.write('session.config.ts', `export default ${task('closedown/handoff')}`)
  own.bookend(['closedown'])
  assert.is(line({}, own.root), '⚠ closedown degraded · no session\n')
  own.write('session.config.ts', 'export default {}')
  own.bookend(['init'])
  assert.is(line({}, own.root), '')
  own.remove()
})

test('foreign text stays on its line, shortened, without secrets', () => {
  project.bookend([
    'note',
    '--next',
    `token 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\u001b[31m\nsecond ${'x'.repeat(100)}`,
  ])
  const shown = line({})
  assert.is(shown.split('\n').length, 2)
  for (const hidden of ['ghp_', '\u001b']) assert.not.ok(shown.includes(hidden))
  assert.match(shown, /^token \[redacted\].*… · /)
})

test('in a project without bookend, and for what is no JSON, it is never an error', () => {
  assert.is(line(said, stranger.root), 'context 48 % · $1.23\n')
  assert.is(line('', stranger.root), '')
  assert.is(line('[1', stranger.root), '')
  stranger.write('.claude/cache/sessions.db', 'no database')
  assert.is(line({}, stranger.root), '⚠ bookend: no cache\n')
  writeFileSync(join(stranger.root, '.claude/cache/sessions.db'), '')
})

test.run()
