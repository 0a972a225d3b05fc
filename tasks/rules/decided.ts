import { isObject } from '../../cache/json.ts'
import type { ProposalDecision } from '../../cache/proposals.ts'
import type { Window } from '../../cache/window.ts'
import { appliedRulesIn } from './review/applied-rule.ts'

/** When something was decided: by the clock, and the end of the session that was closed last then. Nothing later was decided under the old rules. */
export interface Moment {
  at: number
  since: number
}

export function momentOf({ at, applied }: Pick<ProposalDecision, 'at' | 'applied'>): Moment {
  const since = isObject(applied) ? applied.since : undefined
  return { at, since: typeof since === 'number' ? since : at }
}

/** A session that was open at a moment is on neither side of it. */
export const isOpenAt = ({ from, to }: Window, { at }: Moment): boolean => from < at && at < to
export const isAfter = (session: Window, moment: Moment): boolean =>
  session.from >= moment.since && !isOpenAt(session, moment)

/** What reviews did to a rule last: when it got its words, and when it was added or came back. */
export interface RuleChange {
  worded?: Moment
  begun?: Moment
}

/** By rule, of decisions from the oldest to the latest. */
export function changesOf(decisions: ProposalDecision[]): Map<string, RuleChange> {
  const changes = new Map<string, RuleChange>()
  for (const decision of decisions) {
    const moment = momentOf(decision)
    for (const changed of appliedRulesIn(decision.applied) ?? []) {
      // Rules in Markdown have another id with every other text.
      if (!('id' in changed)) continue
      const { id, is } = changed
      const isNew = Object.keys(is).length === 0 || is.active === true
      const worded = 'text' in is || isNew
      if (worded) changes.set(id, { ...changes.get(id), worded: moment, ...(isNew && { begun: moment }) })
    }
  }
  return changes
}
