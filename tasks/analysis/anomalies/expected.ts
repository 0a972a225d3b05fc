import { didYouMean } from '../../../templates/did-you-mean.ts'
import { plural } from '../../../templates/words.ts'
import { decisionsOf, type Measured } from '../baseline/measured.ts'
import type { Candidate } from './candidate.ts'
import type { History } from './history.ts'

/** An empty list names nobody, and retires nobody. */
export const isRetired = (service: string, expected: string[] = []): boolean =>
  expected.length > 0 && !expected.includes(service)

/** A name that no session has may be misspelt, and then the service that is meant counts as retired. */
const neverLogged = (name: string, services: History['services']): string =>
  services.has(name) || services.size === 0
    ? ''
    : `; no session has a service of this name${didYouMean(name, [...services.keys()])}`

/** A service that a human expects and that decided nothing is silent, whatever it did before. */
export function missingServices(
  { sessions, services }: History,
  current: number,
  expected: string[] = [],
): Candidate[] {
  const silent = (session: number, name: string) => decisionsOf(sessions[session] as Measured, name) === 0
  return expected
    .filter((name) => silent(current, name))
    .map((name) => {
      let first = current
      while (first > 0 && silent(first - 1, name)) first--
      const since = (sessions[first] as Measured).window.from
      const { window } = sessions[Math.max(0, first - 1)] as Measured
      return {
        service: name,
        kind: 'silent',
        about: 'pace',
        detail: `no decision in this session, and it is expected to log${first < current ? `; none in the last ${plural(current - first + 1, 'session')}` : ''}${neverLogged(name, services)}`,
        since,
        evidence: { window, filter: { service: name }, from: 'end' },
        p: 0,
      }
    })
}
