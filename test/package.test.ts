import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { day } from './support/decisions.ts'
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

test('the lock file holds no download address', () => {
  assert.not.match(readFileSync(join(repository, 'package-lock.json'), 'utf8'), /"resolved"|https?:\/\/registry/)
})

test.run()
