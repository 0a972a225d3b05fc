import { once } from '../once.ts'
import { isElsewhere } from './elsewhere.ts'
import { inSmallLetters, isCopula } from './languages.ts'
import { mask, mergeRanges, type Range } from './ranges.ts'
import { isGrouped, isRelease, isSigned, isStrong, isUnmistakable, isWeak } from './shapes.ts'
import { isNumbered } from './value.ts'
import { openings, shortNames, typed, type Vocabulary, vocabularies } from './vocabulary.ts'

type Kind = 'password' | 'opening' | 'code' | 'typed'

interface Word {
  text: string
  range: Range
}

interface Name {
  kind: Kind
  range: Range
}

/** How far a sentence reaches to either side of a name, and what is typed in behind the verb. */
const reach: Record<Kind, number> = { password: 96, opening: 96, code: 64, typed: 32 }
const longestReach = 96 + 24

/** Where a sentence that names a password or a code has what can be nothing but one; and what looks like one that was found, as the old one beside the new. */
export function findNearby(text: string): Range[] {
  if (!/\d/.test(text)) return []
  const candidates = wordsOf(text)
  if (candidates.length === 0) return []
  const small = inSmallLetters(text)
  const found = candidates.filter(({ text: word }) => isUnmistakable(word)).map(({ range }) => range)
  let first = 0
  for (const name of namesIn(small, candidates)) {
    while ((candidates[first]?.range[1] ?? Number.POSITIVE_INFINITY) < name.range[0] - longestReach) first++
    const near: Word[] = []
    for (
      let next = first;
      (candidates[next]?.range[0] ?? Number.POSITIVE_INFINITY) < name.range[1] + longestReach;
      next++
    ) {
      const word = candidates[next] as Word
      if (inOneSentence(small, name, word.range)) near.push(word)
    }
    const shapes = new Set(near.filter((word) => isSecretBeside(word, name, small)).map(({ text }) => shapeOf(text)))
    found.push(...near.filter(({ text }) => shapes.has(shapeOf(text))).map(({ range }) => range))
  }
  return found
}

function inOneSentence(text: string, { kind, range: [from, to] }: Name, [start, end]: Range): boolean {
  if (start < to && end > from) return false
  const between = start >= to ? text.slice(to, start) : text.slice(end, from)
  return (
    between.length <= reach[kind] && !between.includes(mask) && !(kind === 'code' ? /[\n,;.!?]/ : /\n/).test(between)
  )
}

function isSecretBeside({ text, range }: Word, { kind, range: name }: Name, small: string): boolean {
  const isBehind = range[0] >= name[1]
  if (kind === 'typed') return isBehind && isSigned(text)
  const between = small.slice(name[1], range[0])
  const isNext = isBehind && between.length <= 6 && /^[\s"'`*_:=/([<>→|-]*$/.test(between)
  const follows =
    isNext || (kind !== 'opening' && (isBehind || small[range[0] - 1] === ' ') && isBehindSign(small, range))
  if (isFigures(text)) {
    if (kind === 'code') return follows || isGiven(small, kind, range, name) || (isBehind && isOf.test(between))
    return kind === 'opening' && text.includes('-') && isBehind && isWith(small, range)
  }
  if (isStrong(text) || isAssigned.test(text)) return true
  if (!isWeak(text))
    return (
      isNumbered(text) &&
      kind !== 'opening' &&
      (isNext || (isBehind && isTo.test(between) && isGiven(small, kind, range, name)))
    )
  if (isElsewhere(small, range, name)) return false
  if (follows || (isBehind && isCopula().test(between))) return true
  if (isRelease(text) || small[range[1]] === '(') return false
  return kind === 'opening' ? isBehind && isWith(small, range) : isGiven(small, kind, range, name)
}

/** What a password was changed to, behind the word that says so. */
const isTo = / (?:to|auf|na|naar|til|till|на) ["'`„“]?$/

/** `PIN of the SIM card 8830`. */
const isOf =
  /^ (?:of|for|für|fürs|der|des|vom|zum|zur|de|del|della|du|do|da|van|voor|till|til|для|от) (?:[^\s\d]{1,24} ){1,4}$/

/** A code of figures that is no year; also figure by figure. */
const isFigures = (word: string): boolean =>
  /^(?:(?!(?:19|20)\d\d$)\d{4,10}#?|\d{2}(?:-\d{2}){2}|\d(?: \d){3,9})$/.test(word)

const isWith = (small: string, [from]: Range): boolean =>
  /(?:^|[ ,])(?:w\/|with|mit|avec|con|com|med|met)[ ]["'`]?$/.test(small.slice(Math.max(0, from - 8), from))

/** Writings whose words stand next to each other. */
const isJoined = (word: string): boolean => /[\u3040-\ud7af]/.test(word)
const column = (name: keyof Vocabulary): string[] => [
  ...new Set(Object.values(vocabularies).flatMap((one) => one[name]?.split('|') ?? [])),
]

/** Whether a sign gives the word. */
const isBehindSign = (small: string, [from]: Range): boolean =>
  /[:=→>/][ ]?["'`*(„“«「]{0,2}[\u00a0 ]?$/.test(small.slice(Math.max(0, from - 5), from))

/** How many words a sentence of any language has between a name and what it gives: `parool on nüüd X`, `X is the new password`. */
const wordsBetween = { behind: 4, before: 3, code: 1, figures: 2 }

/** Whether the sentence says of a word that it is, was or becomes what is named. */
function isGiven(small: string, kind: Kind, [from, to]: Range, [nameFrom, nameTo]: Range): boolean {
  const isBehind = from >= nameTo
  const between = isBehind ? small.slice(nameTo, from) : small.slice(to, nameFrom)
  const side = isBehind ? 'behind' : 'before'
  const most = wordsBetween[kind !== 'code' ? side : isFigures(small.slice(from, to)) ? 'figures' : 'code']
  return !/[.;!?](?:\s|$)/.test(between) && (between.match(/[^\s"'`„“«」「»]+/g) ?? []).length <= most
}

/** A text's words of which one may be a secret: those with figures; addresses are not looked into. */
function wordsOf(text: string): Word[] {
  const plain = text.replace(/:\/\/[^\s"'<>]+/g, (address) => ' '.repeat(address.length))
  const apart = [...plain.matchAll(groups)]
    .filter(([whole]) => isGrouped(whole))
    .map(({ index, 0: text }): Word => ({ text, range: [index, index + text.length] }))
  const inOne = [...plain.matchAll(words)].flatMap(({ index, 0: whole }): Word[] => {
    if (!/\d/.test(whole)) return []
    if (isAssigned.test(whole)) return [{ text: whole, range: [index, index + whole.length] }]
    const readings = [whole, whole.replace(/[?!]+$/, ''), whole.replace(smallWords, '')].map(bare)
    if (isNumberedFile.test(whole)) return []
    return [readings.find(mayBe), readings.find(isNumbered)].flatMap((text): Word[] => {
      if (text === undefined) return []
      const from = index + whole.indexOf(text)
      return [{ text, range: [from, from + text.length] }]
    })
  })
  return apart.length === 0 ? inOne : [...inOne, ...apart].sort((a, b) => a.range[0] - b.range[0])
}

/** Groups with blanks between them. */
const groups = /(?<![\w-])[A-Za-z\d]{4}(?: [A-Za-z\d]{4}){3,15}(?![\w-])/g

/** A name with its number, and no setting (`Polecat=6617`). */
const assigned =
  '(?!(?:P(?:in|uk|ass|asswor[dt]|ort|age|id)|Time(?:out)?|Limit|Size|Length|Delay|Level|Code|Key|Token|Status|Exit|Error|Line|Count|Total|[UG]?id|M(?:ax|in)|Width|Height|Retries|Rounds|Cost|Age|Build|Version|Year|Seed|Id)=)[A-Z][a-z]{2,15}=\\d{3,6}'
const isAssigned = new RegExp(`^${assigned}$`)

/** `Setup_2.md` is a file, whatever the sentence is about. */
const isNumberedFile = /^(?:[A-Za-z_-]|[^\0-\x7f])+\d{1,3}\.[a-z]{1,4}$/
const mayBe = (word: string): boolean =>
  isFigures(word) || (/[^\W\d]|[^\0-\x7f]/.test(word) && (isStrong(word) || isWeak(word)))
/** `vault-key-X`, `pin_X`. */
const smallWords = /^(?:[a-z]+[-_])+(?=[A-Z\d])/
/** A word without the signs around it and a file's ending. */
const bare = (word: string): string => word.replace(edges, '').replace(/(?<=^\d+)[-_][A-Za-z].*$/, '')

/** Writings without blanks end a word, and so do the signs that give it. */
const words = new RegExp(
  [
    '(?<![\\d.,:/-] ?)\\d(?: \\d){3,9}(?![\\w.,:/-]| \\d)',
    `(?<![\\w.-])${assigned}(?!\\w)`,
    '[^\\s"\'`,;:=/()[\\]{}<>|«»„“”‘’。、，；：「」『』（）→\\u1100-\\u11ff\\u3040-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af]{4,64}',
  ].join('|'),
  'g',
)
const edges = /^[-_.~*]+|(?:\.(?:txt|md|env|log|json|ya?ml|pem|odt|key|cfg|conf|ini|csv))?[-_.*]*$/g

/** What two passwords of one hand have in common: words, figures and signs in the same order. */
const shapeOf = (word: string): string =>
  /^\d+$/.test(word) ? word.replace(/\d/g, '0') : word.replace(/[^\W\d_]+|[^\0-\x7f]+/g, 'a').replace(/\d+/g, '0')

/** Every name with what may be beside it: a letter or a figure makes another word of one that is whole. */
const names = once(() => {
  const whole = (kind: Kind, words: string[]) => words.map((word) => ({ kind, word, begins: true, ends: true }))
  const beginning = (word: string) => ({
    kind: 'password' as Kind,
    word,
    begins: /^[a-z]{1,5}(?![a-z\u00c0-\u1fff])/.test(word),
    ends: false,
  })
  return [
    ...column('password').map(beginning),
    ...whole('password', shortNames.split('|')),
    ...whole('code', column('code')),
    ...whole('opening', openings.split('|')),
    ...whole('typed', typed.split('|')),
  ]
})

/** The names around the words, in their order. */
function namesIn(small: string, around: Word[]): Name[] {
  const found: Name[] = []
  for (const [start, end] of mergeRanges(
    around.map(({ range: [from, to] }) => [from - longestReach, to + longestReach]),
  )) {
    const from = Math.max(0, start)
    const piece = small.slice(from, end)
    for (const { kind, word, begins, ends } of names())
      for (let at = piece.indexOf(word); at !== -1; at = piece.indexOf(word, at + word.length)) {
        let to = at + word.length
        const joined = isJoined(word)
        if (begins && !joined && isLetter(piece[at - 1], kind)) continue
        if (ends && !joined && isLetter(piece[to], kind)) continue
        for (let more = 0; !ends && !joined && more < 4 && isLetter(piece[to], kind); more++) to++
        found.push({ kind, range: [from + at, from + to] })
      }
  }
  return found.sort((a, b) => a.range[0] - b.range[0])
}

const isLetter = (character: string | undefined, kind: Kind): boolean =>
  character !== undefined && (kind === 'typed' ? /[-\w\u00c0-\u1fff]/ : /[0-9a-z\u00c0-\u1fff]/).test(character)
