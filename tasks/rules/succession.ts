import type { Rule } from '../../cache/rules/rule-file.ts'

/** What a rule's notes say where another one has taken its place. */
export const replacedBy = (successor: string): string => `Replaced by ${successor}`

const id = String.raw`[A-Za-z][\w.-]*\d[\w.-]*(?:#[0-9a-f]{8})?`
const list = String.raw`(${id}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*)${id})*)`
const successors = new RegExp(String.raw`\b(?:replaced|superseded)\s+by\s+${list}`, 'gi')
const predecessors = new RegExp(String.raw`\b(?:replaces|supersedes)\s+(?:rules?\s+)?${list}`, 'gi')

const idsIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)]
    .flatMap(([, ids = '']) => ids.match(new RegExp(id, 'g')) ?? [])
    .map((each) => each.replace(/[.-]+$/, ''))

function notesOf({ entry }: Rule): string {
  const { notes } = entry
  return Array.isArray(notes) ? notes.join(' ') : String(notes ?? '')
}

/** Nearly no rule says anything of the kind. */
const named = /\b(?:replace|supersede)[sd]\b/i

/** Which rules have taken the place of which, whichever of the two says so. */
export function successions(rules: Rule[]): { successor: string; predecessor: string }[] {
  return rules.flatMap((rule) => {
    const said = `${notesOf(rule)} ${rule.text}`
    if (!named.test(said)) return []
    return [
      ...idsIn(said, successors).map((successor) => ({ successor, predecessor: rule.id })),
      ...idsIn(said, predecessors).map((predecessor) => ({ successor: rule.id, predecessor })),
    ]
  })
}
