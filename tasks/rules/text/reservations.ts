/** Words that take a part of a rule back: who merges it with one that has none of them loses what applies. Each row one kind. */
const kinds: [kind: string, RegExp][] = [
  [
    'optional',
    /\b(?:optional(?:ly)?|ideally|preferably|maybe|perhaps|consider|(?:try|aim|strive|endeavou?r) to|(?:nice|good) to have|feel free|at (?:your|their) (?:own )?discretion|it would be|would be (?:good|nice|great|better)|we could|(?:encouraged|welcome|free|allowed|permitted) to|(?:not|n't) (?:have|need|required|obliged) to|need not|best effort|if (?:you|they|we) (?:like|want|wish|can)|(?:where|when|if)(?:ever)? (?:it is |it's )?(?:possible|feasible|practical|practicable|appropriate|reasonable|convenient|applicable|necessary|needed)|(?:(?:as|so) far )?as (?:possible|feasible|practical|appropriate|needed|required)|prefer to|would)\b/i,
  ],
  [
    'for a time',
    /\b(?:for (?:now|the (?:time being|moment|present|meantime))|at (?:the moment|present)|in the meantime|meanwhile|currently|presently|temporar(?:y|ily)|provisional(?:ly)?|so far|as yet|not yet|not now|for starters)\b/i,
  ],
  [
    'if there is room',
    /\b(?:time|weather|budget|space|capacity|staff|resources?)(?: \w+){0,3} (?:permitting|permits?|allowing|allows?)\b/i,
  ],
  ['not binding', /\bnot (?:a |an )?(?:binding|obligatory|enforced|in force|active|final|strict|urgent|rule)\b/i],
  ['wished for', /^\W*(?:we )?(?:request|plan|wish|want|hope|intention|reminder|idea) to\b/i],
  ['mostly', /\b(?:usually|normally|generally|typically|mostly|sometimes|occasionally|rarely|by and large)\b/i],
  ['some', /(?<!\b(?:at|the) )\bmost\b|\b(?:some|a few|certain|selected)\b/i],
  ['as a reminder', /\b(?:do not|don't|never) (?:forget|fail|neglect|omit|hesitate) to\b/i],
  // Who is not always to ask may ask now and then.
  [
    'ruled out in part',
    /(?:\b(?:not|never)|n't)(?: \w+)? (?:always|both|(?<!\bat )all|every(?:one|body)?|each|sofort|ganz|gleichzeitig|unbedingt|beides?)(?!\p{L})/iu,
  ],
  [
    'at a time of day',
    /(?<!\p{L})(?:nachts|tagsüber|morgens|vormittags|mittags|nachmittags|abends|(?:mon|diens|donners|frei|sams|sonn|werk|feier)tags|sonnabends|mittwochs|wochentags|wochenends)(?!\p{L})/iu,
  ],
  // "Fewer than five" are four, and "no more than five" five (of a share it is all the same); where something else is ruled out, who knows.
  [
    'short of the number',
    /^(?!.*(?:\b(?:no|not|never|without|avoid|cannot|nicht|keine?)\b|n't\b)).*\b(?:(?:fewer|less|more) than|weniger als|mehr als|(?:under|below|above|over)(?= (?:\d|two|three|four|five|six|seven|eight|nine|ten)(?![\w.,]*\s?(?:%|percent))))\b/is,
  ],
]

export const allowed = 'allowed'
/** Who may do it need not; who may not, or who alone may, has no choice. */
const allowing = /\b(?:may|might|can|could)\b(?! (?:not|only|never)\b)/i
const ruling = /\b(?:no|not|never|nobody|none|only|without|avoid|cannot|unless|except)\b|n't\b/i

const strict = /\b(?:must|shall|mandatory|obligatory|required to|(?:has|have) to)\b/i
const lenient = /\b(?:should|ought to|recommended)\b/i

/** Kinds of words in a text that take a part of it back. */
export function reservationsOf(text: string): string[] {
  const found = kinds.flatMap(([kind, pattern]) => (pattern.test(text) ? [kind] : []))
  return allowing.test(text) && !ruling.test(text) ? [...found, allowed] : found
}

/** How strictly a text says it, where it does. */
export const strictnessOf = (text: string): 'must' | 'should' | undefined =>
  strict.test(text) === lenient.test(text) ? undefined : strict.test(text) ? 'must' : 'should'
