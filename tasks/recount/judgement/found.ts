import { total } from './arithmetic.ts'
import type { Test } from './verdict.ts'

/** The share of ordinary sessions in which each kind may be wrong. */
const levels: Record<string, [calm: number, turbulent: number]> = {
  silent: [0.005, 0.0025],
  weaker: [0.0005, 0.00005],
  nothing: [0.0005, 0.00005],
  drift: [0.005, 0.0013],
  fall: [0.0025, 0.00001],
  pressure: [0.0015, 0.001],
  rate: [0.005, 0.0025],
  flood: [0.0002, 0.00004],
  'session-id': [0.0002, 0.00004],
  lockstep: [0.0001, 0.00002],
}

/** Silence and weakness of a pace are distinguished by whether a run has any decision, whatever the anomaly is called. */
const groupOf = ({ kind, service, run, silent }: Test): string => {
  if (run) return silent ? 'silent' : 'weaker'
  return isOfAll({ kind, service }) ? 'nothing' : kind
}

/** Nobody blocked anything. */
const isOfAll = ({ kind, service }: Pick<Test, 'kind'> & { service: Test['service'] | undefined }): boolean =>
  kind === 'weaker' && service === undefined

/** Which tests are anomalies; what was found in a run stays found. */
export function findAnomalies(tests: Test[], turbulence: number): Test[] {
  const inGroups = Object.entries(levels).flatMap(([group, [calm, turbulent]]) =>
    findIn(
      // A slow fall is tested among what is weaker, and once more by itself. Paces come before block rates.
      tests
        .filter((test) => (group === 'fall' ? test.lagged : groupOf(test) === group))
        .sort((a, b) => Number(a.run?.line === 'rate') - Number(b.run?.line === 'rate')),
      calm * (turbulent / calm) ** turbulence,
      group === 'drift' || group === 'fall',
    ),
  )
  const found = [...new Set(inGroups)]
  // The whole of a run and its silent end are one: the clearer one counts. Of all is said only what is said of none.
  const isOfOne = found.some(({ run }) => run?.line === 'rate')
  return found.filter(
    (each) =>
      !(isOfOne && isOfAll({ kind: each.kind, service: each.service })) &&
      !found.some((other) => other !== each && isSameRun(each, other) && other.p < each.p),
  )
}

/** Silence that would be found if the score knew of none that ended. */
export const findSureSilence = (tests: Test[], turbulence: number): Test[] => {
  const [calm, turbulent] = levels.silent as [number, number]
  const silent = tests.flatMap((test) => (test.silent && test.standing ? { ...test, p: test.standing.p } : []))
  return findIn(silent, calm * (turbulent / calm) ** turbulence, false)
}

const isSameRun = (a: Test, b: Test): boolean =>
  a.run !== undefined && b.run?.line === a.run.line && a.service === b.service

function findIn(tests: Test[], level: number, isShared: boolean): Test[] {
  const standing = tests.filter(({ run }) => run?.standing)
  const open = tests.filter(({ run }) => !run?.standing)
  if (isShared) {
    const all = total(open.map(({ weight = 1 }) => weight))
    return [...standing, ...open.filter(({ p, weight = 1 }) => p <= (level * weight) / all)]
  }
  const sizes = (t: number) => total(open.map(({ size }) => Math.min(t, t >= 1 ? 1 : (size?.(t) ?? t))))
  return [...standing, ...open.filter(({ p }) => p <= level && sizes(p) <= level)]
}
