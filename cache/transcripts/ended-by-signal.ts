/** Exit codes of what was ended from outside: INT, KILL, TERM and a closed pipe. */
const bySignal = new Set([130, 137, 141, 143, 144])

/** How a command in the background ended, by its exit code; undefined where somebody ended it: that says nothing of what it did. */
export const outcomeOfExit = (code: number): 'done' | 'failure' | undefined =>
  bySignal.has(code) ? undefined : code === 0 ? 'done' : 'failure'
