import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { redactLine } from '../templates/redact.ts'
import { drawFrom, leakedCharacters, leaks, partsOf } from './bench/redaction/draw.ts'
import { byForm, byService } from './bench/redaction/families.ts'
import { byPlace } from './bench/redaction/places.ts'
import { callHook, hookEvent } from './support/hook.ts'
import { createProject, type TestProject } from './support/project.ts'

/** Everything that others wrote, each piece with a secret and with what acts on a terminal; and everything that bookend says. */
const test = suite('outputs')
const { draw } = drawFrom(20261127)
const acts = '\u001b[31mred\u001b[0m\u0007\u202eback\u2066\u0085\u009b1m\u200f\u001b]0;title\u0007'

/** The secrets that are somewhere, each with where that is. */
const hidden: { where: string; secret: string }[] = []

const makers: [family: string, make: () => { text: string; secret: string }][] = [
  ...Object.entries(byForm).map(([family, spec]) => make(family, spec, (secret) => secret)),
  ...Object.entries(byService).map(([family, [name, spec]]) => make(family, spec, (secret) => `${name}_key=${secret}`)),
  ...Object.entries(byPlace).map(([family, [place, spec]]) =>
    make(family, spec, (secret) => place.replace('@', () => secret)),
  ),
]

function make(
  family: string,
  spec: string,
  around: (secret: string) => string,
): [string, () => { text: string; secret: string }] {
  return [
    family,
    () => {
      const drawn = Array.from({ length: mostDraws }, () => {
        const secret = draw(spec)
        return { text: around(secret), secret }
      })
      const found = drawn.find(({ text, secret }) => !leaks(secret, redactLine(text)))
      assert.ok(found, family)
      return found
    },
  ]
}

/** How often each family is found by itself is the benchmark's to count: here it is one that is found, and no place may show it. */
const mostDraws = 12

let next = 0
/** A foreign text: the next family's secret, and what acts. */
function foreign(where: string): string {
  const [family, drawn] = makers[next++ % makers.length] as (typeof makers)[number]
  const { text, secret } = drawn()
  hidden.push({ where: `${where} (${family})`, secret })
  return `${where} ${text} ${acts}`
}

/** A secret that can be a name: of a file, a branch, a rule. */
function name(where: string): string {
  const secret = draw('{a36}')
  hidden.push({ where, secret })
  return `ghp_${secret}`
}

/** A shell has no use for a quote or a line's end within a word. */
const oneWord = (text: string) => text.replace(/["'`$\\\n!]/g, '')

function seed(project: TestProject, agentHome: string): void {
  const rule = (id: string, fields: object) => ({
    id,
    text: foreign('rule text'),
    quadrant: 'STRATEGIC',
    persistence: 'HIGH',
    active: true,
    ...fields,
  })
  project.write(
    '.claude/instruction-history.json',
    JSON.stringify({
      instructions: [
        rule('inst_001', { context: foreign('rule context') }),
        rule(`inst_${name('rule id')}`, { quadrant: name('quadrant') }),
      ],
    }),
  )
  project.write('AGENTS.md', `# Rules\n\n- ${foreign('rule in Markdown').replaceAll('\n', ' ')}\n`)
  project.write('.claude/token-checkpoints.json', JSON.stringify({ checkpoints: [{ note: foreign('checkpoint') }] }))
  project.commit(foreign('first commit'))
  project.bookend(['init'])
  const now = () => new Date().toISOString()
  const decisions = makers.map((_, at) => ({
    timestamp: now(),
    sessionId: foreign('session id'),
    service: at % 40 === 0 ? foreign('service') : 'BoundaryEnforcer',
    action: at % 40 === 1 ? foreign('action') : 'boundary_enforcement',
    allowed: at % 2 === 0,
    rulesChecked: [foreign('rule checked')],
    violations: at % 2 === 0 ? [] : [{ type: foreign('violation'), ruleId: 'inst_001', message: foreign('message') }],
    metadata: { action_description: foreign('description'), domain: foreign('domain'), reason: foreign('reason') },
  }))
  const repeated = foreign('repeated violation')
  const alike = Array.from({ length: 12 }, () => ({
    timestamp: now(),
    sessionId: 's',
    service: 'BoundaryEnforcer',
    action: 'boundary_enforcement',
    allowed: false,
    rulesChecked: ['inst_001'],
    violations: [repeated],
    metadata: {},
  }))
  project.write(
    '.memory/audit/decisions.jsonl',
    [...[...decisions, ...alike].map((each) => JSON.stringify(each)), `{torn ${foreign('torn line')}`].join('\n'),
  )
  seedGit(project)
  seedAgent(project, agentHome)
  project.write('.claude/session-state.json', JSON.stringify({ session_id: foreign('state'), last: foreign('state') }))
  project.write(`.memory-test/a-${name('artefact')}\u001b[31m`, 'x')
  project.write(`.claude/${name('lock file')}.lock`, `${process.pid} ${foreign('lock')}`)
  project.write(`services/${name('service file')}.mjs`, serviceModule())
  project.write(
    'session.config.mjs',
    `export default ${JSON.stringify({
      tests: `echo "${oneWord(foreign('output of tests'))}"; exit 1`,
      server: { url: `http://me:${name('server').slice(4)}@127.0.0.1:9/` },
      gates: [],
      services: 'services/*.mjs',
      expected: [foreign('expected service')],
      deployment: { command: `echo "${oneWord(foreign('deployment'))}" >&2; echo ${name('deployed')}` },
    })}\n`,
  )
}

const serviceModule = () => `
console.log(${JSON.stringify(foreign('module prints'))})
export default {
  async initialize() { throw new Error(${JSON.stringify(foreign('module throws'))}) },
  getStats: () => ({ [${JSON.stringify(foreign('statistic'))}]: ${JSON.stringify(foreign('value'))} }),
}`

function seedGit(project: TestProject): void {
  project.git('checkout', '-q', '-b', `b-${name('branch')}`)
  project.write(`tracked-${name('tracked file')}`, 'x')
  project.git('add', '.')
  project.git(
    '-c',
    `user.name=${foreign('author').replace(/[<>\n]/g, '')}`,
    'commit',
    '-qm',
    `${foreign('commit')}\n\nx`,
  )
  project.write('README.md', 'changed\n')
  project.git('stash', 'push', '-q', '-m', foreign('stash'))
  project.write(`untracked-${name('untracked file')}\u001b[31m\u202e`, 'x')
  project.write(`staged-${name('staged file')}`, 'x')
  project.git('add', '--', `${readdirSync(project.root).find((file) => file.startsWith('staged-'))}`)
  project.git('remote', 'add', 'far', `https://me:${name('remote').slice(4)}@example.org/x.git`)
  project.git('worktree', 'add', '-q', '-b', `w-${name('branch elsewhere')}`, `.git/elsewhere-${name('work tree')}`)
}

const agentSession = '8bbcceab-0000-4000-8000-000000000001'

function seedAgent(project: TestProject, home: string): void {
  const file = join(home, 'projects/p', `${agentSession}.jsonl`)
  let number = 0
  const line = (fields: object) =>
    JSON.stringify({
      uuid: `u${number++}`,
      sessionId: agentSession,
      cwd: project.root,
      version: '2.0.0',
      timestamp: new Date().toISOString(),
      ...fields,
    })
  const answer = (content: object[], model = 'claude-sonnet-4-5') =>
    line({
      type: 'assistant',
      requestId: `r${number}`,
      message: { id: `m${number}`, role: 'assistant', model, usage: { input_tokens: 9, output_tokens: 9 }, content },
    })
  const user = (content: unknown, fields: object = {}) =>
    line({ type: 'user', message: { role: 'user', content }, ...fields })
  const failing = foreign('failing command')
  const calls = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((id, at) => [
    answer([
      { type: 'text', text: foreign('answer') },
      {
        type: 'tool_use',
        id,
        name: at === 5 ? foreign('tool') : 'Bash',
        input: { command: at < 3 ? failing : foreign('command') },
      },
    ]),
    user([
      {
        type: 'tool_result',
        tool_use_id: id,
        is_error: true,
        content:
          at === 4
            ? `The user doesn't want to proceed with this tool use. Reason: ${foreign('refusal')}`
            : `Exit code 1\n${foreign('error')}`,
      },
    ]),
  ])
  const todos = ['pending', 'completed', 'in_progress'].map((status) => ({ content: foreign('to-do'), status }))
  mkdirSync(join(home, 'projects/p'), { recursive: true })
  writeFileSync(
    file,
    [
      user(foreign('request')),
      line({ type: 'ai-title', aiTitle: foreign('title') }),
      line({ type: 'summary', summary: foreign('summary') }),
      line({
        type: 'pr-link',
        prNumber: 4,
        prUrl: `https://example.org/pull/4?access_token=${name('request')}`,
      }),
      ...calls,
      answer([{ type: 'tool_use', id: 'todo', name: 'TodoWrite', input: { todos } }], foreign('model')),
      user([{ type: 'tool_result', tool_use_id: 'todo', content: 'ok' }]),
      answer([
        { type: 'tool_use', id: 'edit', name: 'Edit', input: { file_path: `${project.root}/${name('edited')}` } },
      ]),
      user([{ type: 'tool_result', tool_use_id: 'edit', content: 'ok' }]),
      user(`1. Primary Request and Intent:\n   ${foreign('goal')}\n8. Pending Tasks:\n   - ${foreign('pending')}`, {
        isCompactSummary: true,
      }),
    ].join('\n'),
  )
}

/** Every part of a hidden secret that still shows it, with where it was hidden. */
const leakingParts = (): Map<string, string> =>
  new Map(hidden.flatMap(({ where, secret }) => partsOf(secret).map((part): [string, string] => [part, where])))

function leaksOf(text: string, parts: Map<string, string>): Set<string> {
  const found = new Set<string>()
  for (let at = 0; at + leakedCharacters <= text.length; at++) {
    const where = parts.get(text.slice(at, at + leakedCharacters))
    if (where !== undefined) found.add(where)
  }
  return found
}

/** Variables that bookend reads, and one that it does not. */
const environment = (): Record<string, string> => ({
  DEPLOY_TOKEN: name('variable'),
  BOOKEND_SESSION: name('variable of the session'),
})

/** Every task by its id. */
const tasksOf = (project: TestProject): string[] => {
  const { workflows } = project.json<{ workflows: { tasks: { id: string }[] }[] }>(['list'])
  return [...new Set(workflows.flatMap(({ tasks }) => tasks.map(({ id }) => id)))]
}

/** Lines that bookend is given and quotes when it refuses them. */
const refused = (): string[][] => [
  ['task', name('task')],
  ['task', foreign('task')],
  [foreign('command')],
  [`--${name('option')}`],
  ['note', '--done', foreign('done by text'), '--drop', '77'],
  ['explain', foreign('path')],
  ['review', foreign('review file')],
  ['restore', name('restored')],
  ['import', name('imported')],
  ['export', '--to', `mongodb://me:${name('store').slice(4)}@`],
  ['recount', name('recounted')],
  ['completion', name('shell')],
  ['hooks', name('what hooks do')],
  ['help', name('help')],
  ['closedown', '--from', foreign('from')],
  ['closedown', '--only', name('only')],
  ['closedown', '--session', name('session')],
  ['status', '--project', `/nonexistent/${name('project')}`],
]

const looks = ['status', 'notes --all', 'glance', 'doctor', 'list', 'history', 'hooks status', 'statusline', 'restore']
const explained = ['analysis.violations', 'analysis.health.score', 'rules.proposals.SR-001', 'analysis.decisions.total']

test('nothing that bookend says holds a secret or a character that acts on a terminal', () => {
  const project = createProject()
  const agentHome = realpathSync(mkdtempSync(join(tmpdir(), 'bookend-agent-')))
  const said: [what: string, text: string][] = []
  const env = { CLAUDE_CONFIG_DIR: agentHome, CLAUDE_CODE_SESSION_ID: name('environment'), ...environment() }
  const say = (args: string[]) => {
    // The status line is written past the streams that a test can give.
    const { status, stdout, stderr } = project.bookend(args, { env, ownProcess: args[0] === 'statusline' })
    assert.is.not(status, 1, `${args.join(' ')}: ${stderr}`)
    said.push([`${args.join(' ')}: stdout`, stdout], [`${args.join(' ')}: stderr`, stderr])
  }
  const both = (args: string[]) => {
    say(args)
    say([...args, '--json'])
  }
  const call = (event: string, fields: Record<string, unknown>): string => {
    const { stdout, stderr } = callHook(hookEvent(project, event, fields), { env, cwd: project.root })
    said.push([`hook ${event}: stdout`, stdout], [`hook ${event}: stderr`, stderr])
    return stdout
  }
  const hooks = () => {
    for (const source of ['startup', 'compact'])
      assert.is.not(call('SessionStart', { source, reason: foreign('reason') }), '')
    for (const event of ['PreCompact', 'UserPromptSubmit', 'Stop', 'SessionEnd'])
      call(event, { trigger: 'manual', prompt: foreign('prompt'), custom_instructions: foreign('instructions') })
  }
  seed(project, agentHome)
  const idle = spawn('sh', ['-c', `sleep 600; : ${oneWord(foreign('suspect'))}`], { cwd: project.root, detached: true })
  try {
    for (const kind of ['done', 'todo', 'next', 'goal', 'blocked', 'decision', 'failed', 'issue']) {
      both(['note', `--${kind}`, foreign(kind)])
    }
    both(['note', foreign('remark'), '--dry-run'])
    say(['run', '--', 'sh', '-c', `sleep 600 # ${foreign('tracked')}`])
    say(['run', '--json', '--', 'sh', '-c', `sleep 600 # ${foreign('tracked')}`])
    say(['run', '--dry-run', '--', 'sleep', foreign('would run')])
    for (const look of looks) both(look.split(' '))
    both(['init'])
    hooks()
    both(['closedown', '--dry-run', '--verbose'])
    for (const task of tasksOf(project)) say(['task', task, '--dry-run'])
    for (const line of refused()) both(line)
    say(['closedown', '--verbose'])
    const listed = project.bookend(['restore']).stdout.match(/bytes {2}(\S.*\[redacted\].*)/)?.[1] ?? ''
    assert.is(project.bookend(['restore', listed]).status, 0, listed)
    for (const look of looks) both(look.split(' '))
    for (const path of explained) both(['explain', path])
    both(['review'])
    both(['review', '--yes', '--dry-run'])
    both(['recount'])
    hooks()
    both(['init', '--verbose'])
  } finally {
    process.kill(-(idle.pid as number), 'SIGKILL')
    project.bookend(['closedown', '--kill-suspects'])
  }
  const documents = readdirSync(project.root).filter((file) => /^S.*\.(md|html)$/.test(file))
  assert.ok(documents.length >= 3, documents.join())
  const pages = readdirSync(join(project.root, '.claude')).filter((file) => /marker|\.(?:md|html|svg)$/.test(file))
  for (const file of [...documents, ...pages.map((page) => `.claude/${page}`)]) said.push([file, project.read(file)])

  const acting = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
  const parts = leakingParts()
  const wrong = said.flatMap(([what, text]) => [
    ...[...leaksOf(text, parts)].map((where) => `${what}: the secret of ${where}`),
    ...(acting.test(text)
      ? [`${what}: ${JSON.stringify(text.slice(Math.max(0, text.search(acting) - 40)).slice(0, 60))}`]
      : []),
  ])
  assert.equal(wrong.slice(0, 20), [], `${wrong.length} wrong of ${said.length} texts and ${hidden.length} secrets`)
  project.remove()
})

test.run()
