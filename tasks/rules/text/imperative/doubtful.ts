import { looksPast } from '../unknown-past.ts'
import { isConstructive, verbOf } from '../verbs.ts'
import { finite } from './sentence.ts'

/** What begins a clause that says when, why or of whom: what is denied or done in it is not what the rule asks for. */
const subordinate =
  /\s(?:(?:nobody|no[ -]one)\s+(?:has|have|is|are)|who|whom|whose|that|which|before|after|until|unless|when|while|because|if|although|though|as|where|since|than)\s.*$/i

/** What no rule says: two clauses of which nobody knows which one is the misdeed, a deed to nothing, a duty that was done late. */
const unsaid = [
  /(?<!\b(?:nothing|anything|all|any|none)\s)\b(?:but|yet|whereas|however)\b/i,
  /\b(?:the|an?) (?:not|never|no(?!-)|\w+ed and(?: \w+ed)? (?:by|without|before|after|with|in|on))\b|\bby your own\b|\bitselfs?\b/i,
  /\bafter more than\b|\bafter \S+ \w+ instead of \d/i,
  /^do not (?:answer|respond|reply|report|notify|inform|resolve|deliver|fix|patch|review)\b.*\bafter (?:\d+|two|three|four|five|several|many) (?:minute|hour|day|week|month|year)s\b/i,
  /^do not (?:go|come|arrive|exist|remain|fall|rise) (?:the|an?|un\w+ed)\b/i,
  /^(?:fail|forget|neglect|refuse|omit) /i,
  // How many it was left out for is not for how many it is to be done.
  /^(?!do not\b|never\b|only\b)\w+ (?:(?:the|an?) )?(?:most|some|half|many|several|part|parts|few|majority|minority|third|quarter|rest)\b/i,
  /^do not (?:ignore|skip|bypass|overlook|miss|disregard|omit|neglect|forget|dismiss) (?:(?:the|an?) )?(?:every|each|most|some|half|many|several|part|few|majority|third|quarter)\b/i,
  /^do not \w+ too (?:little|few|rarely|seldom)\b/i,
]
const denial = /\b(?:no(?!-(?!one\b))|not|never|none|nobody|nothing|neither|no[ -]one)\b/i
/** "Tell anyone" of "never told anyone". */
const anybody = /\b(?:anyone|anybody|anything|ever|at all)\b/i

/** Duties: that one was done is no misdeed, and a ban of it would be one, unless the words say what was wrong with it. */
const duties = new Set(
  'comply admit report acknowledge confess apologise apologize wait obey follow cooperate honour honor respect protect safeguard notify inform warn adhere conform correct flag prevent refrain catch detect'.split(
    ' ',
  ),
)
/** Of these it is wrong that it was one's own; of other duties "its own mistake" only says whose it was. */
const independent = new Set('approve review sign certify audit assess evaluate mark'.split(' '))
const faulty =
  /\b(?:without|instead|too|wrong(?:ly)?|false(?:ly)?|fabricated|misleading|unrelated|outdated|expired|obsolete|un\w+ed|incorrect(?:ly)?|only|twice|by mistake|privileges|permissions|personal|private|confidential|patient|customer|in public|outside|against|despite)\b/i

/** What somebody may take back, or not grant: that it was done is seldom what was wrong. */
const takenBack =
  /^do not (?:deny|withdraw|revoke|refuse|reject|decline|withhold) (?:(?:the|an?|any|all|their|its|his|her)\s+)?(?:[\w-]+['’]s?\s+)?(?:consents?|permissions?|approvals?|authori[sz]ations?|requests?|access|changes?)\b/i
/** What was done against a danger. */
const remedied =
  /^do not (?:block|reject|delete|remove|revert|roll back|disable|quarantine|avoid|isolate|revoke|undo|retract|discard|purge|suspend) (?:\S+ ){0,3}?(?:leak\w*|exposed|broken|compromised|infected|untrusted|unsafe|malicious|un(?:signed|reviewed|approved|tested|verified|authori[sz]ed|encrypted)|insecure|vulnerab\w+|defective|faulty|fake|forged|corrupt\w*)\b|^do not avoid personal\b/i

/**
 * Whether a rule that was made of a violation may state the misdeed or ask for it: a second clause that was left in it, two negations, a ban of
 * what is a duty. It is the last thing that is asked of every rule; what it doubts is left to a person.
 */
export function isDoubtful(rule: string): boolean {
  if (unsaid.some((pattern) => pattern.test(rule))) return true
  const main = rule.replace(subordinate, '')
  if (finite.test(main.replace(/^(?:do not )?(?:have|let|be)\b|\S+-\S+/gi, '')) || hasSecondVerb(main)) return true
  const [, banned = ''] = /^do not (?:(?!comply|apply|reply|rely|supply)\w+ly )?(\S+)/i.exec(rule) ?? []
  if (banned === '') return anybody.test(main.replace(/\bwithout\b.*/i, ''))
  if (denial.test(main.slice('do not'.length)) || takenBack.test(rule) || remedied.test(rule)) return true
  const base = verbOf(banned)?.base ?? banned
  const isOwn = /\byour own\b/i.test(main) && isConstructive(base) && !independent.has(base)
  return (duties.has(base) || isOwn) && !faulty.test(rule)
}

/** What says why or when something was done: why it was not done is not why it is to be done. */
const reasoned =
  /\b(?:because|although|though|unless|if|even(?! (?:rows|numbers|columns|pages))|otherwise|since|whereas|(?:due|owing|thanks) to|(?:on account|for (?:lack|want|fear)|in (?:view|spite)) of|out of (?:fear|habit|haste|laziness|spite)\b|despite|given|as (?:\S+ ){1,3}(?:is|are|was|were|had)|once(?! (?:an?|per|every|each|in)\b))\b/i

/** On what the deed was done, in a word that says nothing without whom: "if asked". "Nobody asked about it" does not say who is to ask whom. */
const unnamed = /\b(?:if|once) (?!un)(?:\w+ed|told|so)$|^ask about\b/i

/** Whether a duty was made of what was not done for a reason or on a condition, or a ban of what was done but for one: these turn round with it. */
export const isConditional = (sentence: string, rule: string): boolean =>
  /\bunless\b/i.test(sentence) || unnamed.test(rule) || (reasoned.test(rule) && !/^(?:do not|never|only)\b/i.test(rule))

/** Words in front of a past that is said of the thing behind it: "the deprecated API". */
const before =
  /^(?:the|an?|any|all|every|each|no|of|in|on|to|for|with|without|by|from|and|or|as|your|its|their|not|have|let|do)$/i
/** What is said of a thing behind it: "data collected for another purpose". */
const behind =
  /^(?:for|from|by|in|into|on|at|to|with|without|of|over|under|outside|during|within|more|twice|longer|straight|directly|un\w+ed|\w+ly|and|or|as)$/i

/** "Review code reached production": a thing, and what it did. */
function hasSecondVerb(main: string): boolean {
  const words = main.replace(/^do not \S+\s/i, '').split(/\s+/)
  return words.some((word, at) => {
    const [last = '', next = ''] = [words[at - 1], words[at + 1]]
    return at > 1 && next !== '' && looksPast(word) && !before.test(last) && !behind.test(next)
  })
}
