/** What one line says of the tokens of its API message; the other lines of the message may say less or more. */
export interface Usage {
  model: string
  input: number
  output: number
  cacheRead: number
  /** All tokens written to the cache, those that are kept for an hour included. */
  cacheWrite: number
  /** Of `cacheWrite`, what is kept for an hour: it has another price. */
  cacheWriteHour: number
  /** Whether the message had come to its end: before that, `output` may be short. */
  ended: boolean
}

export interface ToolCall {
  id: string
  name: string
  /** The shell command that it runs. */
  command?: string
  /** The file that it is about. */
  file?: string
  /** Another name of what it is about: a host, a skill. */
  other?: string
  /** The files that it changes, where it succeeds. */
  edits?: string[]
}

/** Why a tool call did not run: who or what refused it, in the words of `toolDenialKind`, and `hook` where a hook did. */
export interface Denial {
  kind: string
  /** What the refusal says, without what surrounds it. */
  reason: string
}

export interface ToolResult {
  /** Id of its call. */
  id: string
  outcome: 'done' | 'failure' | Denial
  /** A report of a call that its own result also gives: it counts only where the call is known. */
  secondary?: boolean
  /** Its line does not have all that the call printed. */
  isPart?: boolean
}

/** What a line has that a report may quote: the cache keeps where it is, and never what it says. */
export type MarkKind =
  | 'request'
  | 'title'
  | 'name'
  | 'summary'
  | 'answer'
  | 'link'
  | 'todo'
  | 'prompt'
  | 'totals'
  /** What the client wrote in the place of an answer: a limit, or an error of the API's. */
  | 'stopped'

/** One line of a transcript of whichever agent, reduced to what is counted. */
export interface TranscriptLine {
  known: boolean
  /** Milliseconds since 1970; lines of settings and titles have none. */
  at?: number
  uuid?: string
  cwd?: string
  /** A line of a subagent's: its context is not the conversation's. */
  sidechain: boolean
  /** Identity of the API message, which other lines report too. */
  message?: string
  usage?: Usage
  calls: ToolCall[]
  results: ToolResult[]
  marks: MarkKind[]
  /** Identity of what a person asked for, where several lines report one request. */
  turn?: string
  compaction?: string | true
  /** The line may be another transcript's, copied under a new time: what that one has of it counts, and this does not. */
  maybeCopied?: boolean
}
