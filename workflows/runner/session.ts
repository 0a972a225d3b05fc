import { UserError } from '../../cache/errors.ts'
import { isObject, parseJsonFile } from '../../cache/json.ts'
import type { SessionRecord, Sessions } from '../../cache/sessions.ts'
import { dayMs, iso, parseTime } from '../../cache/window.ts'
import type { Session } from '../../tasks/task.ts'
import { timeOption } from './time-option.ts'

export interface WindowQuestion {
  now: number
  from?: string | undefined
  to?: string | undefined
  sessions: Sessions
  /** Text of `.claude/session-state.json`, where there is one. */
  sessionState?: string | undefined
  /** When something was noted first, of what was noted since a time. */
  firstNote?: (since: number) => number | undefined
}

/**
 * Which session a closedown (or a single task) is about, and its window: from the arguments, the open session, the framework's session
 * state, the last closedown, or the last 24 hours, in this order. Throws UserError for what is not a time, and for a reversed window.
 */
export function currentSession(question: WindowQuestion): Session {
  const { now, sessions } = question
  if (question.from !== undefined || question.to !== undefined) return fromArguments(question)
  const open = sessions.open()
  if (open && open.from < now) return { id: open.id, from: open.from, to: now, windowBasis: 'session', open: true }
  if (open) return closedByAnEarlierClock(open, question)
  const last = sessions.lastClosed(now)
  const started = startedBy(question.sessionState)
  if (started !== undefined && started < now && started >= now - dayMs && started > (last?.to ?? 0)) {
    return { id: sessions.nextId(started), from: started, to: now, windowBasis: 'session-state', open: false }
  }
  if (last?.to && last.to < now)
    return { id: sessions.nextId(last.to), from: last.to, to: now, windowBasis: 'last-closedown', open: false }
  return { id: sessions.nextId(now - dayMs), from: now - dayMs, to: now, windowBasis: 'last-24-hours', open: false }
}

/**
 * The open session where the clock was set back since it began: it reaches from the first thing that was noted by the new clock to behind its beginning by
 * the old one, so that whatever it did is in its window.
 */
function closedByAnEarlierClock(open: SessionRecord, { now, sessions, firstNote }: WindowQuestion): Session {
  const noted = firstNote?.(sessions.lastClosed(now)?.to ?? now - dayMs) ?? now
  return { id: open.id, from: Math.min(noted, now - 1), to: open.from + 1, windowBasis: 'session', open: true }
}

/** The session that init is about: the open one goes on, unless it was left behind; else a new one begins now. */
export function sessionForInit(sessions: Sessions, now: number, isLeft: (open: SessionRecord) => boolean): Session {
  const open = sessions.open()
  if (open && !isLeft(open))
    return { id: open.id, from: open.from, to: Math.max(now, open.from + 1), windowBasis: 'session', open: true }
  return { id: sessions.nextId(now), from: now, to: now, windowBasis: 'session', open: false }
}

/** The window that was typed. Without a beginning it is from the last closedown, where that is known. Throws UserError for what is no window. */
export function windowGiven(
  { now, from, to }: Pick<WindowQuestion, 'now' | 'from' | 'to'>,
  lastClosed: (end: number) => number | null | undefined,
): { from: number; to: number } {
  const end = to === undefined ? now : timeOption('--to', to)
  const start = from === undefined ? (lastClosed(end) ?? end - dayMs) : timeOption('--from', from)
  if (start >= end) {
    throw new UserError(`--from ${iso(start)} is not before --to ${iso(end)}: a window begins before it ends`)
  }
  if (start > now) throw new UserError(`--from ${iso(start)} is in the future: nothing was done in that window yet`)
  return { from: start, to: end }
}

function fromArguments(question: WindowQuestion): Session {
  const { now, sessions } = question
  const window = windowGiven(question, (end) => sessions.lastClosed(end)?.to)
  const open = sessions.open()
  const closed = sessions.ofWindow(window)
  if (closed) return { id: closed.id, ...window, windowBasis: 'arguments', open: false }
  if (open && open.from === window.from && window.to <= now)
    return { id: open.id, ...window, windowBasis: 'arguments', open: true }
  return { id: sessions.nextId(window.from), ...window, windowBasis: 'arguments', open: false }
}

function startedBy(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  try {
    const state: unknown = parseJsonFile(text)
    return isObject(state) && typeof state.started === 'string' ? parseTime(state.started) : undefined
  } catch {
    return undefined // named by the task that reads the file; here it only means that it names no start
  }
}
