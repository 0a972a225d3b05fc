import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'

export interface Request {
  argv: string[]
  cwd: string
  environment: Record<string, string>
  /** What a hook is sent by the agent. */
  input?: string
  /** Where the clock stands still at a time. */
  now?: number
  /** Set to 1 when the answer is there, where somebody waits for that. */
  done?: Int32Array
}

export interface Answer {
  status: number
  stdout: string
  stderr: string
}

/** No command line of a test takes this long, on the slowest machine. */
const longestMs = 9 * 60_000
let port: MessagePort | undefined
/** Ends with the command line that was called last and not waited for. */
let running: Promise<unknown> | undefined

/**
 * Runs one of bookend's command lines in a thread of this process, and waits for it: the compiled program is loaded once a test file, and not
 * once a command. For what needs no start-up, signal, standard stream or process of its own.
 */
export function callInProcess(repository: string, request: Omit<Request, 'done'>): Answer {
  if (running) throw new Error(`another command line is running beside: bookend ${request.argv.join(' ')}`)
  port ??= startWorker(repository)
  const done = new Int32Array(new SharedArrayBuffer(4))
  port.postMessage({ ...request, done })
  if (Atomics.wait(done, 0, 0, longestMs) === 'timed-out') throw new Error(`no end: bookend ${request.argv.join(' ')}`)
  const received: { message: Answer } | undefined = receiveMessageOnPort(port)
  if (!received) throw new Error(`no answer: bookend ${request.argv.join(' ')}`)
  return received.message
}

/** The same, where this thread has something to answer in the meantime: a server, a proxy. One begins when the one before has ended. */
export async function callBeside(repository: string, request: Omit<Request, 'done'>): Promise<Answer> {
  while (running) await running
  port ??= startWorker(repository)
  const thread = port
  running = once(thread, 'message')
  thread.postMessage(request)
  const [answer] = (await running) as [Answer]
  running = undefined
  thread.unref()
  return answer
}

function startWorker(repository: string): MessagePort {
  const file = join(repository, 'dist/test/support/in-process/worker.js')
  // A thread that does not start cannot say so to one that waits for it.
  if (!existsSync(file)) throw new Error(`${file} is not there: npm run build`)
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(pathToFileURL(file), { execArgv: [], workerData: port2, transferList: [port2] })
  worker.unref()
  port1.unref()
  return port1
}
