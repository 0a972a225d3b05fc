/** What takes two places on a terminal. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u

const widthOf = (text: string): number => {
  let width = 0
  for (const character of text) width += wide.test(character) ? 2 : 1
  return width
}

/** Lines broken between words where a terminal would break them anywhere; what goes on is indented. A longer word stays whole, to be copied. */
export const fitted = (text: string, columns: number): string =>
  text
    .split('\n')
    .map((line) => (widthOf(line) > columns ? broken(line, columns) : line))
    .join('\n')

function broken(line: string, columns: number): string {
  const further = `${/^ */.exec(line)?.[0] ?? ''}  `
  const lines: string[] = []
  let current = ''
  for (const piece of line.match(/^\s*\S+|\s+\S+/g) ?? []) {
    if (current === '' || widthOf(current + piece) <= columns) current += piece
    else {
      lines.push(current)
      current = further + piece.trimStart()
    }
  }
  return [...lines, current].join('\n')
}
