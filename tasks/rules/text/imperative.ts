import { isIdentifier, splitWords } from '../wording.ts'
import { addWhatIsMissing } from './absence.ts'
import { attempt, misdeed, omission } from './imperative/active.ts'
import { event, eventOf, nominal } from './imperative/deed-noun.ts'
import { isUnfinished } from './imperative/fault.ts'
import type { Requirement } from './imperative/form.ts'
import { hazard } from './imperative/hazard.ts'
import { owedTo } from './imperative/owed.ts'
import { leftUndone, notDone, passive, reducedPassive } from './imperative/passive.ts'
import { prescription } from './imperative/prescription.ts'
import { indefinite } from './nouns.ts'
import { withoutActor, withoutCase } from './subject.ts'

export interface Behaviour {
  /** A violation as a service words it. */
  text: string
  requirement?: Requirement
  /** The parts of the project that it was about, in a rule's words. */
  areas: string[]
}

/**
 * A rule made of a violation: an imperative that says what to do or to leave alone. Undefined where the words do not carry one: a violation
 * that reads as a rule may be its opposite, so what is not plainly a misdeed, a prescription or an event is left to a person.
 */
export function imperativeOf({ text, requirement, areas }: Behaviour): string | undefined {
  if (somewhere.test(text)) return undefined
  const words = isIdentifier(text) ? splitWords(text).join(' ') : withoutCase(text)
  const whole = words.replace(/[.!\s]+$/, '')
  const sentence = lowerFirst(withoutActor(whole)).replace(
    /\bwith no\s+([\w-]+(?:\s+[\w-]+)??)(?=$|\s+(?:of|to|in|on|for|from|by|before|after)\b)/gi,
    (_, thing: string) => `without ${indefinite(thing)}`,
  )
  if (sentence === '') return undefined
  for (const form of [
    hazard,
    addWhatIsMissing,
    nominal,
    eventOf,
    prescription,
    omission,
    attempt,
    misdeed,
    passive,
    notDone,
    owedTo,
    leftUndone,
    reducedPassive,
    event,
  ]) {
    const rule = form(sentence, requirement, areas)
    if (rule === null) return undefined
    if (rule !== undefined && isUnfinished(rule)) return undefined
    // What is a rule already keeps whom it speaks of.
    if (rule === sentence && form === prescription) return `${upperFirst(whole)}.`
    if (rule !== undefined) return `${upperFirst(rule.replace(/\s+/g, ' ').trim()).replace(/[.\s]*$/, '')}.`
  }
  return undefined
}

/** An address or a rooted path is one case's; what it has in common with others only a person can say. */
const somewhere = /(?:^|\s)(?:\w{2,16}:\/\/\S|(?:~|\.{1,2})?\/[\w.])/

/** Names and abbreviations keep their capitals. */
const lowerFirst = (text: string): string =>
  /^\p{Lu}[\p{Ll}]*(?=[\s'’-]|$)/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
