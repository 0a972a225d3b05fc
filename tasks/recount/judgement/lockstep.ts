import type { Past } from './past.ts'
import type { Test } from './verdict.ts'

const nameOf = (a: string, b: string): string => [a, b].sort().join('\n')

/** Pairs that appeared in no earlier session, or were in all of them and are gone; of services with ten decisions. */
export function testLockstep(past: Past, tests: Test[]): void {
  const earlier = past.latest()
  const is = (n: number, [a, b]: [string, string]) =>
    past.at(n).lockstep.some(([one, other]) => one === a && other === b)
  const tells = (n: number, pair: [string, string]) => pair.every((name) => past.count(n, name) >= 10)
  const pairs = new Map(
    [...earlier, past.now].flatMap((n) =>
      past.at(n).lockstep.map((pair): [string, [string, string]] => [JSON.stringify(pair), pair]),
    ),
  )
  for (const pair of pairs.values()) {
    if (!tells(past.now, pair)) continue
    const telling = earlier.filter((n) => tells(n, pair))
    const together = earlier.filter((n) => is(n, pair))
    const appeared = is(past.now, pair) && together.length === 0 && telling.length === earlier.length
    const gone =
      !is(past.now, pair) &&
      together.length > 0 &&
      telling.length >= Math.max(1, earlier.length / 2) &&
      telling.every((n) => is(n, pair))
    if (appeared || gone)
      tests.push({ kind: 'lockstep', service: pair[0], p: 0, figures: () => (appeared ? [earlier.length] : []) })
  }
}

/** Of services in lockstep that show the same, the first. */
export function onceAPair(past: Past, found: Test[]): Test[] {
  const pairs = new Set([...past.latest(), past.now].flatMap((n) => past.at(n).lockstep).map(([a, b]) => nameOf(a, b)))
  const told: Test[] = []
  for (const test of found) {
    const { service, kind, run } = test
    const same =
      kind !== 'lockstep' &&
      service !== undefined &&
      told.some(
        (other) =>
          other.kind === kind &&
          other.run?.line === run?.line &&
          other.service !== undefined &&
          pairs.has(nameOf(other.service, service)),
      )
    if (!same) told.push(test)
  }
  return told
}
