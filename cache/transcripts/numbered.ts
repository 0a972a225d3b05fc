import { sha256 } from '../json.ts'

/** So many texts of a transcript are distinguished. */
const mostKnown = 5000

/** Hash of a text, and how often it has been seen in this form: a copy of the lines gives the same. `seen` is brought up to date. */
export function numbered(seen: Record<string, number>, form: string, text: string): string {
  const hash = sha256(text).slice(0, 16)
  const key = `${form} ${hash}`
  const number = (seen[key] ?? 0) + 1
  if (number > 1 || Object.keys(seen).length < mostKnown) seen[key] = number
  return `${hash}\n${number}`
}
