import type { Invocation } from '../runner/command.ts'
import { offer, readInput } from '../runner/effects/input.ts'
import { answerHook, type HookCall } from './hook/answer.ts'

/** What an agent sends is small; its last message is the longest part of it. */
const limits = { ms: 2000, bytes: 16 * 2 ** 20 }

/** Reads an event from the standard input and answers it. Exit status 0, whatever happens: any other could stop the agent. */
export async function runHook(call: Omit<HookCall, 'input'>): Promise<number> {
  const answer = await answerHook({ ...call, input: await readInput(limits.ms, limits.bytes) })
  if (answer !== '') offer(answer)
  return 0
}

/** The same as a command like any other, for its help and for `--verbose`, which says why there was no answer. */
export const answerEvent = ({ project, environment, now, verbose, output }: Invocation): Promise<number> =>
  runHook({
    cwd: project.root,
    environment,
    now: now(),
    ...(verbose && { explain: (sentence: string) => output.note(`bookend: ${sentence}`) }),
  })
