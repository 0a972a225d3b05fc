import { isIdentifier, splitWords } from '../wording.ts'
import { addWhatIsMissing } from './absence.ts'
import { indefinite, isPlural, isThing, plural, withArticle } from './nouns.ts'
import { withoutActor, withoutCase } from './subject.ts'
import {
  gerundOf,
  isApprovable,
  isConstructive,
  isGranted,
  isHarmful,
  isMisdeed,
  isOutgoing,
  isPrescribing,
  isState,
  verbOf,
} from './verbs.ts'

/** What the services themselves demanded for the blocked actions, the strictest that most of them named. */
export type Requirement = 'MANDATORY' | 'APPROVAL_REQUIRED' | 'REVIEW_RECOMMENDED'

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
  const words = isIdentifier(text) ? splitWords(text).join(' ') : withoutCase(text)
  const whole = words.replace(/[.!\s]+$/, '')
  const sentence = lowerFirst(withoutActor(whole))
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
    reducedPassive,
    event,
  ]) {
    const rule = form(sentence, requirement, areas)
    if (rule === null) return undefined
    // What is a rule already keeps whom it speaks of.
    if (rule === sentence && form === prescription) return `${upperFirst(whole)}.`
    if (rule !== undefined) return `${upperFirst(rule.replace(/\s+/g, ' ').trim()).replace(/[.\s]*$/, '')}.`
  }
  return undefined
}

/** A rule, undefined where the sentence has another form, null where it has this one and cannot be trusted. */
type Form = (sentence: string, requirement: Requirement | undefined, areas: string[]) => string | null | undefined

const finite = /\b(?:was|were|is|are|has|had|have|did|does|been)\b/i
/** What shows that something was done the wrong way. */
const marker = /\b(?:without|instead|unless|despite|against|outside|twice|wrong(?:ly)?|false(?:ly)?|un\w+ed|too|own)\b/i

/** Behind a word that may be a noun these say what state it is in: "plan missing". */
const isQuality = /^(?:\w+(?:ed|ing)|due|late|incomplete|absent|stale|necessary|unavailable|broken|wrong|invalid)$/i

/** What is a rule as it is. */
const prescription: Form = (sentence) => {
  const [first = '', second = '', third = ''] = sentence.split(/\s+/)
  if (/\b(?:must|shall|should|may|can)\s*(?:not|never)\b|\b(?:must|should|can)n['’]t\b|\bcannot\b/i.test(sentence))
    return finite.test(sentence.replace(/\b(?:that|which|who)\b.*/i, '')) ? null : sentence
  if (/^only\b.*\b(?:may|must)\b/i.test(sentence)) return sentence
  const lead = /^(?:do|don['’]t|never|always)$/i.test(first)
    ? verbOf(/^not$/i.test(second) ? third : second)
    : undefined
  if (lead?.form === 'base' && !finite.test(sentence)) return sentence
  if (/^do$/i.test(first) && /^not$/i.test(second) && lead) return sentence
  // Somebody who must do something may be complaining of it.
  if (/\b(?:must|shall|should|needs? to|ha(?:s|ve) to)\b/i.test(sentence)) return null
  const verb = verbOf(first)
  if (verb?.form !== 'base' || verb.ambiguous) return undefined
  if (isMisdeed(verb.base) || /\bwithout\b/i.test(sentence)) return isConstructive(verb.base) ? null : doNot(sentence)
  if (!isPrescribing(verb.base) || finite.test(sentence) || third === '' || isQuality.test(second)) return null
  const later = sentence.split(/\s+/).slice(2)
  const told = later.some((word, index) => {
    const form = verbOf(word)
    return (
      form?.form === 'past' &&
      !form.ambiguous &&
      !/^(?:all|every|each|any|the|an?|no|of|as)$/i.test(later[index - 1] ?? second)
    )
  })
  return told ? null : sentence
}

const omitted =
  /^(did\s+not|does\s+not|do\s+not|didn['’]t|doesn['’]t|fail(?:ed|s|ing)\s+to|forg(?:ot|ets)\s+to|neglect(?:ed|s)\s+to|omit(?:ted|s)\s+to)\s+((?:\w+ly\s+)?)(\S+)(.*)$/i
/** What an unknown verb does something to, so that it can be one: "reconcile the ledger", but not "converge after ten rounds". */
const objects = /^\s+(?:the|an?|any|all|every|each|its|their|our|your)\s+\S/i

/** What should have been done and was not: it is to be done. */
const omission: Form = (sentence) => {
  const [, opener = '', manner = '', first = '', rest = ''] = omitted.exec(sentence) ?? []
  const never = /^never\s+(\S+)(.*)$/i.exec(sentence)
  if (first === '' && !never) return undefined
  const known = verbOf(first !== '' ? first : (never?.[1] ?? ''))
  const isDeed = !/^do(?:es)?/i.test(opener) && /^[a-z-]{3,}$/.test(first) && objects.test(rest)
  const verb = known ?? (isDeed ? { base: first, form: 'base' } : undefined)
  if (!verb || isHarmful(verb.base) || (never && verb.form === 'base')) return null
  return toBeDone(`${manner}${verb.base}`, first !== '' ? rest : (never?.[2] ?? ''))
}

const attempt: Form = (sentence) => {
  const [, first = '', rest = ''] =
    /^(?:attempt(?:ed|s|ing)?|tr(?:ied|ies|ying|y))\s+to\s+(\S+)(.*)$/i.exec(sentence) ?? []
  if (first === '') return undefined
  const verb = verbOf(first)
  return verb && !isConstructive(verb.base) ? ruledOut(verb.base, rest) : null
}

const adverbs = /^(?:(always|often|repeatedly|again|still|sometimes|frequently|already)|(\w+ly))\s+(?=\S)/i

/** Something done, in the past or as a habit: it is ruled out, or needs what the services demand. */
const misdeed: Form = (sentence, requirement, areas) => {
  const [found = '', , manner = ''] = adverbs.exec(sentence) ?? []
  const [, first = '', rest = ''] = /^(\S+)(.*)$/s.exec(sentence.slice(found.length)) ?? []
  const verb = verbOf(first)
  if (!verb) return undefined
  if (
    verb.form === 'third' &&
    /^\s*(?:\w+ly\s+)?(?:was|were|is|are|has|had|have|must|should|will|can|may)\b/i.test(rest)
  )
    return undefined
  if (verb.form === 'base' || verb.form === 'participle' || verb.ambiguous) return null
  // "Changes to the schema" are things, "changes the schema" is a deed.
  if (verb.form === 'third' && isEvent(first) && /^\s*(?:to|of|in|without|$)/i.test(rest)) return undefined
  if (isState(verb) || (isConstructive(verb.base) && !marker.test(rest))) return null
  if (finite.test(rest) && verb.form !== 'past') return null
  if (rest.trim() === '') return null
  if (requirement && isApprovable(verb.base) && !/\b(?:without|before)\b/i.test(rest))
    return demand(requirement, `${gerundOf(verb.base)}${rest}`, areas, false)
  return ruledOut(`${manner === '' ? '' : `${manner.toLowerCase()} `}${verb.base}`, rest)
}

const voice =
  /^(.+?)\s+(?:(?:was|were|is|are)\s+being|was|were|is|are|has\s+been|have\s+been|had\s+been|being|gets?|got)\s+(?:(not|never)\s+)?(?:\w+ly\s+)?([\w-]+)(.*)$/i

const passive: Form = (sentence) => {
  const [, thing = '', not = '', word = '', rest = ''] = voice.exec(sentence) ?? []
  if (thing === '') return undefined
  const verb = verbOf(word)
  if (!verb || !(verb.form === 'past' || verb.form === 'participle' || verb.ambiguous)) return null
  const none = /^(?:no|not any|neither)\s+(.*)$/i.exec(thing)
  const subject = (none?.[1] ?? thing).replace(/\s+nor\s+/i, ' and ')
  if (!isThing(subject)) return null
  const undone = Boolean(none) !== (not !== '')
  const goesOn = /^(?:is|are|was|were)\s+being\b/i.test(sentence.slice(thing.length).trim())
  // "Personal data is not shared" says how it is; that it "was not" says what was missed, if it was to be done at all.
  const present = !goesOn && /^(?:is|are)\b/i.test(sentence.slice(thing.length).trim())
  if (undone)
    return isHarmful(verb.base) ||
      isState(verb) ||
      isGranted(verb.base) ||
      isOutgoing(verb.base) ||
      /\b(?:without|no|not|un\w+ed)\b/i.test(subject) ||
      (present && !isConstructive(verb.base))
      ? null
      : toBeDone(verb.base, ` ${none ? indefinite(subject) : withArticle(subject)}${rest}`)
  if (none || isState(verb) || (isConstructive(verb.base) && !marker.test(rest))) return null
  // "Unsigned commits are rejected" and "caches are cleared before a release" may as well be rules.
  const plainly = present
    ? isMisdeed(verb.base) || marker.test(rest)
    : isHarmful(verb.base) || marker.test(`${subject} ${rest}`) || /\b(?:before|despite)\b/i.test(rest)
  if (!plainly && !(goesOn && isOutgoing(verb.base)) && (present || (rest.trim() === '' && !isApprovable(verb.base))))
    return null
  return ruledOut(verb.base, ` ${withArticle(subject)}${rest}`)
}

/** "Ledger not reconciled": what was not done is to be done. */
const notDone: Form = (sentence) => {
  const [, thing = '', word = '', rest = ''] =
    /^((?:[\w-]+\s+){1,4}?)(?:not|never)\s+([\w-]+)(.*)$/i.exec(sentence) ?? []
  const verb = verbOf(word)
  if (!verb || verb.form === 'base' || verb.form === 'third' || !isThing(thing.trim())) return undefined
  const unsure = [isHarmful, isOutgoing, isGranted].some((is) => is(verb.base)) || isState(verb)
  return unsure ? null : toBeDone(verb.base, ` ${withArticle(thing.trim())}${rest}`)
}

/** "Statistics published without a source": the same without its auxiliary. */
const reducedPassive: Form = (sentence, requirement, areas) => {
  const found =
    /^((?:[\w-]+\s+){1,4}?)([\w-]+(?:ed|en|t|un|id))\s+((?:without|before|despite|to|into|in|outside|on)\b.*)$/i.exec(
      sentence,
    )
  if (!found) return demandedOf(sentence, requirement, areas)
  const [, thing = '', word = '', rest = ''] = found
  const verb = verbOf(word)
  if (!verb || verb.form === 'base' || !isThing(thing.trim()) || isState(verb)) return undefined
  if (isConstructive(verb.base) && !marker.test(rest)) return null
  return ruledOut(verb.base, ` ${withArticle(thing.trim())} ${rest}`)
}

/** "Third party dependency added": what was done, and nothing more; it needs what the services demand. */
function demandedOf(sentence: string, requirement: Requirement | undefined, areas: string[]) {
  const [, thing = '', word = ''] = /^((?:[\w-]+\s+){1,4})([\w-]+)$/.exec(sentence) ?? []
  const verb = verbOf(word)
  if (!requirement || !verb || !isApprovable(verb.base) || !isThing(thing.trim())) return undefined
  if (verb.ambiguous || (verb.form !== 'past' && verb.form !== 'participle')) return undefined
  return demand(requirement, `${gerundOf(verb.base)} ${indefinite(thing.trim())}`, areas, false)
}

/** What is wrong wherever a product shows it. */
const hazards = new RegExp(
  `^(?:(?:un\\w+|plain|plain-?text|raw|live|real)\\s+)?(?:${[
    'credentials?|secrets?|tokens?|passwords?|(?:api|access|private) keys?|personal data|inline (?:[\\w-]+ ){0,2}[\\w-]+|to-?dos?',
    'debug(?:ging)? (?:output|code)|console output|placeholders?|(?:test|mock|customer|user) data|(?:e-?mail|ip) address(?:es)?',
    'stack traces?|jargon|dead code|magic numbers?|absolute (?:assurance )?terms?',
  ].join('|')})$`,
  'i',
)

const hazard: Form = (sentence) => {
  const [, thing = '', place = ''] = /^(?:no\s+)?(.+?)\s+(?:in|into|inside|within)\s+(.+)$/i.exec(sentence) ?? []
  if (thing === '' || !hazards.test(thing) || finite.test(sentence)) return undefined
  return `keep ${plural(thing)} out of ${withArticle(place)}`
}

const events =
  /^(?:changes?|updates?|deletions?|removals?|deployments?|migrations?|modifications?|refactorings?|releases?|publications?|exports?|transfers?|upgrades?|installations?|renam(?:e|es|ing)|restarts?|rollbacks?|purchases?|redesigns?|decisions?|merges?|overrides?|rewrites?|alterations?|downgrades?|disclosures?|commits?|access)$/i
const isEvent = (word: string): boolean => events.test(word)

/** "Release of member data": no verb is followed by an "of" like that. */
const eventOf: Form = (sentence, requirement, areas) =>
  /^[a-z]+ of\b/i.test(sentence) && isEvent(sentence.split(' ')[0] as string)
    ? (event(sentence, requirement, areas) ?? null)
    : undefined

/** Nouns of what is done to a branch or a server, by what their adjectives say of the way it is done. */
const manners: Record<string, string> = {
  direct: 'directly',
  manual: 'by hand',
  silent: 'silently',
  accidental: 'accidentally',
}
const done =
  /^(direct|manual|silent|accidental)\s+((?:force-)?push|commit|merge|write|edit|deploy|deployment|deletion|change)(?:e?s)?\s+(?:(to|of|on|into|in)\s+)?(\S.*)$/i

/** "Direct push to main", "use of eval": a deed in the words of a noun. */
const nominal: Form = (sentence) => {
  if (finite.test(sentence)) return undefined
  const [, used = ''] = /^(?:use|usage)\s+of\s+(.+)$/i.exec(sentence) ?? []
  if (used !== '')
    return isThing(used) && !/\b(?:above|over|below|under|exceed\w*|high|low|allowed|required)\b/i.test(used)
      ? doNot(`use ${used}`)
      : null
  const [, manner = '', noun = '', joint = '', place = ''] = done.exec(sentence) ?? []
  if (noun === '' || !isThing(place)) return undefined
  const verb = deeds[noun.toLowerCase()] ?? noun.toLowerCase()
  const way = manners[manner.toLowerCase()] as string
  return joint === '' || joint === 'of' ? doNot(`${verb} ${place} ${way}`) : doNot(`${verb} ${way} ${joint} ${place}`)
}

/** What an event lacks, by the word that says so. */
const lacking: Record<string, string> = {
  unapproved: 'approval',
  unauthorised: 'authorisation',
  unauthorized: 'authorization',
  unreviewed: 'a review',
  untested: 'a test',
  undocumented: 'documentation',
  unannounced: 'an announcement',
  unsigned: 'a signature',
  unconfirmed: 'a confirmation',
}

/** Something that happens: it needs what the services demand of it. */
const event: Form = (sentence, requirement, areas) => {
  if (finite.test(sentence)) return undefined
  const plain = sentence.replace(new RegExp(`^(?:${Object.keys(lacking).join('|')}|technical|an?|the)\\s+`, 'i'), '')
  const [head = '', ...tail] = plain.split(/\s+(?=(?:of|to|in|on|without|for|from)\b)/i)
  if (!isEvent(head.split(/\s+/).at(-1) ?? '') || !isThing(head)) return undefined
  const rest = tail.length > 0 ? ` ${tail.join(' ')}` : ''
  if (/\bwithout\b/i.test(rest)) return deedOf(head, rest) ?? `make no ${plural(head)}${rest}`
  const lacks = lacking[sentence.split(' ')[0]?.toLowerCase() ?? '']
  if (lacks && !requirement)
    return deedOf(head, `${rest} without ${lacks}`) ?? `make no ${plural(head)}${rest} without ${lacks}`
  return requirement ? demand(requirement, `${head}${rest}`, areas, true) : undefined
}

/** Nouns of deeds by their verbs, where they are not the same word. */
const deeds: Record<string, string> = {
  deletion: 'delete',
  removal: 'remove',
  deployment: 'deploy',
  modification: 'modify',
  publication: 'publish',
  installation: 'install',
  alteration: 'alter',
  disclosure: 'disclose',
  migration: 'migrate',
  merge: 'merge',
  release: 'release',
  commit: 'commit',
  export: 'export',
  restart: 'restart',
  upgrade: 'upgrade',
  transfer: 'transfer',
  access: 'access',
}

/** "Record deletion without consent", "deletion of records without consent": the deed is ruled out by its verb. */
function deedOf(head: string, rest: string): string | undefined {
  const words = head.split(/\s+/)
  const noun = (words.pop() ?? '').toLowerCase()
  const verb = deeds[noun] ?? deeds[noun.replace(/s$/, '')]
  if (!verb) return undefined
  if (words.length > 0) return `do not ${verb} ${plural(words.join(' '))}${rest}`
  // "Deletion of records", "access to the payroll", but "a merge to main".
  const [, thing = ''] =
    /^ of (.+? without\b.*)$/i.exec(rest) ?? /^ to (.+)$/i.exec(verb === 'access' ? rest : '') ?? []
  return `do not ${verb}${thing === '' ? rest : ` ${thing}`}`
}

function demand(requirement: Requirement, deed: string, areas: string[], isNoun: boolean): string {
  const [head = ''] = deed.split(/\s+(?=(?:of|to|in|on|for|from)\b)/i)
  const many = isNoun && isPlural(head)
  const what = `${isNoun && !many ? indefinite(deed) : deed}${areas.length > 0 && !mentions(deed, areas) ? ` (${areas.join(', ')})` : ''}`
  const them = many ? 'they take' : 'it takes'
  switch (requirement) {
    case 'MANDATORY':
      return isNoun
        ? `when proposing ${what}, MUST get explicit human approval before implementation. Document the decision and its rationale`
        : `MUST get explicit human approval before ${what}. Document the decision and its rationale`
    case 'APPROVAL_REQUIRED':
      return `get approval before ${isNoun ? `making ${what}` : what}. Record who approved it`
    case 'REVIEW_RECOMMENDED':
      return isNoun ? `ask for a review of ${what} before ${them} effect` : `ask for a review before ${what}`
  }
}

const mentions = (deed: string, areas: string[]) =>
  areas.every((area) => deed.toLowerCase().includes(area.toLowerCase()))

const ruledOut = (base: string, rest: string): string => `do not ${base}${generic(several(uncounted(rest)), 'any')}`
/** How many there were is the case's, where something else is what was wrong. */
const uncounted = (rest: string): string =>
  /\bwithout\b/i.test(rest) ? rest.replace(/^\s+\d+\s+(?=[\w-]+s\b)/, ' ') : rest
/** "Leak secret" of an identifier is about all of them. */
const several = (rest: string): string => (/^\s+[a-z][\w-]*$/.test(rest) ? ` ${plural(rest.trim())}` : rest)
const doNot = (sentence: string): string => `do not ${generic(sentence, 'any')}`
const toBeDone = (base: string, rest: string): string => `${base}${generic(rest, 'every')}`

/** One case's "this change" is a rule's every change. */
const generic = (text: string, every: string): string =>
  text
    .replace(/\bthis\b(?=\s+[a-z])/gi, every)
    .replace(/\b(\S+)\s+had\b/g, (_, word: string) => `${word} ${isPlural(word) ? 'have' : 'has'}`)
    .replace(
      /\b((?:before|until)(?:\s+\S+){1,8}?\s+)(was|were)(?=\s+\w+(?:ed|en)\b)/gi,
      (_, words: string, verb: string) => `${words}${verb.toLowerCase() === 'was' ? 'is' : 'are'}`,
    )
    // What is said of an agent is said to whoever reads the rule.
    .replace(/\bits own\b/g, 'your own')

/** Names and abbreviations keep their capitals. */
const lowerFirst = (text: string): string =>
  /^\p{Lu}[\p{Ll}]*(?=[\s'’-]|$)/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
