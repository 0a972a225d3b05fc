import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createProject } from './support/project.ts'
import { answer, result, second, use } from './support/transcripts.ts'

const test = suite('pull requests and HEAD')

const link = (number: number, at: number) => ({
  type: 'pr-link',
  prNumber: number,
  prUrl: `https://example.org/o/r/pull/${number}`,
  timestamp: second(at),
})
const call = (at: number, id: string, name: string, input: object, content: string) => [
  answer(at, `m-${id}`, {}, { content: [use(id, name, input)] }),
  result(at, id, { content }),
]

test('the head of a pull request is compared with HEAD, by what was fetched, else by what the agent saw', () => {
  const project = createProject()
  project.write('a', '1')
  project.commit('One')
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: project.root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  const first = git('rev-parse', 'HEAD')
  project.write('a', '2')
  project.commit('Two')
  const head = git('rev-parse', 'HEAD')
  const nowhere = 'a'.repeat(40)
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'bookend-pull-')))
  mkdirSync(join(home, 'projects/-p'), { recursive: true })
  const view = (oid: string, more = '') => `{${more}"headRefOid":"${oid}","state":"OPEN"}`
  const lines = [
    ...[1, 2, 3, 4, 5, 6].map((number) => link(number, number)),
    ...call(10, 't1', 'Bash', { command: 'gh pr view 1 --json number,headRefOid' }, view(nowhere, '"number":1,')),
    // What was seen last counts; a failed call, and an answer about several, say nothing.
    ...call(11, 't2', 'Bash', { command: 'gh pr view 1 --json number,headRefOid' }, view(first, '"number":1,')),
    ...call(
      12,
      't3',
      'Bash',
      { command: 'gh pr list --json number,headRefOid' },
      `[${view(first, '"number":2,')},${view(head)}]`,
    ),
    ...call(13, 't4', 'mcp__github__get_pull_request', {}, `{"number":3,"head":{"ref":"x","sha":"${head}","repo":{}}}`),
    ...call(14, 't5', 'Bash', { command: 'gh pr view 4 --json number,headRefOid' }, view(nowhere, '"number":4,')),
    ...call(15, 't6', 'Bash', { command: 'cat notes.json' }, view(head, '"number":2,')),
    ...call(16, 't7', 'Bash', { command: 'gh pr view 5 --json number,headRefOid' }, view(nowhere, '"number":5,')),
  ]
  writeFileSync(
    join(home, 'projects/-p/s1.jsonl'),
    lines.map((line) => `${JSON.stringify({ ...line, cwd: project.root })}\n`).join(''),
  )
  // One was fetched into a reference, another for a moment.
  git('update-ref', 'refs/pull/5/head', head)
  writeFileSync(join(project.root, '.git/FETCH_HEAD'), `${first}\t\t'refs/pull/6/head' of github.com:o/r\n`)
  const run = (...args: string[]) =>
    project.bookend([...args, '--from', second(0), '--to', second(3600)], {
      env: { CLAUDE_CONFIG_DIR: home, CODEX_HOME: join(home, 'none') },
    })
  const { links } = JSON.parse(run('task', 'analysis/agent', '--json').stdout)
  assert.equal(
    links.map(({ head: at }: { head?: object }) => at),
    [
      { sha: first, by: 'agent', at: second(11), ahead: 1, behind: 0 },
      undefined,
      { sha: head, by: 'agent', at: second(13), ahead: 0, behind: 0 },
      { sha: nowhere, by: 'agent', at: second(14) },
      { sha: head, by: 'git', ahead: 0, behind: 0 },
      { sha: first, by: 'git', ahead: 1, behind: 0 },
    ],
  )
  assert.is(run('closedown').status, 0)
  assert.match(
    project.read('SESSION_CLOSEDOWN_2026-09-14.md'),
    new RegExp(`pull request 6 is at .?${first.slice(0, 12)}.?, as last fetched: HEAD has 1 commit that it lacks`),
  )
  project.remove()
  rmSync(home, { recursive: true, force: true })
})

test.run()
