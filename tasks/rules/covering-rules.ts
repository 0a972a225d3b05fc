import type { Rule } from '../../cache/rules/rule-file.ts'
import { type ComparedBy, type RuleSubject, subjectsOf } from './compare-rules.ts'
import { hasPassed } from './expiry.ts'
import type { Observations } from './observations.ts'
import { successions } from './succession.ts'
import { isAbout, mayBeOwed, touchesTwice } from './text/about.ts'
import { leadsAnotherWay } from './text/directions.ts'
import { type Exclusive, exclusiveOf, isAsReserved } from './text/exclusive.ts'
import { imperativeOf } from './text/imperative.ts'
import { isCommon } from './text/meanings.ts'
import { isOppositeOf } from './text/opposing.ts'
import { isAnotherChoice, isBannedEverywhere, isElsewhere } from './text/relation/places.ts'
import { haveOtherDoers } from './text/relation/roles.ts'
import { relate } from './text/relation.ts'
import { type Statement, statementOf } from './text/statement.ts'
import { type Vocabulary, withoutImplied } from './text/vocabulary.ts'
import type { ViolationPattern } from './violation-patterns.ts'
import { indexWords } from './word-index.ts'
import { isIdentifier, splitWords } from './wording.ts'

/** `inOtherWords`: the rule may say it in other words. `as`: whether it reports a violation or is the rule against it. */
interface Asked {
  least?: number
  inOtherWords?: boolean
  as?: 'report' | 'rule'
}
/** What there is of a violation already. */
export type Known =
  /** `by` is the rule that is held to say it, in its words or in others; absent where it is named, or is over. */
  | { is: 'covered'; by?: Rule }
  /** A rule allows just that. */
  | { is: 'allowed' }
  | { is: 'retired'; rule: Rule }

interface Lookup {
  find: (text: string, asked?: Asked) => Rule | 'allowed' | undefined
  /** The rule that shares the most telling words with a text, if any does. */
  nearest: (text: string) => Rule | undefined
}

/** Share of the words of both from which on a rule covers another one, which need not be reported in its words. */
const sharedByRules = 0.75

/** The same of a retired rule: with one of four words another, the violation may be about another thing, and bringing that rule back helps nobody. */
const sharedByRetired = 0.66

/**
 * Whether a rule asks for the very thing that was reported: it is not what that violates. Of an active one that asks for it in so many words nothing
 * is proposed; one that bans the opposite has nothing to do with it.
 */
function isAskedFor(rule: Rule, asked: Statement, against: Statement | undefined, vocabulary: Vocabulary): boolean {
  if (against === undefined || (rule.active && !asked.directions.denied)) return false
  return relate(asked, against, vocabulary) === 'contradicts'
}

/** What there is of a violation already: an active rule, one that allows just that, a retired one that nothing has replaced, or nothing. Why so: docs/decisions.md, 912. */
export function createLookup(rules: Rule[], current: Observations | undefined, by: ComparedBy, share: number) {
  const { vocabulary } = by
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const replaced = new Map<string, string[]>()
  for (const { successor, predecessor } of successions(rules))
    replaced.set(predecessor, [...(replaced.get(predecessor) ?? []), successor])
  /** What was merged into another rule is that rule's now, however it is worded; that one may have been merged since. */
  const isCovered = (id: string, seen = new Set<string>()): boolean => {
    if (byId.get(id)?.active) return true
    if (seen.has(id)) return false
    return (replaced.get(id) ?? []).some((successor) => isCovered(successor, seen.add(id)))
  }
  const active = rules.filter((rule) => rule.active)
  const retired = rules.filter((rule) => !rule.active && !isCovered(rule.id))
  const [ofActive, ofRetired] = Object.entries({ active, retired }).map(([kind, list]): Lookup => {
    // Saying a text in plain words takes longest, and is for nothing where it is compared with none.
    if (list.length === 0) return { find: () => undefined, nearest: () => undefined }
    const subjects = subjectsOf(
      kind,
      list.map(({ text }) => text),
      by,
    )
    const { candidates, heldBy } = indexWords(subjects)
    // Each is taken apart once, however many violations it is asked about.
    const exclusives = new Map<Rule, Exclusive | undefined>()
    const exclusiveIn = (rule: Rule) => {
      if (!exclusives.has(rule)) exclusives.set(rule, exclusiveOf(rule.text, vocabulary))
      return exclusives.get(rule)
    }
    const statementIn = (text: string) =>
      statementOf(isIdentifier(text) ? splitWords(text).join(' ') : text, vocabulary)
    const nearest = (text: string): Rule | undefined => {
      const words = withoutImplied(vocabulary, statementIn(text).words)
      const tellingIn = (position: number) =>
        (subjects[position] as RuleSubject).words.filter(
          (word) => words.has(word) && !isCommon(word) && heldBy(word) * 10 <= Math.max(10, list.length),
        )
      const near = [...candidates([...words])]
        .map((position) => ({
          position,
          weight: tellingIn(position).reduce((sum, word) => sum + Math.log((list.length + 1) / heldBy(word)), 0),
        }))
        .filter(({ weight }) => weight > 0)
        .toSorted((a, b) => b.weight - a.weight || a.position - b.position)
      return near[0] && list[near[0].position]
    }
    const find = (text: string, { least = share, inOtherWords = false, as = 'report' }: Asked = {}) => {
      const said = statementIn(text)
      const statement = { ...said, words: [...withoutImplied(vocabulary, said.words)] }
      let against: Statement | undefined
      const banned = () => {
        const ban = against ? undefined : imperativeOf({ text, areas: [] })
        if (ban !== undefined) against = statementOf(ban, vocabulary)
        return against
      }
      let isAllowed = false
      for (const position of candidates(statement.words)) {
        const [subject, rule] = [subjects[position] as RuleSubject, list[position] as Rule]
        const kept = as === 'report' ? isAsReserved(exclusiveIn(rule), said) : undefined
        if (kept === false) return rule
        isAllowed ||= kept === true
        if (kept) continue
        const isNear = isAbout(subject, statement, least)
        const mayCover =
          isNear || (inOtherWords && touchesTwice(subject.words, statement.words, heldBy, subjects.length))
        const shared = subject.words.filter((word) => said.signs.has(word)).length
        if (!mayCover && shared < 2 && subject.words.length > 1) continue
        const asked = statementOf(rule.text, vocabulary)
        if (as === 'report' && isAnotherChoice(asked, said)) return rule
        if (!mayCover && subject.words.length > 1) continue
        const isSaid = isNear || (mayCover && mayBeOwed(asked, statement))
        if (!isSaid && !isBannedEverywhere(asked, statement)) continue
        if (isElsewhere(asked, said)) continue
        if (leadsAnotherWay(asked.directions, said.directions) || isAskedFor(rule, asked, banned(), vocabulary))
          continue
        if (isOppositeOf(asked, said, vocabulary, as)) continue
        if (!haveOtherDoers(asked, said)) return rule
      }
      return isAllowed ? 'allowed' : undefined
    }
    return { find, nearest }
  }) as [Lookup, Lookup]
  /** An active rule is about a violation, or says what the rule against it would say: "missing changelog entry" is about adding one. */
  const saidByActive = (violation: string, inOtherWords: boolean): Rule | 'allowed' | undefined => {
    const covering = ofActive.find(violation, { inOtherWords })
    if (covering || active.length === 0) return covering
    const against = imperativeOf({ text: violation, areas: [] })
    const said = against === undefined ? undefined : (ofActive.find(against, { as: 'rule' }) as Rule | undefined)
    // In a ban of what one does to the other nobody is the doer any more.
    return said && haveOtherDoers(statementOf(said.text, vocabulary), statementOf(violation, vocabulary))
      ? undefined
      : said
  }
  /** They all say one thing: what one of them is covered by covers the others. */
  const saidOfAny = (wordings: string[], inOtherWords: boolean): Rule | 'allowed' | undefined => {
    const said = wordings.map((wording) => saidByActive(wording, inOtherWords)).filter((each) => each !== undefined)
    return said.find((each) => each !== 'allowed') ?? said[0]
  }
  const isInForce = (id: string, text: string) =>
    isCovered(id) || ofActive.find(text, { least: sharedByRules, as: 'rule' }) !== undefined
  const known = (pattern: ViolationPattern): Known | undefined => {
    const named = pattern.ruleId === undefined ? undefined : byId.get(pattern.ruleId)
    if (named && isInForce(named.id, named.text)) return { is: 'covered' }
    const covering = named ? undefined : saidOfAny(pattern.wordings, true)
    if (covering === 'allowed') return { is: 'allowed' }
    const retired = named ?? ofRetired.find(pattern.example, { least: Math.max(share, sharedByRetired) })
    if (!retired || retired === 'allowed') return covering && { is: 'covered', by: covering }
    if (current && hasPassed(retired, current)) return { is: 'covered', ...(covering && { by: covering }) }
    // A retired rule of nearly the same words outweighs an active one of others.
    return covering && (isInForce(retired.id, retired.text) || saidOfAny(pattern.wordings, false))
      ? { is: 'covered', by: covering }
      : { is: 'retired', rule: retired }
  }
  return { known, nearest: ofActive.nearest }
}
