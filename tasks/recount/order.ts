import type { Decision } from '../../cache/decision.ts'
import { isObject, sha256 } from '../../cache/json.ts'
import type { DamagedLine } from './lines.ts'

/** Every decision once, in order of time and content: of equal ones there are as many as the file has that holds the most. */
export function distinctDecisions(files: Decision[][]): Decision[] {
  const most = new Map<string, number>()
  const kept: { decision: Decision; id: string }[] = []
  for (const decisions of files) {
    const here = new Map<string, number>()
    for (const decision of decisions) {
      const id = idOf(decision)
      const number = (here.get(id) ?? 0) + 1
      here.set(id, number)
      if (number <= (most.get(id) ?? 0)) continue
      most.set(id, number)
      kept.push({ decision, id })
    }
  }
  return kept
    .sort((a, b) => a.decision.at - b.decision.at || (a.id < b.id ? -1 : Number(a.id > b.id)))
    .map(({ decision }) => decision)
}

/** Of equal decisions the first, of decisions in order: equal ones are beside each other. */
export function withoutCopies(decisions: Decision[]): Decision[] {
  let last: { at: number; id?: string } | undefined
  return decisions.filter((decision, place) => {
    const isShared = [decisions[place - 1], decisions[place + 1]].some((other) => other?.at === decision.at)
    const now = { at: decision.at, ...(isShared && { id: idOf(decision) }) }
    const isCopy = now.id !== undefined && now.id === last?.id
    last = now
    return !isCopy
  })
}

/** How many damaged lines there are: of equal ones as many as the file has that holds the most. */
export function countDistinct(files: DamagedLine[][]): number {
  const most = new Map<string, number>()
  for (const lines of files) {
    const here = new Map<string, number>()
    for (const { text, at } of lines) here.set(`${at} ${text}`, (here.get(`${at} ${text}`) ?? 0) + 1)
    for (const [line, count] of here) most.set(line, Math.max(count, most.get(line) ?? 0))
  }
  return [...most.values()].reduce((sum, count) => sum + count, 0)
}

function idOf({ at, session, service, action, verdict, rules, violations, metadata }: Decision): string {
  // A rule that is named beside the violation is part of what was logged.
  const keys = violations.map(({ key, ruleId = key }) => (ruleId === key ? key : [key, ruleId]))
  return sha256(canonical([at, session, service, action, verdict, rules, keys, metadata])).slice(0, 32)
}

/** JSON with keys in code-unit order, without those that hold an empty list or object. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const fields = Object.entries(value)
    .map(([key, item]): [string, string] => [key, canonical(item)])
    .filter(([, item]) => item !== '{}' && item !== '[]')
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${item}`).join(',')}}`
}
