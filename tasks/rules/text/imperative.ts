import { isIdentifier, splitWords } from '../wording.ts'
import { addWhatIsMissing } from './absence.ts'
import { indefinite, isOneOfMany, isPlural, isThing, plural, withArticle } from './nouns.ts'
import { withoutActor, withoutCase } from './subject.ts'
import {
  gerundOf,
  happens,
  isApprovable,
  isConstructive,
  isGranted,
  isHarmful,
  isMisdeed,
  isOutgoing,
  isPrescribing,
  isState,
  thirdOf,
  type VerbForm,
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
    leftUndone,
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

/** An address or a rooted path is one case's; what it has in common with others only a person can say. */
const somewhere = /(?:^|\s)(?:\w{2,16}:\/\/\S|(?:~|\.{1,2})?\/[\w.])/

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
  if (verb?.form !== 'base' || verb.ambiguous || isSubject(sentence)) return undefined
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

const compounds =
  /^(?:test data|test code|log files?|release notes|debug output|audit logs?|access logs?|build artefacts?)\s/i

/** "Index dropped without a backup", "test data left in production": a noun that could be a verb, and what was done to it. */
function isSubject(sentence: string): boolean {
  const [past = '', next = ''] = sentence.replace(compounds, 'noun ').split(/\s+/).slice(1)
  return isPlainlyPast(past) && circumstance.test(`${next} `)
}

function isPlainlyPast(word: string): boolean {
  const verb = verbOf(word)
  return (verb?.form === 'past' || verb?.form === 'participle') && !verb.ambiguous
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
  return verb && (!isConstructive(verb.base) || marker.test(rest)) ? ruledOut(verb.base, rest) : null
}

const adverbs = /^(?:(always|often|repeatedly|again|still|sometimes|frequently|already)|(\w+ly))\s+(?=\S)/i

/** Something done, in the past or as a habit: it is ruled out, or needs what the services demand. */
const misdeed: Form = (sentence, requirement, areas) => {
  const [found = '', , manner = ''] = adverbs.exec(sentence) ?? []
  const [, first = '', rest = ''] = /^(\S+)(.*)$/s.exec(sentence.slice(found.length)) ?? []
  const verb = verbOf(first)
  if (!verb || isSubject(sentence) || isQualified(sentence)) return undefined
  if (
    verb.form === 'third' &&
    /^\s*(?:\w+ly\s+)?(?:was|were|is|are|has|had|have|must|should|will|can|may)\b/i.test(rest)
  )
    return undefined
  if (verb.form === 'base' || verb.form === 'participle' || verb.ambiguous) return null
  // "Changes to the schema" are things, "changes the schema" is a deed.
  if (verb.form === 'third' && isEvent(first) && /^\s*(?:to|of|in|without|$)/i.test(rest)) return undefined
  if (isState(verb) || (isConstructive(verb.base) && !isWrong(verb.base, rest))) return null
  if (verb.form !== 'past') {
    const clause =
      isMisdeed(verb.base) || marker.test(rest) ? /\b(?:when|while|if|because|although|that|which|who)\b.*$/i : /$/
    if (finite.test(rest.replace(clause, ''))) return null
  }
  if (rest.trim() === '') return null
  if (requirement && isApprovable(verb.base) && !/\b(?:without|before)\b/i.test(rest))
    return demand(requirement, `${gerundOf(verb.base)}${rest}`, areas, false)
  return ruledOut(`${manner === '' ? '' : `${manner.toLowerCase()} `}${verb.base}`, rest)
}

/** Pasts that say what a thing is like before something else is said of it. */
const qualities =
  /^(?:(?:generated|deprecated|translated|cached|shared|encrypted|archived|retired|approved|published|released|merged|protected|reserved|required|hidden|broken|pinned|compiled|signed|agreed|expired|planned|automated|un\w+ed)\s+)(?!(?:the|an?|its|their|all|any|every|each|some|somebody|before|after|to|into|in|on|with|without|by|from)\s)/i

/** "Deprecated API used in new code" is about its use, and "unescaped input" was not unescaped. */
function isQualified(sentence: string): boolean {
  if (!qualities.test(sentence)) return false
  const [first = '', ...rest] = sentence.split(/\s+/)
  return /^un\w+ed$/i.test(first) || rest.some(isPlainlyPast)
}

const voice =
  /^(.+?)\s+(?:(?:was|were|is|are)\s+being|was|were|is|are|has\s+been|have\s+been|had\s+been|being|gets?|got)\s+(?:(not|never)\s+)?(?:\w+ly\s+)?([\w-]+)(.*)$/i

const passive: Form = (sentence) => {
  const [, thing = '', not = '', word = '', rest = ''] = voice.exec(sentence) ?? []
  if (thing === '') return undefined
  const verb = verbOf(word)
  if (!verb || !(verb.form === 'past' || verb.form === 'participle' || verb.ambiguous)) return null
  // "Payment released before the signature was given": the second clause has the auxiliary.
  if (/\b(?:before|after|until|although|despite|while|because)\b/i.test(thing)) return undefined
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
      (isOutgoing(verb.base) && !deadline.test(rest)) ||
      /\b(?:without|no|not|un\w+ed)\b/i.test(subject) ||
      (present && !isConstructive(verb.base))
      ? null
      : toBeDone(verb.base, ` ${none ? indefinite(subject) : withArticle(subject)}${rest}`)
  if (none || isState(verb) || (isConstructive(verb.base) && !isWrong(verb.base, `${subject} ${rest}`))) return null
  // "Unsigned commits are rejected" and "caches are cleared before a release" may as well be rules.
  const plainly = present
    ? isMisdeed(verb.base) || marker.test(rest)
    : isHarmful(verb.base) ||
      isWrong(verb.base, `${subject} ${rest}`) ||
      /\b(?:before|despite)\b/i.test(rest) ||
      guarded.test(subject)
  if (!plainly && !(goesOn && isOutgoing(verb.base)) && (present || (rest.trim() === '' && !isApprovable(verb.base))))
    return null
  return ruledOut(
    verb.base,
    ` ${guarded.test(subject) || isOneOfMany(subject) ? plural(subject) : withArticle(subject)}${rest}`,
  )
}

/** Things that are not to be touched at all. */
const guarded = /^(?:sensitive|secret|confidential|restricted|classified)\s+[\w-]+$/i
/** What is not to be given away, although other things are to be disclosed. */
const confidential =
  /\b(?:names?|address(?:es)?|e-?mails?|phone|salar(?:y|ies)|personal|private|confidential|secrets?|credentials?|passwords?|tokens?|(?:member|donor|patient|customer|user|employee|client)s?(?:['’]s?)? (?:data|records?|details|lists?))\b/i
/** Whether something that rules ask for was done in a wrong way, or with what it is wrong to do it with. */
const isWrong = (base: string, rest: string): boolean =>
  marker.test(rest) || (base === 'disclose' && confidential.test(rest))

/** What was not done by then was to be done. */
const deadline = /\b(?:within|in time|on time|by the (?:deadline|end))\b/i

/** "Ledger not reconciled": what was not done is to be done. */
const notDone: Form = (sentence) => {
  const [, thing = '', word = '', rest = ''] =
    /^((?:[\w-]+\s+){1,4}?)(?:not|never)\s+([\w-]+)(.*)$/i.exec(sentence) ?? []
  const verb = verbOf(word)
  if (!verb || verb.form === 'base' || verb.form === 'third' || !isThing(thing.trim())) return undefined
  const unsure =
    isHarmful(verb.base) ||
    (isOutgoing(verb.base) && !deadline.test(rest)) ||
    // What a text does not mention may not be in it; what nobody is told of is to be told.
    (isGranted(verb.base) && !(verb.base === 'mention' && /^\s+to\b/i.test(rest))) ||
    isState(verb)
  return unsure ? null : toBeDone(verb.base, ` ${withArticle(thing.trim())}${rest}`)
}

/** "Context pressure unreported": what was left undone is to be done. */
const leftUndone: Form = (sentence) => {
  const [, thing = '', word = '', rest = ''] = /^((?:[\w-]+\s+){1,4}?)un(\w+ed)((?:\s.*)?)$/i.exec(sentence) ?? []
  const verb = verbOf(word)
  if (rest !== '' || verb?.form !== 'past' || !isConstructive(verb.base) || !isThing(thing.trim())) return undefined
  const isClause =
    /\b(?:without|left|was|were|is|are|with)\b/i.test(thing) || isPlainlyPast(thing.split(' ')[0] as string)
  return isClause ? undefined : toBeDone(verb.base, ` ${withArticle(thing.trim())}`)
}

/** What may follow a past that is the whole of what is said: "copied from an older document", "left unanswered". */
const circumstance =
  /^(?:without|with no|before|after|despite|to|into|in|outside|out of|on|onto|from|during|instead of|by (?:hand|mistake|accident)|un\w+ed|for (?:\d+|two|three|several|many|days|weeks|months|hours))\b/i

/** "Statistics published without a source", "no owner assigned to the service": the same without its auxiliary. */
const reducedPassive: Form = (sentence, requirement, areas) => {
  const words = sentence.split(/\s+/)
  for (let at = 1; at <= 4 && at < words.length; at++) {
    const verb = verbOf(words[at] as string)
    const [thing, rest] = [words.slice(0, at).join(' '), words.slice(at + 1).join(' ')]
    if (!verb || !mayBePast(verb, thing, rest) || !isThing(thing) || /ly$/i.test(thing)) continue
    const [, none = ''] = /^no\s+(.+)$/i.exec(thing) ?? []
    if (none === '' ? !circumstance.test(rest) : rest !== '' && !/^[a-z]/.test(rest)) continue
    if (isState(verb) || happens(verb.base)) return undefined
    if (none !== '')
      return isHarmful(verb.base) || isGranted(verb.base) || isOutgoing(verb.base)
        ? null
        : toBeDone(verb.base, ` ${indefinite(none)} ${rest.replace(/^for an?\s/i, 'for every ')}`)
    if (isConstructive(verb.base) && !isWrong(verb.base, `${thing} ${rest}`)) return null
    const what = isEvent(words[at - 1] as string) || isOneOfMany(thing) ? plural(thing) : withArticle(thing)
    return ruledOut(verb.base, ` ${what} ${rest}`)
  }
  return demandedOf(sentence, requirement, areas)
}

/** "Cookie set without consent", but not "data set without labels". */
function mayBePast({ form, ambiguous }: VerbForm, thing: string, rest: string): boolean {
  if (form === 'third' || form === 'gerund') return false
  return (
    form !== 'base' ||
    (ambiguous && /^(?:without|before|to)\b/i.test(rest) && !/\b(?:data|test|rule|dry|trial|tool|type)$/i.test(thing))
  )
}

/** "Third party dependency added": what was done, and nothing more; it needs what the services demand. */
function demandedOf(sentence: string, requirement: Requirement | undefined, areas: string[]) {
  const [, thing = '', word = ''] = /^((?:[\w-]+\s+){1,4})([\w-]+)$/.exec(sentence) ?? []
  const verb = verbOf(word)
  if (!verb || verb.ambiguous || (verb.form !== 'past' && verb.form !== 'participle') || !isThing(thing.trim()))
    return undefined
  // "Unverified claim published": no approval makes it right.
  if (/^un\w+ed\s/i.test(thing) && isApprovable(verb.base)) return ruledOut(verb.base, ` ${plural(thing.trim())}`)
  if (!requirement || !isApprovable(verb.base)) return undefined
  return demand(requirement, `${gerundOf(verb.base)} ${indefinite(thing.trim())}`, areas, false)
}

/** What is wrong wherever a product shows it. */
const hazards = new RegExp(
  `^(?:(?:un\\w+|plain|plain-?text|raw|live|real)\\s+)?(?:${[
    'credentials?|secrets?|tokens?|passwords?|(?:api|access|private) keys?|personal data|inline (?:[\\w-]+ ){0,2}[\\w-]+|to-?dos?',
    'debug(?:ging)? (?:output|code)|console output|placeholders?|(?:test|mock|customer|user|placeholder|sample|dummy) data|(?:e-?mail|ip) address(?:es)?',
    'stack traces?|jargon|dead code|magic numbers?|absolute (?:assurance )?terms?|absolute guarantees?',
    '(?:overconfident|unsupported|unsourced|unverified|misleading|fabricated|made-up) (?:statements?|claims?|figures?|numbers?|statistics|promises?)',
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
  const [head = '', ...tail] = plain.split(/\s+(?=(?:of|to|in|on|without|for|from|during|before|outside)\b)/i)
  if (!isEvent(head.split(/\s+/).at(-1) ?? '') || !isThing(head)) return undefined
  const rest = tail.length > 0 ? ` ${tail.join(' ')}` : ''
  if (/\bwithout\b/i.test(rest)) return deedOf(head, rest) ?? generic(`make no ${plural(head)}${rest}`, 'any')
  if (!requirement && /^ (?:during|before|outside)\b/i.test(rest)) return deedOf(head, rest)
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
  const [head = ''] = deed.split(/\s+(?=(?:of|to|in|on|for|from|during|before|outside)\b)/i)
  const many = isNoun && isPlural(head)
  const what = `${isNoun && !many ? indefinite(head) : head}${deed.slice(head.length)}${areas.length > 0 && !mentions(deed, areas) ? ` (${areas.join(', ')})` : ''}`
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
const adverb =
  /^\s+(?:halfway|early|late|again|twice|alone|online|together|often|on|off|up|down|too|straight|directly|\w+ly)$/i
/** "Leak secret" of an identifier is about all of them. */
const several = (rest: string): string =>
  /^\s+[a-z][a-z-]*$/.test(rest) && !adverb.test(rest) ? ` ${plural(rest.trim())}` : rest
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
    .replace(told, (found, words: string, thing: string, past: string) => {
      const verb = verbOf(past)
      if (verb?.form !== 'past' || verb.ambiguous || finite.test(thing)) return found
      return `${words}${thing} ${isPlural(thing) ? verb.base : thirdOf(verb.base)}`
    })
    .replace(lackedThing, (_, thing: string) => `without ${indefinite(thing)}`)
    // What is said of an agent is said to whoever reads the rule.
    .replace(/\bits own\b/g, 'your own')
    .replace(/(?<![’']s |s['’] |\b(?:your|their|his|her|our|my|the|an?|of) )\bown(?=\s+[a-z])/g, 'your own')

/** What an identifier has no article for: "without human". */
const lackedThing =
  /\bwithout ((?:[a-z]+ )?(?:human|migration|backup|plan|test|source|reason|ticket|signature))(?=$|\s+(?:of|by|from|to|in|for|or)\b)/gi

/** "Before the polls closed": what was so in one case is so in each. */
const told =
  /\b((?:before|until|after|although|because)\s+(?:the|its|their|all|any|every)\s+)((?:[\w-]+\s+){0,2}?[\w-]+)\s+([a-z]+(?:ed|[a-z]))(?=$|\s+(?:for|to|in|on|at|from|with|its|the|an?)\b)/gi

/** Names and abbreviations keep their capitals. */
const lowerFirst = (text: string): string =>
  /^\p{Lu}[\p{Ll}]*(?=[\s'’-]|$)/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
