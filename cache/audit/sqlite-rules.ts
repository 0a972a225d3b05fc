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
      const batch = db.prepare(
        `SELECT id, ${columns} ${within} AND (at_ms, id) > (?, ?) AND profile IN (SELECT id FROM profiles WHERE blocked = 1) ORDER BY at_ms, id LIMIT ${batchRows}`,
      )
      let last = { at: from - 1, id: 0 }
      for (;;) {
        const rows = batch.all(from, to, last.at, last.id) as (Row & { id: number })[]
        for (const row of rows) yield blockGroupOf(decisionOf(row))
        last = rows.at(-1) ?? last
        if (rows.length < batchRows) return
        await setImmediate()
      }
    },
    async exposures({ from, to }) {
      const lists = db.prepare(`SELECT document -> '$.rules' ${within}`).pluck()
      return countExposures(lists.iterate(from, to) as Iterable<string>)
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
      const found = db.prepare(
        `WITH wanted AS MATERIALIZED (SELECT value FROM json_each(?))
         SELECT ${columns} ${within} AND verdict <> 'block' AND (${mayBeNamed})`,
      )
      const actions = JSON.stringify([...new Set(watched.map(({ action }) => action))])
      const wanted = new Map<string, AllowedAction>(
        watched.map((each) => [keyOf(each), { ...each, decisions: 0, first: Number.POSITIVE_INFINITY, last: 0 }]),
      )
      for (const row of found.iterate(actions, from, to) as Iterable<Row>) {
        const decision = decisionOf(row)
        for (const rule of new Set(decision.rules)) {
          const each = wanted.get(keyOf({ service: decision.service, rule, action: namedAction(decision) }))
          if (!each) continue
          each.decisions++
          each.first = Math.min(each.first, decision.at)
          each.last = Math.max(each.last, decision.at)
        }
      }
      return [...wanted.values()].filter(({ decisions }) => decisions > 0)
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

/** Whether a decision can have one of the actions that are wanted for its own: which one it has, `namedAction` says. */
const mayBeNamed = [
  'action',
  'service',
  ...['actionType', 'action_description', 'instruction_text'].map(
    (field) => `TRIM(document ->> '$.metadata.${field}')`,
  ),
  "TRIM(document ->> '$.metadata.context')",
  "TRIM(SUBSTR(document ->> '$.metadata.context', LENGTH('Action: ')))",
]
  .map((text) => `${text} IN (SELECT value FROM wanted)`)
  .join(' OR ')

/** Lists of rules, each as JSON. Services check the same lists again and again, so the last one is remembered. */
function countExposures(lists: Iterable<string>): { decisions: number; rules: RuleExposure[] } {
  const rules = new Map<string, RuleExposure>()
  let decisions = 0
  let text = '[]'
  let ids: string[] = []
  for (const list of lists) {
    if (list !== text) {
      text = list
      ids = [...new Set(JSON.parse(list) as string[])]
    }
    if (ids.length > 0) decisions++
    for (const rule of ids) {
      const exposure = rules.get(rule)
      if (exposure) {
        exposure.decisions++
        if (ids.length === 1) exposure.alone++
      } else rules.set(rule, { rule, decisions: 1, alone: ids.length === 1 ? 1 : 0 })
    }
  }
  return { decisions, rules: [...rules.values()] }
}
