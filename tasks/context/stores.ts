import type { AgentSessions } from '../../cache/agent-sessions.ts'
import type { AuditLog } from '../../cache/audit/audit-log.ts'
import type { Latest } from '../../cache/audit/sources/mongo-times.ts'
import type { Deliveries } from '../../cache/deliveries.ts'
import type { Documents } from '../../cache/documents.ts'
import type { StoreUnavailable } from '../../cache/errors.ts'
import type { Journal } from '../../cache/journal.ts'
import type { Notes } from '../../cache/notes.ts'
import type { Proposals } from '../../cache/proposals.ts'
import type { Reports } from '../../cache/reports.ts'
import type { Retention } from '../../cache/retention.ts'
import type { RuleObservations } from '../../cache/rule-observations.ts'
import type { RuleRelations } from '../../cache/rule-relations.ts'
import type { RuleStore } from '../../cache/rules/rule-store.ts'
import type { RuleSyncs } from '../../cache/rules/syncs.ts'
import type { Sessions } from '../../cache/sessions.ts'
import type { NotRead } from '../../cache/transcripts/listing.ts'
import type { AgentUsage } from '../../cache/transcripts/usage.ts'
import type { AgentWords } from '../../cache/transcripts/work/own-words.ts'
import type { WorkOptions } from '../../cache/transcripts/work/scene.ts'
import type { AgentWork } from '../../cache/transcripts/work.ts'
import type { Window } from '../../cache/window.ts'

/** The agents' transcripts, outside the project: only read. */
export interface Transcripts {
  /** Brings the cache up to date with them, once a run; says what was not read. */
  read(progress: (message: string) => void): Promise<NotRead[]>
  /** Makes decisions of the tool calls that were read: only where decisions are asked for. */
  decide(): void
  /** Whether any has a line in the window. */
  any(window: Window): boolean
  /** Tool calls in the window. */
  calls(window: Window): number
  /** When the lines in the window were written, in order. */
  times(window: Window): number[]
  /** Undefined where none has a line in the window. `sizes`: the contexts from which on models have another price. */
  usage(window: Window, sizes: (models: string[]) => number[]): AgentUsage | undefined
  /** What happened, quoted from the transcripts that are still there. */
  work(window: Window, options: Omit<WorkOptions, 'roots'>): AgentWork
  /** The same of what stands at the end of a window: where none has a line in it, of the last agent's session before, unless that was told already. */
  standing(window: Window, options: Omit<WorkOptions, 'roots'>): AgentWords | undefined
  /** What the letter before said is open, and was not seen for too long. */
  noLongerCarried(window: Window, options: Omit<WorkOptions, 'roots'>): string[]
}

/** A source of decisions that was not read, and its own words for why. */
export interface UnreadSource {
  source: string
  why: string
}

/** A database that tests left behind, on one of the configured servers. */
export interface TestDatabase {
  name: string
  /** The server, without credentials. */
  server: string
}

export interface TestDatabases {
  /** Those that are there, in order of their names. Throws StoreUnavailable. */
  find(): Promise<TestDatabase[]>
  /** Drops one of them, if it still is one. */
  drop(database: TestDatabase): Promise<boolean>
}

export interface Stores {
  audit(): Promise<AuditLog>
  /** Brings the cache up to date with the sources of decisions: files whole, stores as far as the window goes, or its latest decisions. */
  sync(
    window: Window,
    progress: (message: string) => void,
    latest?: Latest,
  ): Promise<{
    files: number
    /** MongoDBs that were asked. */
    stores?: number
    added: number
    known: number
    failed: { file: string; detail: string }[]
    /** The source that was taken although nobody named it, because there is no other. */
    byItself?: 'claude-code'
    /** A store that has nothing of the window: how many of its latest documents were looked at, and how many of them have no usable time. */
    empty?: { store: string; documents: number; untimed: number }
    /** Where only the latest were wanted: until when the window was not read from a store. */
    unread?: { store: string; to: number }
    /** A source that did not answer or refused; what the cache has of it is used. */
    unavailable?: StoreUnavailable
    /** A source that could not be read as far as the window goes, and why: what it has of the window is not known. */
    notRead?: UnreadSource
  }>
  /**
   * What came to windows in order that are over, since stores were read of them (files are read whole by `sync`). Returns the store that was not
   * asked, or refused, where no earlier step of the run said so.
   */
  readLate(windows: Window[], progress: (message: string) => void): Promise<StoreUnavailable | undefined>
  /** When each of the framework's services last decided, by name, as far as the cache goes; stores are asked back to `since`. Throws StoreUnavailable. */
  lastDecisions(since: number, progress: (message: string) => void): Promise<Map<string, number>>
  /** Throws UserError where the configuration names none that could be asked. */
  rules(): RuleStore
  ruleSyncs: RuleSyncs
  /** Undefined where no MongoDB is configured. */
  testDatabases(): TestDatabases | undefined
  transcripts: Transcripts
  sessions: Sessions
  notes: Notes
  reports: Reports
  proposals: Proposals
  ruleObservations: RuleObservations
  ruleRelations: RuleRelations
  journal: Journal
  retention: Retention
  deliveries: Deliveries
  documents: Documents
  agentSessions: AgentSessions
}
