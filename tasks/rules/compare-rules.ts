import { sha256 } from '../../cache/json.ts'
import type { RuleRelations } from '../../cache/rule-relations.ts'
import type { Relation } from './text/relation/kind.ts'
import { areBothKept, isOneStricter } from './text/relation/strictness.ts'
import { relate } from './text/relation.ts'
import { type Statement, statementOf } from './text/statement.ts'
import { choiceRowsOf, type Vocabulary } from './text/vocabulary.ts'
import { indexWords } from './word-index.ts'

/** What rules are compared by. */
export interface ComparedBy {
  vocabulary: Vocabulary
  /** Where results are kept between runs; nowhere where it is left out, and the results are the same. */
  kept?: RuleRelations | undefined
}

/** What a rule is about. */
export interface RuleSubject {
  words: string[]
  numbers: string[]
}

/** One rule as another one sees it, both by their positions. */
export interface RelatedPair {
  rule: number
  other: number
  relation: Relation
  /** What the two disagree on, as far as their numbers show it. */
  disagreement: string
  /** How far rules that disagree do. */
  odds: Odds
}

/** One of two that disagree may allow what the other does not; or both set limits, and who keeps the one can keep the other. */
export type Odds = 'other' | 'stricter' | 'limits'

/** Which rules relate, by the order of the first and then of the second. */
export function findRelated(texts: string[], { vocabulary, kept }: ComparedBy): RelatedPair[] {
  const rows = keep(kept, 'related', texts, vocabulary, () => relatedRows(texts, vocabulary))
  return rows.map(([rule, other, relation, disagreement = '', odds = 'other']) => ({
    rule,
    other,
    relation,
    disagreement,
    odds,
  }))
}

/** What rules are about. `kind`: which of them, for what is kept. */
export function subjectsOf(kind: string, texts: string[], { vocabulary, kept }: ComparedBy): RuleSubject[] {
  const rows = keep(kept, `subjects of ${kind}`, texts, vocabulary, () =>
    texts.map((text): SubjectRow => {
      const { words, numbers } = statementOnce(text, vocabulary)
      return numbers.length > 0 ? [words, numbers] : [words]
    }),
  )
  return rows.map(([words, numbers = []]) => ({ words, numbers }))
}

/** As they are kept: lists, which are read ten times as quickly as what they stand for is found. */
type RelatedRow = [rule: number, other: number, relation: Relation, disagreement?: string, odds?: Odds]
type SubjectRow = [words: string[], numbers?: string[]]

function keep<Rows>(
  kept: RuleRelations | undefined,
  kind: string,
  texts: string[],
  vocabulary: Vocabulary,
  make: () => Rows,
): Rows {
  if (!kept) return make()
  const basis = sha256(JSON.stringify([digestOf(vocabulary), texts]))
  const known = kept.of(kind, basis) as Rows | undefined
  if (known !== undefined) return known
  const made = make()
  kept.save(kind, basis, made)
  return made
}

const digests = new WeakMap<Vocabulary, string>()

/** A hash of all words by which rules are compared. */
export function digestOf(vocabulary: Vocabulary): string {
  const known = digests.get(vocabulary)
  if (known !== undefined) return known
  const { phrases, alternatives, opposites, choices } = vocabulary
  const digest = sha256(JSON.stringify([[...phrases], [...alternatives], [...opposites], [...choices]])).slice(0, 16)
  digests.set(vocabulary, digest)
  return digest
}

const statements = new WeakMap<Vocabulary, Map<string, Statement>>()
/** Texts whose statement is remembered, so that it is made once for all detectors; of a generated list with more the rest is made again. */
const remembered = 20_000

/** What a text says: active rules are read twice, for what they are about and for how they relate. */
function statementOnce(text: string, vocabulary: Vocabulary): Statement {
  const known = statements.get(vocabulary) ?? new Map<string, Statement>()
  statements.set(vocabulary, known)
  const statement = known.get(text) ?? statementOf(text, vocabulary)
  if (known.size < remembered) known.set(text, statement)
  return statement
}

/** Related rules that are looked for: a generated list may have thousands, and nobody reads them. */
const rulesRelated = 5

function relatedRows(texts: string[], vocabulary: Vocabulary): RelatedRow[] {
  const said = texts.map((text) => statementOnce(text, vocabulary))
  // Two choices of one row share no word: "use tabs", "use spaces".
  const keys = said.map(({ words }) => (words.length > 2 ? words : [...words, ...choiceRowsOf(vocabulary, words)]))
  const { candidates } = indexWords(keys.map((words) => ({ words })))
  const rows: RelatedRow[] = []
  for (const [rule, statement] of said.entries()) {
    let found = 0
    for (const other of candidates(keys[rule] as string[])) {
      if (other === rule) continue
      const relation = relate(statement, said[other] as Statement, vocabulary)
      if (!relation) continue
      rows.push([rule, other, relation, ...shown(statement, said[other] as Statement, relation)])
      if (++found === rulesRelated) break
    }
  }
  return rows
}

function shown(a: Statement, b: Statement, relation: Relation): [] | [string] | [string, Odds] {
  const disagreement = disagreementOf(a, b)
  const odds = relation === 'contradicts' ? oddsOf(a, b) : 'other'
  if (odds !== 'other') return [disagreement, odds]
  return disagreement === '' ? [] : [disagreement]
}

const oddsOf = (a: Statement, b: Statement): Odds =>
  areBothKept(a, b) ? 'limits' : isOneStricter(a, b) ? 'stricter' : 'other'

function disagreementOf(a: Statement, b: Statement): string {
  const [[left, ...more], [right, ...others]] = [
    a.amounts.filter((amount) => !b.amounts.includes(amount)),
    b.amounts.filter((amount) => !a.amounts.includes(amount)),
  ] as [string[], string[]]
  // Of several figures (02:00, twenty-four) both texts tell better.
  if (left !== undefined && right !== undefined && more.length + others.length === 0) return `${left} or ${right}`
  if (left === undefined && right === undefined && a.bound && b.bound && a.bound !== b.bound)
    return `at least or at most ${a.amounts.join(' and ')}`
  return ''
}
