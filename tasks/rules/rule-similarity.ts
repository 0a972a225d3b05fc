import type { Rule } from '../../cache/rules/rule-file.ts'
import { type Subject, sameMould, subjectWords } from './similarity.ts'
import { createSimilarityIndex } from './similarity-index.ts'

/** Threshold `ruleSimilarity`: share of the content words of two texts that both have, from which on they are about the same. */
export const similarityDefaults = { ruleSimilarity: 0.6 }

export interface SimilarRules {
  subjects: Subject[]
  /** Positions of the rules that are about the same as a text. */
  aboutTheSame(subject: Subject): Iterable<number>
}

/**
 * So many texts of one mould that are about something else: a generated list of rules, in which looking further costs time and finds
 * nothing. The rules that share the rarest words have been seen by then.
 */
const mouldsLookedAt = 200

/** The rules by what they are about. */
export function similarRules(rules: Pick<Rule, 'text'>[], thresholds: Record<string, number>): SimilarRules {
  const { ruleSimilarity } = { ...similarityDefaults, ...thresholds }
  const subjects = rules.map(({ text }) => subjectWords(text))
  const index = createSimilarityIndex(subjects, ruleSimilarity)
  return {
    subjects,
    *aboutTheSame(subject) {
      let moulds = 0
      for (const position of index.similarTo(subject)) {
        if (!sameMould(subject, subjects[position] as Subject)) yield position
        else if (++moulds === mouldsLookedAt) return
      }
    },
  }
}
