import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { day, decision } from './support/decisions.ts'
import { cleanEnvironment, createProject, repository } from './support/project.ts'

const test = suite('package')

test('the sources close a session down like the compiled command does', () => {
  const project = createProject()
  project.write(
    'session.config.ts',
    "import { defineConfig, defineTask } from 'bookend'\nconst own = defineTask({ id: 'own/task', title: 'Own', phase: 'closedown/git', run: () => ({ fine: true }) })\nexport default defineConfig({ tasks: [own] })",
  )
  const script = ['run', '-s', 'closedown', '--', '--project', project.root, ...day, '--json']
  const { status, stdout, stderr } = spawnSync('npm', script, {
    cwd: repository,
    encoding: 'utf8',
    env: cleanEnvironment(),
  })
  assert.is(status, 0, stderr)
  const report = JSON.parse(stdout) as {
    outcome: string
    tasks: { id: string; outcome: string }[]
    handoff: { file: string }
  }
  assert.is(report.outcome, 'ok')
  assert.ok(report.tasks.some(({ id, outcome }) => id === 'own/task' && outcome === 'done'))
  assert.match(project.read(report.handoff.file), /^# Session Handoff/)
  project.remove()
})

test('the package names no address that leads nowhere', () => {
  for (const file of ['package.json', 'templates/plugin/.claude-plugin/plugin.json', 'docs/schemas.json'])
    assert.not.match(readFileSync(join(repository, file), 'utf8'), /\.(?:example|invalid|test|localhost)\b(?!\.ts)/)
})

test('the native module is of a version that runs on Node 24, with 13 where no install script may run; here it is the one for Node 20', () => {
  const read = (file: string) => JSON.parse(readFileSync(join(repository, file), 'utf8'))
  assert.is(read('package.json').dependencies['better-sqlite3'], '^12.11.1 || ^13.2.0')
  assert.match(read('package-lock.json').packages['node_modules/better-sqlite3'].version, /^12\./)
})

test('the compiled command needs no package but its dependencies, also where sessions are compared', () => {
  const listed = ['ls', '--omit=dev', '--all', '--parseable']
  const needed = execFileSync('npm', listed, { cwd: repository, encoding: 'utf8', env: cleanEnvironment() })
  const modules = join(repository, 'node_modules')
  const names = new Set(
    needed.split('\n').flatMap((path) => (path.startsWith(modules) ? [relative(modules, path).split(sep)] : [])),
  )
  const project = createProject()
  const own = join(project.root, 'node_modules/bookend')
  for (const file of ['dist', 'package.json']) cpSync(join(repository, file), join(own, file), { recursive: true })
  for (const parts of names) {
    const name = parts.slice(0, parts[0]?.startsWith('@') ? 2 : 1).join('/')
    const link = join(project.root, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    if (!existsSync(link)) symlinkSync(join(modules, name), link)
  }
  const days = Array.from({ length: 10 }, (_, n) => String(n + 15))
  const lines = days.flatMap((date) =>
    Array.from({ length: 12 }, (_, n) => decision(`2025-10-${date}T12:${10 + n}:00.000Z`, { allowed: n > 1 })),
  )
  project.write('.memory/audit/decisions.jsonl', `${lines.join('\n')}\n`)
  const entry = join(own, 'dist/workflows/main.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, 'closedown', ...day, '--json'], {
    cwd: project.root,
    encoding: 'utf8',
    env: cleanEnvironment(),
  })
  assert.is(status, 0, stderr)
  const report = JSON.parse(stdout) as { outcome: string; analysis: { baseline: { sessions: number } } }
  assert.is(report.outcome, 'ok', stderr)
  assert.ok(report.analysis.baseline.sessions >= 5, JSON.stringify(report.analysis.baseline))
  project.remove()
})

test('the lock file holds no download address', () => {
  assert.not.match(readFileSync(join(repository, 'package-lock.json'), 'utf8'), /"resolved"|https?:\/\/registry/)
})

test.run()
