import { hasWordOfFault } from './fault-signs.ts'
import { office, outsiders } from './news.ts'

/**
 * What a report says of the case instead of a fault: who decided it or has it now, what somebody from outside chose, that it is undecided, that the
 * rules were kept or do not apply, what was measured. No rule comes of any of these.
 */
export const isCaseNote = (sentence: string): boolean =>
  plain.test(sentence) || (unlessAmiss.test(sentence) && !hasWordOfFault(sentence.replace(harmless, '')))

const anyOf = (...parts: string[]): RegExp => new RegExp(parts.join('|'), 'iu')

const some = String.raw`(?:(?:the|an?|our|its|their)\s+)?`
const thing = String.raw`(?:[\w'\u2019-]+\s+){0,4}`
const done = String.raw`(?:(?:was|were|is|are|has been|have been)\s+)?`
const outsider = String.raw`${some}${outsiders}\s+(?:has\s+|have\s+)?`
const rule = '(?:rules?|instructions?|polic(?:y|ies)|checks?|constraints?)'

const plain = anyOf(
  // The rules were kept, or are not about it.
  String.raw`^no\s+(?:\w+\s+)?${rule}\s+(?:match(?:es|ed)?|appl(?:y|ies|ied)|(?:${done}(?:matched|found|violated|triggered|affected|broken|concerned)))(?:\s+here)?$`,
  String.raw`^(?:the\s+)?${rule}\s+(?:do(?:es)?\s+not|don['\u2019]t|doesn['\u2019]t)\s+apply(?:\s+here)?$`,
  String.raw`^(?:closed|resolved|marked|filed)\s+as\s+(?:not planned|not an? (?:bug|issue|problem)|duplicate|invalid|intended|expected|completed?|won['\u2019]?t ?fix)$`,
  // It is undecided.
  '^(?:undecided|unclear|unknown|unsure|tbd|tbc|no decision yet|(?:still )?to be (?:decided|discussed|confirmed|clarified|determined|done))$',
  String.raw`^(?:more|further)\s+(?:information|details?|clarification|input)\s+${done}(?:requested|needed|asked for|required)$`,
  String.raw`^${thing}${done}(?:withdrawn|cancelled|canceled)\s+by\s+${some}${outsiders}$`,
  String.raw`^${some}(?:human|${office})\s+(?:overrode|overruled|reversed|changed|confirmed|upheld)\s+${some}(?:decision|verdict|block|result|outcome)$`,
  // How it is filed.
  String.raw`^(?:priority|severity|labels?|tags?|status|assignee|milestone|due date|category)\s+${done}(?:changed|raised|lowered|set|added|removed|updated|reduced)(?:\s+(?:from\s+\w+\s+)?to\s+\w+)?$`,
  // How the check went, and what is known.
  String.raw`^retr(?:ied|ying)(?:\s+(?:after|in)\s+\d+\s?(?:ms|s|sec|seconds?|min|minutes?))?$`,
  String.raw`^(?:the\s+)?risks?\s+${done}accepted(?:\s+by\s+${some}(?:[\w-]+\s+)?${office})?$`,
  String.raw`^known\s+(?:issue|limitation|problem|bug)(?:$|[,;:(]|\s+tracked)`,
  String.raw`^(?:sample|test|example|dummy|demo)\s+(?:violation|entry|record|decision|message)$`,
  String.raw`^keine\s+(?:regel|richtlinie|vorgabe)n?\s+(?:ist\s+|sind\s+|wurden?\s+)?(?:betroffen|verletzt|anwendbar|gefunden)$`,
  String.raw`^${outsider}(?:declined|accepted|chose|selected|picked|confirmed|cancelled|canceled|agreed to|replied|answered)(?:\s+${some}(?:(?:other|another|suggested|first|second|new)\s+)?(?:suggestion|offer|option|proposal|change|request|plan|answer|draft|version|one))?$`,
)

const unlessAmiss = anyOf(
  String.raw`^${done}(?:sent|handed|handed over|passed|passed on|moved|assigned|reassigned|escalated|forwarded|referred|routed|returned)\s+(?:on\s+)?to\s+(?:the\s+|an?\s+|our\s+)?(?:[\w-]+\s+){0,2}(?:${office}|(?:manual |human |second )?review|queue|backlog)$`,
  String.raw`^(?:approved|passed|closed|deferred|dismissed|postponed|reopened|resolved|withdrawn|escalated|forwarded|referred|redirected)\s+(?:to|by|after|at|until|with|as)\s+(?!.*\b(?:press|media|public|competitors?|strangers?|family)\b)`,
  // What is to come first did.
  String.raw`^${thing}(?:tests?|test suite|checks?|linter|backups?|snapshot|review|approval|consent|audit|dry run)\s+(?:(?:was|were)\s+)?(?:run|taken|made|done|obtained|given|completed|carried out)(?:\s+and\s+passed)?(?:\s+(?:before|ahead of)\s(?!.*\b(?:was|were|had|is)\b).{1,60})?$`,
  String.raw`^(?:ran|took|made|did|obtained|got|completed)\s+${some}(?:[\w-]+\s+)?(?:tests?|test suite|checks?|linter|backups?|snapshot|review|approval|consent|audit|dry run)\s+(?:before|ahead of)\s.{1,60}$`,
  String.raw`^(?:session|conversation|chat|run|task)\s+${done}(?:closed|ended|stopped|cancelled|canceled|paused)\s+by\s+${some}(?:user|human|operator)$`,
  String.raw`^(?:an?\s+|the\s+)?(?:reminder|notification|acknowledg(?:e)?ment|receipt|confirmation|invitation)s?\s+${done}(?:sent|issued)(?:\s+to\s+.{1,40})?$`,
)
/** Words that tell of a fault elsewhere. */
const harmless = /\b(?:after|before|by|manual|second)\b|\bby\s.*$/gi
