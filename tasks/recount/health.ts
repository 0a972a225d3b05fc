import { isObject, type Json, type JsonObject } from '../../cache/json.ts'
import { basisOf, reportedBasis, type Verdicts } from './verdicts.ts'

/** The most that each part takes off, as docs/health.md publishes it. */
const limits: Record<string, number> = {
  ...{ coverage: 40, enforcement: 35, exposure: 5 },
  ...{ pressure: 5, rules: 3, store: 4, data: 8 },
}

/** 5 × (peak - 0.50) / 0.35, from 0 to 5. */
const pressurePoints = (peak: number): number => Math.min(5, Math.max(0, Math.round((5 * (peak - 0.5)) / 0.35)))

interface HealthFrom {
  peak: number | null
  /** Left out where the verdicts cannot be found again. */
  deductions?: Verdicts['deductions']
  /** Parts whose points come from elsewhere than the logs. */
  elsewhere: string[]
  /** Names that reasons may begin with. */
  services: string[]
}

/**
 * A health block again: the deductions of the parts whose figures are in the logs, those of the others as the report states them, and the sums of
 * all; undefined where nothing was scored.
 */
export function addUpHealth(health: Json | undefined, from: HealthFrom): JsonObject | undefined {
  const { peak, deductions, elsewhere, services } = from
  if (!isObject(health) || health.score === null || !isObject(health.parts) || !Array.isArray(health.basis))
    return undefined
  const stated = reportedBasis(health.basis, services)
  const isFound = (part: string) => deductions !== undefined && part in deductions && !elsewhere.includes(part)
  const found = Object.entries(deductions ?? {}).flatMap(([part, list]) =>
    isFound(part) ? (list ?? []).map((each) => ({ part, ...each })) : [],
  )
  const basis = [...found, ...stated.filter(({ part }) => !isFound(part))]
  const points = new Map<string, number>()
  for (const { part, points: taken } of basis) points.set(part, (points.get(part) ?? 0) + taken)
  let unknown = 0
  const parts: [string, JsonObject][] = Object.entries(health.parts).map(([name, part]) => {
    const { points: taken } = isObject(part) ? part : {}
    const list = isFound(name) ? deductions?.[name as keyof typeof deductions] : undefined
    const isUnknown = isFound(name) ? list === null : taken === null && !points.has(name)
    if (isUnknown) unknown += limits[name] ?? 0
    const own = !isFound(name) && name === 'pressure' && peak !== null ? pressurePoints(peak) : (points.get(name) ?? 0)
    return [name, { points: isUnknown ? null : own, of: limits[name] ?? null }]
  })
  const score = 100 - [...points.values()].reduce((sum, each) => sum + each, 0)
  return {
    ...{ score, band: [score - unknown, score], parts: Object.fromEntries(parts) },
    ...(deductions && found.length > 0 && { basis: basisOf(found) }),
  }
}

/** The deductions of a report in the form in which they are found again; a list without any says nothing. */
export function healthIn(health: Json | undefined, services: string[]): Json | undefined {
  if (!isObject(health) || !Array.isArray(health.basis)) return health
  const { basis, ...rest } = health as JsonObject
  const deductions = basisOf(reportedBasis(basis, services))
  return { ...rest, ...(Object.keys(deductions).length > 0 && { basis: deductions }) }
}
