import { glossary } from './glossary.ts'
import { createVocabulary, type Vocabulary } from './vocabulary.ts'

/** The words by which rules of any project are compared. Finding the stems of them all takes a fortieth of a closedown, so the build does it. */
export const fieldVocabulary: Vocabulary = createVocabulary(glossary)
