/** What a command's template may hold: a value is one word, or a part of one, whatever is in it; a list is as many words. */
export type CommandPart = string | number | readonly string[]

/**
 * The words of a command that is written as a template, as zx reads one: the text is parted at spaces, values never are. No shell reads them, so
 * nothing is escaped, and quotes, wildcards and pipes in the text are letters like any other.
 */
export function commandWords({ raw }: TemplateStringsArray, values: readonly CommandPart[]): string[] {
  const words: string[] = []
  let word: string | undefined
  const endWord = () => {
    if (word !== undefined) words.push(word)
    word = undefined
  }
  for (const [position, text] of raw.entries()) {
    for (const [part, letters] of text.split(/\s+/).entries()) {
      if (part > 0) endWord()
      if (letters !== '') word = `${word ?? ''}${letters}`
    }
    if (position === values.length) break
    const value = values[position] as CommandPart
    for (const [index, each] of (typeof value === 'object' ? value : [value]).entries()) {
      if (index > 0) endWord()
      word = `${word ?? ''}${each}`
    }
  }
  endWord()
  return words
}
