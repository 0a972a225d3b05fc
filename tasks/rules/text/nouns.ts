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
  /^(?:handling|validation|logging|logic|limiting|alt|permission|authori[sz]ation|interest|input|data|code|information|output|content|text|access|software|evidence|approval|consent|documentation|traffic|money|work|feedback|jargon|history|production|staging|development|ci|main|yes|no|eval)$/i
const determined = /^(?:the|an?|every|each|all|any|no|some|two|three|both|its|their|our|your|my|user's)\b/i
export const isDetermined = (words: string): boolean => determined.test(words)
export const isPlural = (words: string): boolean =>
  /[^s]s$/i.test(words.split(/\s+/).at(-1) ?? '') && !/(?:us|is)$/i.test(words)

const many =
  /^(?:test|dependency|secret|password|token|key|report|payment|file|commit|claim|citation|record|endpoint|certificate|invoice|message|comment|cookie|credential|decision|function|image|variable|permission|user)$/i
/** A noun without an article that is one of many of its kind: what was done to one of them is ruled out for all. */
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
  if (determined.test(words) || isPlural(words) || uncountable.test(words.split(/\s+/).at(-1) ?? '')) return words
  return `${/^[aeiou]/i.test(words) ? 'an' : 'a'} ${words}`
}

export function plural(words: string): string {
  const last = words.split(/\s+/).at(-1) ?? ''
  if (isPlural(words) || uncountable.test(last)) return words
  if (/(?:s|x|ch|sh)$/i.test(words)) return `${words}es`
  return /[^aeiou]y$/i.test(words) ? `${words.slice(0, -1)}ies` : `${words}s`
}
