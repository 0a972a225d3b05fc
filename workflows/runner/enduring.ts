import { type Condition, describeCondition } from '../../cache/conditions.ts'
import type { Journal } from '../../cache/journal.ts'

/** Writes that begin with the number of their run. */
const ofRun = ['finish', 'reopen', 'startStep', 'planStep', 'didAction', 'endStep'] as const

export interface EnduringJournal extends Journal {
  /** A write beside the journal's own that may fail as they may, and is made up for with them. */
  keep(write: () => void): void
  /** Why not everything is recorded, after one more try; undefined where it is. */
  lacks(): string | undefined
}

/**
 * A journal whose writes may fail without ending the run: the work that needs no journal is still done. What could not be written waits, and is
 * written in its order as soon as something can be: a disk that failed once, or was full for a while, costs nothing. What is not a condition of the
 * machine is thrown.
 */
export function enduringJournal(
  journal: Journal,
  conditionIn: (error: unknown) => Condition | undefined,
): EnduringJournal {
  const waiting: (() => void)[] = []
  let lacks: string | undefined
  const catchUp = () => {
    try {
      for (let write = waiting[0]; write; write = waiting[0]) {
        write()
        waiting.shift()
      }
      lacks = undefined
    } catch (error) {
      const condition = conditionIn(error)
      if (!condition) throw error
      lacks = describeCondition(condition)
    }
  }
  const keep = (write: () => void) => {
    waiting.push(write)
    catchUp()
  }
  /** Of the run that was begun here; its number is only known when that could be written. */
  let begun = 0
  const enduring: EnduringJournal = {
    ...journal,
    keep,
    lacks() {
      if (lacks !== undefined) catchUp()
      return lacks
    },
    begin(run) {
      keep(() => {
        begun = journal.begin(run)
      })
      return begun
    },
    supersede: (...values) => keep(() => journal.supersede(...values)),
  }
  for (const name of ofRun) {
    const write = journal[name] as (run: number, ...values: unknown[]) => void
    Object.assign(enduring, {
      [name]: (run: number, ...values: unknown[]) => keep(() => write(run || begun, ...values)),
    })
  }
  return enduring
}
