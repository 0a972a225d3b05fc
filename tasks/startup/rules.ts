import { messageOf } from '../../cache/errors.ts'
import { parseRuleFile, type RuleFile } from '../../cache/rules/rule-file.ts'
import { defineTask, failed, skipped } from '../task.ts'

export interface LoadedRules {
  total: number
  active: number
  /** Active rules. */
  byPersistence: Record<string, number>
  byQuadrant: Record<string, number>
  invalid: RuleFile['invalid']
}

/** Loads the instruction history and counts it; entries that cannot be used are named. */
export const loadRules = defineTask<LoadedRules>({
  id: 'startup/rules',
  title: 'Load the instruction history',
  check: 'rules',
  block: (instructions) => ({ instructions }),
  brief: describeRules,
  show: (rules) =>
    [describeRules(rules), ...rules.invalid.map(({ id, reason }) => `invalid: ${id} (${reason})`)].join('\n'),
  run({ files, config }) {
    const text = files.read(config.rules)
    if (text === undefined) return skipped({ reason: 'nothing-there', detail: `no ${config.rules}` })
    try {
      return countRules(parseRuleFile(text))
    } catch (error) {
      return failed({ reason: 'unreadable', path: config.rules, detail: messageOf(error) })
    }
  },
})

export function countRules({ rules, invalid }: RuleFile): LoadedRules {
  const active = rules.filter((rule) => rule.active)
  return {
    total: rules.length + invalid.length,
    active: active.length,
    byPersistence: tally(active.map((rule) => rule.persistence)),
    byQuadrant: tally(active.map((rule) => rule.quadrant)),
    invalid,
  }
}

function tally(words: string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const word of words.toSorted()) counts.set(word, (counts.get(word) ?? 0) + 1)
  return Object.fromEntries(counts)
}

function describeRules({ total, active, byPersistence, byQuadrant, invalid }: LoadedRules): string {
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')
  const named = invalid.map(({ id, reason }) => `${id}: ${reason}`).join('; ')
  return `${total} rules, ${active} active (${list(byPersistence)}; ${list(byQuadrant)})${named ? `; invalid: ${named}` : ''}`
}
