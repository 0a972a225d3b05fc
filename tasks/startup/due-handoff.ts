import type { Deliveries, Delivery, Handoff, WorkTreePlace } from '../../cache/deliveries.ts'
import type { Json } from '../../cache/json.ts'
import { dayMs } from '../../cache/window.ts'

/** A handoff of this project, and how it stands with it. */
export interface HandoffHere {
  handoff: Handoff
  /** Its newest delivery, to whomever. */
  delivered?: Delivery
  /**
   * Whether it is still to be shown to `recipient`: nobody was shown it, or whoever was has done nothing since.
   * Who was shown it before is not shown it again.
   */
  due: boolean
}

/**
 * The handoff to show here, and whether it was delivered. `seen` is the work tree as it is now, to be compared with what the last delivery saw;
 * undefined where nobody looked: then only what the cache knows shows whether something was done.
 */
export function handoffHere(
  deliveries: Deliveries,
  places: WorkTreePlace[],
  recipient: string,
  seen?: Json,
): HandoffHere | undefined {
  const handoff = deliveries.latestHandoff(places)
  if (!handoff) return undefined
  const delivered = deliveries.latest(handoff)
  if (!delivered) return { handoff, due: true }
  const known = deliveries.latest(handoff, recipient) !== undefined
  const treeMoved =
    seen !== undefined && delivered.seen !== null && JSON.stringify(seen) !== JSON.stringify(delivered.seen)
  return { handoff, delivered, due: !known && !treeMoved && !deliveries.workedSince(delivered.at) }
}

/** A handoff older than this says so: by then the project has probably moved on. */
const agedMs = 7 * dayMs

/** Whole days since a time (the end of a handoff's session), where they are more than seven. */
export function agedDays(since: number, now: number): number | undefined {
  return now - since > agedMs ? Math.floor((now - since) / dayMs) : undefined
}
