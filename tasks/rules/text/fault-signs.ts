import { isEvent } from './imperative/deed-noun.ts'
import { isFaulty } from './imperative/fault.ts'
import { isBare } from './nouns.ts'
import { deedOf, looksPast } from './unknown-past.ts'
import { isApprovable, isHarmful, isState, verbOf } from './verbs.ts'

const anyOf = (...parts: string[]): RegExp => new RegExp(parts.join('|'), 'i')

/** What says of a deed, an amount or a thing that it was not as it should be, whatever it is about. */
const amiss = anyOf(
  String.raw`\b(?:not|never|no|none|nothing|nobody|neither|nor|cannot|hardly|barely|without|lack\w*|miss(?:ed|es|ing)|only|too|alone|by hand|but|except|half|part(?:ly|ial\w*))\b|n['\u2019]t\b`,
  String.raw`(?<!\b(?:hand|turn|pass|t[ao]k)\w*\s)\bover\b|\b(?:under(?! (?:(?:review|discussion|way)$|(?:maintenance|construction|repair)\b))|above|below|beyond|exceed\w*|late|early|own)\b`,
  String.raw`\b(?:violat\w*|breach\w*|fail\w*|leak\w*|lost|loss|risk\w*|illegal\w*)\b`,
  String.raw`\b(?:mis|in(?=complete|correct|sufficient|consistent|accurate|adequate|valid|secure)|un(?!til|ion|ique|iver|i[tf]|der)|over(?!view|night))\w{3,}`,
  // Who checks it is what is wrong, where somebody is named; that both did is as it should be.
  String.raw`\b(?:approved|reviewed|signed|certified|audited|corrected) by (?:the|an?|its|their)\s(?!human|person|user|editor|board|owner|chair|lead|head|manager|supervisor)`,
)
export const isAmiss = (text: string): boolean => amiss.test(text) || isFaulty(text)

/** What things, amounts and states are called that are wrong, or easily are. What was put right had such a name as well. */
const wrong = anyOf(
  String.raw`\b(?:absen\w+|empty|blank|gaps?|forg[eo]t\w*|omi(?:t|ss)\w*|instead|rather than|against|outside|despite|although|alone|by one)\b`,
  String.raw`\b(?!regard|un|wire|seam|server|state|paper|doubt)\w{3,}less\b`,
  String.raw`\b(?:under(?!stood|stand|ground|way\b|taken\b|neath)|dis(?:abl|agree|allow|appear|approv|closed|connect|connec|honest|order|regard|respect|rupt|satisf|tort|trust)|ill-|non-?|anti-)\w{3,}`,
  String.raw`\b(?:im(?:proper|possib|personat|precis|plausib)|ir(?:regular|respons|relevan|revers)|il(?:legib|licit)|in(?:eligib|appropriate|accessib|discre|toler))\w*`,
  String.raw`\b(?:excess\w*|more|less|fewer|(?:long|high|low|larg|bigg|old|slow|weak|great)er|worse|high|low|critical|long|slow|old|twice|again|repeat\w*|reus(?:ed?|ing))\b`,
  String.raw`\b(?:wrong\w*|bad\w*|false\w*|faul\w*|errors?|erroneous\w*|broken|corrupt\w*|damag\w*|defect\w*|vague\w*|ambig\w*|weak\w*|poor\w*|sloppy|biased?|stale|outdated|obsolete|deprecated|expir\w*|dead|orphan\w*|stray|loose|spurious)\b`,
  String.raw`\b(?:suspicious|suspect\w*|danger\w*|hazard\w*|threat\w*|harm\w*|toxic|offensive|abus\w*|hostile|racis\w+|sexis\w+|discriminat\w*|exploit\w*|fraud\w*|thefts?|forge\w*|fake\w*|phish\w*|spam\w*|mal(?:icious|ware)|vulnerab\w*|hard-?coded|plain ?text)\b`,
  String.raw`\b(?:infring\w*|contra(?:ry|dict\w*|ven\w*)|conflict\w*|drift\w*|discrepan\w*|delay\w*|shortage\w*|overlap\w*|duplicat\w*|redundan\w*|regress\w*|incidents?|accident\w*|problem\w*|issues?|bugs?|crash\w*|timeouts?|deadlock\w*|objection\w*|complaint\w*|concerns?|refus\w*|ignor\w*)\b`,
  String.raw`\b(?:credential\w*|sensitive|confidential|live|minors?|access|third part(?:y|ies)|private|personal|external|public|every(?:one|body)|anyone|anybody|secret\w*|password\w*|production|automatically)\b`,
  String.raw`\b(?:http|status|code|exit|errno)[\s-]*\d`,
  // Who did it to whom: "player reported by moderator".
  String.raw`^(?:(?:the|an?)\s+)?[\w-]+\s+(?:was\s+|were\s+)?\w+ed\s+by\s+(?:(?:the|an?)\s+)?[\w-]+$`,
  // In German a rule is made by a person, who has to be asked.
  String.raw`\b(?:ohne|nicht|nie|niemals|kein\w*|nichts|fehl\w*|falsch\w*|zu|verletz\w*|trotz|statt|gegen|veraltet\w*|versp\u00e4tet\w*|doppelt\w*|heimlich|eigen\w*)\b|(?:^|\s)\u00fcber\w{3,}`,
  // Where it is in another language still, what says without, not, missing or wrong.
  String.raw`(?:^|[\s'\u2019])(?:sans|pas|jamais|trop|zonder|niet|geen|nooit|senza|sem|n\u00e3o|utan|uten|inte|ikke|sin|nunca|bez)(?=\s)|\b(?:manqu|ontbre|mancant|saknas|falta|sozinh|p\u00e9rim\u00e9|caduc|vencid|scadut)\w*`,
)

/** Whether a word says that something was wrong, or easily is. */
export const hasWordOfFault = (sentence: string): boolean => isAmiss(sentence) || wrong.test(sentence)

/** Deeds that are in order, beside those that rules ask for. */
const inOrder = new Set(
  'save log reload refresh rebuild load improve restart answer hand begin start wait open read pass schedule reschedule book print fill count close stop end expect withdraw weigh compare count list'.split(
    ' ',
  ),
)

/** Of these it may be wrong to whom, or where to. */
const handing = new Set('hand read pass save print book answer open start stop'.split(' '))

/** Deeds of which nobody would be told to leave them alone, whatever they are done to. */
const welcome = new Set(
  'finish complete receive renew arrive depart attend confirm reconcile thank welcome graduate greet congratulate resume proceed succeed recover vaccinate'.split(
    ' ',
  ),
)
/** How it was done is what may be wrong: "departed with the door open". */
const manner = /\b(?:with|while|during|using|under|as|on|from|for|after)\b/i
/** Of what is in order the moment may be wrong: "restarted the database during the migration". */
const amidst = /\b(?:while|during|with (?:the |an? )?(?:open|\w+ \w+ing)|at night|mid-?\w+)\b/i

/** Whether a report tells of nothing but such deeds, and nothing of how. */
export function isWelcome(sentence: string): boolean {
  if (hasWordOfFault(sentence) || manner.test(sentence) || verbOf(sentence.split(' ')[0] as string)?.form === 'third')
    return false
  const deeds = sentence.split(/[\s,;:]+/).flatMap((word) => {
    const verb = deedOf(word)
    return verb && (verb.form === 'past' || verb.form === 'participle') ? [verb.base] : []
  })
  return deeds.length > 0 && deeds.every((base) => welcome.has(base))
}

/** Whether something in a report says, or lets one suspect, that something was wrong: a word of fault, or a deed that is not plainly in order. */
export function hasSignOfFault(text: string): boolean {
  const sentence = text.trim().replace(/[.!?\s]+$/, '')
  if (hasWordOfFault(sentence)) return true
  const words = sentence.toLowerCase().split(/[\s,;:]+/)
  if (isDeedNoun(words)) return true
  const deeds = words.flatMap((word, at) => {
    const isSuspect = isSuspectDeed(word, at, words)
    return isSuspect === undefined ? [] : [isSuspect]
  })
  // "Schema change", "irreversible action", but not "family agreed to the transfer".
  return deeds.length === 0 ? isEvent(words.at(-1) as string) || isBare(words.join(' ')) : deeds.includes(true)
}

/** "Removal of the opinion", "restart in peak hours", "force push to main", "rerouting an ambulance": a deed in the words of a noun. */
function isDeedNoun(words: string[]): boolean {
  const [first = '', second = ''] = words
  if (/\w{3}ing$/.test(first) && (verbOf(first)?.form === 'gerund' || behindGerund.test(second))) return true
  const at = words.findIndex((word) => joint.test(word))
  const noun = words[at - 1] ?? ''
  if (isEvent(noun)) return true
  const isLeading = words[at] === 'to' || words[at] === 'into'
  return (
    verbOf(noun)?.form === 'base' &&
    !inOrder.has(noun) &&
    !welcome.has(noun) &&
    (isLeading || isApprovable(noun) || isHarmful(noun))
  )
}
const behindGerund = /^(?:of|the|an?|its|their|our|within|without|before|after|during)$/
const joint = /^(?:of|to|in|into|on|from|during|by|without|before|after|between)$/

/** Whether a deed is not plainly in order; undefined of what is no deed. */
function isSuspectDeed(word: string, at: number, words: string[]): boolean | undefined {
  const verb = deedOf(word)
  const next = words[at + 1] ?? ''
  if (word === 'agreed') return false
  if (!verb) return looksPast(word) || undefined
  // "Set the nets inside the area", "nets set inside the area".
  const isDone =
    verb.form === 'past' ||
    verb.form === 'participle' ||
    (verb.ambiguous && /^(?:inside|outside|into|onto|without|before|during|the|an?|\w+s)$/.test(next))
  // "Logs reviewed" are about logs.
  if (!isDone && (at > 0 || verb.form === 'base' || looksPast(next))) return undefined
  // "Handed to the press": where it went may be wrong.
  if (welcome.has(verb.base)) return manner.test(words.slice(at + 1).join(' '))
  if (inOrder.has(verb.base))
    return (
      (handing.has(verb.base) && /^(?:to|into|onto|from)$/.test(next)) || amidst.test(words.slice(at + 1).join(' '))
    )
  // "Order shipped": what was done to a thing, of which nobody made a ban, and nothing says how.
  if (
    isDone &&
    /^(?:in|out|up|off)?$/.test(words.slice(at + 1).join(' ')) &&
    /^(?:(?:the|an?) )?\S+$/.test(words.slice(0, at).join(' '))
  )
    return isHarmful(verb.base) || isApprovable(verb.base)
  return !isState(verb)
}
