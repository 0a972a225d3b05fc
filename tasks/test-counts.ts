import { escapeSource } from '../cache/acting.ts'
import { type Format, formats } from './test-formats.ts'

/** How many tests ran, as their runner's summary says. */
export interface TestCounts {
  runner: string
  passed: number
  failed: number
  /** Or marked: as not there yet, or as expected to fail. */
  skipped: number
  /** What is counted. */
  unit: 'tests' | 'packages'
}

/** Of what is counted one: of `packages`, `package`. */
export const oneOf = (unit: string): string => unit.slice(0, -1)

// Some runners keep colours in a pipe.
const escapes = new RegExp(escapeSource, 'g')

/** The counts that the last summary in a test run's output gives; undefined where no runner is recognised. */
export const countTests = (output: string[]): TestCounts | undefined => lastSummary(output)?.counts

/** Whether a test run's output says that some of the tests ran, in any of its summaries, or that none did; undefined where it says neither. */
export function ranAny(output: string[]): boolean | undefined {
  const last = lastSummary(output)
  if (!last) return undefined
  const { passed, failed } = last.counts
  if (passed + failed > 0 || output.some(countsSome)) return true
  return last.isSaid ? false : undefined
}

/** Whether a line of a summary counts by itself tests that ran. */
const countsSome = (text: string): boolean => {
  const line = withoutEscapes(text)
  return (
    anySummary.test(line.slice(0, longestSummary)) &&
    line.length <= longestSummary &&
    formats.some(({ lines }) =>
      lines.some((pattern) => {
        const { passed, failed, errors, run, total, skipped, marked } = pattern.exec(line)?.groups ?? {}
        return (
          [passed, failed, errors, run].some((count) => numberOf(count) > 0) ||
          (pattern.source.includes('<skipped>') && numberOf(total) > numberOf(skipped) + numberOf(marked))
        )
      }),
    )
  )
}

/** A word that stands for one is counted as one. */
const numberOf = (count: string | undefined): number =>
  count === undefined ? 0 : Number(count) || (count === '0' ? 0 : 1)

export const withoutEscapes = (text: string): string => text.replace(escapes, '').trimEnd()

function lastSummary(output: string[]): Found | undefined {
  const lines = output.flatMap((text, at) => {
    const line = withoutEscapes(text)
    return anySummary.test(line.slice(0, longestSummary)) ? [{ line, at }] : []
  })
  if (lines.length === 0) return undefined
  const found = formats.flatMap((format) => findSummary(format, lines) ?? [])
  return found.reduce<Found | undefined>((best, next) => (best && best.at >= next.at ? best : next), undefined)
}

/** A longer line is not a summary, and may be there to make a pattern slow. */
const longestSummary = 300

/** What any line that says something of tests matches: nearly all of an output do not, and are looked at once instead of once a pattern. */
const anySummary = new RegExp(
  formats
    .flatMap(({ lines, unless }) => [...lines, ...(unless ? [unless] : [])])
    .map(({ source }) => source.replaceAll(/\(\?<\w+>/g, '(?:'))
    .join('|'),
)

/** A summary on several lines stands together. */
const blockLines = 14

interface Found {
  /** Line of the summary: of two, the later one is the run's. */
  at: number
  counts: TestCounts
  /** Whether it says how many passed or ran, and not only how many did not. */
  isSaid: boolean
}

function findSummary(format: Format, lines: { line: string; at: number }[]): Found | undefined {
  const { runner, lines: patterns, all, unless, unit = 'tests' } = format
  if (unless && lines.some(({ line }) => unless.test(line))) return undefined
  const matches = lines.flatMap(({ line, at }) =>
    patterns.flatMap((pattern, kind) => {
      const groups = line.length <= longestSummary ? pattern.exec(line)?.groups : undefined
      return groups ? [{ at, kind, groups }] : []
    }),
  )
  const last = matches.at(-1)
  if (!last) return undefined
  const block = matches.filter(({ at }) => last.at - at < blockLines)
  const counted = all ? matches : patterns.flatMap((_, kind) => block.findLast((match) => match.kind === kind) ?? [])
  const sum = (name: string) => {
    const values = counted.flatMap(({ groups }) => groups[name] ?? [])
    return values.length === 0 ? undefined : values.reduce((total, value) => total + numberOf(value), 0)
  }
  const [total, run] = [sum('total'), sum('run')]
  const skipped = (sum('skipped') ?? 0) + (sum('marked') ?? 0)
  const ran = run ?? (total === undefined ? undefined : total - skipped)
  const failing = [sum('failed'), sum('errors')].filter((count) => count !== undefined)
  const passed = sum('passed')
  const failed =
    failing.length > 0 ? failing.reduce((a, b) => a + b, 0) : Math.max(0, (ran ?? 0) - (passed ?? ran ?? 0))
  const isSaid = passed !== undefined || ran !== undefined
  return {
    at: last.at,
    isSaid,
    counts: { runner, unit, passed: passed ?? Math.max(0, (ran ?? 0) - failed), failed, skipped },
  }
}
