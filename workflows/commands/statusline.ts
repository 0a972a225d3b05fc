import type { Invocation } from '../runner/command.ts'
import { readInput } from '../runner/effects/input.ts'
import { offer } from '../runner/effects/write-whole.ts'
import { type StatusLineCall, statusLine } from './statusline/line.ts'

/** Prints one line from what the agent says of itself. Exit status 0, whatever happens: any other empties the line. */
export async function answerInput(call: StatusLineCall): Promise<number> {
  const line = await statusLine(call)
  if (line !== '') offer(`${line}\n`)
  return 0
}

/** The same as a command like any other, for its help and for `--json`. */
export async function printStatusLine({ project, environment, now, json, output }: Invocation): Promise<number> {
  const line = await statusLine({ input: await readInput(environment), cwd: project.root, environment, now: now() })
  if (json) output.json({ line })
  else if (line !== '') output.exact(line)
  return 0
}
