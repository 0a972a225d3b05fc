/** Figures of a list of numbers; `null` where there is nothing to measure. All of them are rounded to six decimals. */

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

/** A half goes up; a billionth decides nothing. */
export const sixDecimals = (value: number): number => Math.floor(Math.round(value * 1e9) / 1e3 + 0.5) / 1e6

export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : sixDecimals(part / whole)
}

export function mean(values: number[]): number | null {
  let sum = 0
  for (const value of values) sum += value
  return share(sum, values.length)
}

/** Between neighbours (type 7), of numbers in ascending order. */
export function quantile(sorted: number[], part: number): number | null {
  const value = exactQuantile(sorted, part)
  return value === undefined ? null : sixDecimals(value)
}

function exactQuantile(sorted: number[], part: number): number | undefined {
  const place = (sorted.length - 1) * part
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  return below === undefined || above === undefined ? undefined : below + (above - below) * (place - Math.floor(place))
}

export const ascending = (values: number[]): number[] => [...values].sort((a, b) => a - b)

/** A number that was measured, and when (milliseconds). */
export interface Point {
  at: number
  value: number
}

const mostPoints = 200

/** The median of the slopes between all pairs of points that differ in time, an hour. Over 200 points come as the medians of 200 parts of their time. */
export function trend(points: Point[]): number | null {
  const shown = points.length > mostPoints ? inParts(points) : points
  const slopes: number[] = []
  for (const [place, one] of shown.entries())
    for (const other of shown.slice(place + 1))
      if (other.at !== one.at) slopes.push(((other.value - one.value) / (other.at - one.at)) * hourMs)
  return quantile(ascending(slopes), 0.5)
}

function inParts(points: Point[]): Point[] {
  const first = points[0]?.at ?? 0
  const length = (points.at(-1)?.at ?? 0) - first
  const parts = new Map<number, Point[]>()
  for (const point of points) {
    const part = length === 0 ? 0 : Math.min(mostPoints - 1, Math.floor(((point.at - first) / length) * mostPoints))
    const others = parts.get(part)
    if (others) others.push(point)
    else parts.set(part, [point])
  }
  const median = (values: number[]) => exactQuantile(ascending(values), 0.5) ?? 0
  return [...parts.values()].map((part) => ({
    at: median(part.map(({ at }) => at)),
    value: median(part.map(({ value }) => value)),
  }))
}
