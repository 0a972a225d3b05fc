import { setImmediate } from 'node:timers/promises'
import type { Database } from '../database.ts'
import { decisionOf } from './backfill.ts'
import {
  type AllowedAction,
  blockGroupOf,
  type ClassifierVerdict,
  namedAction,
  type RuleExposure,
  type RuleLog,
  type WatchedAction,
} from './rule-log.ts'

type Row = Parameters<typeof decisionOf>[0]

const columns = 'at_ms AS at, session, service, action, verdict, document'
const within = 'FROM decisions WHERE at_ms >= ? AND at_ms < ?'
/** Blocked decisions that are held at once: a batch, not a window. */
const batchRows = 5_000

/** What the decisions in the cache say about rules. */
export function createSqliteRuleLog(db: Database): RuleLog {
  return {
    async count({ from, to }) {
      return db.prepare(`SELECT COUNT(*) ${within}`).pluck().get(from, to) as number
    },
    async *blocks({ from, to }) {
      // The last time read is the next range's beginning, so that the index leads there at once.
      const batch = db.prepare(
        `SELECT id, ${columns} ${within} AND (at_ms > ? OR id > ?) AND profile IN (SELECT id FROM profiles WHERE blocked = 1)
         ORDER BY at_ms, id LIMIT ${batchRows}`,
      )
      let last = { at: from - 1, id: 0 }
      for (;;) {
        const rows = batch.all(Math.max(from, last.at), to, last.at, last.id) as (Row & { id: number })[]
        for (const row of rows) yield blockGroupOf(decisionOf(row))
        last = rows.at(-1) ?? last
        if (rows.length < batchRows) return
        await setImmediate()
      }
    },
    async exposures({ from, to }) {
      const documents = db.prepare(`SELECT document ${within}`).pluck()
      return countExposures(documents.iterate(from, to) as Iterable<string>)
    },
    async warnedOf({ from, to }) {
      const list = `${within} AND verdict = 'warn'`
      return db
        .prepare(
          `WITH named AS (SELECT violation.value AS violation ${list.replace('decisions', "decisions, json_each(document, '$.violations') AS violation")})
           SELECT violation ->> 'key' FROM named UNION SELECT violation ->> 'ruleId' FROM named WHERE violation ->> 'ruleId' IS NOT NULL`,
        )
        .pluck()
        .all(from, to) as string[]
    },
    async allowed({ from, to }, watched) {
      if (watched.length === 0) return []
      const notBlocked = db
        .prepare(
          `SELECT at_ms, service, action, document ${within} AND profile IN (SELECT id FROM profiles WHERE blocked = 0)`,
        )
        .raw()
      return countAllowed(notBlocked.iterate(from, to) as Iterable<AllowedRow>, watched)
    },
    async verdictsOn({ from, to }, texts) {
      return db
        .prepare(
          `WITH verdicts AS (
             SELECT at_ms, TRIM(document ->> '$.metadata.instruction_text') AS text,
                    document ->> '$.metadata.quadrant' AS quadrant, document ->> '$.metadata.persistence' AS persistence
             ${within} AND profile IN (SELECT id FROM profiles WHERE service = 'InstructionPersistenceClassifier'))
           SELECT text, COALESCE(quadrant, '') AS quadrant, COALESCE(persistence, '') AS persistence,
                  COUNT(*) AS decisions, MIN(at_ms) AS first
           FROM verdicts WHERE text IN (SELECT value FROM json_each(?)) GROUP BY 1, 2, 3`,
        )
        .all(from, to, JSON.stringify(texts)) as ClassifierVerdict[]
    },
  }
}

const keyOf = ({ service, rule, action }: { service: string; rule: string; action: string }) =>
  JSON.stringify([service, rule, action])

type AllowedRow = [at: number, service: string, action: string, document: string]

/** Of the decisions that checked a watched rule, those that were about a watched action. Few documents that cannot be are read whole. */
function countAllowed(rows: Iterable<AllowedRow>, watched: WatchedAction[]): AllowedAction[] {
  const found = new Map<string, AllowedAction>()
  const wanted = new Map(watched.map((each) => [keyOf(each), each]))
  const actionsOf = new Map<string, string[]>()
  for (const { rule, action } of watched) actionsOf.set(rule, [...(actionsOf.get(rule) ?? []), action])
  for (const [at, service, action, document] of rows) {
    // An action's words stand in the document, escaped as in JSON, or are the service's name for it.
    const mayBe = (name: string) =>
      name === action || name === service || document.includes(JSON.stringify(name).slice(1, -1))
    const rules = storedRules(document).filter((rule) => actionsOf.get(rule)?.some(mayBe))
    if (rules.length === 0) continue
    const decision = decisionOf({ at, session: '', service, action, verdict: 'allow', document })
    for (const rule of new Set(rules)) {
      const key = keyOf({ service, rule, action: namedAction(decision) })
      const each = wanted.get(key)
      if (!each) continue
      const known = found.get(key) ?? { ...each, decisions: 0, first: at, last: at }
      known.decisions++
      known.first = Math.min(known.first, at)
      known.last = Math.max(known.last, at)
      found.set(key, known)
    }
  }
  return [...found.values()]
}

const [head, tail] = ['{"rules":[', '],"violations":']

/**
 * The rules of a stored document, without reading the rest of it: that is most of what a million decisions cost. They stand at its beginning,
 * and what ends them cannot stand in a JSON string, whose quotes are escaped.
 */
function storedRules(document: string): string[] {
  const end = document.startsWith(head) ? document.indexOf(tail) : -1
  if (end === head.length) return []
  if (end > 0) {
    const list = document.slice(head.length, end)
    // Without an escape the ids stand there as they are, between quotes and commas.
    return list.includes('\\') ? JSON.parse(`[${list}]`) : list.slice(1, -1).split('","')
  }
  return JSON.parse(document).rules
}

function countExposures(documents: Iterable<string>): { decisions: number; rules: RuleExposure[] } {
  const rules = new Map<string, RuleExposure>()
  let decisions = 0
  for (const document of documents) {
    const checked = storedRules(document)
    if (checked.length === 0) continue
    decisions++
    const alone = checked.every((rule) => rule === checked[0]) ? 1 : 0
    for (const [index, rule] of checked.entries()) {
      // Lists are short: looking back is quicker than a set.
      if (checked.indexOf(rule) !== index) continue
      const exposure = rules.get(rule)
      if (!exposure) rules.set(rule, { rule, decisions: 1, alone })
      else {
        exposure.decisions++
        exposure.alone += alone
      }
    }
  }
  return { decisions, rules: [...rules.values()] }
}
