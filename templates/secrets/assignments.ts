import { kindOfName, type NameKind } from './name.ts'
import type { Range } from './ranges.ts'
import { isGenerated, isSecretValue, type Manner } from './value.ts'
import { blanks, quote, sticky, upperCase, ways } from './ways.ts'

/** What every name of a secret has in it. Only what stands around such a word is looked at, so that plain text costs one search. */
const hint =
  /pass|pwd|psw|(?:\b|_)pw\b|psk\b|salt|secret|token|key|auth|cred|cookie|jwt|bearer|basic|otp\b|mnemonic|phrase|sess|\bsid|sig|_pat\b|webhook|samlre|device_?code|verifier|seed\b|dockerc|keymat|mdp\b|[a-z]pw\b|_pin\b|[a-z]P(?:in|IN)\b|kennwort|contrase|senha/gi

const longestName = 64
const longestValue = 4096

/** Where a text gives values to names that say what they are. */
export function findAssignments(text: string): Range[] {
  const found: Range[] = []
  hint.lastIndex = 0
  for (let hit = hint.exec(text); hit; hit = hint.exec(text)) {
    const place = nameAround(text, hit.index, hint.lastIndex)
    hint.lastIndex = Math.max(hint.lastIndex, place.end)
    const value = givenValue(text, place)
    if (!value) continue
    found.push(value)
    hint.lastIndex = Math.max(hint.lastIndex, value[1])
  }
  return found
}

interface Name {
  name: string
  from: number
  end: number
}

function nameAround(text: string, hitFrom: number, hitEnd: number): Name {
  const part = /[A-Za-z0-9_$.ñ-]/
  let from = hitFrom
  while (from > 0 && hitFrom - from < longestName && part.test(text[from - 1] as string)) from--
  let end = hitEnd
  while (end < text.length && end - hitEnd < longestName && part.test(text[end] as string)) end++
  while (end > hitEnd && /[.-]/.test(text[end - 1] as string)) end--
  // `\nTOKEN=…` inside a quoted text: the escape is not one of the name.
  if (text[from - 1] === '\\' && /[bfnrt]/.test(text[from] as string) && from < hitFrom) from++
  return { name: text.slice(from, end), from, end }
}

function givenValue(text: string, { name, from, end }: Name): Range | undefined {
  // `${NAME:?what is said where it is not set}`
  if (end >= text.length || (text.startsWith('${', from - 2) && /^:?\?/.test(text.slice(end, end + 2))))
    return undefined
  const before = text.slice(Math.max(0, from - longestName), from)
  // "api key: …": the word before makes it a name.
  const two = `${/((?:Wi-)?[A-Za-z0-9]{2,20}) $/.exec(before)?.[1] ?? ''}${name}`
  const kind = /^basic$/i.test(name) ? 'key' : (kindOfName(name) ?? kindOfName(two) ?? kindInConnection(name, before))
  if (!kind) return undefined
  if (/cookie$/i.test(name)) return cookies(text, end)
  for (const { pattern, manner, when } of ways) {
    pattern.lastIndex = end
    if (when && !when({ name, kind, before })) continue
    if (!pattern.test(text)) continue
    const setting = upperCase(name)
    const value = readValue(text, pattern.lastIndex, kind, setting && manner === 'loose' ? 'tight' : manner, setting)
    // `exports.loadGCPCredentials = loadGCPCredentials`
    if (value && name.endsWith(text.slice(...value))) return undefined
    // A word that is no secret may be the beginning of another way.
    if (value || manner !== 'word') return value
  }
  return undefined
}

/** `UID=sa;PWD=X`: elsewhere this name is the working directory's. */
const kindInConnection = (name: string, before: string): NameKind | undefined =>
  name === 'PWD' && /;[ ]?$/.test(before) ? 'password' : undefined

const opening = sticky(`[bBruRUfFNLE@$]{0,2}(${quote})`)
/** Quotes that some languages have besides, and what closes them: `[[X]]`, `q{X}`, `%q(X)`, `r#"X"#`, `R"(X)"`. */
const longQuotes: [opening: RegExp, closing: (opened: string) => string][] = [
  [/\[={0,32}\[/y, (opened) => opened.replaceAll('[', ']')],
  [/%?[qQ][qQ]?[{([<]|%[wWi][{([<]/y, (opened) => closingBracket[opened.at(-1) as string] as string],
  [/[«„“「『]/y, (opened) => closingBracket[opened] as string],
  [/b?r#{1,3}"/y, (opened) => `"${'#'.repeat(opened.split('#').length - 1)}`],
  [/(?:u8|[LuU])?R"\w{0,16}\(/y, (opened) => `)${opened.slice(opened.indexOf('"') + 1, -1)}"`],
]
const longestLongQuoted = 512
const closingBracket: Record<string, string> = {
  '{': '}',
  '(': ')',
  '[': ']',
  '<': '>',
  '«': '»',
  '„': '“',
  '“': '”',
  '「': '」',
  '『': '』',
}
// Names may be in the value of a name: each is looked at, so none may cost more than this.
const unquoted = /[^\s"'`<>\p{Cc}]{1,512}/uy
/** With the signs that elsewhere end a value. */
const generated = /[^\s"'`]{1,65}/y
const rest = /[\w+/=.-]*/y
/** Where the next pair of a query, a list or a connection string begins. */
const nextPair = /[;&,|](?=[\w.-]{1,64}[=:]).*$/s
// What a machine issues has `=` at its end alone.
const nextPairOrSign = /[;&,|](?=[\w.-]{1,64}[=:]).*$|=+(?=[^=]).*$/s
const scheme = /^(?:bearer|basic|ssws|token|api-?key|bot|negotiate|digest)[ \t]+/i

/** What is between the quotes that only some languages have. */
function longQuoted(text: string, at: number): Range | undefined {
  for (const [pattern, closing] of longQuotes) {
    pattern.lastIndex = at
    const opened = pattern.exec(text)?.[0]
    if (opened === undefined) continue
    const from = at + opened.length
    const closed = text.slice(from, from + longestLongQuoted).indexOf(closing(opened))
    if (closed > 0) return [from, from + closed]
  }
  return undefined
}

function readValue(text: string, at: number, kind: NameKind, manner: Manner, asSetting: boolean): Range | undefined {
  const quoted = longQuoted(text, at)
  if (quoted) return isSecretValue(text.slice(...quoted), kind, 'quoted') ? quoted : undefined
  opening.lastIndex = at
  const [opened = '', delimiter] = opening.exec(text) ?? []
  const from = at + opened.length
  const closed = delimiter === undefined ? -1 : text.slice(from, from + longestValue).search(asPattern(delimiter))
  if (closed === 0) return undefined
  if (closed > 0) {
    const inside = text.slice(from, from + closed)
    const skipped = scheme.exec(inside)?.[0].length ?? 0
    const value = inside.slice(skipped)
    if (value.includes('${')) return undefined
    const judged = kind === 'secret' && asSetting && words.test(value) ? 'password' : kind
    return isSecretValue(value, judged, manner === 'word' ? 'word' : 'quoted')
      ? [from + skipped, from + closed]
      : undefined
  }
  const skipped = scheme.exec(text.slice(from, from + 40))?.[0].length ?? 0
  const start = from + skipped
  unquoted.lastIndex = start
  const word = (unquoted.exec(text)?.[0] ?? '').replace(
    kind === 'password' || asSetting ? nextPair : nextPairOrSign,
    '',
  )
  const value = word.replace(/(?:&(?:quot|apos|#39|#34);.*|[.,;:!?)\]}\\]+)$/s, '')
  const asWritten = delimiter === undefined ? (skipped > 0 && manner === 'loose' ? 'tight' : manner) : 'quoted'
  if (kind === 'password' && /[<>]/.test(text[start + word.length] ?? '')) {
    generated.lastIndex = start
    const whole = generated.exec(text)?.[0] ?? ''
    if (isGenerated(whole)) return [start, start + whole.length]
  }
  if (isSecretValue(value, kind, asWritten))
    return [start, value.length < 500 ? start + value.length : endOfWord(text, start + value.length)]
  return kind === 'password' || (kind === 'secret' && asSetting) ? phrase(text, start) : undefined
}

function endOfWord(text: string, at: number): number {
  rest.lastIndex = at
  rest.test(text)
  return rest.lastIndex
}

function asPattern(delimiter: string): RegExp {
  return new RegExp(`(?<!\\\\)${delimiter.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}|\\r?\\n`)
}

/** Words in a row, as a passphrase has them. */
const words = /^[a-z]{3,12}(?:[ -][a-z]{3,12}){3,23}$/

/** A passphrase without quotes: four lower-case words or more up to the end of the line, which make no sentence. */
function phrase(text: string, from: number): Range | undefined {
  const line = /[a-z]{3,12}(?:[ -][a-z]{3,12}){3,23}(?=[ \t]{0,64}(?:$|[\r\n"'`]))/my
  line.lastIndex = from
  const found = line.exec(text)?.[0]
  return found !== undefined && isSecretValue(found, 'password', 'quoted') ? [from, from + found.length] : undefined
}

/** A cookie whose value is a word, as `theme=dark`, and what is said about one identify nobody. */
const mayIdentify = (cookie: string): boolean =>
  !/^(?:max-age|expires|path|domain|samesite)=/i.test(cookie) &&
  !/^[\w.-]{1,64}=(?:[a-z]{1,12}|[a-z]{2}[-_][A-Z]{2}|\d{1,4})?$/.test(cookie) &&
  cookie.includes('=')

/** All that a header of cookies carries. */
function cookies(text: string, end: number): Range | undefined {
  const header = sticky(`(?:${quote})?${blanks}[:=]${blanks}(?:${quote})?`)
  header.lastIndex = end
  if (!header.test(text)) return undefined
  const pairs = /[\w.$%-]{1,128}=[^"'`<>\r\n]{6,4096}/y
  pairs.lastIndex = header.lastIndex
  const [found] = pairs.exec(text) ?? []
  return found === undefined || !found.split(/;[ ]?/).some(mayIdentify)
    ? undefined
    : [header.lastIndex, header.lastIndex + found.length]
}
