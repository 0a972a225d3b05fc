import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCache } from '../cache/database.ts'
import { createReports } from '../cache/reports.ts'
import { decision } from './support/decisions.ts'
import { tell } from './support/hook.ts'
import { cleanEnvironment, createProject, type TestProject } from './support/project.ts'

const test = suite('a scripted day')

const first = { CLAUDE_CODE_SESSION_ID: 'agent-1' }
const second = { CLAUDE_CODE_SESSION_ID: 'agent-2' }

interface Report {
  outcome: string
  session: { id: string; from: string; to: string }
  tasks: { id: string; outcome: string }[]
  cleanup: { processes: { pid: number; verdict: string; outcome?: string }[] }
  analysis: { decisions: { total: number; blocked: number } }
  git: { commits: { subject: string }[] }
  handoff: { file: string }
}

const log = (project: TestProject, blocked: boolean) =>
  project.write(
    '.memory/audit/today.jsonl',
    `${existsSync(join(project.root, '.memory')) ? project.read('.memory/audit/today.jsonl') : ''}${decision(
      new Date().toISOString(),
      blocked ? { allowed: false, violations: ['port_confusion'] } : {},
    )}\n`,
  )

/** An agent at work: a process with what it started, all of which can be killed at once. */
function startAgent(project: TestProject, env: Record<string, string>) {
  const agent = spawn('sh', ['-c', 'sleep 600 & wait'], {
    cwd: project.root,
    detached: true,
    env: cleanEnvironment(env),
  })
  const ended = new Promise((resolve) => agent.on('exit', resolve))
  return async () => {
    process.kill(-(agent.pid as number), 'SIGKILL')
    await ended
  }
}

test('init, work, compaction, more work, SIGKILL of everything, and the next init finishes what was missed', async () => {
  const project = createProject({ ownProcess: true })
  project.write('.gitignore', '.memory/\n')
  project.commit('Ignore the logs')
  project.bookend(['closedown'])

  // The morning.
  tell(project, 'SessionStart', { source: 'startup', session_id: 'agent-1' })
  const opened = project.bookend(['init'], { env: first })
  assert.is(opened.status, 0)
  assert.ok(opened.stdout.startsWith('⚠️ PREVIOUS SESSION ENDED WITH CLOSEDOWN\n'))
  const { id } = project.json<{ session: { id: string } }>(['status']).session
  const kill = startAgent(project, first)
  project.bookend(['note', '--goal', 'Ship the parser'])
  project.bookend(['note', '--next', 'Write the lexer tests'])
  project.write('lexer.js', 'tokens\n')
  project.commit('Position the tokens')
  log(project, false)

  // The agent's context is compacted: what it is told then names the next action.
  assert.is(tell(project, 'PreCompact', { trigger: 'auto', session_id: 'agent-1' }), '')
  const told = tell(project, 'SessionStart', { source: 'compact', session_id: 'agent-1' })
  assert.match(told, /Next action.*Write the lexer tests/)
  assert.match(told, /Ship the parser/)
  assert.ok(told.length < 8000)

  // More work, and the end of everything.
  project.bookend(['note', '--done', 'Write the lexer tests'])
  project.bookend(['note', '--next', 'Make the parser recover'])
  project.write('parser.js', 'half of it\n')
  log(project, true)
  const background = JSON.parse(project.bookend(['run', '--json', '--', 'sleep', '600']).stdout) as { pid: number }
  await kill()

  // Another agent begins: it is told the next action, and what changed.
  const notice = tell(project, 'SessionStart', { source: 'startup', session_id: 'agent-2' })
  assert.match(notice, /Make the parser recover/)
  const init = project.bookend(['init'], { env: second })
  assert.is(init.status, 0, init.stderr)
  assert.match(init.stdout, /\n- Next action: Make the parser recover \(asserted\)\n/)
  assert.match(init.stdout, /\n- HEAD: changed: main@\w{12} now, main@\w{12} then; commits: 1 new\n/)
  assert.match(init.stdout, /\n- Work in the tree: changed: uncommitted now: parser\.js\n/)
  assert.match(init.stdout, new RegExp(`^Unfinished: .*closedown --resume --session ${id}$`, 'm'))

  // The missed closedown is finished in full.
  const finishing = project.bookend(['init', '--finish-previous'], { env: second })
  assert.is(finishing.status, 0, finishing.stderr)
  assert.match(finishing.stdout, /\*\*Next action\*\*: Make the parser recover/)
  assert.match(finishing.stdout, /- Named files: as left/)
  const report = reportOf(project, id)
  assert.equal([report.session.id, report.outcome], [id, 'ok'])
  assert.ok(report.tasks.every(({ outcome }) => ['done', 'skipped'].includes(outcome)))
  assert.equal([report.analysis.decisions.total, report.analysis.decisions.blocked], [2, 1])
  assert.equal(
    report.git.commits.map(({ subject }) => subject),
    ['Position the tokens'],
  )
  assert.ok(report.cleanup.processes.some(({ pid, outcome }) => pid === background.pid && outcome === 'ended'))
  const document = project.read(report.handoff.file)
  for (const words of ['Ship the parser', 'Position the tokens', 'Write the lexer tests', 'parser.js'])
    assert.ok(document.replaceAll('\\', '').includes(words), words)
  assert.not.equal(project.json<{ session: { id: string } }>(['status']).session.id, id)

  // The evening.
  const closed = project.bookend(['closedown'])
  assert.ok(closed.stdout.endsWith('The session is closed. Stop working now.\n'))
  project.remove()
})

/** The report of the last closedown, as the cache has it. */
function reportOf(project: TestProject, session: string): Report {
  const cache = openCache(join(project.root, '.claude/cache'), 'existing', new Date())
  const report = createReports(cache.db).of(session, 'closedown')
  cache.close()
  return report as unknown as Report
}

test.run()
