import type { InterruptedStep } from '../../cache/journal.ts'
import type { Action, Plan } from '../task.ts'

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
