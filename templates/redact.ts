import { isObject, type Json } from '../cache/json.ts'

/** What stands in the place of a secret. */
export const mask = '[redacted]'

/**
 * What the secret scanner has no rule for, because it has no fixed form: passwords in URLs, bearer tokens and values given to a name that says
 * what they are. Each pattern reads on only over characters that it cannot end at, so that the time stays linear.
 */
const namedSecrets: [pattern: RegExp, replacement: string][] = [
  [/(?<=:\/\/)[^\s/@:]{1,256}:[^\s/@]{1,256}(?=@)/g, mask],
  [/\b(bearer|basic)\s+[\w.~+/=-]{16,4096}/gi, `$1 ${mask}`],
  [
    /\b(\w{0,64}(?:password|passwd|secret|api_?key|access_?key|auth_?token|private_?key|token))(["']?\s?[:=]\s?["']?)[^\s"',;]{4,4096}/gi,
    `$1$2${mask}`,
  ],
]

/** Every form that the scanner knows is a word of at least so many characters, and not of letters alone: plain sentences need no scan. */
const mayHoldSecret = (text: string): boolean =>
  text.match(/\S{12,}/g)?.some((word) => /[^\p{L}]/u.test(word.replace(/[.,;:!?)]+$/, ''))) ?? false

function withoutNamedSecrets(text: string): string {
  return namedSecrets.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text)
}

/** Every string of a JSON value with secrets replaced by `[redacted]`; equal strings stay equal. */
export async function redactJson<T>(value: T): Promise<T> {
  const texts = new Set<string>()
  collect(value as Json, texts)
  const redacted = await redactTexts([...texts])
  return replace(value as Json, redacted) as T
}

function collect(value: Json, into: Set<string>): void {
  if (typeof value === 'string') into.add(value)
  else if (Array.isArray(value)) for (const item of value) collect(item, into)
  else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      into.add(key)
      collect(item as Json, into)
    }
  }
}

function replace(value: Json, by: Map<string, string>): Json {
  if (typeof value === 'string') return by.get(value) ?? value
  if (Array.isArray(value)) return value.map((item) => replace(item, by))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [by.get(key) ?? key, replace(item as Json, by)]))
}

/** Only the texts in which something was found. All of them are scanned as one document: the scanner's cost is per document. */
async function redactTexts(texts: string[]): Promise<Map<string, string>> {
  const changed = new Map<string, string>()
  const note = (original: string, text: string) => {
    if (text !== original) changed.set(original, text)
  }
  const suspicious = texts.filter((text) => text.length >= 8)
  if (suspicious.length === 0) return changed
  if (!suspicious.some(mayHoldSecret)) {
    for (const original of suspicious) note(original, withoutNamedSecrets(original))
    return changed
  }
  // 27 ms, so only commands that show foreign text pay for it.
  const { lintSource } = await import('@secretlint/core')
  const { creator } = await import('@secretlint/secretlint-rule-preset-recommend')
  const joint = suspicious.map((text) => text.replaceAll('\u0000', ' ')).join('\n\u0000\n')
  const found = await lintSource({
    source: { content: joint, filePath: 'report.txt', ext: '.txt', contentType: 'text' },
    options: {
      config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: creator }] },
      noPhysicFilePath: true,
    },
  })
  const ranges = found.messages.map((message) => message.range).sort((a, b) => a[0] - b[0])
  let start = 0
  let next = 0
  for (const original of suspicious) {
    const end = start + original.length
    let text = ''
    let at = start
    while (next < ranges.length && (ranges[next] as readonly [number, number])[0] < end) {
      const [from, to] = ranges[next++] as readonly [number, number]
      if (from < at) continue
      text += original.slice(at - start, from - start) + mask
      at = Math.min(to, end)
    }
    text += original.slice(at - start)
    note(original, withoutNamedSecrets(text))
    start = end + 3
  }
  return changed
}
