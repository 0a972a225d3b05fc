import { runInNewContext } from 'node:vm'

/**
 * Begins work and throws where it keeps the thread for longer than the limit: an endless loop, a regular expression that tries everything. Covered is what it does until
 * it first waits for something outside the process; `rest` is its promise, and nothing of what it waits for has run yet.
 */
export function beginWithin<Value>(limitMs: number, work: () => Promise<Value>): Promise<{ rest: Promise<Value> }> {
  return new Promise((resolve, reject) => {
    // What follows an `await` is run from here too, which node does only in a turn of its own.
    setImmediate(() => {
      let begun: Promise<Value> | undefined
      const begin = () => {
        begun = work()
        // Whoever waits for it hears of a failure, not the process.
        begun.catch(() => undefined)
        runWhatWaits()
      }
      try {
        // Of all that runs code, only this can break it off.
        runInNewContext('begin()', { begin }, { timeout: limitMs })
        resolve({ rest: begun as Promise<Value> })
      } catch (error) {
        reject(isTimeout(error) ? new KeptThread() : error)
      }
    })
  })
}

/** Does work that waits for nothing, and throws KeptThread where it takes longer than the limit. */
export function doWithin<Value>(limitMs: number, work: () => Value): Value {
  try {
    return runInNewContext('work()', { work }, { timeout: limitMs }) as Value
  } catch (error) {
    throw isTimeout(error) ? new KeptThread() : error
  }
}

/** Thrown where work kept the thread for longer than its limit. */
export class KeptThread extends Error {}

const isTimeout = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'

/** Node's own way to run the ticks and promises that wait; it has no other name. */
const runWhatWaits = (process as unknown as { _tickCallback(): void })._tickCallback
