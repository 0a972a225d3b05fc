import { escapeSource } from '../cache/acting.ts'
import { type Format, formats, type Unit } from './test-formats.ts'

/** How many tests ran, as their runner's summary says. */
export interface TestCounts {
  runner: string
  passed: number
  failed: number
  /** Or marked: as not there yet, or as expected to fail. */
  skipped: number
  /** What is counted. */
  unit: Unit
}

/** Of what is counted one: of `packages`, `package`. */
export const oneOf = (unit: string): string => unit.slice(0, -1)

// Some runners keep colours in a pipe.
const escapes = new RegExp(escapeSource, 'g')

/** The counts of all summaries in a test run's output together; undefined where no runner is recognised, or not all that one of them counts is there. */
export const countTests = (output: string[]): TestCounts | undefined => sumUp(output)?.counts

/** Whether a test run's output says that some of the tests ran, in any of its summaries, or that none did; undefined where it says neither. */
export function ranAny(output: string[]): boolean | undefined {
  const { counts, isSaid } = sumUp(output) ?? {}
  if (!counts) return undefined
  if (counts.passed + counts.failed > 0) return true
  return isSaid ? false : undefined
}

/** A word that stands for one is counted as one. */
const numberOf = (count: string): number => Number(count) || (count === '0' ? 0 : 1)

export const withoutEscapes = (text: string): string => text.replace(escapes, '').trimEnd()

/** What runners of several packages put before each of their lines: melos, pnpm, Turborepo. */
const ofPackage = /^(?:\[[\w@./-]+\]: |@?[\w./-]+ test: |@?[\w./-]+:[a-z][\w:.-]*: )/

/** A longer line is not a summary, and may be there to make a pattern slow. */
const longestSummary = 300

/** What any line that says something of tests matches: nearly all of an output do not, and are looked at once instead of once a pattern. */
const anySummary = new RegExp(
  formats
    .flatMap(({ lines, unless }) => [...lines, ...(unless ? [unless] : [])])
    .map(({ source }) => source.replaceAll(/\(\?<\w+>/g, '(?:'))
    .join('|'),
)

interface Line {
  line: string
  /** The one before it in the output. */
  above: string
}

interface Found {
  counts: TestCounts
  /** Whether it says how many passed or ran, and not only how many did not. */
  isSaid: boolean
}

function sumUp(output: string[]): Found | undefined {
  const all = output.flatMap((text, at): Line[] => {
    const line = withoutEscapes(text).replace(ofPackage, '')
    return line.length <= longestSummary && anySummary.test(line)
      ? [{ line, above: withoutEscapes(output[at - 1] ?? '') }]
      : []
  })
  const found: Found[] = []
  for (const format of formats) {
    if (format.unless && all.some(({ line }) => format.unless?.test(line))) continue
    const own = all.filter(({ line }) => format.lines.some((pattern) => pattern.test(line)))
    if (own.length === 0 || found.some(({ counts }) => counts.runner === format.runner)) continue
    const summary = countIn(format, own)
    if (summary === 'incomplete') return undefined
    if (summary) found.push(summary)
  }
  return added(found)
}

/** Summaries of several runners as one. Tests and packages are not added up: what failed counts. */
function added(found: Found[]): Found | undefined {
  const { unit } = (found.findLast(({ counts }) => counts.failed > 0) ?? found.at(-1))?.counts ?? {}
  const alike = found.flatMap(({ counts }) => (counts.unit === unit ? counts : []))
  if (!unit) return undefined
  const sum = (key: 'passed' | 'failed' | 'skipped') => alike.reduce((total, counts) => total + counts[key], 0)
  const some = alike.filter(({ passed, failed, skipped }) => passed + failed + skipped > 0)
  const runner = (some.length > 0 ? some : alike.slice(-1)).map((counts) => counts.runner).join(' and ')
  const counts = { runner, unit, passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
  return { counts, isSaid: found.some(({ isSaid }) => isSaid) }
}

/** What the lines of one runner count. Those of parts do only where the whole is not there. */
function countIn({ runner, lines, part, unit = 'tests' }: Format, own: Line[]): Found | 'incomplete' | undefined {
  const wholes = own.filter(({ line, above }) => !part?.test(`${above}\n${line}`))
  const groups = (wholes.length > 0 ? wholes : own).flatMap(({ line }) =>
    lines.flatMap((pattern) => Object.entries(pattern.exec(line)?.groups ?? {})),
  )
  const sum = (...names: string[]) => {
    const values = groups.flatMap(([name, value]) => (value !== undefined && names.includes(name) ? [value] : []))
    return values.length === 0 ? undefined : values.reduce((total, value) => total + numberOf(value), 0)
  }
  const [due, seen] = [sum('due'), sum('seen')]
  const [total, failing, passed, skipped] = [
    sum('total'),
    sum('failed', 'errors'),
    sum('passed'),
    sum('skipped', 'marked'),
  ]
  const isSummary = [total, sum('run'), failing, passed, skipped].some((count) => count !== undefined)
  if (!isSummary || (due === undefined && seen !== undefined)) return undefined
  if ((due ?? 0) !== (seen ?? 0)) return 'incomplete'
  const ran = sum('run') ?? (total === undefined ? undefined : total - (skipped ?? 0))
  const failed = failing ?? Math.max(0, (ran ?? 0) - (passed ?? ran ?? 0))
  return {
    isSaid: passed !== undefined || ran !== undefined,
    counts: { runner, unit, passed: passed ?? Math.max(0, (ran ?? 0) - failed), failed, skipped: skipped ?? 0 },
  }
}
