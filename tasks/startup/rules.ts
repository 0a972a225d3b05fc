import type { RuleFile } from '../../cache/rules/rule-file.ts'
import { plural } from '../../templates/words.ts'
import { readRules, UnreadableRules } from '../rules/sources.ts'
import { type Config, defineTask, failed, ruleTextsOf, skipped } from '../task.ts'

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
  async run({ files, config }) {
    try {
      const { history, rules } = await readRules(files, config)
      if (!history && rules.length === 0) return skipped({ reason: 'nothing-there', detail: noRulesIn(config) })
      const inMarkdown = rules.filter(({ place }) => place !== undefined)
      return countRules({ rules: [...(history?.rules ?? []), ...inMarkdown], invalid: history?.invalid ?? [] })
    } catch (error) {
      if (!(error instanceof UnreadableRules)) throw error
      return failed({ reason: 'unreadable', path: error.path, detail: error.message })
    }
  },
})

function noRulesIn(config: Config): string {
  const texts = ruleTextsOf(config, false)
  return `no ${config.rules}${texts.length > 0 ? `, and no rule in ${texts.join(', ')}` : ''}`
}

export function countRules({ rules, invalid }: Pick<RuleFile, 'rules' | 'invalid'>): LoadedRules {
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
  return `${plural(total, 'rule')}, ${active} active (${list(byPersistence)}; ${list(byQuadrant)})${named ? `; invalid: ${named}` : ''}`
}
