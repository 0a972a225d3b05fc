import type { Invocation } from '../runner/command.ts'
import { offer, readInput } from '../runner/effects/input.ts'
import { type StatusLineCall, statusLine } from './statusline/line.ts'

/** What an agent sends is small. */
const limits = { ms: 2000, bytes: 2 ** 20 }

/** Reads what the agent says of itself and prints one line. Exit status 0, whatever happens: any other empties the line. */
export async function runStatusLine(call: Omit<StatusLineCall, 'input'>): Promise<number> {
  const line = await statusLine({ ...call, input: await readInput(limits.ms, limits.bytes) })
  if (line !== '') offer(`${line}\n`)
  return 0
}

/** The same as a command like any other, for its help. */
export const printStatusLine = ({ project, environment, now }: Invocation): Promise<number> =>
  runStatusLine({ cwd: project.root, environment, now: now() })
