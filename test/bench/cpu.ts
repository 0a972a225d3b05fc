import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cleanEnvironment, createProject, entry, repository, type TestProject } from '../support/project.ts'
import { growingTranscript } from './growing-transcript.ts'
import type { Benchmark } from './measure.ts'
import { openProject } from './open-project.ts'
import { sampleWindow, writeSampleLog } from './sample.ts'

const rounds = 15
/** /proc counts in hundredths of a second, and the children that were waited for with them: exact enough for the sum of all rounds. */
const msPerTick = 10

/** User and system time of all children so far, in milliseconds. */
function cpuOfChildren(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) * msPerTick
}

interface Command {
  name: string
  args: string[]
  project: TestProject
  input?: string
  /** Whether the agent calls it, which names its project then. */
  agent?: boolean
  /** What happens before each time. */
  before?: () => void
}

/** User and system time of each command, with all that it starts, as a multiple of `node -e 0`: what a busy machine changes least. */
export const cpu: Benchmark = {
  name: 'cpu',
  async run() {
    if (process.platform !== 'linux') return []
    execFileSync('npm', ['run', '-s', 'build'], { cwd: repository, stdio: 'inherit' })
    const project = openProject()
    const sample = createProject()
    writeSampleLog(sample.root, 3000)
    const talking = openProject()
    const commands = [...small(project), ...reading(talking), closedown(sample)]
    const groups = environments.map(([title, environment]) => ({
      name: title,
      lines: measureIn(environment, commands, project),
    }))
    for (const each of [project, talking, sample]) each.remove()
    return groups
  },
}

/** Node 20 reads the certificates that are named at each start, and takes twice as long: a multiple of it says little where they are. */
const certificates = process.env.NODE_EXTRA_CA_CERTS
const environments: [title: string, environment: Record<string, string>][] = [
  [`CPU time, mean of ${rounds} rounds, and as a multiple of node -e 0, without NODE_EXTRA_CA_CERTS`, {}],
  ...(certificates
    ? [
        ['the same with it, as in this environment', { NODE_EXTRA_CA_CERTS: certificates }] as [
          string,
          Record<string, string>,
        ],
      ]
    : []),
]

function measureIn(environment: Record<string, string>, commands: Command[], project: TestProject): string[] {
  const spent = new Map<string, number>()
  const measure = ({ name, project: { root }, input, agent }: Command, argv: string[]) => {
    const before = cpuOfChildren()
    const { status, stderr } = spawnSync(process.execPath, argv, {
      cwd: root,
      env: cleanEnvironment({ ...environment, ...(agent && { CLAUDE_PROJECT_DIR: root }) }),
      encoding: 'utf8',
      ...(input !== undefined && { input }),
    })
    if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`)
    return cpuOfChildren() - before
  }
  // The first round fills what is kept of compiled code, and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const one of [{ name: bare, args: [], project } as Command, ...commands]) {
      one.before?.()
      const ms = measure(one, one.name === bare ? ['-e', '0'] : [entry, ...one.args])
      if (round > 0) spent.set(one.name, (spent.get(one.name) ?? 0) + ms)
    }
  }
  const unit = spent.get(bare) as number
  return [...spent].map(
    ([name, ms]) =>
      `${name.padEnd(34)} ${(ms / rounds).toFixed(0).padStart(5)} ms ${(ms / unit).toFixed(2).padStart(7)}`,
  )
}

const bare = 'node -e 0'

/** What the agent sends. */
const event = (project: TestProject, name: string, more: object): Command => ({
  name: `hook: ${name}`,
  args: ['hook'],
  project,
  agent: true,
  input: JSON.stringify({ session_id: 'agent-1', cwd: project.root, hook_event_name: name.split(',')[0], ...more }),
})
const compact = { source: 'compact' }
const beforeCompaction = { trigger: 'auto', custom_instructions: null }
const stop = { stop_hook_active: false, background_tasks: [] }

/** Events of an agent with a transcript, a turn later each time. */
function reading(project: TestProject): Command[] {
  const { path, grow } = growingTranscript(project.root)
  const late = (name: string, more: object) => ({
    ...event(project, `${name}, 2 MB`, { ...more, transcript_path: path }),
    before: grow,
  })
  return [late('Stop', stop), late('PreCompact', beforeCompaction), late('SessionStart, compact', compact)]
}

function small(project: TestProject): Command[] {
  const agent = { session_id: 'agent-1', cwd: project.root, workspace: { current_dir: project.root } }
  return [
    ...['list', '--version', 'help', 'status', 'glance'].map((name) => ({ name, args: [name], project })),
    { name: 'statusline', args: ['statusline'], project, input: JSON.stringify(agent) },
    event(project, 'SessionStart, startup', { source: 'startup' }),
    event(project, 'SessionStart, compact', compact),
    event(project, 'PreCompact', beforeCompaction),
    event(project, 'Stop', stop),
    event(project, 'SessionEnd', { reason: 'other' }),
    { name: 'init, warm', args: ['init', '--quiet'], project },
  ]
}

function closedown(project: TestProject): Command {
  const [from, to] = [sampleWindow.from, sampleWindow.to].map((at) => new Date(at).toISOString())
  return {
    name: 'closedown of the sample',
    args: ['closedown', '--from', from as string, '--to', to as string, '--quiet'],
    project,
  }
}
