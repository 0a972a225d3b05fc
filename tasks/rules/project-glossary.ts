import * as v from 'valibot'
import { messageOf } from '../../cache/errors.ts'
import { isObject, parseJsonFile } from '../../cache/json.ts'
import { readingProblem } from '../../cache/regular-file.ts'
import type { Files, Reason } from '../task.ts'
import { fieldVocabulary } from './text/field-vocabulary.ts'
import { glossary } from './text/glossary.ts'
import { createVocabulary, type Vocabulary } from './text/vocabulary.ts'

/** A project's own synonyms, alternatives and opposites, beside the field's. */
export const glossaryFile = '.claude/bookend-glossary.json'

const rows = v.optional(
  v.array(
    v.pipe(v.array(v.pipe(v.string(), v.regex(/[\p{L}\p{N}]/u, 'a word has a letter or a number'))), v.minLength(2)),
  ),
)
// A list would pass for an object without these keys.
const schema = v.pipe(
  v.custom<object>(isObject, 'it is not an object'),
  v.strictObject({ synonyms: rows, alternatives: rows, opposites: rows }),
)

/** The words by which a project's rules are compared; with a glossary that cannot be used, the field's alone, and why. */
export function readVocabulary(files: Pick<Files, 'read'>): { vocabulary: Vocabulary; problem?: Reason } {
  try {
    const text = files.read(glossaryFile)
    if (text === undefined) return { vocabulary: fieldVocabulary }
    const own = v.parse(schema, parseJsonFile(text))
    const { synonyms = [], alternatives = [], opposites = [] } = own
    return { vocabulary: createVocabulary(glossary, { synonyms, alternatives, opposites }) }
  } catch (error) {
    const detail = `${readingProblem(error) || messageOf(error)}; it takes {"synonyms": [[word, word]], "alternatives": [[word, word]], "opposites": [[word, word]]}`
    return { vocabulary: fieldVocabulary, problem: { reason: 'unreadable', path: glossaryFile, detail } }
  }
}
