import type { Collection } from 'mongodb'
import { contextOf } from '../../decision.ts'
import type { Window } from '../../window.ts'
import type { ClassificationCount, ProfileCount, ViolationCount } from '../audit-log.ts'
import { classificationOf } from '../extract.ts'
import { facetFields } from '../facets.ts'
import { profileOf } from '../profile.ts'
import { baseFields, groupRaw, sessionFields, violationFields } from './groups.ts'
import type { TimeMatch } from './times.ts'

/** What one pass over a window counts. */
export interface WindowCounts {
  profiles: ProfileCount[]
  classifications: ClassificationCount[]
  /** Documents of the window that are no decision, by why. */
  unreadable: { reason: string; count: number }[]
}

const profileFields = [
  ...baseFields,
  ...sessionFields,
  ...['violations', 'reason', 'metadata.checks', 'metadata.instruction_text'],
  ...facetFields.map((field) => `metadata.${field}`),
]

export async function countWindow(collection: Collection, times: TimeMatch[], window: Window): Promise<WindowCounts> {
  const profiles = new Map<string, ProfileCount>()
  const classifications = new Map<string, ClassificationCount>()
  const unreadable = new Map<string, number>()
  for await (const { normal, count, first, last } of groupRaw(collection, times, window, profileFields)) {
    if ('unreadable' in normal) {
      unreadable.set(normal.unreadable, (unreadable.get(normal.unreadable) ?? 0) + count)
      continue
    }
    const profile = profileOf(normal.decision)
    const key = JSON.stringify(profile)
    const known = profiles.get(key)
    profiles.set(key, {
      ...profile,
      decisions: count + (known?.decisions ?? 0),
      first: Math.min(first, known?.first ?? first),
      last: Math.max(last, known?.last ?? last),
    })
    const classified = classificationOf(normal.decision.service, normal.decision.metadata)
    if (!classified) continue
    const name = JSON.stringify([classified.text, classified.quadrant])
    classifications.set(name, { ...classified, count: count + (classifications.get(name)?.count ?? 0) })
  }
  return {
    profiles: [...profiles.values()],
    classifications: [...classifications.values()],
    unreadable: [...unreadable].map(([reason, count]) => ({ reason, count })),
  }
}

/** What `contextOf` looks at. */
export const contextFields = [
  ...['context', ...sessionFields],
  ...['file', 'file_path', 'path', 'actionType', 'action_description', 'instruction_text', 'context'].map(
    (field) => `metadata.${field}`,
  ),
]
/** Where `allowed` says nothing, `decision` does: only what is certainly allowed is left out. */
export const mayBeBlocked = { allowed: { $ne: true } }

export async function countViolations(
  collection: Collection,
  times: TimeMatch[],
  window: Window,
): Promise<ViolationCount[]> {
  const found = new Map<string, { count: number; contexts: Set<string>; rules: Set<string | undefined> }>()
  const fields = [...baseFields, ...violationFields, ...contextFields]
  for await (const { normal, count } of groupRaw(collection, times, window, fields, mayBeBlocked)) {
    if (!('decision' in normal) || normal.decision.verdict !== 'block') continue
    const context = contextOf(normal.decision)
    const { violations } = normal.decision
    for (const key of new Set(violations.map((violation) => violation.key))) {
      const entry = found.get(key) ?? { count: 0, contexts: new Set(), rules: new Set() }
      found.set(key, entry)
      entry.count += count
      entry.contexts.add(context)
      for (const violation of violations) if (violation.key === key) entry.rules.add(violation.ruleId)
    }
  }
  return [...found]
    .map(([key, { count, contexts, rules }]) => {
      const [rule] = rules
      return { key, count, contexts: contexts.size, ...(rules.size === 1 && rule !== undefined && { ruleId: rule }) }
    })
    .sort((a, b) => b.count - a.count || byCodePoints(a.key, b.key))
}

/** The order of SQLite: by bytes of UTF-8, which is the order of code points. */
function byCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
