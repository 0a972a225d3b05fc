/** Middle value; of an even number of them, the mean of both. NaN of none. */
export function median(values: ArrayLike<number>): number {
  return quantile(Float64Array.from(values).sort(), 0.5)
}

/** A quantile of sorted values, between neighbours by their distance (type 7 of Hyndman and Fan, as R, NumPy and spreadsheets have it). */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? Number.NaN
  const above = sorted[Math.ceil(place)] ?? Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}

export const sum = (values: Iterable<number>): number => {
  let total = 0
  for (const value of values) total += value
  return total
}

/** Added up from the smallest on: the same whatever order a store gives them in. NaN of none. */
export function mean(values: ArrayLike<number>): number {
  return sum(Float64Array.from(values).sort()) / values.length
}

/** Pairs grow with the square: more points than this are put together first. */
export const slopePoints = 200

/**
 * Theil-Sen slope: the median of the slopes between all pairs of points. Over 200 points are first put into 200 equal parts of the time they
 * span, each with the medians of its times and values. `x` ascending. Undefined where no two points differ in `x`.
 */
export function robustSlope(x: number[], y: number[]): number | undefined {
  if (x.length > slopePoints) return robustSlope(...inParts(x, y))
  const slopes: number[] = []
  for (let i = 0; i < x.length; i++) {
    for (let j = i + 1; j < x.length; j++) {
      const run = (x[j] as number) - (x[i] as number)
      if (run > 0) slopes.push(((y[j] as number) - (y[i] as number)) / run)
    }
  }
  return slopes.length === 0 ? undefined : median(slopes)
}

function inParts(x: number[], y: number[]): [number[], number[]] {
  const first = x[0] as number
  const width = ((x.at(-1) as number) - first) / slopePoints
  const parts: [number[], number[]] = [[], []]
  for (let start = 0, end = 0; start < x.length; start = end) {
    const part = partOf(x[start] as number)
    while (end < x.length && partOf(x[end] as number) === part) end++
    parts[0].push(median(x.slice(start, end)))
    parts[1].push(median(y.slice(start, end)))
  }
  return parts
  function partOf(value: number): number {
    return width === 0 ? 0 : Math.min(slopePoints - 1, Math.floor((value - first) / width))
  }
}

/** Median absolute deviation from the median, as it is: not scaled to a standard deviation. */
export function medianDeviation(values: number[]): number {
  const middle = median(values)
  return median(values.map((value) => Math.abs(value - middle)))
}

export const clamp = (value: number, low = 0, high = 1): number => Math.min(high, Math.max(low, value))
