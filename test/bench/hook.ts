import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanEnvironment, entry, repository } from '../support/project.ts'
import { type Benchmark, inTurn, type Measurement, timeProcess } from './measure.ts'
import { openProject } from './open-project.ts'

const rounds = 21
const turns = 400

const events: [title: string, event: object][] = [
  ['SessionStart, startup', { hook_event_name: 'SessionStart', source: 'startup' }],
  ['SessionStart, compact', { hook_event_name: 'SessionStart', source: 'compact' }],
  ['PreCompact', { hook_event_name: 'PreCompact', trigger: 'auto', custom_instructions: null }],
  ['Stop', { hook_event_name: 'Stop', stop_hook_active: false, background_tasks: [] }],
  ['SessionEnd', { hook_event_name: 'SessionEnd', reason: 'other' }],
]

/** Each event as the agent sends it, in a project with an open session, a handoff, notes and a transcript. */
export const hooks: Benchmark = {
  name: 'hook',
  async run() {
    execFileSync('npm', ['run', '-s', 'build'], { cwd: repository, stdio: 'inherit' })
    const project = openProject()
    const transcript = join(project.root, 'agent-1.jsonl')
    writeFileSync(transcript, Array.from({ length: turns }, (_, turn) => transcriptLine(turn, project.root)).join(''))
    const options = { cwd: project.root, env: cleanEnvironment({ CLAUDE_PROJECT_DIR: project.root }) }
    const measurements: Measurement[] = []
    for (const [title, event] of events) {
      const input = JSON.stringify({ session_id: 'agent-1', transcript_path: transcript, cwd: project.root, ...event })
      const [values, bare] = await inTurn(
        rounds,
        () => timeProcess(process.execPath, [entry, 'hook'], { ...options, input }),
        () => timeProcess(process.execPath, ['-e', '0'], options),
      )
      measurements.push({ name: `hook: ${title}`, values, bare: { name: 'node -e 0', values: bare } })
    }
    project.remove()
    return measurements
  },
}

function transcriptLine(turn: number, cwd: string): string {
  const usage = {
    input_tokens: 10,
    cache_creation_input_tokens: 200,
    cache_read_input_tokens: 300 * turn,
    output_tokens: 90,
  }
  const message = {
    id: `msg_${turn}`,
    model: 'model-1',
    content: [{ type: 'text', text: 'x'.repeat(800) }],
    stop_reason: 'end_turn',
    usage,
  }
  const head = {
    type: 'assistant',
    uuid: `u-${turn}`,
    timestamp: new Date().toISOString(),
    cwd,
    sessionId: 'agent-1',
    requestId: `req_${turn}`,
  }
  return `${JSON.stringify({ ...head, message })}\n`
}
