import type { StepRecord } from '../../cache/journal.ts'
import { isObject } from '../../cache/json.ts'
import type { Task } from '../../tasks/task.ts'
import { inputsOf } from './graph.ts'

/** Reasons that are in the machine: once it is as it should be, the step can be done. */
const ofTheMachine = new Set<unknown>(['condition', 'not-writable'])

/** Whether a step ended without all of its work for a reason that goes away. */
export const canBeMadeUpFor = ({ outcome, reason }: Pick<StepRecord, 'outcome' | 'reason'>): boolean =>
  (outcome === 'failed' || outcome === 'degraded') && isObject(reason) && ofTheMachine.has(reason.reason)

/** Steps of an earlier attempt that are done again, in the order of the workflow. */
export interface Redone {
  /** They go on with what they had planned. */
  goOn: string[]
  /** They have done their work, and what they did it with changes now. */
  anew: string[]
}

/**
 * What a resumed run does again: what failed, what was made of that, what follows a key of the configuration that `isChanged` since, and what tells how it
 * ended.
 */
export function redoneSteps(
  tasks: Task[],
  stepOf: (task: string) => StepRecord | undefined,
  isChanged: (key: string) => boolean = () => false,
): Redone {
  const redone: Redone = { goOn: [], anew: [] }
  for (const task of tasks) {
    const step = stepOf(task.id)
    if (step === undefined) continue
    const before = [...redone.goOn, ...redone.anew]
    const changes = task.tells === true ? before.length > 0 : inputsOf(task).some(({ id }) => before.includes(id))
    if (changes || task.follows?.some(isChanged)) redone.anew.push(task.id)
    else if (step.outcome === 'failed' || canBeMadeUpFor(step)) redone.goOn.push(task.id)
  }
  return redone
}
