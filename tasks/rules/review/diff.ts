// Everything that could move the cursor or turn the reading direction round; a JSON text can name each of them by an escape.
const controls = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** A unified diff of a file, safe to show: control characters as JSON writes them. */
export async function unifiedDiff(file: string, before: string, after: string): Promise<string> {
  // 10 ms, and only a review shows a diff.
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff')
  const patch = createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, '', '', {
    context: 3,
    stripTrailingCr: true,
    headerOptions: FILE_HEADERS_ONLY,
  })
  return patch
    .split('\n')
    .map((line) => line.replace(controls, visible))
    .join('\n')
    .trimEnd()
}

const visible = (character: string): string =>
  character === '\t'
    ? character
    : [...Array(character.length).keys()]
        .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
        .join('')

const styles: [begins: RegExp, code: number][] = [
  [/^(---|\+\+\+) /, 1],
  [/^@@ /, 36],
  [/^\+/, 32],
  [/^-/, 31],
]

/** The same for a terminal that shows colours. */
export function coloured(diff: string): string {
  return diff
    .split('\n')
    .map((line) => {
      const style = styles.find(([begins]) => begins.test(line))
      return style ? `\u001b[${style[1]}m${line}\u001b[0m` : line
    })
    .join('\n')
}
