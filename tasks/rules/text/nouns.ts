/** Whether words can be the thing that something is done to: few, and no verb of a sentence of their own among them. */
export function isThing(words: string): boolean {
  const all = words.split(/\s+/)
  return (
    all.length <= 7 &&
    !/[,;:]/.test(words) &&
    !/\b(?:must|should|will|can|may|that|which|when|if|because)\b(?!-)/i.test(words)
  )
}

const uncountable =
  /^(?:handling|validation|logging|logic|limiting|alt|permission|authori[sz]ation|interest|input|data|code|information|output|content|text|access|software|evidence|approval|consent|documentation|traffic|money|work|feedback|advice|guidance|research|equipment|progress|news|knowledge|care|medication|jargon|history|behaviou?r|floating point|rice|meat|milk|water|fuel|food|blood|mail|luggage|waste|html|css|sql|json|yaml|xml|pii|phi|authentication|encryption|compression|monitoring|tax|production|staging|development|ci|main|yes|no|eval|everything|anything|something|nothing|every(?:one|body)|any(?:one|body)|some(?:one|body)|nobody)$/i
export const isUncountable = (words: string): boolean => uncountable.test(words.split(/\s+/).at(-1) ?? '')
const determined = /^(?:the|an?|every|each|all|any|no|some|two|three|both|its|their|our|your|my|user's)\b/i
export const isDetermined = (words: string): boolean => determined.test(words)
export const isPlural = (words: string): boolean =>
  bent.test(words) || (/[^s]s$/i.test(words.split(/\s+/).at(-1) ?? '') && !/(?:us|is)$/.test(words))
/** Plurals that no -s shows, by what there is one of. */
export const bentPlurals = new Map(
  'child children, man men, woman women, ox oxen, mouse mice, goose geese, foot feet, tooth teeth, louse lice, criterion criteria, phenomenon phenomena'
    .split(', ')
    .map((pair) => pair.split(' ') as [string, string]),
)
const bent = new RegExp(String.raw`\b(?:people|[a-z]*men|police|those|${[...bentPlurals.values()].join('|')})$`, 'i')

/** Of these there is one or another, wherever something is brought, or is missing: "to public bucket". What there may be a mass of has no article. */
const oneOrAnother =
  /^(?:nonce|bucket|stick|drive|laptop|phone|server|host|machine|branch|channel|table|folder|directory|repository|mailbox|spreadsheet|notebook|printer|website|domain|subdomain|endpoint|queue|topic|volume|container|partition|dump|invoice|ticket|customer|client|supplier|vendor|partner|contractor|competitor|journalist|colleague|recipient|tenant|patient|guest|neighbour|neighbor|stranger|intern|account|letter|key|lock|label|unit|certificate|checksum|timeout|reviewer|translator|witness|prescription|contract|limit|receipt|signature|changelog|rollback|plan|backup|migration|human|reason|source|test|order|licen[cs]e|record|form|deadline|permit|helmet|fence|filter|seal|calibration|timestamp|reference|owner|fallback|retry|index)$/i
const single =
  /\b(without|to|into|onto|on|in|from|at|for|against)\s+((?:[a-z]+(?:-[\w-]*\w)?\s+)?([a-z]+))(?=$|\s+(?:of|by|from|to|in|into|on|for|or|at|without|before|after|during|with)\b)/g
const unfit = /^(?:this|that|your|his|her|my|our|such|which|what|own|is|are|be|and|or|not|same|more|less|other)\b/i

/** The same text with the articles that terse logs leave out. */
export const withArticles = (text: string): string =>
  text.replace(single, (found, joint: string, words: string, last: string) =>
    !oneOrAnother.test(last) || determined.test(words) || unfit.test(words)
      ? found
      : `${joint} ${/^(?:wrong|first|last|right|next)\s/i.test(words) ? `the ${words}` : indefinite(words)}`,
  )

const many =
  /^(?:test|dependency|secret|password|token|key|report|payment|file|commit|claim|citation|record|endpoint|certificate|invoice|message|comment|cookie|credential|decision|function|image|variable|permission|user|model|player|patient|pupil|student|customer|client|account|order|refund|submission|dataset|segment|contract|letter|grade|ticket|query|prescription|transaction|entry|term|clause|memo|api|endpoint)$/i
/** A noun without an article that is one of many of its kind: what was done to one of them is ruled out for all. */
/** What a project has one of. */
export const isOneOfAKind = (word: string): boolean =>
  /^(?:linter|formatter|compiler|build|ledger|glossary|termbase|timetable|schedule|changelog|budget|queue|scheduler|database|registry|pipeline|cluster|firewall|proxy|watchdog|log|handoff|review|approval|checklist|dry-run)$/i.test(
    word,
  )

/** A thing of two or three words without an article, as terse logs have it: "staging database". */
export const isBare = (words: string): boolean => {
  const all = words.split(/\s+/)
  const last = all.at(-1) ?? ''
  return (
    (all.length === 2 || all.length === 3) &&
    all.every((word) => /^[a-z][a-z-]+$/.test(word) && !small.test(word) && !/ly$/.test(word)) &&
    !isPlural(words) &&
    !uncountable.test(last) &&
    !/(?:ing|ity|ness|ism|ware|ed)$/.test(last)
  )
}
const small =
  /^(?:the|an?|every|each|all|any|no|yes|some|two|three|both|its|their|our|your|my|his|her|it|them|us|me|itself|themselves|yourself|up|down|off|on|out|over|back|away|as|at|by|for|from|in|into|of|to|with|without|than|that|this|these|those|which|who|not|only|too|very|more|less|until|while|when|if|and|or|but|because|instead|root|more|many|few|other|another|against|through|under|about|between|behind|despite|although|so|such|again|twice|together|where|before|after|own|straight|early|late|online|alone|often|contrary|prior|due|according|floating|vs|versus)$/

export const isOneOfMany = (words: string): boolean =>
  !determined.test(words) &&
  !/\b(?:of|to|in|on|for|from|with)\b/i.test(words) &&
  many.test(words.split(/\s+/).at(-1) ?? '')

/** "the accessibility review", "statistics", "personal data": a single thing has an article. */
export function withArticle(words: string): string {
  const [head = ''] = words.split(/\s+(?=(?:of|to|in|on|for|from|with)\b)/i)
  const last = head.split(/\s+/).at(-1) ?? ''
  if (
    determined.test(words) ||
    isPlural(head) ||
    (uncountable.test(last) && last !== 'output') ||
    /^\p{Lu}|\d$/u.test(words)
  )
    return words
  return `the ${words}`
}

export function indefinite(words: string): string {
  if (/^one\b/i.test(words) || determined.test(words)) return words
  if (isPlural(words) || uncountable.test(words.split(/\s+/).at(-1) ?? '')) return words
  return `${/^(?!uni(?![mn])|us[aeu-]|util|eu|one)[aeiou]/i.test(words) ? 'an' : 'a'} ${words}`
}

export function plural(words: string): string {
  // "Address of the tenant": it is the addresses that are many.
  const [, head, whose] = /^(\S+(?:\s+\S+)??)(\s+of\s+(?:the|an?|its|their)\s.+)$/i.exec(words) ?? []
  if (head !== undefined) return `${plural(head)}${whose}`
  const last = words.split(/\s+/).at(-1) ?? ''
  if (isPlural(words) || uncountable.test(last)) return words
  const irregular = bentPlurals.get(last.toLowerCase())
  if (irregular) return words.slice(0, -last.length) + irregular
  if (/(?:s|x|ch|sh)$/i.test(words)) return `${words}es`
  return /[^aeiou]y$/i.test(words) ? `${words.slice(0, -1)}ies` : `${words}s`
}
