#!/usr/bin/env node
import { answerAtOnce } from './runner/answer-at-once.ts'
import { reuseCompiledCode } from './runner/effects/compiled-code.ts'
import { answerEarlySignals } from './runner/effects/early-signals.ts'
import { readInput } from './runner/effects/input.ts'
import { offer } from './runner/effects/write-whole.ts'
import { asksForJson } from './runner/words-typed.ts'

const argv = process.argv.slice(2)
const start = { cwd: workingDirectory(), environment: process.env }

/** Empty where it was removed while somebody worked in it, as the work tree of a finished branch is. */
function workingDirectory(): string {
  try {
    return process.cwd()
  } catch {
    return ''
  }
}

/** The agent waits for these: they are answered without loading what the other commands need. */
const answers: Record<string, (input: string) => Promise<number>> = {
  hook: async (input) => (await import('./commands/hook.ts')).answerInput({ ...start, now: Date.now(), input }),
  statusline: async (input) =>
    (await import('./commands/statusline.ts')).answerInput({ ...start, now: Date.now(), input }),
}

/** What only says what there is: over before V8 has optimised anything. */
const quick = new Set(['list', 'help', 'version', 'completion', '--help', '-h', '--version', '-V'])
/** What goes on longest, and runs most of the code. */
const workflows = new Set(['init', 'closedown'])

/** The events that read a transcript. */
const readers = new Set<string | undefined>(['PreCompact', 'Stop'])

async function answer(name: string): Promise<number> {
  const input = await readInput(start.environment)
  const [, event] = /"hook_event_name"\s*:\s*"([A-Za-z]{1,30})"/.exec(input) ?? []
  // One that reads a transcript runs much that another of the same event does not.
  const reads = /"transcript_path"\s*:\s*"[^"]/.test(input)
  const kind = [name, ...(event ? [event] : []), ...(reads ? ['reading'] : [])].join('-')
  reuseCompiledCode(kind, reads && readers.has(event) ? 'late' : 'soon')
  return (answers[name] as (typeof answers)[string])(input)
}

async function runCommand([name = '']: string[]): Promise<void> {
  answerEarlySignals(asksForJson(argv))
  if (quick.has(name)) reuseCompiledCode('quick', 'soon')
  else reuseCompiledCode(workflows.has(name) ? name : 'command', 'late')
  const { runCommandLine } = await import('./runner/command-line.ts')
  const { endWhenWritten } = await import('./runner/effects/foreign-code.ts')
  const { refuseEarlyEnd } = await import('./runner/effects/process-end.ts')
  const answered = refuseEarlyEnd(asksForJson(argv))
  process.exitCode = await runCommandLine({ ...start, argv, now: Date.now, ...(await import('./commands.ts')) })
  answered()
  // A timer or a server that a configuration started keeps nobody waiting.
  endWhenWritten()
}

async function main(): Promise<void> {
  const [name = ''] = argv
  const said = answerAtOnce(argv, start.cwd)
  // What cannot be written is answered in full, with the reason.
  if (said !== undefined && offer(`${said}\n`)) return
  if (argv.length === 1 && Object.hasOwn(answers, name))
    // All is written: taking Node's heap apart is left to the system, which is quicker.
    process.exit(await answer(name))
  else await runCommand(argv)
}

main()
