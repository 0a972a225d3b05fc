import type { Invocation } from '../runner/command.ts'
import { readInput } from '../runner/effects/input.ts'
import { offer } from '../runner/effects/write-whole.ts'
import { answerHook, type HookCall } from './hook/answer.ts'

/** Answers an event. Exit status 0, whatever happens: any other could stop the agent. */
export async function answerInput(call: HookCall): Promise<number> {
  const answer = await answerHook(call)
  if (answer !== '') offer(answer)
  return 0
}

/** The same as a command like any other, for its help, for `--json`, and for `--verbose`, which says why there was no answer. */
export const answerEvent = async ({
  project,
  options,
  environment,
  now,
  verbose,
  output,
  json,
  configurationProblem,
}: Invocation): Promise<number> => {
  const explain = (sentence: string) => output.note(`bookend: ${sentence}`)
  if (verbose && configurationProblem !== undefined) explain(configurationProblem)
  const answer = await answerHook({
    input: await readInput(environment),
    cwd: project.root,
    ...(options.project !== undefined && { asked: project.root }),
    environment,
    now: now(),
    ...(verbose && { explain }),
  })
  // Nothing to say is a document too, where one was asked for.
  if (answer !== '' || json) output.exact(answer || '{}')
  return 0
}
