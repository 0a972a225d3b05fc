import { isContent } from '../clauses.ts'
import type { Statement } from '../statement.ts'

const leading = new Set('in inside on at to into onto from for with as during'.split(' '))

/** What stands behind each word that says where, to whom, what for or with what. */
export function placesIn({ tokens }: Pick<Statement, 'tokens'>): Map<string, Set<string>> {
  const places = new Map<string, Set<string>>()
  let place: Set<string> | undefined
  for (const token of tokens) {
    if (leading.has(token.raw)) {
      place = places.get(token.raw) ?? new Set()
      places.set(token.raw, place)
    } else if (token.kind === 'clause' || token.negation) place = undefined
    else if (place && isContent(token)) place.add(token.stem)
  }
  return places
}

/** Of a demand it is the one to whom, or for what, something is to be done, that another one has nothing to do with; elsewhere is not where it is to be done. */
const ofDemands = new Set(['to', 'for'])

/** Whether a report names another place than a rule that is for one only: "to journalists" beside "never … to partners". A rule that names none is for all. */
export function isElsewhere(rule: Statement, report: Statement): boolean {
  const reported = placesIn(report)
  return [...placesIn(rule)].some(([word, place]) => {
    const other = reported.get(word)
    if (!other?.size || place.size === 0 || !(rule.bans || ofDemands.has(word))) return false
    return [...place].every((stem) => !other.has(stem))
  })
}

/** Whether a ban of one thing, wherever it may be, is of what a report names before it says where that was: "never use eval", "used eval in templates". */
export function isBannedEverywhere(rule: Statement, report: Statement): boolean {
  const [thing, ...others] = rule.words
  if (!rule.bans || others.length > 0 || thing === undefined) return false
  const elsewhere = new Set(
    [...placesIn(report).values()].filter((place) => !place.has(thing)).flatMap((place) => [...place]),
  )
  return report.words.filter((word) => !elsewhere.has(word)).join() === thing
}

/** What something is done with, in or from: a rule that names one leaves out the others of its kind. To whom and what for it is done are other matters. */
const choosing = ['in', 'on', 'at', 'from', 'with', 'inside']

/** Whether a report tells of another choice than the one that a rule asks for: "train on public data" beside "trained on customer data". */
export function isAnotherChoice(rule: Statement, report: Statement): boolean {
  if (rule.bans || report.negations > 0) return false
  const [asked, reported] = [placesIn(rule), placesIn(report)]
  return choosing.some((word) => {
    const [wanted, taken] = [[...(asked.get(word) ?? [])], [...(reported.get(word) ?? [])]]
    const isSameKind = wanted.length > 1 && taken.length > 1 && wanted.at(-1) === taken.at(-1)
    const deed = report.words.filter((each) => !taken.includes(each))
    return (
      isSameKind &&
      !wanted.every((each) => taken.includes(each)) &&
      deed.length > 0 &&
      deed.every((each) => rule.words.includes(each) && !wanted.includes(each))
    )
  })
}
