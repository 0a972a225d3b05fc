import type { LedgerView } from '../../cache/notes.ts'
import type { SessionRecord } from '../../cache/sessions.ts'

/** The ledger seen from this moment: from the session that is open, else from the one that will come. */
export const viewNow = (open: Pick<SessionRecord, 'id' | 'from'> | undefined, now: number): LedgerView =>
  open ? { id: open.id, from: Math.min(open.from, now), to: now + 1 } : { id: '', from: now, to: now + 1 }
