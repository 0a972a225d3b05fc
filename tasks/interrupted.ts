import type { InterruptedStep } from '../cache/journal.ts'
import type { Action, Plan } from './task.ts'

/** What interrupted runs of a session had done with a task, for the run in whose place nobody finishes them: it tells it in their stead. */
export interface DoneBefore<Output, Data> {
  /** Of a step that came to its end, or of one that only knows what it was about to do. */
  ended?: { output: Output; actions: Action[] }
  begun?: { plan: Plan<Output, Data>; done: InterruptedStep['done'] }
}

export function doneBefore<Output, Data>(steps: InterruptedStep[]): DoneBefore<Output, Data>[] {
  return steps.map(({ output, actions = [], plan, done }) => {
    if (output !== undefined) return { ended: { output: output as Output, actions: actions as Action[] } }
    return plan === undefined ? {} : { begun: { plan: plan as Plan<Output, Data>, done } }
  })
}

/**
 * The actions of interrupted runs that are not among those `planned` now, because they were done: of a step that came to its end what it said itself, of any
 * other what it noted, and what `isDone` although it could not note it any more.
 */
export function actionsBefore<Output, Data>(
  steps: InterruptedStep[],
  planned: Action[],
  isDone: (action: Action, plan: Plan<Output, Data>, position: number) => boolean,
): Action[] {
  const before = doneBefore<Output, Data>(steps).flatMap(({ ended, begun }) => {
    if (ended) return ended.actions
    return begun?.plan.actions.filter((action, at) => begun.done.has(at) || isDone(action, begun.plan, at)) ?? []
  })
  const known = new Set(planned.map((action) => JSON.stringify(action)))
  return before.filter((action) => {
    const text = JSON.stringify(action)
    return !known.has(text) && known.add(text)
  })
}
