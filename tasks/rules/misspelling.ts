import { isKnown } from './text/meanings.ts'
import { stemOf } from './text/vocabulary.ts'

const shortest = 6

/** Whether one of two words is the other with a letter more, less or another, or with two exchanged; never the first, and never where both are words. */
export function isMisspelling(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  if (short.length < shortest || long.length > short.length + 1 || short[0] !== long[0]) return false
  if (isKnown(stemOf(one)) && isKnown(stemOf(other))) return false
  const from = [...short].findIndex((letter, at) => letter !== long[at])
  const at = from < 0 ? short.length : from
  const [rest, written] = [short.slice(at), long.slice(at)]
  return (
    written.slice(1) === rest ||
    (long.length === short.length &&
      (written.slice(1) === rest.slice(1) ||
        (rest[0] === written[1] && rest[1] === written[0] && rest.slice(2) === written.slice(2))))
  )
}
