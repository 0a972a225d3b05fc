import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanEnvironment, entry, repository } from '../support/project.ts'
import { type Benchmark, inTurn, median, timeProcess } from './measure.ts'

const rounds = 9

/** What init asks git, as a shell would run it. */
const gitCommands = [
  'git rev-parse --path-format=absolute --show-toplevel --git-dir --git-common-dir --show-prefix',
  'git status --porcelain=v2 -z --branch --untracked-files=all --find-renames',
  'git ls-files -z --stage',
]

/**
 * Has the process say at its end how long ago its entry was about to begin, and how much it has computed since: Node's own start is not init's, and a busy
 * machine lets it wait.
 */
const sayAge = `const { performance } = require('node:perf_hooks')
const { writeSync } = require('node:fs')
const begun = performance.now()
const cpu = process.cpuUsage()
process.on('exit', () => {
  const { user, system } = process.cpuUsage(cpu)
  writeSync(2, 'age ' + (performance.now() - begun) + ' ' + (user + system) / 1000 + '\\n')
})
`

/** A warm init of a clone of this repository, without its test step, from the first line of its entry to the end of its process. */
export const opening: Benchmark = {
  name: 'init',
  async run() {
    execFileSync('npm', ['run', '-s', 'build'], { cwd: repository, stdio: 'inherit' })
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'bookend-bench-')))
    execFileSync('git', ['clone', '-q', repository, root])
    symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
    const preload = join(root, '.git', 'say-age.cjs')
    writeFileSync(preload, sayAge)
    const options = { cwd: root, env: cleanEnvironment() }
    const init = [entry, 'init', '--quiet', '--skip', 'startup/tests']
    timeProcess(process.execPath, [entry, 'closedown', '--quiet'], options)
    timeProcess(process.execPath, init, options)
    const computed: number[] = []
    const inside = () => {
      const ran = spawnSync(process.execPath, ['--require', preload, ...init], { ...options, encoding: 'utf8' })
      const [, age, computing] = /^age ([\d.]+) ([\d.]+)$/m.exec(ran.stderr) ?? []
      if (ran.status !== 0 || age === undefined) throw new Error(`init ended with ${ran.status}: ${ran.stderr}`)
      computed.push(Number(computing))
      return Number(age)
    }
    const script = gitCommands.map((command) => `${command} >/dev/null 2>&1`).join('\n')
    const [values, bare] = await inTurn(rounds, inside, () => timeProcess('sh', ['-c', script], options))
    rmSync(root, { recursive: true })
    const name = 'warm init of this repository without its test step, inside its process'
    const remarks = [`of it computed: ${median(computed).toFixed(0)} ms`]
    return [{ name, values, remarks, bare: { name: 'its git commands in a shell', values: bare } }]
  },
}
