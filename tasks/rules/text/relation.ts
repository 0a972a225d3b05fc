import { clausesOf, isContent, partsOf, type Statement } from './statement.ts'
import type { Token } from './tokens.ts'
import { areOpposites, excludeEachOther, fieldVocabulary, stemOf, type Vocabulary } from './vocabulary.ts'

/**
 * How two rules relate: they say the same, the first contains the second or the other way round, or they cannot both be kept. Where that is not
 * sure nothing is said: a wrong merge costs a rule.
 */
export type Relation = 'same' | 'contains' | 'is contained' | 'contradicts'

/** Words that say where a rule applies: with one of them more it is another rule, however much is shared. */
const scopes = new Set(
  [
    'test tests unit integration staging production development local ci frontend backend server client public private internal external admin',
    'user users mobile web desktop api new old legacy temporary generated main draft',
  ]
    .flatMap((line) => line.split(' '))
    .map(stemOf),
)

export function relate(a: Statement, b: Statement, vocabulary: Vocabulary = fieldVocabulary): Relation | undefined {
  if (a.words.length === 0 || b.words.length === 0) return undefined
  if (areFarApart(a, b)) return undefined
  const onlyA = without(a.words, b)
  const onlyB = without(b.words, a)
  if (onlyA.length === 0 && onlyB.length === 0) return relateEqual(a, b)
  if (onlyA.length > 0 && onlyB.length > 0) {
    const respelt = spelledLike(b, a, onlyB, onlyA)
    return respelt ? relate(a, respelt, vocabulary) : relateExchanged(a, b, onlyA, onlyB, vocabulary)
  }
  if (isForAll(a, b, onlyB) || isForAll(b, a, onlyA)) return 'contradicts'
  const relation =
    onlyB.length > 0 ? relateContained(a, b, onlyB, vocabulary) : relateContained(b, a, onlyA, vocabulary)
  return relation === 'contains' && onlyB.length > 0 ? 'is contained' : relation
}

/** "Anyone may change it" and "only the team may change it". */
function isForAll(all: Statement, some: Statement, more: string[]): boolean {
  if (more.length === 0 || some.tokens[0]?.raw !== 'only' || all.negations + some.negations > 0) return false
  if (!all.tokens.some(({ raw }) => /^(?:anyone|anybody|everyone|everybody)$/.test(raw))) return false
  const who = some.tokens.slice(
    1,
    some.tokens.findIndex(({ raw }) => /^(?:may|can|must|should|is|are)$/.test(raw)),
  )
  const named = new Set(who.map(({ stem }) => stem))
  return all.words.every((word) => some.signs.has(word)) && more.every((word) => named.has(word))
}

/** What "each" or "per" has one of: the thing right behind it. */
function perOf({ tokens, words }: Statement): string | undefined {
  const at = tokens.findIndex(({ raw }) => /^(?:per|each|every)$/.test(raw))
  return words.length === 2 && tokens.some(({ raw }) => raw === 'one') ? tokens[at + 1]?.stem : undefined
}

/** Deeds in words that say little by themselves, and are not each other. */
const smallDeeds = Object.entries({
  run: 'run runs running ran rerun',
  write: 'write writes writing written wrote add adds adding added',
  keep: 'keep keeps keeping kept stay stays remain remains',
}).flatMap(([deed, forms]) => forms.split(' ').map((form) => [form, deed] as const))
const smallDeedOf = new Map(smallDeeds)

/** "Run the tests before committing" and "write the tests before committing", "one file per component" and "one component per file". */
function areOtherDeeds(a: Statement, b: Statement): boolean {
  const [left, right] = [a, b].map(
    ({ tokens }) => new Set(tokens.flatMap(({ raw }) => smallDeedOf.get(raw) ?? [])),
  ) as [Set<string>, Set<string>]
  const others = left.size === 1 && right.size === 1 && [...left].every((deed) => !right.has(deed))
  const [perA, perB] = [perOf(a), perOf(b)]
  return others || (perA !== undefined && perB !== undefined && perA !== perB)
}

/** "Scale up" and "scale down", "is on" and "is off". */
const areTurned = ({ particles: a }: Statement, { particles: b }: Statement): boolean =>
  a.size + b.size > 0 && (a.size !== b.size || [...a].some((particle) => !b.has(particle)))

const counterparts: Record<string, string> = { off: 'on', up: 'down', down: 'up', out: 'in' }

function areOpposed(a: Statement, b: Statement): boolean {
  const turned = ({ particles }: Statement, { tokens }: Statement) =>
    [...particles].some((particle) => tokens.some(({ raw }) => raw === counterparts[particle]))
  const alike = a.words.length === b.words.length && a.words.every((word) => b.signs.has(word))
  return (
    alike &&
    (turned(a, b) || turned(b, a)) &&
    signConflicts(a, b) === 0 &&
    compareOrder(a, b) === 'same' &&
    a.numbers.join() === b.numbers.join()
  )
}

/** Where each of two rules has more words of its own than so many, they are about different things. */
const mostExchanged = 4

/** Nearly all pairs end here. */
function areFarApart({ words }: Statement, b: Statement): boolean {
  let onlyA = 0
  for (const word of words) if (!b.signs.has(word)) onlyA++
  const onlyB = b.words.length - (words.length - onlyA)
  return onlyA > 0 && onlyB > 0 && Math.max(onlyA, onlyB) > mostExchanged
}

/** The statement with words that are mistyped ones of the other in the other's spelling; undefined where there is none. */
function spelledLike(
  statement: Statement,
  { words }: Statement,
  own: string[],
  others: string[],
): Statement | undefined {
  if (words.length === others.length) return undefined
  const spelling = new Map<string, string>()
  for (const word of own) {
    const meant = others.find((other) => isMistyped(word, other))
    if (meant) spelling.set(word, meant)
  }
  if (spelling.size === 0) return undefined
  const of = (word: string) => spelling.get(word) ?? word
  const all = (list: Set<string>) => new Set([...list].map(of))
  const { order } = statement
  return {
    ...statement,
    tokens: statement.tokens.map((token) => ({ ...token, stem: of(token.stem) })),
    words: statement.words.map(of),
    signs: new Map([...statement.signs].map(([word, sign]) => [of(word), sign])),
    ...(order && { order: { ...order, first: all(order.first), second: all(order.second) } }),
  }
}

/**
 * One letter doubled, or of a long word one left out or two exchanged. Not the first, and no letter for another: "contract" and "contact",
 * "private" and "primate" are words.
 */
function isMistyped(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  // Nearly all pairs end here: it is asked for each word of each pair of rules.
  if (short.charCodeAt(0) !== long.charCodeAt(0) || long.length - short.length > 1 || short.length < 4) return false
  let at = 1
  while (at < short.length && short[at] === long[at]) at++
  if (a === b || /\d/.test(long)) return false
  if (short.length === long.length)
    return short.length >= 8 && `${short[at + 1]}${short[at]}${short.slice(at + 2)}` === long.slice(at)
  if (short.slice(at) !== long.slice(at + 1)) return false
  return short.length >= 8 || long[at] === long[at - 1]
}

const without = (words: string[], { signs }: Statement) => words.filter((word) => !signs.has(word))

/** Both are about exactly the same words. */
function relateEqual(a: Statement, b: Statement): Relation | undefined {
  if (areOtherDeeds(a, b)) return undefined
  if (areTurned(a, b)) return areOpposed(a, b) ? 'contradicts' : undefined
  const ordered = compareOrder(a, b)
  if (ordered !== 'same') return ordered === 'turned' && signConflicts(a, b) === 0 ? 'contradicts' : undefined
  const amounts = compareAmounts(a, b)
  if (amounts !== 'same') return amounts === 'at odds' && signConflicts(a, b) === 0 ? 'contradicts' : undefined
  const conflicts = signConflicts(a, b)
  // "Unsigned images" are not the signed ones.
  if (conflicts < a.words.length && [...a.inverse, ...b.inverse].some((word) => conflictsIn(a, b, word)))
    return undefined
  if (conflicts === 0) return saysAsMuch(a, b) && !isTurnedRound(a, b) ? 'same' : undefined
  // Who imports from whom is not said by the words alone.
  if (conflicts > 0 && !prefersTurned(a, b) && (hasOtherVoice(a, b) || isTurnedRound(a, b))) return undefined
  if (conflicts === a.words.length)
    return prefersTurned(a, b) ||
      (hasOneNegationMore(a, b) && [a, b].every(({ words, tokens }) => isChoice(words, tokens)))
      ? 'contradicts'
      : undefined
  if (areExchanged(a, b)) return 'contradicts'
  return conflicts <= a.words.length / 3 && a.words.length >= 4 ? 'same' : undefined
}

/** A deed and its opposite; of "never without" and "without" too, where more negations than two may say anything. */
function hasOneNegationMore(a: Statement, b: Statement): boolean {
  const [least, most] = [a.negations, b.negations].toSorted((x, y) => x - y) as [number, number]
  return most <= 1 || (most === 2 && least === 1 && Boolean(a.order?.implied && b.order?.implied))
}

/** Deeds of one thing to another, of which nobody knows which is meant once they change places. */
const oneWay = new Set(
  'override supersede depend import call inherit precede convert rename replace point redirect extend own trust outrank'
    .split(' ')
    .map(stemOf),
)

function isTurnedRound(a: Statement, b: Statement): boolean {
  return a.words.join() !== b.words.join() && [a, b].some(({ tokens }) => tokens.some(isOneWay))
}

/** A dependency is a thing, whatever it is made of. */
const isOneWay = ({ stem, raw }: Token): boolean => oneWay.has(stem) && !/(?:y|ies|ions?|[ea]nces?)$/.test(raw)

/** "Notebooks are imported" and "notebooks import": one of them says what is done to it. */
function hasOtherVoice(a: Statement, b: Statement): boolean {
  const passive = ({ tokens }: Statement, word: string) =>
    tokens.some(
      ({ stem, raw }, index) =>
        stem === word &&
        raw.endsWith('ed') &&
        tokens.slice(0, index).some(({ raw: before }) => /^(?:is|are|be|was|were)$/.test(before)),
    )
  return a.words.some((word) => oneWay.has(word) && passive(a, word) !== passive(b, word))
}

/** "Not … without" says what "needs" says, and not what the bare words say; a limit is a part of what is said. */
function saysAsMuch(a: Statement, b: Statement): boolean {
  const doubled = (one: Statement, other: Statement) =>
    one.negations >= 2 && other.negations === 0 && !other.obliges && !other.order
  if (doubled(a, b) || doubled(b, a)) return false
  return a.limited === b.limited || a.negations !== b.negations
}

/** Preferences the other way round: what each wants the other does not. */
const prefersTurned = (a: Statement, b: Statement) => [a, b].every(({ signs }) => new Set(signs.values()).size === 2)

/** "ids, not records" and "records, not ids": what each rules out the other wants. */
function areExchanged(a: Statement, b: Statement): boolean {
  const [left, right] = [a, b].map(({ words, signs }) => words.filter((word) => (signs.get(word) ?? 0) < 0)) as [
    string[],
    string[],
  ]
  if (left.length === 0 || right.length === 0) return false
  return left.every((word) => (b.signs.get(word) ?? 0) > 0) && right.every((word) => (a.signs.get(word) ?? 0) > 0)
}

const choosing = new Set(
  'us use uses using avoid avoids omit omits never no not do does always must should be is are dont required needed mandatory'.split(
    ' ',
  ),
)

/** One word alone is too little to be at odds about, unless both only say whether to use it. */
function isChoice(words: string[], tokens: Token[]): boolean {
  return words.length > 1 || tokens.every((token) => isContent(token) || choosing.has(token.raw))
}

/** Shared words that one wants and the other rules out. */
function signConflicts(a: Statement, b: Statement): number {
  return a.words.filter((word) => conflictsIn(a, b, word)).length
}

const conflictsIn = (a: Statement, b: Statement, word: string): boolean =>
  (a.signs.get(word) ?? 0) * (b.signs.get(word) ?? 0) < 0

function compareOrder(a: Statement, b: Statement): 'same' | 'turned' | 'unsure' {
  if (!a.order && !b.order) return a.sequence === b.sequence ? 'same' : 'unsure'
  // What "without an approval" implies another rule need not say.
  if (!a.order || !b.order) return (a.order ?? b.order)?.implied && a.sequence === b.sequence ? 'same' : 'unsure'
  const alike = (one: Set<string>, other: Set<string>) => isSubset(one, other) || isSubset(other, one)
  const [straight, turned] = [
    alike(a.order.first, b.order.first) && alike(a.order.second, b.order.second),
    alike(a.order.first, b.order.second) && alike(a.order.second, b.order.first),
  ]
  return straight === turned ? 'unsure' : straight ? 'same' : 'turned'
}

const isSubset = (a: Set<string>, b: Set<string>) => [...a].every((word) => b.has(word))

function compareAmounts(a: Statement, b: Statement): 'same' | 'at odds' | 'unsure' {
  const equal = a.numbers.join() === b.numbers.join()
  // "Two approvals" and "one approval".
  if (countsOne(a, b) || countsOne(b, a)) return 'at odds'
  // What is done after 30 days is not done within them.
  if (equal && a.delayed !== b.delayed && (a.bound ?? b.bound) === 'most') return 'unsure'
  // Five hundred are not "at least 500"; what is tried three times is tried at most three times, and whoever asks before deleting three files asks before more.
  if (equal && a.numbers.length > 0 && !a.bound !== !b.bound && !a.counted.has('time') && !a.order) return 'unsure'
  if (equal) return a.bound && b.bound && a.bound !== b.bound ? 'at odds' : 'same'
  if (a.numbers.length === 0 || b.numbers.length === 0) return 'unsure'
  const shared = a.numbers.some((number) => b.numbers.includes(number))
  if (a.bound && b.bound && a.bound !== b.bound && a.numbers.length === 1 && b.numbers.length === 1) {
    const [low, high] = a.bound === 'least' ? [a, b] : [b, a]
    // At least two and at most five can both be kept.
    return Number(low.numbers[0]) > Number(high.numbers[0]) ? 'at odds' : 'unsure'
  }
  // Two things that are ruled out can both be.
  if ([a, b].every(({ signs, bound }) => !bound && [...signs.values()].every((sign) => sign < 0))) return 'unsure'
  return shared || (a.bound && b.bound && a.bound !== b.bound) ? 'unsure' : 'at odds'
}

const countsOne = (a: Statement, b: Statement): boolean =>
  a.numbers.length === 1 &&
  b.numbers.length === 0 &&
  !a.bound &&
  !b.bound &&
  [...a.counted].some((stem) => b.single.has(stem))

/** Each has words that the other lacks: other things, but for choices that exclude each other. */
function relateExchanged(
  a: Statement,
  b: Statement,
  onlyA: string[],
  onlyB: string[],
  vocabulary: Vocabulary,
): Relation | undefined {
  const shared = a.words.length - onlyA.length
  if (shared === 0) return undefined
  if (
    compareOrder(a, b) === 'turned' &&
    shared >= 2 &&
    onlyA.length + onlyB.length <= 2 &&
    !scoped([...onlyA, ...onlyB])
  )
    return signConflicts(a, b) === 0 ? 'contradicts' : undefined
  const chosen = relateChoices(a, b, onlyA, onlyB, vocabulary)
  if (chosen !== 'other words') return chosen
  const much = shared >= 6 && onlyA.length === 1 && onlyB.length === 1
  if (!much || scoped([...onlyA, ...onlyB]) || !verbLike(a, onlyA) || !verbLike(b, onlyB)) return undefined
  return signConflicts(a, b) === 0 && compareAmounts(a, b) === 'same' && compareOrder(a, b) === 'same'
    ? 'same'
    : undefined
}

/** "Use a" and "use b" where only one can be; "use a" and "never use b" where one is the other's absence. */
function relateChoices(
  a: Statement,
  b: Statement,
  onlyA: string[],
  onlyB: string[],
  vocabulary: Vocabulary,
): Relation | 'other words' | undefined {
  if (!excludeEachOther(vocabulary, onlyA, onlyB)) return 'other words'
  if (compareOrder(a, b) !== 'same' || compareAmounts(a, b) !== 'same') return undefined
  const shared = a.words.length - onlyA.length
  const conflicts = signConflicts(a, b)
  const opposite = areOpposites(vocabulary, onlyA, onlyB)
  const wanted = ({ signs }: Statement, words: string[]) => words.every((word) => (signs.get(word) ?? 0) > 0)
  // To rule out both of several choices is no contradiction.
  if (conflicts === 0) return opposite || wanted(a, onlyA) || wanted(b, onlyB) ? 'contradicts' : undefined
  const turned = wanted(a, onlyA) !== wanted(b, onlyB)
  return opposite && conflicts === shared && turned && a.negations + b.negations === 1 ? 'same' : undefined
}

const scoped = (words: string[]) => words.some((word) => scopes.has(word))

/** All words of the small one are in the large one, which has more. */
function relateContained(
  small: Statement,
  large: Statement,
  more: string[],
  vocabulary: Vocabulary,
): Relation | undefined {
  const conflicts = signConflicts(small, large)
  const amounts = compareAmounts(small, large)
  const order = compareOrder(small, large)
  const light = more.length === 1 && !scoped(more) && verbLike(large, more)
  if (
    amounts === 'at odds' &&
    conflicts === 0 &&
    order === 'same' &&
    (light || chosenOtherwise(small, more, vocabulary))
  )
    return 'contradicts'
  if (order === 'turned' && conflicts === 0 && more.length <= 1 && !scoped(more)) return 'contradicts'
  if (
    conflicts === small.words.length &&
    small.negations + large.negations === 1 &&
    (isQuantified(large, more) || hasClause(small, large))
  )
    return amounts === 'same' && order === 'same' && !large.limited && !small.limited ? 'contradicts' : undefined
  if (
    amounts === 'same' &&
    order === 'same' &&
    conflicts === small.words.length &&
    conflicts > 1 &&
    small.negations + large.negations === 1 &&
    isOppositeOfWeak(small, more, vocabulary)
  )
    return 'same'
  if (conflicts > 0 || order !== 'same') return undefined
  if (amounts === 'same' && light && small.words.length >= 3 && saysAsMuch(small, large)) return 'same'
  const numbersKept = small.numbers.every((number) => large.numbers.includes(number))
  if (!numbersKept || (large.limited && !small.limited)) return undefined
  return isListed(small, large) ? 'contains' : undefined
}

/** Whether one word more is a choice that excludes what the other says with a word that says little by itself: delete, keep. */
function chosenOtherwise({ tokens }: Statement, more: string[], vocabulary: Vocabulary): boolean {
  return more.length === 1 && tokens.some(({ weak, stem }) => weak && excludeEachOther(vocabulary, [stem], more))
}

/** "Keep the logs" and "never delete the logs". */
function isOppositeOfWeak({ tokens }: Statement, more: string[], vocabulary: Vocabulary): boolean {
  return more.length === 1 && tokens.some(({ weak, stem }) => weak && areOpposites(vocabulary, [stem], more))
}

/** Whether these words neither qualify a noun nor follow a preposition: "reviewers *approve* each request". */
function verbLike({ tokens }: Statement, words: string[]): boolean {
  return words.every((word) => {
    const at = tokens.findIndex(({ stem }) => stem === word)
    const [before, after] = [tokens[at - 1], tokens[at + 1]]
    return (
      before !== undefined && after !== undefined && isContent(before) && after.kind === 'word' && !isContent(after)
    )
  })
}

const quantifiers = new Set(['all', 'every', 'each', 'any'])

/** Whether all that a statement says more is introduced by "every" or "all". */
function isQuantified({ tokens }: Statement, more: string[]): boolean {
  const quantified = new Set<string>()
  let open = false
  for (const token of tokens) {
    if (quantifiers.has(token.raw)) open = true
    else if (!isContent(token)) open = false
    else if (open) quantified.add(token.stem)
  }
  return more.every((word) => quantified.has(word))
}

/** Whether a clause of the large statement is about exactly what the small one is about. */
function hasClause(small: Statement, large: Statement): boolean {
  return clausesOf(large.tokens).some((clause) => {
    const words = new Set(clause.filter(isContent).map(({ stem }) => stem))
    const same = words.size === small.words.length && small.words.every((word) => words.has(word))
    return same && isChoice([...words], clause) && isChoice(small.words, small.tokens)
  })
}

/**
 * Whether the large statement has the small one as a clause or as members of its list, so that keeping the large one keeps the small one. What
 * qualifies the small one's own words ("… to main", "… in tests") makes it another rule.
 */
function isListed(small: Statement, large: Statement): boolean {
  if (isChoiceOf(large)) return false
  const parts = partsOf(large.tokens)
    .map((part) => part.filter(isContent).map(({ stem }: Token) => stem))
    .filter((part) => part.length > 0)
  if (parts.length < 2) return false
  const own = (part: string[]) => part.filter((stem) => small.signs.has(stem))
  if (parts.some((part) => own(part).length === part.length && new Set(part).size === small.words.length)) return true
  if (small.words.length < 2) return false
  if (isMember(small, partsOf(large.tokens))) return true
  return parts.every((part, index) => {
    const shared = own(part)
    if (shared.length === 0 || shared.length === part.length) return true
    // The head of a list: its verb or subject, with another member of the list.
    return index === 0 && new Set(shared).size < small.words.length
  })
}

/** "Use tabs or spaces" demands neither. */
const isChoiceOf = ({ tokens, negations, order }: Statement): boolean =>
  negations === 0 &&
  !order &&
  tokens.some(({ raw }) => raw === 'or') &&
  !tokens.some(({ raw }) => raw === 'when' || raw === 'if')

const beginsTail = new Set(['in', 'into', 'on', 'from', 'to', 'for', 'with', 'of', 'at'])

/** Whether the small statement is a member of a list with what all members share: the verb before it and the place behind it. */
function isMember(small: Statement, parts: Token[][]): boolean {
  const stems = (tokens: Token[]) => tokens.filter(isContent).map(({ stem }) => stem)
  const [first, last] = [parts[0] as Token[], parts.at(-1) as Token[]]
  const tailAt = last.findIndex(({ raw }) => beginsTail.has(raw))
  const tail = tailAt < 0 ? [] : stems(last.slice(tailAt))
  const says = (words: string[]) =>
    new Set(words).size === small.words.length && words.every((word) => small.signs.has(word))
  return parts.some((part, index) => {
    const own = stems(part)
    const heads = index === 0 ? [[]] : stems(first).map((_, end, head) => head.slice(0, end))
    const tails = index === parts.length - 1 ? [[]] : [[], tail]
    return own.length > 0 && heads.some((head) => tails.some((end) => says([...head, ...own, ...end])))
  })
}

/**
 * Whether a rule is about what a violation names, whichever way each of them puts it: a violation has the words of the rule against it, and no
 * "not". `share`: of the words of both, where neither has all of the other's.
 */
export function isAbout(rule: Pick<Statement, 'words' | 'numbers'>, violation: Statement, share: number): boolean {
  if (violation.numbers.some((number) => rule.numbers.length > 0 && !rule.numbers.includes(number))) return false
  const shared = rule.words.filter((word) => violation.signs.has(word)).length
  if (shared === 0) return false
  const [least, most] = [rule.words.length, violation.words.length].toSorted((a, b) => a - b) as [number, number]
  if (shared === least) return shared >= 2 || most === 1
  return shared >= 3 && shared / (least + most - shared) >= share
}
