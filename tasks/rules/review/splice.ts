/** Characters of a text, and what is to be in their place. */
export interface Splice {
  from: number
  to: number
  text: string
}

/** A text with each of these in its place, and every other character as it was. They do not overlap. */
export function splice(text: string, splices: Splice[]): string {
  let edited = text
  for (const { from, to, text: words } of splices.toSorted((a, b) => b.from - a.from))
    edited = edited.slice(0, from) + words + edited.slice(to)
  return edited
}

/** How the lines of a text end. */
export const eolOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n')
