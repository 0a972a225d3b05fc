import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { splitWords } from '../wording.ts'
import { fieldVocabulary } from './field-vocabulary.ts'
import { negations, weakWords } from './glossary.ts'
import { isCommon } from './meanings.ts'
import { meaningOf, stemOf } from './vocabulary.ts'

/** How much a term says, and by how much less where several subjects have it. */
const weights = { phrase: 1.3, word: 1, common: 0.6 }
const ofSeveral = 0.6

/**
 * The subjects of the field by their terms, a line a term: its stems, how much it says, and the places of the lines of thesaurus.txt that have it.
 * Finding the stems takes long, so the build does it.
 */
export function readSubjects(): string {
  const lines = readFileSync(fileURLToPath(new URL('thesaurus.txt', import.meta.url)), 'utf8').split('\n')
  const holders = new Map<string, Set<number>>()
  for (const [row, line] of lines.entries()) {
    if (!line.startsWith('#'))
      for (const term of line.slice(line.indexOf(':') + 1).split(','))
        for (const key of keyOf(term)) holders.set(key, (holders.get(key) ?? new Set()).add(row))
  }
  const isAct = (row: number) => lines[row]?.startsWith('!')
  return [...holders]
    .map(([key, rows]) => {
      const subjects = [...rows].filter((row) => !isAct(row)).length
      const kind = key.includes(' ') ? 'phrase' : isCommon(key) ? 'common' : 'word'
      const weight = weights[kind] / Math.max(1, subjects) ** ofSeveral
      return `${key}=${weight.toFixed(2)}=${[...rows].map((row) => `${isAct(row) ? '!' : ''}${row}`).join(' ')}`
    })
    .join('\n')
}

/** The stems of a term, without words that any sentence may have; nothing where no others are in it. */
function keyOf(term: string): string[] {
  const stems = meaningOf(fieldVocabulary, splitWords(term).map(stemOf)).filter((stem) => !weak.has(stem))
  return stems.some((stem) => !negations.has(stem)) ? [[...new Set(stems)].join(' ')] : []
}
const weak = new Set([...weakWords].map(stemOf))
