import type { Collection, Document } from 'mongodb'
import type { Decision } from '../../decision.ts'
import type { Window } from '../../window.ts'
import { type AllowedAction, blockGroupOf, namedAction, type RuleLog, type WatchedAction } from '../rule-log.ts'
import { contextFields, mayBeBlocked } from './counts.ts'
import { baseFields, groupRaw, type RawGroup, violationFields } from './groups.ts'
import type { TimeMatch } from './times.ts'

const ruleFields = ['rulesChecked', 'rules_checked', 'rule_id']
const blockFields = [
  ...baseFields,
  ...violationFields,
  ...contextFields,
  ...ruleFields,
  ...['metadata.domain', 'metadata.validation_status', 'metadata.decision', 'metadata.outcome'],
]
const mayBeAllowed = { allowed: { $ne: false } }

/** Asks the store for groups of a window; what is no decision is left out. */
export type Grouping = (window: Window, fields: string[], match?: Document) => AsyncIterable<Grouped>
type Grouped = Omit<RawGroup, 'normal'> & { decision: Decision }

/** What the decisions of a collection say about rules. */
export function createMongoRuleLog(groups: Grouping): RuleLog {
  return {
    async count(window) {
      let decisions = 0
      for await (const { count } of groups(window, baseFields)) decisions += count
      return decisions
    },
    async *blocks(window) {
      for await (const { decision, count, first, last } of groups(window, blockFields, mayBeBlocked))
        if (decision.verdict === 'block') yield { ...blockGroupOf(decision), decisions: count, first, last }
    },
    async exposures(window) {
      const rules = new Map<string, { rule: string; decisions: number; alone: number }>()
      let decisions = 0
      for await (const { decision, count } of groups(window, [...baseFields, ...ruleFields])) {
        const ids = new Set(decision.rules)
        if (ids.size > 0) decisions += count
        for (const rule of ids) {
          const exposure = rules.get(rule) ?? { rule, decisions: 0, alone: 0 }
          exposure.decisions += count
          if (ids.size === 1) exposure.alone += count
          rules.set(rule, exposure)
        }
      }
      return { decisions, rules: [...rules.values()] }
    },
    async warnedOf(window) {
      const named = new Set<string>()
      for await (const { decision } of groups(window, [...baseFields, ...violationFields], mayBeAllowed)) {
        if (decision.verdict !== 'warn') continue
        for (const { key, ruleId } of decision.violations) for (const name of [key, ruleId]) if (name) named.add(name)
      }
      return [...named]
    },
    async allowed(window, watched) {
      if (watched.length === 0) return []
      const found = new Map<string, AllowedAction>()
      const wanted = new Map(watched.map((each) => [keyOf(each), each]))
      const match = { $and: [mayBeAllowed, mayBeNamed(watched)] }
      for await (const group of groups(window, [...baseFields, ...contextFields, ...ruleFields], match)) {
        const { decision, count, first, last } = group
        if (decision.verdict === 'block') continue
        for (const rule of new Set(decision.rules)) {
          const key = keyOf({ service: decision.service, rule, action: namedAction(decision) })
          const each = wanted.get(key)
          if (!each) continue
          const known = found.get(key) ?? { ...each, decisions: 0, first, last }
          known.decisions += count
          known.first = Math.min(known.first, first)
          known.last = Math.max(known.last, last)
          found.set(key, known)
        }
      }
      return [...found.values()]
    },
    async verdictsOn(window, texts) {
      const fields = ['instruction_text', 'quadrant', 'persistence'].map((field) => `metadata.${field}`)
      const verdicts = new Map<string, Awaited<ReturnType<RuleLog['verdictsOn']>>[number]>()
      const match = { 'metadata.instruction_text': { $in: texts.map(withBlanks) } }
      for await (const { decision, count, first } of groups(window, [...baseFields, ...fields], match)) {
        const text = String(decision.metadata.instruction_text).trim()
        if (decision.service !== 'InstructionPersistenceClassifier' || !texts.includes(text)) continue
        const quadrant = String(decision.metadata.quadrant ?? '')
        const persistence = String(decision.metadata.persistence ?? '')
        const key = JSON.stringify([text, quadrant, persistence])
        const known = verdicts.get(key) ?? { text, quadrant, persistence, decisions: 0, first }
        known.decisions += count
        known.first = Math.min(known.first, first)
        verdicts.set(key, known)
      }
      return [...verdicts.values()]
    },
  }
}

/** The groups of a collection that are decisions. */
export async function* decisionGroups(
  collection: Collection,
  times: TimeMatch[],
  window: Window,
  fields: string[],
  match?: Document,
): AsyncGenerator<Grouped> {
  for await (const { normal, ...group } of groupRaw(collection, times, window, fields, match))
    if ('decision' in normal) yield { ...group, decision: normal.decision }
}

const keyOf = ({ service, rule, action }: WatchedAction) => JSON.stringify([service, rule, action])

/** Where `namedAction` may take an action from. */
const namingFields = [
  ...['action', 'service', 'context'],
  ...['actionType', 'action_description', 'instruction_text', 'context'].map((field) => `metadata.${field}`),
]

function mayBeNamed(watched: WatchedAction[]): Document {
  const words = [...new Set(watched.map(({ action }) => action))].map((action) => withBlanks(action, '(Action:\\s*)?'))
  return { $or: namingFields.map((field) => ({ [field]: { $in: words } })) }
}

/** A text as it may have been logged: the normal form has no blanks around it. */
function withBlanks(text: string, before: unknown = ''): RegExp {
  const start = typeof before === 'string' ? before : ''
  return new RegExp(`^\\s*${start}${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`)
}
