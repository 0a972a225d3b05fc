import { Writable } from 'node:stream'
import { type MessagePort, workerData } from 'node:worker_threads'
import { answerHook } from '../../../workflows/commands/hook/answer.ts'
import { commands, loadWorkflows } from '../../../workflows/commands.ts'
import { runCommandLine } from '../../../workflows/runner/command-line.ts'
import { createOutput } from '../../../workflows/runner/effects/output.ts'
import type { Answer, Request } from './call.ts'

/** Answers command lines one after another, in a thread that has the whole program loaded already. */
const port = workerData as MessagePort

port.on('message', async ({ argv, cwd, environment, input, now, done }: Request) => {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, environment)
  const answer: Answer = { status: 1, stdout: '', stderr: '' }
  const streamTo = (name: 'stdout' | 'stderr') =>
    new Writable({
      decodeStrings: false,
      write(chunk, _encoding, next) {
        answer[name] += chunk
        next()
      },
    }) as unknown as NodeJS.WriteStream
  const output = createOutput({ stdout: streamTo('stdout'), stderr: streamTo('stderr') })
  const clock = now === undefined ? Date.now : () => now
  try {
    if (input !== undefined) {
      answer.stdout = await answerHook({ input, cwd, environment, now: clock() })
      answer.status = 0
    } else answer.status = await runCommandLine({ argv, cwd, environment, now: clock, loadWorkflows, commands, output })
  } catch (error) {
    answer.stderr += error instanceof Error ? error.stack : String(error)
  }
  port.postMessage(answer)
  if (done === undefined) return
  Atomics.store(done, 0, 1)
  Atomics.notify(done, 0)
})
