import { isObject, type Json, type JsonObject } from '../../cache/json.ts'

/** The sums of a health block, added up again from its list of deductions; undefined where nothing was scored. */
export function addUpHealth(health: Json | undefined): JsonObject | undefined {
  if (!isObject(health) || health.score === null || !isObject(health.parts) || !Array.isArray(health.basis))
    return undefined
  const points = new Map<string, number>()
  for (const each of health.basis) {
    const { part, points: taken } = isObject(each) ? each : {}
    points.set(String(part), (points.get(String(part)) ?? 0) + Number(taken))
  }
  let unknown = 0
  const parts: [string, JsonObject][] = Object.entries(health.parts).map(([name, part]) => {
    const { points: taken, of } = isObject(part) ? part : {}
    if (taken === null) unknown += Number(of)
    return [name, { points: taken === null && !points.has(name) ? null : (points.get(name) ?? 0) }]
  })
  const score = 100 - [...points.values()].reduce((sum, each) => sum + each, 0)
  return { score, band: [score - unknown, score], parts: Object.fromEntries(parts) }
}
