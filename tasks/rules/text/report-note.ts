import { hasWordOfFault } from './fault-signs.ts'
import { deedOf, looksPast } from './unknown-past.ts'

const words = (...lines: string[]): Set<string> => new Set(lines.flatMap((line) => line.split(' ')))

/** What is said in several words that would mean something else each alone. */
const phrases = new RegExp(
  [
    '(?:false|true)[ -](?:positive|negative|alarm)s?',
    String.raw`not\s+(?:applicable|relevant|reproducible|actionable|needed|necessary|required|an?\s+(?:real\s+)?(?:issue|problem|bug|violation|fault|error))`,
    String.raw`(?:won['\u2019]?t|will not)[ -]?(?:fix|do)`,
    String.raw`no\s+(?:further\s+)?(?:action|changes?|follow-?up|fix|steps?)\s+(?:(?:is|was|are|were)\s+)?(?:needed|required|necessary)`,
    String.raw`(?:no longer|not any ?more)\s+(?:relevant|needed|applicable|an?\s+(?:issue|problem))`,
    String.raw`(?:cannot|could not|can['\u2019]t|couldn['\u2019]t|unable to)\s+(?:be\s+)?reproduced?`,
    String.raw`out of scope|(?:as|by)\s+(?:design(?:ed)?|expected|intended)|on hold|in progress|under (?:review|discussion|way)|same as(?: before| above| last time)?`,
    String.raw`for\s+(?:an?\s+)?(?:decision|review|approval|confirmation|clarification|advice|information)`,
    'wird nicht behoben|kein(?:e)? (?:fehler|verstoß|problem)|in (?:prüfung|bearbeitung|arbeit)',
  ].join('|'),
  'giu',
)

/** What became of a report. */
const outcomes = words(
  'reviewed accepted approved closed resolved fixed solved settled done passed withdrawn cancelled canceled superseded replaced waived dismissed rejected declined',
  'denied refused blocked retracted deferred postponed queued scheduled rescheduled pending ongoing acknowledged noted confirmed clarified explained answered addressed',
  'handled triaged escalated forwarded referred delegated assigned completed finished reopened merged obsolete moot duplicate wontfix invalid irrelevant known expected',
  'intended harmless benign acceptable informational overtaken stopped aborted interrupted paused ok',
  'geprüft akzeptiert angenommen genehmigt freigegeben erledigt behoben gelöst geschlossen zurückgezogen abgelehnt verschoben bestätigt beantwortet weitergeleitet fehlalarm',
  'duplikat ausstehend',
)
/** What such a note speaks of beside it: the report, those who have to do with it by their office, and when. */
const circumstances = words(
  'request ticket case task item issue decision proposal application matter action outcome report finding question entry note one pr',
  'human person user reviewer approver board committee council legal owner support operator supervisor manager maintainer team lead desk editor staff colleague queue requester',
  'requestor applicant client customer policy project chair head director department second level',
  'a an the this that our another same as by to of in on with for and until is was has been being still already now later newer next again week month sprint release',
  'tomorrow yesterday today monday tuesday wednesday thursday friday saturday sunday',
  'von vom der die das dem den durch an am auf bis und wurde ist mit zur zum antrag vorgang anfrage fall nutzer benutzer kunde kunden team rückfrage',
)
/** What checks, or is read for it, and services that it may need. */
const services = words(
  'validator server request checker classifier verifier monitor enforcer orchestrator analyzer analyser scanner linter service store backend provider model api connection network parser',
  'check checks checking validation verification classification analysis evaluation evaluating validating verifying classifying instruction instructions history rule rules response',
  'gateway endpoint llm policy database registry mirror proxy host cluster node dns queue broker',
)
/** What happens to any service and is nobody's deed, by itself; and what does where a service is named. */
const outages = {
  ofAnything:
    /\b(?:time[ds]?[ -]?outs?|timing out|unreachable|(?:un|not )available|offline|overloaded|(?:ran )?out of (?:memory|time)|no space left|rate[ -]limit(?:s|ed)?(?:(?: of [\w -]+?)? (?:(?:was|were) )?(?:exceeded|reached|hit))?|(?:is|are|was|were) (?:down|full)|full(?=$| (?:\S+ )?(?:storage|disk|store|volume|queue))|connection(?: to [\w -]+?)? (?:(?:was|were) )?(?:lost|closed|reset|refused|interrupted)|lost connection|no rules? (?:(?:was|were|is|are) )?(?:loaded|found|configured|available))\b/gi,
  ofService:
    /\b(?:(?:could not|cannot|can['\u2019]t|couldn['\u2019]t|unable to|failed to|did not|not) (?:be )?(?:parsed?|read|load(?:ed)?|reach(?:ed|able)?|connect(?:ed)?|decoded?|respond(?:ing)?|answer(?:ed)?|start(?:ed)?)|crash(?:ed)?|down|retr(?:y|ies|ied|ying)|unparseable|disconnected|(?:returned )?(?:http )?(?:429|50[0-4])(?: bad gateway| service unavailable| gateway timeout)?(?: (?:from|returned))?|check skipped|failed|failures?|errors?|exceptions?|mismatch|truncated)\b/gi,
}

/** What a runtime or a connection says that broke, and what a check says of input that it cannot take: "TypeError: …", "connect ECONNREFUSED". */
const thrown = [
  /^(?:[Ii]nternal (?:server )?error|uncaught |unhandled )?(?:[\w.]*[a-z](?:Error|Exception)\b|Traceback \(|panic: |segmentation fault|socket hang up|Cannot read propert|Unexpected (?:token|end of|identifier|string)\b)/,
  /\bE(?:CONN|TIMED|NOTFOUND|PIPE|HOST|NET|AI_|ADDR|NOENT|ACCES|MFILE|NOSPC)[A-Z]*\b|\bis (?:not (?:a function|defined|iterable)|undefined|null|NaN)$/,
  /^(?:(?:invalid|malformed|missing) (?:input|arguments?|parameters?|payload|request body|json)(?:$|\s*[:(])|(?:schema )?validation (?:failed|error)\s*:)|(?:must|should) be (?:an?|of type) (?:object|array|string|number|integer|boolean)$/i,
]

/** How far a check has come. */
const progress = /^(?:check|step|rule|test|batch|page|part|item|attempt|try)\s+#?\d+\s*(?:of|\/)\s*\d+$/i

const wordsIn = (text: string): string[] => text.toLowerCase().match(/#?[\p{L}\p{N}][\p{L}\p{N}'’.#-]*/gu) ?? []
const isReference = (word: string): boolean => /^#?\d[\d.]*\w{0,2}$|^[a-z]{2,8}-\d+$/.test(word)

/**
 * Whether a text is nothing but a note about the report itself, or about the check that was to make it: what became of it, who has it, that the
 * check could not be made. It consists of words of such notes alone: another word names what it was about, and that may be wrong.
 */
export function isReportNote(text: string): boolean {
  const trimmed = text.trim().replace(/\.$/, '')
  if (progress.test(trimmed) || thrown.some((pattern) => pattern.test(trimmed))) return true
  const said = wordsIn(text.replace(phrases, ' ok '))
  return (
    (said.some((word) => outcomes.has(word)) &&
      said.every((word) => outcomes.has(word) || circumstances.has(word) || isReference(word))) ||
    isOutage(trimmed)
  )
}

/** Whether it tells of an outage and of nothing that anybody did: "removed an unavailable product" does. */
function isOutage(text: string): boolean {
  const plain = text
    .toLowerCase()
    .replace(/\b(?:after|in|within|for) \d+\s?\w+\b/g, '')
    .replace(/,? (?:please )?(?:re)?try(?: again)?(?: later)?$/, '')
    .replace(/\b(?:while|during|before|after) \w+(?:ing|ion)\b/g, '')
  const withoutAny = plain.replace(outages.ofAnything, ' ')
  const rest = withoutAny.replace(outages.ofService, ' ')
  const said = wordsIn(rest)
  return (
    (withoutAny !== plain || (rest !== plain && said.some((word) => services.has(word)))) &&
    !hasWordOfFault(rest) &&
    !said.some((word) => looksPast(word) || deedOf(word)?.form === 'past')
  )
}
