/** A test of TAP's that failed; one that is still to be done, or was skipped, did not. */
const notOk = /^not ok\b(?!.*\s# (?:TODO|SKIP)\b)/i
const mostLines = 20

/** Of lines without their indentation, the first failed test of TAP's with the error in the block behind it. */
export function failureInTap(lines: string[]): string | undefined {
  const at = lines.findIndex((line) => notOk.test(line))
  if (at === -1) return undefined
  const test = lines[at] as string
  if (lines[at + 1] !== '---') return test
  const behind = lines.slice(at + 2, at + 2 + mostLines)
  const end = behind.indexOf('...')
  const error = errorIn(end === -1 ? behind : behind.slice(0, end))
  return error ? `${test}: ${error}` : test
}

/** What an `error` or `message` of YAML says, on its line or on those behind it. */
function errorIn(block: string[]): string {
  const at = block.findIndex((line) => /^(?:error|message): /.test(line))
  const value = (block[at] ?? '').replace(/^\w+: /, '')
  if (!/^[|>]/.test(value)) return value.replace(/^(["'])(.*)\1$/, '$2')
  const text = block.slice(at + 1)
  const end = text.findIndex((line) => /^\w+:(?: |$)/.test(line))
  return text
    .slice(0, end === -1 ? undefined : end)
    .filter((line) => line !== '')
    .slice(0, 3)
    .join(' ')
}
