import { type Relation, relate } from './text/relation.ts'
import { type Statement, statementOf } from './text/statement.ts'
import type { Vocabulary } from './text/vocabulary.ts'

export interface RelatedRules {
  statements: Statement[]
  /** Positions of the rules that share one of a statement's rarest words. */
  candidates(statement: Statement): Iterable<number>
  /** Positions of the rules that relate to a statement, and how. */
  relatedTo(statement: Statement): Iterable<{ position: number; relation: Relation }>
}

/** Words of a statement that are looked up, the rarest first: two related rules share all words of the smaller one but two. */
const wordsLookedUp = 3
/** Rules that are looked at for one word: where more share it, it says little, and a rarer word has been looked up before. */
const rulesLookedAt = 40
/** Related rules that are looked for: a generated list may have thousands, and nobody reads them. */
const rulesRelated = 5

/** Several detectors compare the same rules: each is taken apart once. */
const taken = new WeakMap<Vocabulary, Map<string, Statement>>()
const statementsKept = 20_000

function knownStatement(text: string, vocabulary: Vocabulary): Statement {
  const known = taken.get(vocabulary) ?? new Map<string, Statement>()
  taken.set(vocabulary, known)
  const statement = known.get(text) ?? statementOf(text, vocabulary)
  if (known.size < statementsKept) known.set(text, statement)
  // Of two rules of one text each has a statement of its own.
  return { ...statement }
}

/** The rules by what they are about, so that ten thousand are not compared in pairs. */
export function relateRules(texts: string[], vocabulary: Vocabulary): RelatedRules {
  const statements = texts.map((text) => knownStatement(text, vocabulary))
  const holders = new Map<string, number[]>()
  for (const [position, { words }] of statements.entries()) {
    for (const word of words) {
      const known = holders.get(word)
      if (known) known.push(position)
      else holders.set(word, [position])
    }
  }
  const held = (word: string) => holders.get(word)?.length ?? 0
  function* candidates(statement: Statement): Generator<number> {
    const rarest = statement.words.filter(held).toSorted((a, b) => held(a) - held(b))
    const seen = new Set<number>()
    for (const word of rarest.slice(0, wordsLookedUp)) {
      for (const position of (holders.get(word) as number[]).slice(0, rulesLookedAt)) {
        if (seen.has(position)) continue
        seen.add(position)
        yield position
      }
    }
  }
  return {
    statements,
    candidates,
    *relatedTo(statement) {
      let found = 0
      for (const position of candidates(statement)) {
        const other = statements[position] as Statement
        const relation = other === statement ? undefined : relate(statement, other, vocabulary)
        if (!relation) continue
        yield { position, relation }
        if (++found === rulesRelated) return
      }
    },
  }
}
