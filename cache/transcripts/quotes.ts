import type { TodoPart } from './todo.ts'

/** The agent's own totals of a session since a start, all of its transcripts together. */
export interface OwnTotals {
  session: string
  /** Milliseconds since 1970; a session that is taken up again begins a new count. */
  since: number
  tokens: { input: number; output: number; cacheRead: number; cacheWrite: number }
  costUsd: number
}

export interface OwnSummary {
  goal?: string
  done?: string
  next?: string
}

/** What a report may quote of a line, read from its whole value when the report is made. */
export interface Quotes {
  request(value: Record<string, unknown>): string
  /** A title that somebody gave, or that the agent found. */
  title(value: Record<string, unknown>): string
  summary(value: Record<string, unknown>): OwnSummary
  /** The words of an answer; empty where the line has none. */
  answer(value: Record<string, unknown>): string
  link(value: Record<string, unknown>): { kind: 'pr'; url: string } | undefined
  totals(value: Record<string, unknown>): OwnTotals | undefined
  todos(value: Record<string, unknown>): TodoPart[]
  /** All that a tool is called with; undefined where the line has no call of this id. */
  input(value: Record<string, unknown>, id: string): unknown
  /** The text of one call's result; where the line has none of it, what it reports of a command in the background. */
  result(value: Record<string, unknown>, id: string): string
  /** The exit code that a call's result states. */
  exit(value: Record<string, unknown>, id: string): number | undefined
  /** Whether a call's result does not say how it ended: it was only started, or interrupted. */
  isOpen(value: Record<string, unknown>, id: string): boolean
  /** What git had checked out when a line was written. */
  branch(value: Record<string, unknown>): string | undefined
}
