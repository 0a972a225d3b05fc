import type { JsonObject } from '../../cache/json.ts'

/** What a rule's notes say where another one has taken its place. */
export const replacedBy = (successor: string): string => `Replaced by ${successor}`

/** The rules that have taken a rule's place, as its notes have it. */
export function successorsOf({ notes }: JsonObject): string[] {
  const text = Array.isArray(notes) ? notes.join(' ') : String(notes ?? '')
  return [...text.matchAll(/Replaced by (inst_\w+)/g)].map((match) => match[1] as string)
}
