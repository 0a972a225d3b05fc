const spans = /`([^`\n]+)`|"([^"\n]+)"|“([^”\n]+)”/g

/** What a text quotes, as code or as words: what is meant literally. */
export const quotedIn = (text: string): string[] =>
  [...text.matchAll(spans)].map(([, ...found]) => (found.find(Boolean) as string).trim().toLowerCase())

/** A text without what it quotes: "write …, not …". */
export const frameOf = (text: string): string =>
  text
    .replace(spans, '…')
    .replace(/[\s.]+/g, ' ')
    .trim()
    .toLowerCase()
