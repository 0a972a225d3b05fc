/** What is in the place of a secret. */
export const mask = '[redacted]'

/** A piece of a text: from its first character to behind its last. */
export type Range = [from: number, to: number]

/** The same characters as ranges in order that neither touch nor overlap. */
export function mergeRanges(ranges: Iterable<Range>): Range[] {
  const merged: Range[] = []
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else if (to > from) merged.push([from, to])
  }
  return merged
}

/** The text with every range masked. */
export function maskRanges(text: string, ranges: Iterable<Range>): string {
  let result = ''
  let at = 0
  for (const [from, to] of mergeRanges(ranges)) {
    result += text.slice(at, from) + mask
    at = to
  }
  return at === 0 ? text : result + text.slice(at)
}
