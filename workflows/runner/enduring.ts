import { type Condition, describeCondition } from '../../cache/conditions.ts'
import type { Journal } from '../../cache/journal.ts'

const writes = ['finish', 'supersede', 'startStep', 'planStep', 'didAction', 'endStep'] as const

/**
 * A journal whose writes may fail without ending the run: where the disk is full, the work that needs no journal is still done, and only the
 * resuming of it is lost. `tell` hears each condition once. What is no condition of the machine is thrown.
 */
export function enduringJournal(
  journal: Journal,
  conditionIn: (error: unknown) => Condition | undefined,
  tell: (sentence: string) => void,
): Journal {
  const told = new Set<string>()
  const attempt = <Result>(work: () => Result): Result | undefined => {
    try {
      return work()
    } catch (error) {
      const condition = conditionIn(error)
      if (!condition) throw error
      const sentence = describeCondition(condition)
      if (!told.has(sentence)) tell(sentence)
      told.add(sentence)
      return undefined
    }
  }
  const enduring = { ...journal }
  let begun = true
  enduring.begin = (run) => {
    const id = attempt(() => journal.begin(run))
    begun = id !== undefined
    return id ?? 0
  }
  for (const name of writes) {
    const write = journal[name] as (...values: unknown[]) => void
    // A run that could not be begun has no rows to write to.
    Object.assign(enduring, { [name]: (...values: unknown[]) => begun && attempt(() => write(...values)) })
  }
  return enduring
}
