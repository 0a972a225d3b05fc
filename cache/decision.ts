import { canonicalJson, isObject, type Json, type JsonObject, sha256 } from './json.ts'
import { attributeService } from './services.ts'
import { parseTime } from './window.ts'

export type Verdict = 'allow' | 'warn' | 'block'

export interface Violation {
  /** What was violated: a rule id, a boundary, a sentence; never empty. */
  key: string
  ruleId?: string
  severity?: string
  detail?: string
}

/** A decision of a governance service in the one form that everything behind the stores works on. */
export interface Decision {
  /** Milliseconds since 1970. */
  at: number
  session: string
  service: string
  action: string
  verdict: Verdict
  /** Ids of the rules that were checked. */
  rules: string[]
  violations: Violation[]
  metadata: JsonObject
  /** Top-level keys that the normal form has no place for; kept for export, no part of the content. */
  extra: JsonObject
}

export type Normalised = { decision: Decision } | { unreadable: string }

const known = new Set([
  ...['sessionId', 'session_id', 'action', 'allowed', 'decision', 'rulesChecked', 'rules_checked', 'violations'],
  ...['metadata', 'service', 'timestamp', '_id', '__v'],
])
const ruleId = /^inst_\w+$/

/**
 * A document of any known shape (the framework's audit log, its file form, the working paper's), already plain JSON, as a decision.
 * `unreadable` says why a value is none: no object, no valid time, no valid verdict.
 */
export function normaliseDecision(value: unknown): Normalised {
  if (!isObject(value)) return { unreadable: 'not a JSON object' }
  const at = timeOf(value.timestamp)
  if (at === undefined) return { unreadable: 'no valid timestamp' }
  const metadata = (isObject(value.metadata) ? { ...value.metadata } : {}) as JsonObject
  const section = text(metadata.tractatus_section) || text(value.tractatus_section)
  const violations = violationsOf(value, ruleId.test(section) ? section : undefined)
  const verdict = verdictOf(value, violations.length > 0)
  if (!verdict) return { unreadable: 'no valid verdict' }
  const action = text(value.action)
  const extra: JsonObject = {}
  for (const key of Object.keys(value)) if (!known.has(key)) extra[key] = value[key] as Json
  // The working paper's form keeps what was done in `context`; it is evidence, so it belongs to the content.
  if (action === '' && text(value.context)) metadata.context ??= text(value.context)
  return {
    decision: {
      at,
      session: text(value.sessionId) || text(value.session_id) || text(metadata.sessionId),
      service: attributeService(action, text(value.service)),
      action,
      verdict,
      rules: rulesOf(value),
      violations,
      metadata,
      extra,
    },
  }
}

/** Hash of a decision's content: equal in every store, whatever the order of its keys was there. 32 hex digits. */
export function contentHash(decision: Decision): string {
  const { extra: _, ...content } = decision
  return sha256(canonicalJson(content)).slice(0, 32)
}

/**
 * What a decision was about, for telling a retry loop from a recurring pattern: the file, else the action's text, else the session.
 */
export function contextOf(decision: Decision): string {
  return subjectOf(decision) || decision.session
}

/** The file that a decision was about, else the action's text, else ''. */
export function subjectOf(decision: Decision): string {
  const { metadata } = decision
  const file = text(metadata.file) || text(metadata.file_path) || text(metadata.path)
  if (file) return file
  const what = actionText(decision)
  return pathIn(what) ?? what
}

/** The action's own words: what was attempted, not which service looked at it. */
export function actionText(decision: Decision): string {
  const { metadata } = decision
  const words = text(metadata.actionType) || text(metadata.action_description) || text(metadata.instruction_text)
  return words || text(metadata.context).replace(/^Action:\s*/, '')
}

function verdictOf(value: Record<string, unknown>, violated: boolean): Verdict | undefined {
  if (typeof value.allowed === 'boolean') return value.allowed ? (violated ? 'warn' : 'allow') : 'block'
  switch (text(value.decision).toUpperCase()) {
    case 'ALLOW':
      return violated ? 'warn' : 'allow'
    case 'WARN':
      return 'warn'
    case 'BLOCK':
      return 'block'
    default:
      return undefined
  }
}

function violationsOf(value: Record<string, unknown>, section: string | undefined): Violation[] {
  if (Array.isArray(value.violations)) return value.violations.flatMap((item) => violationOf(item, section))
  const verdict = text(value.decision).toUpperCase()
  // The working paper's form has one reason; it names a violation only where the decision was not a plain permission.
  return verdict === 'BLOCK' || verdict === 'WARN' ? violationOf(value.reason, section) : []
}

function violationOf(item: unknown, section: string | undefined): Violation[] {
  if (!isObject(item)) {
    const key = text(item)
    if (!key) return []
    const rule = ruleId.test(key) ? key : section
    return [{ key, ...(rule && { ruleId: rule }) }]
  }
  const id = text(item.ruleId) || text(item.rule_id)
  const sentence = text(item.ruleText) || text(item.rulText)
  const detail = text(item.details) || text(item.detail)
  const key = id || sentence || detail
  if (!key) return []
  const rule = ruleId.test(id) ? id : section
  const severity = text(item.severity)
  return [{ key, ...(rule && { ruleId: rule }), ...(severity && { severity }), ...(detail && { detail }) }]
}

function rulesOf(value: Record<string, unknown>): string[] {
  const list = value.rulesChecked ?? value.rules_checked
  if (Array.isArray(list)) return list.map(text).filter((id) => id !== '')
  const single = text(value.rule_id)
  return single ? [single] : []
}

/** Times come as ISO text, as extended JSON (`{ "$date": … }`) or as milliseconds. */
function timeOf(value: unknown): number | undefined {
  if (typeof value === 'string') return parseTime(value)
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) <= 8.64e15 ? value : undefined
  if (!isObject(value)) return undefined
  const date = value.$date
  if (isObject(date)) return timeOf(Number(date.$numberLong ?? Number.NaN))
  return date === undefined ? undefined : timeOf(date)
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
}

/** The first thing in a sentence that looks like a file: it has a folder or an extension. */
function pathIn(sentence: string): string | undefined {
  return sentence
    .split(/[\s,;:"'`()]+/)
    .find((word) => /^[\w@.~-]*\/[\w@./~-]+$|^[\w@-][\w@.-]*\.[a-z][a-z0-9]{0,5}$/i.test(word))
}
