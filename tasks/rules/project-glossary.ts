import * as v from 'valibot'
import { messageOf } from '../../cache/errors.ts'
import type { Files, Reason } from '../task.ts'
import { glossary } from './text/glossary.ts'
import { createVocabulary, fieldVocabulary, type Vocabulary } from './text/vocabulary.ts'

/** A project's own synonyms, alternatives and opposites, beside the field's. */
export const glossaryFile = '.claude/bookend-glossary.json'

const rows = v.optional(v.array(v.pipe(v.array(v.pipe(v.string(), v.nonEmpty())), v.minLength(2))))
const schema = v.strictObject({ synonyms: rows, alternatives: rows, opposites: rows })

/** The words by which a project's rules are compared; with a glossary that cannot be used, the field's alone, and why. */
export function readVocabulary(files: Pick<Files, 'read'>): { vocabulary: Vocabulary; problem?: Reason } {
  const text = files.read(glossaryFile)
  if (text === undefined) return { vocabulary: fieldVocabulary }
  try {
    const own = v.parse(schema, JSON.parse(text))
    const { synonyms = [], alternatives = [], opposites = [] } = own
    return { vocabulary: createVocabulary(glossary, { synonyms, alternatives, opposites }) }
  } catch (error) {
    const detail = `${messageOf(error)}; it takes {"synonyms": [[word, word]], "alternatives": [[word, word]], "opposites": [[word, word]]}`
    return { vocabulary: fieldVocabulary, problem: { reason: 'unreadable', path: glossaryFile, detail } }
  }
}
