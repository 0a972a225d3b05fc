import process from 'node:process'
import type * as Threads from 'node:worker_threads'

/** `release` ends the watch. */
export interface ThreadWatch {
  release(): void
}

/** The name under which the other thread finds what it calls on this one. */
const called = 'bookend.kept-thread'

/** So many times within the limit this thread says that it is free. */
const beats = 20

/**
 * Watches this thread from another one: where it runs without a pause for longer than the limit, `onKept` is called on it, in the middle of what it is running, with the stack
 * of that. It may end the process; where it returns, what was interrupted goes on. No timer and no signal handler runs in an endless loop, but V8 lets an inspector in.
 */
export function watchThread(limitMs: number, onKept: (stack: string) => void): ThreadWatch {
  const { isMainThread, Worker } = process.getBuiltinModule('node:worker_threads') as typeof Threads
  // The inspector reaches the main thread only.
  if (!isMainThread) return { release: () => undefined }
  const state = new Int32Array(new SharedArrayBuffer(8))
  Reflect.set(globalThis, Symbol.for(called), () => onKept(interruptedStack()))
  const beat = setInterval(() => {
    Atomics.add(state, cells.beats, 1)
    Atomics.notify(state, cells.beats)
  }, limitMs / beats)
  beat.unref()
  // Nothing that this process was started with is loaded in it again.
  const worker = new Worker(watcher, { eval: true, execArgv: [], workerData: { state, limitMs } })
  // Where Node was built without the inspector, or no thread can be had, nobody watches.
  worker.on('error', () => undefined)
  worker.unref()
  return {
    release() {
      clearInterval(beat)
      Atomics.store(state, cells.released, 1)
      Atomics.add(state, cells.beats, 1)
      Atomics.notify(state, cells.beats)
      Reflect.deleteProperty(globalThis, Symbol.for(called))
    },
  }
}

const cells = { beats: 0, released: 1 } as const

/** The other thread's whole program: it must run where nothing of this one's code is loaded. */
const watcher = `
const { workerData: { state, limitMs } } = require('node:worker_threads')
const { Session } = require('node:inspector')
function next() {
  for (;;) {
    const beats = Atomics.load(state, ${cells.beats})
    const waited = Atomics.wait(state, ${cells.beats}, beats, limitMs)
    if (Atomics.load(state, ${cells.released}) === 1) return
    if (waited === 'timed-out') break
  }
  const session = new Session()
  session.connectToMainThread()
  session.post('Runtime.evaluate', { expression: 'globalThis[Symbol.for("${called}")]?.()' }, () => {
    session.disconnect()
    next()
  })
}
next()
`

function interruptedStack(): string {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = Number.POSITIVE_INFINITY
  const { stack } = new Error('interrupted')
  Error.stackTraceLimit = stackTraceLimit
  return stack ?? ''
}
