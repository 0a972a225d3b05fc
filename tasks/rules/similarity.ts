import { splitWords } from './wording.ts'

/** What two rule texts are compared by. */
export interface Subject {
  /** Content words, reduced to their stems, in the order in which they stand, each once. */
  words: string[]
  /** Numbers that stand in it, sorted. */
  numbers: string[]
  /** Whether it forbids: holds a word like never, not, without. */
  negative: boolean
}

const negations = new Set(
  'no not never without avoid forbid forbidden prohibit prohibited cannot dont neither nor'.split(' '),
)

// Articles, prepositions, auxiliaries and the verbs that every rule has: they say nothing about what a rule is about.
const weak = new Set(
  [
    'a an the this that these those it its they them their there here which who whom whose what when where while if then than else',
    'and or but so as at by for from in into of off on onto out over to up upon under with within about across after against along',
    'among around before behind below between during through until via per is are was were be been being am do does did done has have',
    'had having can could may might must shall should will would ought need needs also always any all each every both either only just',
    'more most other others some such same very too own run runs running use uses used using keep keeps make makes made get gets set sets',
    'let lets listen listens ensure ensures please you your we our i my me us he she his her one ones please e g etc s t re ll ve d',
  ].flatMap((line) => line.split(' ')),
)

/** What a text is about. */
export function subjectWords(text: string): Subject {
  const all = splitWords(text)
  const content = all.filter((word) => !weak.has(word) && !negations.has(word) && !/^\d+$/.test(word))
  return {
    words: [...new Set(content.map(stem))],
    numbers: all.filter((word) => /^\d+$/.test(word)).sort(),
    negative: all.some((word) => negations.has(word)),
  }
}

/** Endings that make a word another form of the same one; the first that fits is taken off where enough is left. */
const endings = [
  'ations',
  'ation',
  'ingly',
  'edly',
  'ments',
  'ment',
  'ings',
  'ing',
  'ies',
  'ied',
  'ed',
  'es',
  'ly',
  's',
  'e',
  'y',
]

function stem(word: string): string {
  for (const ending of endings) {
    if (!word.endsWith(ending) || word.length - ending.length < 3 || word.endsWith('ss')) continue
    const rest = word.slice(0, -ending.length)
    // "planned" and "plan": the consonant that only the ending doubled.
    return /([bdglmnprt])\1$/.test(rest) ? rest.slice(0, -1) : rest
  }
  return word
}

/** Share of the words of both that both have, 0..1 (Jaccard). */
export function similarity(a: Subject, b: Subject): number {
  if (a.words.length === 0 || b.words.length === 0) return 0
  const other = new Set(b.words)
  const shared = a.words.filter((word) => other.has(word)).length
  return shared / (a.words.length + b.words.length - shared)
}

/**
 * Whether one text is the other with single words exchanged in their place ("the staging host", "the production host"): sentences of one
 * mould about different things, however many words they share.
 */
export function sameMould(a: Subject, b: Subject): boolean {
  if (a.words.length !== b.words.length) return false
  const exchanged = a.words.filter((word, index) => word !== b.words[index]).length
  if (exchanged === 0) return false
  const other = new Set(b.words)
  return a.words.every((word, index) => word === b.words[index] || !other.has(word))
}
