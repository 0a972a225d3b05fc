/** The words of a text, in any layout: long lists of them are read more easily as one. */
export const wordList = (text: string): string[] => text.trim().split(/\s+/)
