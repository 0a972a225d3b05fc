import { total, within } from './arithmetic.ts'

/** A deduction as the report must have it: the numbers of its reason in the order in which they are named, and those that went in. */
export interface Deducted {
  points: number
  /** Whom it is about, where it is about one service. */
  service?: string
  figures: (string | number)[]
  from?: Record<string, number>
}

export interface Loss extends Omit<Deducted, 'points'> {
  weight: number
}

const pointsOf = (weight: number, of: number) => Math.round(of * (0.8 * weight + 0.2 * weight * weight))

export function spread(losses: Loss[], of: number): Deducted[] {
  const sorted = losses.toSorted(
    (a, b) => b.weight - a.weight || (String(a.figures[0]) < String(b.figures[0]) ? -1 : 1),
  )
  const upTo = [0, ...sorted.map((_, n) => within(total(sorted.slice(0, n + 1).map(({ weight }) => weight))))]
  const deducted = sorted.map(({ weight: _, from, ...each }, n): Deducted => {
    const [weightBefore, weight] = upTo.slice(n) as [number, number]
    const points = pointsOf(weight, of) - pointsOf(weightBefore, of)
    return { ...each, points, from: { ...from, weightBefore, weight } }
  })
  return limited(deducted, of)
}

export function limited(found: Deducted[], of: number): Deducted[] {
  const taken: Deducted[] = []
  for (const { points, ...each } of found.toSorted((a, b) => b.points - a.points)) {
    const left = of - total(taken.map((each) => each.points))
    if (Math.min(points, left) > 0) taken.push({ ...each, points: Math.min(points, left) })
  }
  return taken
}
