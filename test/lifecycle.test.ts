import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { tell } from './support/hook.ts'
import { createProject } from './support/project.ts'

const test = suite('lifecycle')

test('installed, begun, compacted, closed, compacted, begun again: the next action is never lost', () => {
  const project = createProject()
  project.bookend(['hooks', 'install', '--agents-md', '--quiet'])
  project.commit('Install the hooks')
  // The phrases that a user says stand where an agent looks for what they mean.
  const start = project.read('.claude/skills/bookend-open/SKILL.md')
  const close = project.read('.claude/skills/bookend-close/SKILL.md')
  const paragraph = project.read('CLAUDE.md')
  assert.match(start, /^description: .*"start session".* [Rr]uns init and reads the recovery document/m)
  assert.match(close, /^description: .*"process session closedown".* [Rr]uns closedown.* all work stops/m)
  assert.match(paragraph, /"start session": run `[^`]* init` and read the recovery document/)
  assert.match(paragraph, /"process session closedown": run `[^`]* closedown`, then stop all work/)

  // Without a cache it is no project yet: the first init makes it one.
  assert.is(tell(project, 'SessionStart', { source: 'startup' }), '')
  assert.is(project.bookend(['init'], { env: { CLAUDE_CODE_SESSION_ID: 'agent-1' } }).status, 0)
  project.bookend(['note', '--goal', 'Ship the parser'])
  project.bookend(['note', '--next', 'Write the lexer tests'])
  tell(project, 'PreCompact', { trigger: 'auto', custom_instructions: null })
  assert.match(tell(project, 'SessionStart', { source: 'compact' }), /\*\*Next action\*\*: Write the lexer tests/)
  project.write('src/lexer.js', 'export const tokens = []\n')
  project.bookend(['note', '--failed', 'Regular expressions alone'])
  tell(project, 'Stop', {})

  const closed = project.bookend(['closedown'])
  assert.is(closed.status, 0, closed.stderr)
  assert.match(closed.stdout, /The session is closed\. Stop working now\.\n$/)
  // The agent's context is compacted; then a new agent takes over.
  for (const source of ['compact', 'clear']) {
    const text = tell(project, 'SessionStart', { source })
    for (const known of ['Write the lexer tests', 'Ship the parser', 'Regular expressions alone', 'SESSION_CLOSEDOWN_'])
      assert.ok(text.includes(known), `${source}: ${known}\n${text}`)
  }
  tell(project, 'SessionEnd', { reason: 'clear' })
  const begun = project.bookend(['init'], { env: { CLAUDE_CODE_SESSION_ID: 'agent-2' } })
  assert.is(begun.status, 0, begun.stderr)
  assert.match(begun.stdout, /^⚠️ PREVIOUS SESSION ENDED WITH CLOSEDOWN\n📄 Recovery document: SESSION_CLOSEDOWN_/)
  assert.match(begun.stdout, /\*\*Next action\*\*: Write the lexer tests \(asserted\)/)
  // The next session has noted nothing yet: after a compaction it still has what it was handed.
  assert.match(
    tell(project, 'SessionStart', { source: 'compact', session_id: 'agent-2' }),
    /\*\*Next action\*\*: Write the lexer tests/,
  )
  assert.is(project.bookend(['hooks', 'uninstall']).status, 0)
  project.remove()
})

test.run()
