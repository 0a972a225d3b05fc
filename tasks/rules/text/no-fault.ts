import { isCaseNote } from './case-note.ts'
import { isCounting, isMeasure } from './counting.ts'
import { isAmiss, isWelcome } from './fault-signs.ts'
import { isPlainlyPast } from './imperative/sentence.ts'
import { isNews } from './news.ts'
import { isReportNote } from './report-note.ts'
import { verbOf } from './verbs.ts'

/**
 * Whether a report names nothing that is wrong: that nothing was found, that something has been put right, was done as it should be, is on its way,
 * or that a service could not answer. There is no rule to be made of it, and nothing to ask. What has a word of fault in it names one, and so may
 * whatever is not plainly of these kinds.
 */
export function namesNoFault(text: string): boolean {
  const clauses = text.split(/[,;]\s+(?:(?:and|und)\s+)?/)
  // Of several none may name one.
  if (clauses.length > 1 && clauses.every(namesNoFault)) return true
  if (isReportNote(text) || looked.test(text.trim())) return true
  const sentence = text
    .trim()
    .replace(/[.!\s]+$/, '')
    .toLowerCase()
  if (
    isCaseNote(sentence) ||
    isCounting(sentence) ||
    isMeasure(sentence) ||
    isNews(sentence) ||
    [nothing, nothingElsewhere, asAllowed, settled, averted, asked, askedBySomebody, routine].some((pattern) =>
      pattern.test(sentence),
    )
  )
    return true
  if (isAmiss(sentence)) return false
  return (
    isPutRight(sentence) ||
    asItShouldBe.test(sentence) ||
    isUnderWay(sentence) ||
    isWelcome(sentence) ||
    isCheckedOnly(sentence) ||
    plainFact.test(sentence)
  )
}

/** Who had a look and agreed, by name; the name may have been taken out. */
const looked =
  /^(?:(?:[Ww]as|[Ww]urde)\s+)?(?:[Vv]erified|[Cc]hecked|[Rr]eviewed|[Tt]ested|[Ii]nspected|[Cc]onfirmed|[Vv]alidated|[Aa]pproved|[Cc]ounter-?signed|[Ss]igned(?: off)?|[Gg]eprüft|[Gg]enehmigt|[Ff]reigegeben|[Bb]estätigt)(?:\s+(?:by|von)(?:\s+\p{Lu}(?:\.|[\p{L}'’-]+)){1,3})?$/u

const line = (...parts: string[]): RegExp => new RegExp(parts.join('|'), 'iu')

/** Nothing was found, or nothing is said. */
const nothing = line(
  String.raw`^(?:no|zero|0)\s+(?:(?:open|new|further|other|known|serious|critical)\s+)*(?:issues?|problems?|findings?|violations?|conflicts?|errors?|objections?|concerns?|warnings|complaints?|deviations?|discrepanc(?:y|ies)|defects?|anomal(?:y|ies)|irregularit(?:y|ies)|faults?)(?:\s+(?:(?:was|were|is|are|have been|has been)\s+)?(?:found|detected|identified|noted|seen|left|open|to report)(?:\s+(?:in|during|at|on)(?:\s+[\w-]+){1,4})?)?$`,
  String.raw`^(?:[\w'\u2019-]+\s+){1,4}(?:(?:ended|went|passed|ran|took place)\s+)?without (?:irregularities|incidents?|complaints|problems|trouble)$`,
  String.raw`^(?:[\w'\u2019-]+\s+){1,4}(?:has|had|have)\s+no (?:further )?(?:questions|complaints|objections|comments|concerns|remarks)$`,
  String.raw`^(?:keine?|aucune?|ninguna?|sin)\s+(?:weiteren?\s+)?(?:verst(?:o|\u00f6)(?:\u00df|ss)e?|beanstandung(?:en)?|auff\u00e4lligkeit(?:en)?|fehler|probl[e\u00e8]m[ea]?s?|einw[a\u00e4]nde?|befunde?|m\u00e4ngel|konflikte?|abweichung(?:en)?|violations?|erreurs?|remarques?|anomalies?|infracci(?:\u00f3n|ones)|errores|hallazgos?)(?:\s+[^\s]+)?$`,
  '^nichts (?:gefunden|festgestellt|auffällig(?:es)?|zu (?:beanstanden|tun|melden|ergänzen))$',
  String.raw`^(?:dry|trial) run(?: only)?(?:[,;:]\s*nothing (?:was |were )?\w+ed)?$`,
  '^nothing (?:found|wrong|to (?:report|do|fix|add|object to)|was found)$',
  String.raw`^see\s+(?:(?:the|an?|this|that|our)\s+)?(?:request|ticket|case|issue|task|item|pull request|before|above|last time|yesterday|#\d)\b.{0,12}$`,
  String.raw`^(?:ok|okay|fine|passed|pass|done|good|n\/?a|none|nil|not applicable|no action needed|(?:everything|all)(?: is)?(?: ok| okay| fine| good| clear| in order)|all (?:checks|tests|gates) (?:have )?passed|try again(?: later)?)$`,
)

/** The same in other languages than English and German: none, and what trouble is called there. */
const nothingElsewhere = line(
  String.raw`^(?:aucune?|pas d['\u2019e]|ning[u\u00fa]n[ao]?|sin|nenhum[a]?|sem|nessun[ao]?|senza|geen|zonder|ing(?:a|en|et)|utan|brak|bez|nie ma)\s*(?:\p{L}+\s+)?(?:probl[e\u00e8]m|anom|err[eo]|fout|fel|fejl|feil|viola|infra|incid|avvik|afwijk|bezwa|opmerk|anm\u00e4rk|remarque|observ|reserv|r\u00e9serve|uwag|b\u0142\u0119d|zastrze|conflit|conflic|conflitt|defect|defeit|difett|hallazgo|constat|manqu)\p{L}*(?:\s+\p{L}+)?$`,
  String.raw`^(?:tutto (?:a posto|bene|in ordine|ok)|todo (?:bien|en orden|correcto|ok)|tudo (?:bem|certo|em ordem|ok)|tout (?:va bien|est en ordre|est bon|ok)|alles (?:goed|in orde|ok|gut|klar|bestens)|allt (?:bra|ok|i sin ordning)|rien \u00e0 (?:signaler|redire)|r\.?a\.?s\.?|niets (?:gevonden|te melden)|nada que (?:reportar|objetar|se\u00f1alar)|nada a (?:assinalar|relatar)|niente da segnalare)$`,
)

/** Done as it was to be done, or as it may be: whatever it was, it is in order. */
const asAllowed = line(
  String.raw`^(?!.*\b(?:not|never|than|instead)\b).*\b(?:as|exactly as|just as) (?:agreed|planned|required|requested|asked|instructed|intended|specified|ordered|prescribed|scheduled|promised|usual|allowed|permitted|authori[sz]ed|approved)\b`,
  String.raw`^(?:allowed|permitted|authori[sz]ed|approved)\s*[:\u2013\u2014]|\((?:allowed|permitted|authori[sz]ed|approved)\)$`,
)

/** What was wrong and is so no more, whatever it was. */
const settled = line(
  String.raw`^(?:resolved|fixed|solved|settled|closed|done|withdrawn|superseded|passed)\s*[:\u2013\u2014]`,
  String.raw`(?:\s[-\u2013\u2014]|,|;)\s*(?:now |since |already |meanwhile )?(?:resolved|fixed|solved|settled|corrected)$`,
  String.raw`\b(?:pass|succeed|recover)(?:ed|es|s)(?: again)? (?:after|on|with) (?:(?:the|an?|one|another|second|third|next) )*(?:retry|rerun|repeat|attempt|try|run|fix|repair|correction|restart)$`,
  String.raw`\bno longer (?:occurs?|happens?|applies|apply|appears?|reproducible|the case|needed)$`,
)

/** What was wrong was seen in time. */
const averted = line(
  String.raw`^(?:caught|spotted|averted|prevented)\s+(?:an?|the|wrong|false|bad)\s+(?:[\w'\u2019-]+\s+){1,5}(?:before|in time)\b`,
  String.raw`^(?:[\w'\u2019-]+\s+){1,5}(?:was |were )?(?:caught|spotted|averted|prevented)\s+(?:before|in time)\b`,
)

/** Somebody was asked first. */
const asked = line(
  String.raw`^(?:asked|consulted)\s+(?:the |an? )?(?!intern|trainee|apprentice|junior|student|friend|chatbot|model)[\w-]+\s+before\s+(?:the |an? )?\w+ing\b`,
  String.raw`^(?:the |an? )?(?!intern|trainee|apprentice|junior|student|friend|chatbot|model)[\w-]+\s+(?:was |were )?(?:asked|consulted)\s+before\s+(?:the |an? )?(?:[\w-]+\s+){1,3}(?:was|were)\s`,
)

/** What somebody from outside asked for, whatever it was: it was only asked for. */
const askedBySomebody = line(
  String.raw`^(?:(?:the|an?)\s+)?(?:guest|customer|client|user|visitor|patient|member|passenger|applicant|tenant|parent|student|citizen|resident|buyer|reader|donor)s?\s+(?:has\s+|have\s+)?(?:asked for|asked about|applied for|inquired about|enquired about)\s+(?!.*\b(?:not|without|before|after|twice|again|instead)\b)`,
)

const righted = 'corrected|fixed|repaired|resolved|solved|settled|rectified|remedied'
/** "Fixed the typo", "the typo was fixed", but not "fixed prices raised" and "clerk corrected the judge". */
function isPutRight(sentence: string): boolean {
  const [, first = ''] = new RegExp(String.raw`^(?:${righted})\s+(.+)$`).exec(sentence) ?? []
  if (first !== '') return !first.split(/\s+/).some(isPlainlyPast)
  return new RegExp(
    String.raw`^(?:[\w'\u2019-]+\s+){1,4}(?:(?:was|were|is|are|has been|have been)\s+)?(?:${righted})$`,
  ).test(sentence)
}

/** Done as it was to be done. */
const asItShouldBe = line(
  String.raw`\bas (?:the|our|its) [\w'\u2019-]+ (?:says?|demands?|wants?|requires?|prescribes?|asks?)\b|\b(?:went|ran) (?:well|fine|smoothly)$`,
  String.raw`\bsucceeded$|\b(?:on (?:time|schedule)|in (?:good )?time|in full|in (?:good )?order|up to date|according to (?:(?:the|our|its) )?(?:plan|schedule|timetable|protocol|procedure|polic(?:y|ies)|instructions?|manual|recipe|contract|rules?)|in (?:accordance|line|compliance) with)\b`,
  String.raw`\bwithin (?:the |its |their )?(?:agreed |allowed |permitted |legal |usual )?(?:limits?|budget|bounds|range|tolerances?|targets?|quota|deadline|time)\b`,
  String.raw`^(?:two|three|both)\s+[\w-]+\s+(?:have )?(?:approved|reviewed|signed|countersigned)\s|\b(?:approved|reviewed|signed|countersigned)\s+by\s+(?:two|three|both)\s+[\w-]+$`,
  String.raw`\b(?:properly|correctly|successfully|duly|flawlessly|carefully)\b|(?<!as )\bwell[ -](?:\w+ed|kept|done|made|written|built|run)\b`,
  String.raw`\bfor (?:checking|review|approval|confirmation|information|a decision|signature|comment)$|\bat (?:the|an?|his|her|their) [\w'\u2019-]+['\u2019]s?\s+request$|\b(?:with|after) (?:the |their |written |explicit )*(?:consent|approval|agreement|permission)(?: of (?:the|an?) \w+)?$`,
  String.raw`^(?:all|every|each)\s+(?:[\w'\u2019-]+\s+){1,4}(?:(?:is|are|was|were|has been|have been)\s+)?(?:honou?red|respected|followed|met|kept|observed|fulfilled|satisfied|upheld)$`,
  String.raw`^(?:the |an? )?(?:human|person|user|owner|board|committee|maintainer)s? approved\b|\bapproved by (?:the |an? )?(?:human|person|user|owner|board|committee|maintainer)s?(?:,? (?:and )?applied)?$|^applied (?:the |an? )?[\w-]+ approved by\b`,
  String.raw`^(?:good|excellent|great|exemplary|thorough|nice|helpful|thanks|thank you)\b`,
  String.raw`\b(?:to|for) (?:the )?(?:highest bidder|best offer|rightful owner|right (?:person|recipient|address))$`,
  String.raw`^(?:(?:the\s+)?[\w-]+\s+)?(?:follows|complies with|conforms to|adheres to|fulfils|fulfills)\s`,
)

/** What is done again and again so that all stays well. */
const routine = line(
  String.raw`^(?!.*\b(?:not|never|no|nothing|nobody|without|only|instead)\b).*\b(?:cleaned|logged|checked|measured|recorded|inspected|watered|aired|rinsed|calibrated)\b.*\b(?:every|each|once an?|twice an?|(?:once|twice) (?:this|every)) (?:hour|day|night|shift|morning|evening|week|month)$`,
  String.raw`^(?:[\w'\u2019-]+\s+){1,4}(?:(?:is|are|was|were)\s+)?closed for the (?:season|winter|summer|holidays)$`,
)

/** Somebody is to decide it, or will later: what it is about is not said. */
const underWay = line(
  String.raw`^(?:still )?(?:waiting (?:for|on)|awaiting|pending)\s+(?:\S+\s*){1,5}$`,
  String.raw`^(?:[\w'\u2019-]+\s+){0,4}(?:was |were |is )?(?:postponed|adjourned)(?:\s+(?:the|an?)\s+[\w-]+)?\s+(?:to|until)\s+(?:next \w+|tomorrow|\w+day|[a-z]+ \d+)$`,
)
/** "Waiting for the editor", but not "pending invoices deleted". */
const isUnderWay = (sentence: string): boolean =>
  underWay.test(sentence) &&
  !(/^(?:still )?(?:waiting|awaiting|pending)/.test(sentence) && sentence.split(/\s+/).slice(1).some(isPlainlyPast))

/** When, where, how much and how long something is, and that it can be used: nobody did anything. */
const plainFact = line(
  String.raw`^(?:instructions?\s+)?(?:is\s+|was\s+)?classified as (?:an? )?[a-z]+(?: instruction)?$|^[a-z]+ classification of (?:the |an? )?instruction$`,
  String.raw`^(?:[\w'\u2019-]+\s+){1,4}(?:(?:starts|begins|ends|meets)\s+(?:at|on)|(?:comes|arrives)\s+(?:from|on)|lives\s+in|belongs\s+to)\s`,
  String.raw`^(?:[\w'\u2019-]+\s+){1,4}(?:takes?|lasts?)\s+(?:about\s+)?[\w.,-]+\s+(?:second|minute|hour|day|week|month|year)s?$`,
  String.raw`^(?:[\w'\u2019-]+\s+){1,6}in\s+(?:about\s+)?\d[\d.,]*\s?(?:ms|s|sec|seconds?|min|minutes?)$`,
  String.raw`^(?:(?:[\w'\u2019-]+\s+){1,4}(?:is|are)|[\w-]+)\s+(?:now\s+)?(?:current|ready|available|valid|complete|finished|done)$`,
)

/** What was only looked at or brought to its end: nobody is to leave that alone. */
const looking = new Set(
  'check review verify validate test consider evaluate assess inspect clarify complete finish pass encrypt back'.split(
    ' ',
  ),
)
const reported =
  /^((?:[\w'’-]+\s+){1,4}?)(?:(?:was|were|is|are|has been|have been)\s+)?([\w-]+)(?:\s+and\s+(?:[\w-]+\s+)?([\w-]+))?$/
function isCheckedOnly(sentence: string): boolean {
  const [, thing = '', word = '', other = ''] = reported.exec(sentence) ?? []
  if (thing.split(/\s+/).some(isPlainlyPast)) return false
  const [verb, second] = [word, other].map(verbOf)
  if (!verb || verb.ambiguous || (verb.form !== 'past' && verb.form !== 'participle')) return false
  return (
    looking.has(verb.base) &&
    (other === '' ||
      (second !== undefined && (looking.has(second.base) || /^(?:accept|approve|sign|confirm)$/.test(second.base))))
  )
}
