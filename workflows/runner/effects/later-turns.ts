import process from 'node:process'

/** Code with its later turns: in timers, behind promises, when something was read. */
export interface LaterTurns {
  /** Begins code whose later turns are followed. */
  begin<Value>(work: () => Value): Value
  end(): void
}

/**
 * Calls `onTurn` right behind each turn that came of the code: before anything else runs on this thread. It must throw nothing, and build on nothing that the code may have
 * replaced. While it is followed, every promise of the process takes a little longer.
 */
export function followTurns(onTurn: () => void): LaterTurns {
  const { AsyncResource, createHook, executionAsyncId } = process.getBuiltinModule('node:async_hooks')
  // No set: its functions are built-ins that may be gone.
  const foreign: Record<number, true> = Object.create(null)
  const hook = createHook({
    init(id) {
      if (foreign[executionAsyncId()]) foreign[id] = true
    },
    after(id) {
      if (foreign[id]) onTurn()
    },
  }).enable()
  return {
    begin(work) {
      const scope = new AsyncResource('bookend: code of the project')
      foreign[scope.asyncId()] = true
      return scope.runInAsyncScope(work)
    },
    end: () => hook.disable(),
  }
}
