/** What takes two places on a terminal. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u
/** The colours of bookend's own. */
export const colour = '\\u001b\\[[0-9;]{0,8}m'
/** What takes none: colours, and what is drawn over the character before it. */
const unseen = new RegExp(`${colour}|[\\p{Mn}\\p{Me}\\p{Cf}]`, 'gu')

export const widthOf = (text: string): number => {
  let width = 0
  for (const character of text.replace(unseen, '')) width += wide.test(character) ? 2 : 1
  return width
}

/** A command of bookend's with its options, which is copied as a whole; any other piece is a word. */
const piece =
  /\s*(?:(?:(?:npx|pnpm exec|yarn|bunx) )?bookend|npm run|node \S*main\.js) [a-z]+(?: --?[\w-]*(?: (?=\S*[\d/'])\S+)?)*\S*|\s*\S+/g

/** Lines for a stream: no wider than the terminal, where it is one. */
export const fittedTo = ({ columns }: Pick<NodeJS.WriteStream, 'columns'>, text: string): string =>
  columns ? fitted(text, columns) : text

/** Lines broken between words where a terminal would break them anywhere; what goes on is indented. A longer word stays whole, to be copied. */
export const fitted = (text: string, columns: number): string =>
  text
    .split('\n')
    .map((line) => (widthOf(line) > columns ? broken(line, columns) : line))
    .join('\n')

function broken(line: string, columns: number): string {
  const further = ' '.repeat(indentOf(line, columns))
  const lines: string[] = []
  let current = ''
  for (const [word] of line.matchAll(piece)) {
    if (current === '' || widthOf(current + word) <= columns) current += word
    else {
      lines.push(current)
      current = further + word.trimStart()
    }
  }
  return [...lines, current].join('\n')
}

/** What goes on stands below its column of a table, or a little behind where the line begins. */
function indentOf(line: string, columns: number): number {
  const front = [...line.matchAll(/\S {2,}(?=\S)/g)].map(
    ({ 0: gap, index }) => widthOf(line.slice(0, index)) + gap.length,
  )
  const last = front.filter((width) => width <= columns / 2).at(-1)
  return last ?? (/^ */.exec(line)?.[0].length ?? 0) + 2
}
