import { redactLine } from '../../../templates/redact.ts'
import { looksRandom } from '../../../templates/secrets/value.ts'
import { firstNames, plural } from '../../../templates/words.ts'
import { chooseEvidence } from '../observations.ts'
import { splitWords, wordingOf } from '../wording.ts'
import type { Doubts } from './doubt.ts'

const namedAreas = 5

/** Violated all over the project, in places that have nothing to do with each other. */
export const scattered: Doubts = (_, sessions, { clarifyAreas, clarifyViolations }) => {
  const violationGroups = sessions.flatMap((session) => session.violationGroups)
  const violations = violationGroups.reduce((sum, { occurrences }) => sum + occurrences, 0)
  const subjects = violationGroups.flatMap((group) => group.subjects)
  const areas = new Set(subjects.flatMap(folderOf))
  if (violations < clarifyViolations || areas.size < clarifyAreas) return []
  // Looked at for secrets only where they are shown: of thousands of rules nearly none is.
  const names = namesOf(subjects)
  const places = names.length > 0 ? firstNames(names, namedAreas, areas.size) : plural(areas.size, 'place')
  return [
    {
      level: 'low',
      seen: `its ${plural(violations, 'violation')} spread over ${areas.size} unrelated areas`,
      question: `To which files or actions does it apply? It was violated in ${places}`,
      blocked: violations,
      allowed: 0,
      contexts: areas.size,
      evidence: chooseEvidence(violationGroups.flatMap(({ evidence }) => evidence)),
    },
  ]
}

/** The top-level folder of a file; of an action's text its first word, which says what kind of action it is. */
function folderOf(subject: string): string[] {
  if (subject === '') return []
  if (!/\s/.test(subject)) return [subject.replace(/^[./]+/, '').split('/')[0] as string]
  return splitWords(wordingOf(subject)).slice(0, 1)
}

/** The areas as they may be shown: a word by itself does not say any more that it was a password or a piece of a key. */
const namesOf = (subjects: string[]): string[] =>
  [...new Set(subjects.map(redactLine).flatMap(folderOf))].filter((area) => !looksRandom(area)).toSorted()
