import { attributeService } from './audit/catalogue.ts'
import { contentJson, withoutTraces } from './content-json.ts'
import { isObject, type Json, type JsonObject, sha256 } from './json.ts'
import { otherUnitOf, parseTime, unitOf } from './window.ts'

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

/** `timed`: of what has a time in another unit, or no verdict, the time, and the hash of the content that it would have as a permission: the same from every source. */
export type Normalised = { decision: Decision } | { unreadable: string; timed?: { at: number; hash: string } }

/** What a decision is read from: each part of it under the names that some writer gives it, the first one that is there counts. */
const aliases = {
  at: ['timestamp'],
  session: ['sessionId', 'session_id'],
  action: ['action'],
  allowed: ['allowed'],
  word: ['decision'],
  rules: ['rulesChecked', 'rules_checked'],
  onlyRule: ['rule_id'],
  violations: ['violations'],
  reason: ['reason'],
  section: ['tractatus_section'],
  metadata: ['metadata'],
  service: ['service'],
  context: ['context'],
} as const
type Part = keyof typeof aliases

/** Every field of a document that its decision is read from. */
export const decisionFields: string[] = Object.values(aliases).flat()

/** Parts that are in the normal form in another way too: what was logged of them is kept for export. */
const kept = new Set<string>([...aliases.onlyRule, ...aliases.reason, ...aliases.section, ...aliases.context])
const known = new Set([...decisionFields.filter((field) => !kept.has(field)), '_id', '__v'])
const ruleId = /^inst_\w+$/

/**
 * A document of any known shape (the framework's audit log, its file form, the working paper's), already plain JSON, as a decision.
 * `unreadable` says why a value is not one: no object, no valid time, no valid verdict.
 */
export function normaliseDecision(value: unknown): Normalised {
  if (!isObject(value)) return { unreadable: 'not a JSON object' }
  const time = loggedTime(part(value, 'at'))
  if (time === undefined) return { unreadable: 'no valid timestamp' }
  const { at, wrong } = time
  const details = part(value, 'metadata')
  let metadata = (isObject(details) ? withoutTraces(details) : {}) as JsonObject
  const section = text(metadata.tractatus_section) || words(value, 'section')
  const violations = violationsOf(value, ruleId.test(section) ? section : undefined)
  const verdict = verdictOf(value, violations.length > 0)
  const action = words(value, 'action')
  const extra: JsonObject = {}
  for (const key of Object.keys(value)) if (!known.has(key)) extra[key] = value[key] as Json
  // The working paper's form keeps what was done in `context`; it is evidence, so it belongs to the content.
  const context = words(value, 'context')
  if (action === '' && context) metadata = { ...metadata, context: metadata.context ?? context }
  const decision = {
    at,
    session: nameFrom(words(value, 'session') || text(metadata.sessionId)),
    service: nameFrom(attributeService(action, words(value, 'service'))),
    action,
    verdict: verdict ?? 'allow',
    rules: rulesOf(value),
    violations,
    metadata,
    extra,
  }
  if (verdict && !wrong) return { decision }
  return { unreadable: wrong ?? 'no valid verdict', timed: { at, hash: contentHash(decision) } }
}

/** Longer names are nobody's: they are in every document several times, and each is looked at for secrets. */
const longestName = 1000

/** A name as it was logged; of a longer one the beginning, and what keeps it apart from others that begin the same. */
const nameFrom = (logged: string): string =>
  logged.length <= longestName ? logged : `${logged.slice(0, longestName)}… (${sha256(logged).slice(0, 8)})`

/**
 * Hash of a decision's content: equal in every store, whatever the order of its keys was there, also where a store leaves out what is empty
 * (Mongoose does), or keeps violations as objects instead of words. 32 hex digits.
 */
export const contentHash = (decision: Decision): string => hashOfContent(contentJson(contentParts(decision)))

export const hashOfContent = (content: string): string => sha256(content).slice(0, 32)

/** The content of a decision in the order in which it is hashed, the time first, the metadata last. */
export function contentParts(decision: Decision): Json[] {
  const { at, session, service, action, verdict, rules, violations, metadata } = decision
  // A rule that is named beside the violation (`tractatus_section`) belongs to what was logged.
  const keys = violations.map(({ key, ruleId }) => (ruleId === undefined || ruleId === key ? key : [key, ruleId]))
  return [at, session, service, action, verdict, rules, keys, metadata]
}

/**
 * What a decision was about, for distinguishing a retry loop from a recurring pattern: the file, else the action's text, else the session.
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
  const allowed = part(value, 'allowed')
  if (typeof allowed === 'boolean') return allowed ? (violated ? 'warn' : 'allow') : 'block'
  switch (words(value, 'word').toUpperCase()) {
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
  const violations = part(value, 'violations')
  if (Array.isArray(violations)) return violations.flatMap((item) => violationOf(item, section))
  const verdict = words(value, 'word').toUpperCase()
  // The working paper's form has one reason; it names a violation only where the decision was not a plain permission.
  return verdict === 'BLOCK' || verdict === 'WARN' ? violationOf(part(value, 'reason'), section) : []
}

function violationOf(item: unknown, section: string | undefined): Violation[] {
  if (!isObject(item)) {
    const key = nameFrom(text(item))
    if (!key) return []
    const rule = ruleId.test(key) ? key : section
    return [{ key, ...(rule && { ruleId: rule }) }]
  }
  const id = text(item.ruleId) || text(item.rule_id)
  const sentence = text(item.ruleText) || text(item.rulText)
  const detail = text(item.details) || text(item.detail)
  const key = nameFrom(id || sentence || detail)
  if (!key) return []
  const rule = ruleId.test(id) ? id : section
  const severity = text(item.severity)
  return [{ key, ...(rule && { ruleId: rule }), ...(severity && { severity }), ...(detail && { detail }) }]
}

function rulesOf(value: Record<string, unknown>): string[] {
  const list = part(value, 'rules')
  if (Array.isArray(list)) return list.map((id) => nameFrom(text(id))).filter((id) => id !== '')
  const single = words(value, 'onlyRule')
  return single ? [nameFrom(single)] : []
}

/** When a decision was made; undefined where its time cannot be read, or is meant in another unit. */
export function decisionTime(value: unknown): number | undefined {
  const time = loggedTime(value)
  return time?.wrong ? undefined : time?.at
}

/** In milliseconds; `wrong` says why it is not the time of a decision, although it is clear which one is meant. */
function loggedTime(value: unknown): { at: number; wrong?: string } | undefined {
  const time = timeNumber(value)
  if (time === undefined) return undefined
  const unit = otherUnitOf(time)
  if (unit) {
    // A number holds nanoseconds to 256 of them: one below the whole millisecond would be in the one before.
    const at = Math.round((time * unit.times) / unit.over)
    return { at, wrong: `timestamp in ${unit.name}, not in milliseconds` }
  }
  if (Number.isInteger(time)) return Math.abs(time) <= 8.64e15 ? { at: time } : undefined
  return unitOf(time) && { at: Math.floor(time), wrong: 'timestamp in fractions of milliseconds' }
}

/** Times come as ISO text, as extended JSON (`{ "$date": … }`) or as milliseconds. */
function timeNumber(value: unknown): number | undefined {
  if (typeof value === 'string') return parseTime(value) ?? farTime(value)
  if (typeof value === 'number') return value
  if (!isObject(value)) return undefined
  const date = value.$date
  if (isObject(date)) return Number(date.$numberLong ?? Number.NaN)
  return date === undefined ? undefined : timeNumber(date)
}

/** Text of a date behind the year 9999, as it is made of one that a client made of microseconds. */
const farTime = (text: string): number | undefined => (/^\+\d{6}-/.test(text) ? Date.parse(text) : undefined)

/** The first value that a document has of a part. */
function part(value: Record<string, unknown>, name: Part): unknown {
  for (const field of aliases[name]) if (value[field] !== undefined && value[field] !== null) return value[field]
  return undefined
}

/** The first text that a document has of a part, or ''. */
function words(value: Record<string, unknown>, name: Part): string {
  for (const field of aliases[name]) {
    const found = text(value[field])
    if (found) return found
  }
  return ''
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
