import { type LedgerNote, staysOpen } from '../../../cache/notes.ts'
import { iso } from '../../../cache/window.ts'

/** A note as `--json` has it. */
export interface NoteRow {
  number: number
  kind: LedgerNote['kind']
  text: string
  /** ISO, UTC. */
  since: string
  /** 1 in the session of the note. */
  sessions: number
  /** `noted`: of a kind that nobody closes. */
  state: 'open' | 'done' | 'dropped' | 'replaced' | 'noted'
  /** The commit that closed it. */
  commit?: string
}

export function noteRow({ number, kind, text, at, sessions, closed }: LedgerNote): NoteRow {
  const untouched = staysOpen(kind) ? 'open' : kind === 'done' ? 'done' : 'noted'
  return {
    number,
    kind,
    text,
    since: iso(at),
    sessions,
    state: closed?.as ?? untouched,
    ...(closed?.commit !== undefined && { commit: closed.commit }),
  }
}
