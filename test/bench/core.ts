import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { cleanEnvironment, createProject, repository } from '../support/project.ts'
import { type Benchmark, inTurn, timeProcess } from './measure.ts'
import { sampleWindow, writeSampleLog } from './sample.ts'

const compiled = join(repository, 'dist/workflows/main.js')
const build = () => execFileSync('npm', ['run', '-s', 'build'], { cwd: repository, stdio: 'inherit' })

export const startup: Benchmark = {
  name: 'startup',
  async run() {
    build()
    const project = createProject()
    const options = { cwd: project.root, env: cleanEnvironment() }
    const [values, bare] = await inTurn(
      15,
      () => timeProcess(process.execPath, [compiled, 'list'], options),
      () => timeProcess(process.execPath, ['-e', '0'], options),
    )
    project.remove()
    return [{ name: 'start-up: the compiled `list`', values, bare: { name: 'node -e 0', values: bare } }]
  },
}

/** What closedown asks git, as a shell would run it. */
const gitCommands = [
  'git rev-parse --path-format=absolute --show-toplevel --git-dir --git-common-dir --show-prefix',
  'git status --porcelain=v2 -z --branch --untracked-files=all --find-renames',
  'git ls-files -z --stage',
  'git rev-list -1 --before=1761303599 HEAD --',
  'git rev-list -1 --before=1761325199 HEAD --',
  'git log --walk-reflogs --date=unix -z --format=%H%x1f%gD%x1f%gs%x1f%an%x1f%s --branches HEAD --',
]

export const closing: Benchmark = {
  name: 'closedown',
  async run() {
    build()
    const project = createProject()
    writeSampleLog(project.root, 3000)
    const window = [
      '--from',
      new Date(sampleWindow.from).toISOString(),
      '--to',
      new Date(sampleWindow.to).toISOString(),
    ]
    const options = { cwd: project.root, env: cleanEnvironment() }
    const script = gitCommands.map((command) => `${command} >/dev/null 2>&1`).join('\n')
    const [values, bare] = await inTurn(
      9,
      () => timeProcess(process.execPath, [compiled, 'closedown', ...window, '--quiet'], options),
      () => timeProcess('sh', ['-c', script], options),
    )
    project.remove()
    return [
      {
        name: 'closedown of a sample of 3,000 decisions',
        values,
        bare: { name: 'its git commands in a shell', values: bare },
      },
    ]
  },
}
