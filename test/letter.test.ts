import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { AgentReport } from '../tasks/analysis/agent/agent-report.ts'
import { agentRows } from '../tasks/handoff/agent-rows.ts'
import { renderLetter } from '../tasks/handoff/document/letter.ts'
import type { HandoffFacts } from '../tasks/handoff/facts.ts'
import { standingWork } from '../tasks/work/standing/view.ts'
import { render } from '../templates/render.ts'
import { day } from './support/decisions.ts'
import { markdownProblems } from './support/markdown-lint.ts'
import { cleanEnvironment, createProject, entry, type TestProject } from './support/project.ts'

const test = suite('the letter')

const screenOf = (text: string) => text.slice(0, text.indexOf('\n## '))

function close(project: TestProject, ...args: string[]): string {
  return project.read(project.json<{ handoff: { file: string } }>(['closedown', ...args]).handoff.file)
}

test('an empty session has forty lines at most, and says of each thing that there is nothing', () => {
  const project = createProject()
  project.bookend(['init'])
  const text = close(project)
  assert.ok(text.split('\n').length <= 40, text)
  assert.equal(markdownProblems(text), [])
  assert.not.match(text, /verified/i)
  project.remove()
})

/** A command as a shell finds it: `bookend` is the compiled one. */
function run(project: TestProject, command: string): { status: number | null; stdout: string } {
  const bin = mkdtempSync(join(tmpdir(), 'bookend-bin-'))
  writeFileSync(join(bin, 'bookend'), `#!/bin/sh\nexec "${process.execPath}" "${entry}" "$@"\n`, { mode: 0o755 })
  const env = cleanEnvironment({ PATH: `${bin}:${process.env.PATH}` })
  const { status, stdout } = spawnSync('sh', ['-c', command], {
    cwd: project.root,
    encoding: 'utf8',
    env,
    maxBuffer: 2 ** 26,
  })
  rmSync(bin, { recursive: true })
  return { status, stdout }
}

test('a store that does not answer: however long its name, the command that asks it again is there whole', () => {
  const project = createProject()
  const name = 'd'.repeat(60)
  project.write('session.config.ts', `export default { audit: 'mongodb://127.0.0.1:1/${name}', storeTimeoutMs: 300 }\n`)
  const times = ['--from', '2025-08-11T09:00:00.000Z', '--to', '2025-08-11T17:00:00.000Z']
  const text = close(project, ...times)
  const line = text.split('\n').find((each) => each.startsWith('- Read the audit logs: ')) ?? ''
  const command = /\): (.*closedown .*) asks it again$/.exec(line)?.[1]
  assert.ok(command?.endsWith(times.join(' ')), line)
  assert.is(run(project, String(command)).status, 0, command)
  project.remove()
})

test('400 commits, 1,000 changed files and 200 notes fit into 12,000 bytes, and every command for the rest shows it', () => {
  const project = createProject()
  project.bookend(['init'])
  const now = Math.ceil(Date.now() / 1000)
  const commits = Array.from(
    { length: 400 },
    (_, n) => `commit refs/heads/main
committer Test <test@example.org> ${now} +0000
data <<END
Commit number ${n} changes ${'much '.repeat(10)}
END
${n === 0 ? 'from refs/heads/main^0\n' : ''}M 100644 inline src/file-${n}.txt
data <<END
${n}
END
`,
  )
  execFileSync('git', ['fast-import', '--quiet'], {
    cwd: project.root,
    input: commits.join(''),
    env: cleanEnvironment(),
  })
  project.git('reset', '-q', '--hard')
  for (let n = 0; n < 1000; n++) project.write(`new/${n}/a file with a long name ${n}.txt`, `${n}\n`)
  const kinds = ['todo', 'blocked', 'issue', 'decision', 'failed']
  const notes = Array.from({ length: 200 }, (_, n) => [`--${kinds[n % 5]}`, `Note ${n} ${'*_[äöü]_* '.repeat(30)}`])
  project.bookend(['note', ...notes.flat()])
  // The window ends behind the commits, whose times have whole seconds.
  while (Date.now() < (now + 1) * 1000) spawnSync('sleep', ['0.1'])
  const text = close(project)
  assert.ok(Buffer.byteLength(text) <= 12_000, String(Buffer.byteLength(text)))
  assert.ok(Buffer.byteLength(screenOf(text)) <= 1800)
  assert.match(
    screenOf(text),
    /; uncommitted: (?:`new\/\d+\/a file with a long name \d+\.txt`, ){1,3}and 99[789] more\n/,
  )
  assert.equal(markdownProblems(text), [])
  const rest = [...text.matchAll(/and (\d+) more[^`\n]*: `([^`]+)`/g)]
  const commands = new Map(rest.map(([, , command]) => [command as string, '']))
  for (const command of commands.keys()) {
    const { status, stdout } = run(project, command)
    assert.is(status, 0, command)
    commands.set(command, stdout)
  }
  const count = (pattern: RegExp) => [...[...commands.values()].join('\n').matchAll(pattern)].length
  assert.ok(count(/Commit number \d+ changes/g) >= 400)
  assert.ok(count(/a file with a long name/g) >= 1000)
  assert.ok(new Set([...commands.values()].join('\n').match(/Note \d+ /g)).size === 200)
  assert.ok(rest.length >= 6, `${rest.length} lists are cut`)
  project.remove()
})

test('60 proposals and 50 anomalies with the longest of texts fit too', () => {
  const long = (n: number) => `${n} ${'<&*_[äöü€]_*`'.repeat(200)}`
  const many = <T>(length: number, make: (n: number) => T): T[] => Array.from({ length }, (_, n) => make(n))
  const note = (kind: 'todo' | 'issue' | 'blocked' | 'next' | 'goal', number: number) => ({
    number,
    kind,
    at: 0,
    text: long(number),
    own: false,
    sessions: 6,
  })
  const anomalies = many(50, (n) => ({ service: long(n), kind: 'rate', detail: long(n), evidence: [] }))
  const services = Object.fromEntries(
    many(300, (n) => [long(n), { decisions: 9, allowed: 8, blocked: 1, blockRate: 1 / 9 }]),
  )
  const facts = {
    session: { id: '2026-11-26-001', from: 0, to: 1, windowBasis: 'session', open: true },
    project: { command: (...words: string[]) => ['bookend', ...words].join(' ') },
    config: { server: undefined, deployment: undefined },
    steps: many(60, (n) => ({
      id: 'x',
      title: long(n),
      outcome: 'failed',
      ms: 0,
      reason: { reason: 'incomplete', detail: long(n) },
    })),
    analysis: {
      decisions: { total: 2700, allowed: 2400, blocked: 300, unreadable: 7, mended: 0 },
      services,
      violations: many(60, (n) => ({ key: long(n), count: 1, contexts: 1 })),
      anomalies,
      health: { score: 1, band: [1, 1], basis: many(20, (n) => ({ points: 2, why: long(n) })) },
    },
    unusual: { anomalies, backwardJumps: 0 },
    history: [],
    work: standingWork([
      ...many(200, (n) => note((['todo', 'issue', 'blocked'] as const)[n % 3] ?? 'todo', n + 1)),
      note('next', 201),
      note('goal', 202),
    ]),
    rules: { proposals: many(60, (n) => ({ id: `SR-${n}`, title: long(n) })), more: 9, effects: [], information: [] },
    suggestions: { file: 'SUGGESTED_RULES_2026-11-26.md' },
    date: '2026-11-26',
    file: 'SESSION_CLOSEDOWN_2026-11-26.md',
  } as unknown as HandoffFacts
  const { text, screen } = renderLetter(facts, { render, reject: () => false, broken: null })
  assert.ok(Buffer.byteLength(text) <= 12_000, String(Buffer.byteLength(text)))
  assert.ok(Buffer.byteLength(screen) <= 1800)
  assert.equal(markdownProblems(text), [])
  for (const what of ['Next action', 'Goal', 'Blocked', 'Failed', 'Anomaly']) assert.match(screen, new RegExp(what))
  assert.match(screen, /\(asserted 1970-01-01, 6 sessions, stale\)/)
})

test('a session with services and rules: every generated document is clean Markdown', () => {
  const project = createProject()
  const close = project.json<{ handoff: { file: string } }>(['closedown', ...day])
  assert.equal(markdownProblems(project.read(close.handoff.file)), [])
  project.remove()
})

test('an interrupted call was refused by nobody', () => {
  const refused = (['user', 'interrupted'] as const).map((by) => ({ tool: 'Bash', command: 'sleep 600', by, count: 1 }))
  const rows = agentRows({ failing: [], refused } as object as AgentReport, { characters: 100, items: 5 })
  assert.equal(
    rows.flatMap(({ items }) => items.map(({ text }) => text)),
    ['(by user)', '(interrupted)'],
  )
})

test('what the user or a hook said of a refused call is on the first screen, and what a rule said is not', () => {
  const call = { tool: 'Bash', command: 'git push --force', count: 1 }
  const refused = [
    { ...call, by: 'user', reason: 'never force' },
    { ...call, by: 'hook', reason: 'Blocked.' },
    { ...call, by: 'rule', reason: 'Denied by a setting.' },
  ]
  const rows = agentRows({ failing: [], refused } as object as AgentReport, { characters: 100, items: 5 })
  assert.equal(
    rows.flatMap(({ items }) => items.map(({ text }) => text)),
    ['(by user: never force)', '(by hook: Blocked.)', '(by rule)'],
  )
})

test.run()
