import type { Range } from './ranges.ts'

const preset = '@secretlint/secretlint-rule-preset-recommend'
/** A comment in a log must not be able to turn the rules off. */
const leftOut = { id: '@secretlint/secretlint-rule-filter-comments', disabled: true }

/** Every form that the scanner knows is a word of at least so many characters, and not of letters alone: plain sentences need no scan. */
const mayHoldSecret = (text: string): boolean =>
  text.match(/\S{12,}/g)?.some((word) => /[^\p{L}]/u.test(word.replace(/[.,;:!?)]+$/, ''))) ?? false

/** What secretlint's recommended rules find in each of the texts. All of them are scanned as one document: its cost is per document. */
export async function scanTexts(texts: string[]): Promise<Range[][]> {
  const found: Range[][] = texts.map(() => [])
  if (!texts.some(mayHoldSecret)) return found
  // 27 ms, so only commands that show foreign text pay for it.
  const { lintSource } = await import('@secretlint/core')
  const { creator } = await import('@secretlint/secretlint-rule-preset-recommend')
  const joint = texts.map((text) => text.replaceAll('\u0000', ' ')).join('\n\u0000\n')
  const { messages } = await lintSource({
    source: { content: joint, filePath: 'report.txt', ext: '.txt', contentType: 'text' },
    options: { config: { rules: [{ id: preset, rule: creator, rules: [leftOut] }] }, noPhysicFilePath: true },
  })
  const ranges = messages.map((message) => message.range).sort((a, b) => a[0] - b[0])
  let start = 0
  let next = 0
  for (const [place, text] of texts.entries()) {
    const end = start + text.length
    for (; next < ranges.length && (ranges[next]?.[0] as number) < end; next++) {
      const [from, to] = ranges[next] as readonly [number, number]
      if (from >= start) found[place]?.push([from - start, Math.min(to, end) - start])
    }
    start = end + 3
  }
  return found
}
