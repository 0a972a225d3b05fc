import { setImmediate } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { type Decision, normaliseDecision, type Violation } from '../decision.ts'
import type { Json, JsonObject } from '../json.ts'
import { query } from '../rows.ts'
import { iso, type Window } from '../window.ts'

/** A decision as the framework's audit log writes it: read again, it is the same decision. Keys that the normal form had no place for are back. */
export function documentOf(decision: Decision): JsonObject {
  const { at, session, service, action, verdict, rules, violations, metadata, extra } = decision
  // What was allowed with a warning has violations; a warning without one is only said by the working paper's word for it.
  const said: JsonObject =
    verdict === 'warn' && violations.length === 0 ? { decision: 'WARN' } : { allowed: verdict !== 'block' }
  const document: JsonObject = {
    ...(session && { sessionId: session }),
    action,
    ...said,
    rulesChecked: rules,
    violations: [],
    metadata,
    ...extra,
    service,
    timestamp: iso(at),
  }
  return { ...document, violations: violations.map((violation) => documentViolation(violation, document)) }
}

/** The plainest form of a violation that is read as this one: its words alone, else an object. */
function documentViolation({ key, ruleId, severity, detail }: Violation, document: JsonObject): Json {
  const more: JsonObject = { ...(severity && { severity }), ...(detail && { details: detail }) }
  const forms: Json[] = [key, { ruleId: key, ...more }, { ruleText: key, ...more }]
  const wanted = JSON.stringify({ key, ruleId, severity, detail })
  const read = (form: Json) => {
    const normal = normaliseDecision({ ...document, allowed: false, violations: [form] })
    const [first] = 'decision' in normal ? normal.decision.violations : []
    return JSON.stringify({ key: first?.key, ruleId: first?.ruleId, severity: first?.severity, detail: first?.detail })
  }
  return forms.find((form) => read(form) === wanted) ?? { ruleText: key, ...(ruleId && { ruleId }), ...more }
}

/** A decision as a row of the cache has it; `document` is JSON: rules, violations, metadata, extra. */
export interface StoredDecision extends Pick<Decision, 'at' | 'session' | 'service' | 'action' | 'verdict'> {
  id: number
  hash: string
  number: number
  document: string
}

/** The columns of a `StoredDecision`. */
export const decisionColumns =
  'decisions.id, hash, number, decisions.at_ms AS at, session, service, action, verdict, document'

/** A row of the cache as the decision that it was. */
export function decisionOf({ at, session, service, action, verdict, document }: StoredDecision): Decision {
  return { at, session, service, action, verdict, ...JSON.parse(document) } as Decision
}

/** Decisions that are held at once: a batch, not a window. */
const batchRows = 500

/** The decisions of a window in order of time. While a query is open nothing else is written, so it is asked batch by batch. */
export async function* storedDecisions(db: Database, { from, to }: Window): AsyncGenerator<StoredDecision> {
  // The last time read is the next range's beginning, so that the index leads there at once.
  const batch = query<StoredDecision>(
    db,
    `SELECT ${decisionColumns} FROM decisions
     WHERE at_ms >= ? AND at_ms < ? AND (at_ms > ? OR id > ?) ORDER BY at_ms, id LIMIT ${batchRows}`,
  )
  let last = { at: from - 1, id: 0 }
  for (;;) {
    const rows = batch.all(Math.max(from, last.at), to, last.at, last.id)
    yield* rows
    last = rows.at(-1) ?? last
    if (rows.length < batchRows) return
    await setImmediate()
  }
}
