import type { Json } from '../cache/json.ts'
import type { Thresholds } from './thresholds.ts'

/** Where a project says what differs from the defaults. */
export const configurationFile = 'session.config.ts'

/** The names that it may have; where there are several files, the first counts. */
export const configurationFiles = [
  configurationFile,
  ...['mts', 'js', 'mjs', 'cjs'].map((kind) => `session.config.${kind}`),
]

/** Where the framework writes its file form of the audit log. */
export const usualAuditDirectory = '.memory/audit'

/** A store of decisions: where audit logs are read from. */
export type AuditSource = string

/** A call to a service's module whose answer must be a refusal; with `blocked: false`, none. */
export interface Canary {
  service: string
  call: string
  args?: Json[] | undefined
  blocked?: boolean | undefined
}

/** `session.config.ts` with every default filled in: what tasks see. The project's own tasks and workflows are the runner's. */
export interface Config {
  /** What messages call the file: the name of the one that there is. */
  configuration: string
  server?: { url?: string | undefined; port?: number | undefined; start?: string | undefined } | undefined
  protectedPorts: number[]
  artifacts: string[]
  audit: AuditSource | AuditSource[]
  /** Whether somebody said where the decisions are: where nobody did, the agent's transcripts may take the audit log's place. */
  auditNamed: boolean
  ruleStore?: string | undefined
  /** The history of instructions. */
  rules: string
  /** Globs of Markdown files with rules, where the project names some. */
  ruleTexts?: string[] | undefined
  /** Whether texts of the agent's transcripts are shown and kept: titles, requests, summaries, error lines, to-dos. */
  agentText: boolean
  testDatabases?: string[] | undefined
  tests?: string | undefined
  services?: string | undefined
  /** Services that must log: a missing one is silent, and all others are retired. */
  expected?: string[] | undefined
  canaries?: Canary[] | undefined
  deployment?: { ref?: string | undefined; command?: string | undefined; url?: string | undefined } | undefined
  handoffDir: string
  /** Where the documents of earlier closedowns go. */
  archiveDir: string
  cacheDir: string
  gates: string[]
  graceMs: number
  /** Decisions, runs and reports older than so many days leave the cache; 0 keeps them. */
  retentionDays: number
  trashDays: number
  storeTimeoutMs: number
  questionTimeoutMs: number
  thresholds: Thresholds
}

/** Where agents look for rules themselves, and where bookend does where a project keeps no history of instructions. */
const usualRuleTexts = ['CLAUDE.md', 'AGENTS.md', '.claude/rules/**/*.md']

/** Globs of the Markdown that holds rules: as configured, else the usual files, unless a history of instructions is there. */
export const ruleTextsOf = ({ ruleTexts }: Pick<Config, 'ruleTexts'>, hasHistory: boolean): string[] =>
  ruleTexts ?? (hasHistory ? [] : usualRuleTexts)
