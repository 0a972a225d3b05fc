import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type AgentSession, splitAgents } from '../cache/agent-sessions.ts'
import { type LifeSigns, leftBehind } from '../workflows/runner/life-signs.ts'
import { decision } from './support/decisions.ts'
import { tell } from './support/hook.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('missed closedowns')

const hour = 3_600_000
const living: LifeSigns = { now: 100 * hour, last: 99 * hour, machineStarted: 0, workers: [] }
const ended = (endedAt: number | null, endReason: string | null = 'other') => ({ endedAt, endReason })
const signs: [what: string, signs: Partial<LifeSigns>, why: string | undefined][] = [
  ['a sign of life an hour ago', {}, undefined],
  ['a later session was opened', { laterSession: 98 * hour }, 'later-session'],
  ['a closedown was begun', { closedownBegun: 99 * hour }, 'closedown-begun'],
  ['its agent ended', { workers: [ended(99 * hour)] }, 'agent-ended'],
  ['one of two agents ended', { workers: [ended(99 * hour), ended(null, null)] }, undefined],
  ['its agent was cleared and goes on', { workers: [ended(99 * hour, 'clear')] }, undefined],
  ['its agent was cleared, then ended', { workers: [ended(98 * hour, 'clear'), ended(99 * hour)] }, 'agent-ended'],
  ['its agent switched to another conversation', { workers: [ended(99 * hour, 'resume')] }, undefined],
  ['the machine was started since', { machineStarted: 99.5 * hour }, 'machine-started'],
  ['the machine was started at about the same time', { machineStarted: 99 * hour + 30_000 }, undefined],
  ['twelve hours of silence', { last: 88 * hour }, undefined],
  ['more than twelve hours of silence', { last: 88 * hour - 1 }, 'silence'],
]
for (const [what, given, why] of signs) {
  test(`an open session: ${what}: ${why ?? 'it goes on'}`, () => {
    assert.is(leftBehind({ ...living, ...given })?.why, why)
  })
}

const agent = (id: string, firstSeen: number, turns = 0): AgentSession => ({
  id,
  session: 's',
  firstSeen,
  lastSeen: firstSeen,
  turns,
  background: [],
  endedAt: null,
  endReason: null,
})
const splits: [what: string, agents: AgentSession[], caller: string | undefined, newcomer: string | undefined][] = [
  ['the only one', [agent('a', 1)], undefined, undefined],
  ['a second one', [agent('b', 2), agent('a', 1)], undefined, 'b'],
  ['a second one that calls', [agent('a', 1), agent('b', 2)], 'b', 'b'],
  ['a second one that worked', [agent('a', 1), agent('b', 2, 1)], 'b', undefined],
  ['the first one calls', [agent('a', 1), agent('b', 2)], 'a', undefined],
]
for (const [what, agents, caller, newcomer] of splits) {
  test(`who just came: ${what}`, () => {
    const split = splitAgents(agents, caller)
    assert.is(split.newcomer?.id, newcomer)
    assert.is(split.workers.length, agents.length - (newcomer ? 1 : 0))
  })
}

interface Report {
  outcome: string
  session: { id: string; from: string; to: string; windowBasis: string; head: { start: string; end: string } }
  unfinished: { session: string; kind: string; command: string }[]
  finished?: { session: string; outcome: string; handoff: { file: string } }[]
  handoff: { file: string }
  git: { commits: { subject: string }[]; files: { path: string }[] }
  analysis: { decisions: { total: number } }
}

/** A session that was worked in and that nobody closed. */
function leftProject(): { project: TestProject; id: string } {
  const project = createProject()
  project.write('.gitignore', '.memory/\n')
  project.commit('Ignore the logs')
  const { id } = project.json<Report>(['init']).session
  project.write('lexer.js', 'one\n')
  project.commit('Begin the lexer')
  project.bookend(['note', '--next', 'Write the lexer tests'])
  project.write('.memory/audit/today.jsonl', `${decision(new Date().toISOString())}\n`)
  project.write('parser.js', 'two\n')
  return { project, id }
}

test('closedown --resume --session closes a session whose closing was never begun, up to its last sign of life', () => {
  const { project, id } = leftProject()
  const report = project.json<Report>(['closedown', '--resume', '--session', id])
  assert.equal([report.session.id, report.session.windowBasis], [id, 'session'])
  assert.equal(
    report.git.commits.map(({ subject }) => subject),
    ['Begin the lexer'],
  )
  assert.ok(report.git.files.some(({ path }) => path === 'parser.js'))
  assert.is(report.analysis.decisions.total, 1)
  assert.match(project.read(report.handoff.file), /Write the lexer tests/)
  assert.not(project.json<{ session?: object }>(['status']).session)
  const again = project.bookend(['closedown', '--resume', '--session', id])
  assert.equal([again.status, /nothing to resume/.test(again.stderr)], [2, true])
  project.remove()
})

test('there is nothing to resume of a session that nobody knows', () => {
  const { project } = leftProject()
  const { status, stderr } = project.bookend(['closedown', '--resume', '--session', '2001-01-01-001'])
  assert.is(status, 2)
  assert.match(stderr, /^bookend: nothing to resume: /)
  project.remove()
})

test('a session is named with --resume alone: without it nothing is closed, and nothing is written', () => {
  const { project, id: closed } = leftProject()
  project.bookend(['closedown'])
  const marker = project.read('.claude/session-complete.marker')
  const { id: open } = project.json<Report>(['init']).session
  for (const [id, ...more] of [
    ['nope'],
    [closed],
    [open],
    [open, '--dry-run'],
    [open, '--from', '2025-01-01T00:00:00Z'],
  ]) {
    const { status, stdout, stderr } = project.bookend(['closedown', '--session', id as string, ...more])
    assert.equal([status, stdout], [2, ''])
    assert.match(stderr, /^bookend: --session goes with --resume: .*closedown --resume --session \S+ finishes .*\n$/)
    assert.match(stderr, new RegExp(`--session ${id} finishes`))
  }
  assert.is(project.json<{ session: { id: string } }>(['status']).session.id, open)
  assert.is(project.bookend(['task', 'git/status', '--session', closed]).status, 0)
  assert.match(marker, new RegExp(`"session_id": "${closed}"`))
  project.remove()
})

test('init --finish-previous closes it first, shows its handoff, and opens a new session', () => {
  const { project, id } = leftProject()
  const dry = project.bookend(['init', '--finish-previous', '--dry-run'])
  assert.match(dry.stderr, new RegExp(`would finish the closedown of session ${id}`))
  assert.is(project.json<{ session: { id: string } }>(['status']).session.id, id)
  const { status, stdout, stderr } = project.bookend(['init', '--finish-previous'])
  assert.is(status, 0, stderr)
  assert.ok(stdout.startsWith('⚠️ PREVIOUS SESSION ENDED WITH CLOSEDOWN\n'), stdout)
  assert.match(stdout, /Write the lexer tests/)
  assert.match(stdout, new RegExp(`\nFinished: the closedown of session ${id} \\(ok\\): SESSION_CLOSEDOWN_\\S+\\.md\n`))
  assert.not.match(stdout, /Stop working now/)
  assert.not.match(stdout, /Unfinished/)
  assert.not(existsSync(join(project.root, '.claude/session-complete.marker')))
  assert.not.equal(project.json<{ session: { id: string } }>(['status']).session.id, id)
  project.remove()
})

test('init --finish-previous --json prints one document, which says what was finished', () => {
  const { project, id } = leftProject()
  const { finished, session } = project.json<Report>(['init', '--finish-previous'])
  assert.equal(
    finished?.map((each) => each.session),
    [id],
  )
  assert.not.equal(session.id, id)
  assert.is(project.json<Report>(['init', '--finish-previous', '--dry-run']).finished, undefined)
  project.remove()
})

test('an init that was interrupted while it finished a closedown says what finishes both', async () => {
  const { project, id } = leftProject()
  project.write(
    'session.config.ts',
    `const slow = { id: 'own/slow', title: 'Slow', phase: 'closedown/cleanup', needs: {}, wants: {}, writes: false,
       async run(context) { await context.shell.line('touch began; sleep 30'); return {} } }
     export default { tasks: [slow] }`,
  )
  const run = project.start(['init', '--finish-previous'])
  let stderr = ''
  run.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk
  })
  while (!existsSync(join(project.root, 'began'))) await sleep(20)
  const exited = new Promise<number | null>((resolve) => run.on('close', resolve))
  run.kill('SIGINT')
  assert.is(await exited, 130)
  assert.match(stderr, /interrupted; finish it with .*bookend init --finish-previous$/m)
  // No session was opened behind the one that is still to be closed.
  assert.is(project.json<{ unfinished: { workflow: string } }>(['status']).unfinished.workflow, 'closedown')
  project.write('session.config.ts', 'export default {}')
  const again = project.bookend(['init', '--finish-previous'])
  assert.is(again.status, 0)
  assert.match(again.stdout, new RegExp(`\nFinished: the closedown of session ${id} `))
  assert.not.match(again.stdout, /Unfinished/)
  project.remove()
})

test('where nothing was missed, --finish-previous is an init like any other', () => {
  const project = createProject()
  assert.is(project.bookend(['init', '--finish-previous']).status, 0)
  project.remove()
})

test("an agent does not close the session that it works in; another one's it does", () => {
  const project = createProject()
  const as = (id: string) => ({ env: { CLAUDE_CODE_SESSION_ID: id } })
  project.bookend(['init'], as('agent-1'))
  const { id } = project.json<{ session: { id: string } }>(['status']).session
  const own = project.bookend(['init', '--finish-previous'], as('agent-1'))
  assert.match(own.stderr, /is this agent's own: it goes on/)
  assert.is(project.json<{ session: { id: string } }>(['status']).session.id, id)
  assert.match(project.bookend(['init', '--finish-previous'], as('agent-2')).stdout, /^Finished: /m)
  project.remove()
})

test('a session whose agent ended is left: init opens a new one and offers the command, until it is finished', () => {
  const { project, id } = leftProject()
  tell(project, 'SessionStart', { source: 'startup', session_id: 'agent-1' })
  tell(project, 'SessionEnd', { reason: 'prompt_input_exit', session_id: 'agent-1' })
  tell(project, 'SessionStart', { source: 'startup', session_id: 'agent-2' })
  const { stdout } = project.bookend(['init'])
  assert.match(stdout, new RegExp(`^Session ${id}, begun \\S+, was not closed`))
  assert.match(stdout, /\n- Next action: Write the lexer tests \(asserted\)\n/)
  assert.match(stdout, /\n- HEAD: changed: main@\w+ now, main@\w+ then; commits: 1 new\n/)
  assert.match(stdout, /\n- Work in the tree: changed: uncommitted now: parser\.js\n/)
  assert.match(stdout, new RegExp(`\nUnfinished: .*; finish it with bookend closedown --resume --session ${id}\n`))
  const { session, unfinished } = project.json<Report>(['init'])
  assert.not.equal(session.id, id)
  assert.equal(
    unfinished.map((each) => [each.session, each.kind]),
    [[id, 'missed']],
  )
  project.bookend(['note', '--next', 'Something else'])
  const report = project.json<Report>(['closedown', '--resume', '--session', id])
  assert.ok(report.session.to <= session.from)
  assert.match(project.read(report.handoff.file), /Write the lexer tests/)
  assert.not.match(project.read(report.handoff.file), /Something else/)
  assert.equal(project.json<Report>(['init']).unfinished, [])
  assert.is(project.json<{ session: { id: string } }>(['status']).session.id, session.id)
  project.remove()
})

test('a session that another agent opened goes on, and the command that closes it is offered', () => {
  const { project, id } = leftProject()
  tell(project, 'SessionStart', { source: 'startup', session_id: 'agent-1' })
  tell(project, 'SessionStart', { source: 'startup', session_id: 'agent-2' })
  const { session, unfinished } = project.json<Report>(['init'])
  assert.equal([session.id, unfinished.map(({ kind }) => kind)], [id, ['open']])
  project.remove()
})

test.run()
