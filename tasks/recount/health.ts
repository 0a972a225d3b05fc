import { isObject, type Json, type JsonObject } from '../../cache/json.ts'

/** The most that each part takes off, as docs/health.md publishes it. */
const limits: Record<string, number> = {
  ...{ coverage: 40, enforcement: 35, exposure: 5 },
  ...{ pressure: 5, rules: 3, store: 4, data: 8 },
}

/** 5 × (peak - 0.50) / 0.35, from 0 to 5. */
const pressurePoints = (peak: number): number => Math.min(5, Math.max(0, Math.round((5 * (peak - 0.5)) / 0.35)))

/**
 * The sums of a health block, added up again from its list of deductions, and what the peak of the pressure takes off; undefined where nothing was
 * scored.
 */
export function addUpHealth(health: Json | undefined, peak: number | null): JsonObject | undefined {
  if (!isObject(health) || health.score === null || !isObject(health.parts) || !Array.isArray(health.basis))
    return undefined
  const points = new Map<string, number>()
  for (const each of health.basis) {
    const { part, points: taken } = isObject(each) ? each : {}
    points.set(String(part), (points.get(String(part)) ?? 0) + Number(taken))
  }
  let unknown = 0
  const parts: [string, JsonObject][] = Object.entries(health.parts).map(([name, part]) => {
    const { points: taken } = isObject(part) ? part : {}
    if (taken === null) unknown += limits[name] ?? 0
    const own = name === 'pressure' && peak !== null ? pressurePoints(peak) : (points.get(name) ?? 0)
    return [name, { points: taken === null && !points.has(name) ? null : own, of: limits[name] ?? null }]
  })
  const score = 100 - [...points.values()].reduce((sum, each) => sum + each, 0)
  return { score, band: [score - unknown, score], parts: Object.fromEntries(parts) }
}
