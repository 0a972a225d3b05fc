import { isIdentifier, splitWords } from '../wording.ts'
import { addWhatIsMissing } from './absence.ts'
import { attempt, misdeed, omission } from './imperative/active.ts'
import { isCommanding } from './imperative/commanding.ts'
import { event, eventOf, nominal } from './imperative/deed-noun.ts'
import { isConditional, isDoubtful } from './imperative/doubtful.ts'
import { isUnfinished } from './imperative/fault.ts'
import type { Requirement } from './imperative/form.ts'
import { hazard } from './imperative/hazard.ts'
import { owedTo } from './imperative/owed.ts'
import { banned, faultyThing, leftUndone, notDone, passive, reducedPassive } from './imperative/passive.ts'
import { byWhom, worseOfTwo } from './imperative/people.ts'
import { prescription } from './imperative/prescription.ts'
import { indefinite } from './nouns.ts'
import { withoutActor, withoutCase } from './subject.ts'
import { gerundOf, isAlsoBase, verbOf } from './verbs.ts'

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
  const words = isIdentifier(text) ? splitWords(text).map(asWritten).join(' ') : withoutCase(text)
  const whole = words
    .replace(/[.!\s]+$/, '')
    .replace(numberedCase, '$1')
    .replace(/(?<=\S\s+\w+(?:ed|en))\s+(?:yet |once )?(?:again|more)$/i, '')
  const sentence = lowerFirst(withoutActor(whole))
    .replace(
      /\bwith no\s+([\w-]+(?:\s+[\w-]+)??)(?=$|\s+(?:of|to|in|on|for|from|by|before|after)\b)/gi,
      (_, thing: string) => `without ${indefinite(thing)}`,
    )
    .replace(/\bwithout to (\w+)/gi, (match, verb: string) =>
      isAlsoBase(verb) || verbOf(verb)?.form === 'base' ? `without ${gerundOf(verb)}` : match,
    )
    .replace(whenFirst, '$2 $1')
  if (sentence === '' || headless.test(sentence) || undone.test(sentence)) return undefined
  for (const form of [
    hazard,
    byWhom,
    banned,
    addWhatIsMissing,
    nominal,
    eventOf,
    faultyThing,
    prescription,
    omission,
    attempt,
    worseOfTwo,
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
    if (rule !== undefined && (isUnfinished(rule) || !isCommanding(rule))) return undefined
    // What is a rule already keeps whom it speaks of.
    if (rule === sentence && form === prescription) return `${upperFirst(whole)}.`
    if (rule !== undefined && rule !== sentence && (isDoubtful(rule) || isConditional(sentence, rule))) return undefined
    if (rule !== undefined)
      return `${upperFirst(
        rule
          .replace(/\s+/g, ' ')
          .replace(/^(do not \S+ )somebody\b/i, '$1anybody')
          .trim(),
      ).replace(/[.\s]*$/, '')}.`
  }
  return undefined
}

/** An address or a rooted path is one case's; what it has in common with others only a person can say. */
const somewhere = /(?:^|\s)(?:\w{2,16}:\/\/\S|(?:~|\.{1,2})?\/[\w.])/

/** "During the show a cue was renamed": the thing comes first. */
const whenFirst =
  /^((?:during|before|after|in|on|at|outside)\s+(?:the|an?|every)\s+[\w-]+),?\s+((?:the|an?)\s+.+?\s(?:was|were)\s.+)$/i

/** What is said of somebody or something that is not named. */
const headless = /^(?:was|were|is|are|been|being|would|could|there|who|what|which|it|cannot|can['’]t)\b/i

/** "Masked data unmasked": what it was, and that it was undone. */
const undone = /^(?:en|in|con)?(\w{3,}ed)\s(?:.*\s)?(?:un|de|dis|re|in)\1\b/i

const acronyms = new Set(
  'api apis url urls sql html css pii phi ui http https ssh tls ssl csv pdf dns vpn json yaml xml'.split(' '),
)
/** Identifiers are split into words of small letters. */
const asWritten = (word: string): string =>
  acronyms.has(word) ? word.toUpperCase().replace(/S$/, (end) => (/^(?:api|url)s$/.test(word) ? 's' : end)) : word

/** Which one of many it was is the case's: "invoice 4471". */
const numberedCase =
  /\b(invoice|ticket|order|case|issue|patient|request|claim|file|job|task|row|record|contract|customer|account|build|run|refund|payment|transaction|prescription|pull request|batch)\s+#?\d+\b(?!\s*(?:percent|%|of|days?|hours?|minutes?))/gi

/** Names and abbreviations keep their capitals. */
const lowerFirst = (text: string): string =>
  /^\p{Lu}[\p{Ll}]*(?=[\s'’]|-(?!\p{Lu})|$)/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
