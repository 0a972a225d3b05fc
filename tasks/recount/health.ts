import { isObject, type Json, type JsonObject } from '../../cache/json.ts'
import { limits, type Parts } from './judgement/score.ts'
import { basisOf, reportedBasis } from './verdicts.ts'

interface HealthFrom {
  /** Those parts whose points can be found again. */
  deductions: Parts
  /** Whether nothing is scored; left out where that cannot be found again. */
  unscored?: boolean
  /** Parts of which it is not known whether they are part of the score. */
  unsure: string[]
  /** Names that reasons may begin with. */
  services: string[]
}

/**
 * A health block again: the deductions that can be found, those of other parts as the report states them, and the sums of all; undefined where
 * nothing was scored and nobody can say whether that is right.
 */
export function addUpHealth(health: Json | undefined, from: HealthFrom): JsonObject | undefined {
  const { deductions, unscored, unsure, services } = from
  if (unscored)
    return { score: null, band: [0, 100], parts: {}, basis: basisOf([{ part: 'coverage', points: 0, figures: [] }]) }
  if (!isObject(health) || !isObject(health.parts) || !Array.isArray(health.basis)) return undefined
  if (health.score === null && unscored === undefined) return undefined
  const statedParts = health.parts as JsonObject
  const stated = reportedBasis(health.basis, services)
  const found = Object.entries(deductions).flatMap(([part, list]) => (list ?? []).map((each) => ({ part, ...each })))
  const isFound = (part: string) => part in deductions
  const basis = [...found, ...stated.filter(({ part }) => unsure.includes(part))]
  const points = new Map<string, number>()
  for (const { part, points: taken } of basis) points.set(part, (points.get(part) ?? 0) + taken)
  let unknown = 0
  const stillUnsure = unsure.filter((name) => name in statedParts && !isFound(name))
  const parts = ([...Object.keys(deductions), ...stillUnsure] as (keyof Parts)[]).map((name): [string, JsonObject] => {
    const part = statedParts[name]
    const { points: taken = null } = isObject(part) ? part : {}
    const isUnknown = isFound(name) ? deductions[name] === null : taken === null && !points.has(name)
    if (isUnknown) unknown += limits[name]
    return [name, { points: isUnknown ? null : (points.get(name) ?? 0), of: limits[name] }]
  })
  const score = 100 - [...points.values()].reduce((sum, each) => sum + each, 0)
  return {
    score,
    band: [score - unknown, score],
    parts: Object.fromEntries(parts),
    ...(found.length > 0 && { basis: basisOf(found) }),
  }
}

/** The deductions of a report in the form in which they are found again; a list without any says nothing. */
export function healthIn(health: Json | undefined, services: string[]): Json | undefined {
  if (!isObject(health) || !Array.isArray(health.basis)) return health
  const { basis, ...rest } = health as JsonObject
  const deductions = basisOf(reportedBasis(basis, services))
  return { ...rest, ...(Object.keys(deductions).length > 0 && { basis: deductions }) }
}
