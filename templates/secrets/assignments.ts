import { kindOfName, type NameKind } from './name.ts'
import type { Range } from './ranges.ts'
import { isSecretValue, type Manner } from './value.ts'

/** What every name of a secret has in it. Only what stands around such a word is looked at, so that plain text costs one search. */
const hint =
  /pass|pwd|psw|(?:\b|_)pw\b|psk\b|salt|secret|token|key|auth|cred|cookie|jwt|bearer|basic|otp\b|mnemonic|phrase|sess|\bsid|sig|_pat\b|webhook|samlre|device_?code|verifier|seed\b|kennwort|contrase|senha/gi

const longestName = 64
const longestValue = 4096

/** A quote, escaped as often as it may be, or as HTML has it. */
const quote = '\\\\{0,64}(?:\'\'\'|"""|["\'`])|&(?:quot|apos|#39|#x27|#34);'
const blanks = '[ \\t\u00a0\u3000]{0,64}'
/** What makes a name bold in Markdown. */
const bold = '[*_]{0,3}'

interface Way {
  pattern: RegExp
  manner: Manner
  /** Where this way of writing counts. */
  when?: (place: { name: string; kind: NameKind; before: string }) => boolean
}

const sticky = (source: string, flags = 'y'): RegExp => new RegExp(source, flags)
const isFlag = (name: string): boolean => /^-{1,2}[a-z]/i.test(name)

/** How a value follows its name, in the order in which they are tried. */
const ways: Way[] = [
  // $Password = ConvertTo-SecureString "X"
  { pattern: sticky(`${blanks}=${blanks}ConvertTo-SecureString[ \\t]{1,64}(?:-String[ \\t]{1,64})?`), manner: 'tight' },
  // NAME = String::from("X")
  {
    pattern: sticky(
      `${blanks}[:=]{1,2}${blanks}(?:new )?(?:String(?:::from|\\.new)?|Some|Secret(?:Str|String)?(?:::(?:from|new))?|Buffer\\.from|bytes|str|b64decode|base64\\.b64decode|atob)\\(${blanks}(?=[bur]?(?:${quote}))`,
    ),
    manner: 'tight',
  },
  { pattern: sticky('=(?=[^\\s=>])'), manner: 'tight' },
  // ["name"]=>\n  string(9) "X"
  { pattern: sticky('"\\][ ]?=>\\s{0,40}string\\(\\d{1,6}\\)[ ]?(?=")'), manner: 'tight' },
  // name: Type = "X"
  {
    pattern: sticky(`[?!]?${blanks}:${blanks}[A-Za-z&*][\\w.<>|&?' ]{0,40}?${blanks}=${blanks}(?=${quote})`),
    manner: 'tight',
  },
  // name: X · "name": X · name => X · ["name"] = X · name:\n  X
  {
    pattern: sticky(
      `(?:${quote})?${bold}[\\])?!]{0,3}${blanks}(?:=>|->|:{1,3}=|[?|+]{1,2}=|={1,3}|:{1,2}|：)(?![=:])${bold}${blanks}(?:!{1,2}[\\w:]{1,20}[ \\t]{1,64})?(?:[>|][+-]?)?(?:\\\\?\\r?\\n[ \\t]{1,64})?`,
    ),
    manner: 'loose',
  },
  // <name>X</name> and <name><Value>X</Value></name>
  {
    pattern: sticky('[^<>\\n]{0,100}>(?:<[Vv]alue>)?'),
    manner: 'tight',
    when: ({ before }) => /<(?:\w{1,20}:)?$/.test(before),
  },
  // <entry key="NAME">X</entry>
  {
    pattern: sticky('["\'][^<>\\n]{0,100}>(?:<[Vv]alue>)?(?=[^<\\s])'),
    manner: 'tight',
    when: ({ before }) => /<[\w:]{1,20} [^<>]{0,40}["']$/.test(before),
  },
  // name="NAME" value="X" and - name: NAME\n  value: X
  {
    pattern: sticky(`(?:${quote})?[\\s,]{0,40}(?:${quote})?value(?:${quote})?${blanks}[:=]${blanks}`),
    manner: 'tight',
  },
  // --name X, also over the end of a line and as a list of words
  {
    pattern: sticky(`[ \\t]{1,64}(?:\\\\\\r?\\n[ \\t]{0,64})?(?!-)|(?:${quote}),\\s{0,40}(?=${quote})`),
    manner: 'tight',
    when: ({ name }) => isFlag(name),
  },
  // the password is X, and: has been changed to X
  {
    pattern: sticky(
      `(?:${quote})?[ \\t]{1,64}(?:(?:(?:is|was|has been|have been)[ ])?(?:changed|reset|set|updated|rotated)[ ]to|is|was|will be|ist|lautet|est|es)(?:[ \\t]{1,64}now)?[ \\t]{0,64}:?[ \\t]{1,64}`,
    ),
    manner: 'loose',
  },
  // password for NAME: X, PASSWORD FOR 'NAME' = 'X', and: of NAME is X
  {
    pattern: sticky(
      `[ \\t]{1,64}(?:for|of)[ \\t]{1,64}(?:'[^'\\n]{1,80}'|"[^"\\n]{1,80}"|[\\w@.-]{1,40}(?: [\\w@.-]{1,40}){0,4}?)(?:${blanks}[:=]${blanks}|[ \\t]{1,64}(?:is|was)[ \\t]{1,64}(?:now[ \\t]{1,64})?)`,
      'iy',
    ),
    manner: 'loose',
  },
  // his password (X), changed the password from X
  {
    pattern: sticky('[ \\t]{1,64}(?:\\(|from[ \\t]{1,64}|to[ \\t]{1,64})["\'`]?(?=[^\\s()"\'`]{8,64})'),
    manner: 'word',
    when: ({ kind, name }) => kind === 'password' && !/^[Pp]ass$/.test(name),
  },
  // | NAME | X |
  {
    pattern: sticky(`(?:${quote})?${bold}[ \\t]{0,64}\\|[ \\t]{0,64}`),
    manner: 'loose',
    // Not a choice of an expression: `(?:password|key)`.
    when: ({ before }) => /(?<!\w)\|[ \t]*[*_`]{0,3}(?:[A-Za-z]{1,20} )?$/.test(before),
  },
  // name="NAME", an empty line, and X: a part of a form
  { pattern: sticky('"[ \\t]{0,64}\\r?\\n\\r?\\n'), manner: 'loose', when: ({ before }) => /\bname="$/.test(before) },
  // variable "NAME" { default = "X" }
  { pattern: sticky('"[ \\t]{0,64}\\{[^{}"]{0,200}\\bdefault[ \\t]{0,64}=[ \\t]{0,64}'), manner: 'tight' },
  // config set NAME X, set -x NAME X, setx NAME X, secret set NAME --body X
  {
    pattern: sticky('["\']?[ \\t]{1,64}(?:(?:--body|-b|--value)[ \\t=]+)?(?![-=:|&;<>])'),
    manner: 'loose',
    when: ({ before }) =>
      /\b(?:set|setx|add|put|config|-x|-gx|-Ux|SetEnv|setenv|ENV|(?:fastcgi|uwsgi|scgi)_param|(?:proxy|fastcgi)_set_header|#define)[ \t]+["']?(?:\S{0,40}[/:])?$/.test(
        before,
      ),
  },
  // <key>NAME</key><string>X</string>
  { pattern: sticky('</key>\\s{0,40}<string>'), manner: 'tight', when: ({ before }) => before.endsWith('<key>') },
  // process.env.NAME ?? "X", getenv("NAME", "X") and ENV.fetch('NAME') { 'X' }
  {
    pattern: sticky(`["'\\])]{0,3}${blanks}(?:\\|\\||\\?\\?|\\bor\\b|,|\\{)${blanks}(?=${quote})`),
    manner: 'tight',
    when: ({ name, before }) => /env(?:\.|iron|var)?\W|ENV\W|\bgetenv\(/i.test(`${before.slice(-24)}${name}`),
  },
  // $settings{NAME} = "X"
  { pattern: sticky(`\\}${blanks}=>?${blanks}(?=${quote}|q[qw]?[{(])`), manner: 'tight' },
  // fill('#NAME', 'X'), fill_in 'NAME', with: 'X' and setProperty("NAME", "X")
  {
    pattern: sticky(`[\\]"'\`)]{1,4},${blanks}(?:with:${blanks})?(?=${quote})`),
    manner: 'tight',
    when: ({ before }) =>
      /(?:\b(?:fill(?:_in)?|type|input|enter|set|put|send_?keys|select)|[a-z](?:Property|Value|Env|Keys|Field)|set_?(?:env|value|key))[ (]\W{0,3}(?:[\w.]{1,30}\W{1,4}){0,2}[\w.[\]=#:-]{0,20}$/.test(
        before,
      ),
  },
  // get('#NAME').type('X'), find(By.ID, "NAME").send_keys("X")
  {
    pattern: sticky(
      `[\\]"'\`]{1,4}${blanks}\\)(?:\\.\\w{1,20}\\(\\)){0,2}\\.(?:type|fill|send_?[kK]eys|val|set(?:_?[vV]alue)?|enter|input|press_?[sS]equentially)\\(${blanks}(?=${quote})`,
    ),
    manner: 'tight',
  },
  // define('NAME', 'X')
  {
    pattern: sticky(`(?:${quote}),${blanks}(?=${quote})`),
    manner: 'loose',
    when: ({ name }) => /[a-z0-9]_|[A-Z]_/.test(name),
  },
  // PASSWORD 'X' and setPassword('X'), but not: pass `X` to it
  {
    pattern: sticky(`(?:[ \\t]{1,64}|\\(${blanks})(?=${quote})`),
    manner: 'tight',
    when: ({ kind, name }) => kind === 'password' && !/^[Pp]ass$/.test(name),
  },
  // Bearer X
  { pattern: sticky('[ \\t]{1,64}'), manner: 'tight', when: ({ name }) => /^(?:bearer|basic)$/i.test(name) },
  // As registries and start-up messages list it
  { pattern: sticky(`[ \\t]{1,64}REG_(?:EXPAND_)?SZ[ \\t]{1,64}|\\.{4,60}(?=${quote})`), manner: 'tight' },
  // username NAME password 0 X
  {
    pattern: sticky('[ \\t]{1,64}[05-9][ \\t]{1,64}'),
    manner: 'tight',
    when: ({ before }) => /\busername\s+\S+\s+$/.test(before),
  },
  // login NAME password X
  { pattern: sticky('\\s+'), manner: 'tight', when: ({ before }) => /\blogin\s+\S+\s+$/.test(before) },
  // user NAME, pw X
  {
    pattern: sticky('[ \\t]{1,64}'),
    manner: 'loose',
    when: ({ kind, before }) =>
      kind === 'password' && /\b(?:user(?:name)?|login|account):?[ ][^\n]{1,30}[ ,/]$/i.test(before),
  },
  // A line with a name and its value alone
  {
    pattern: sticky('[ \\t]{1,64}(?=\\S{6,64}[ \\t]{0,64}(?:\\r?\\n|$))'),
    manner: 'loose',
    when: ({ kind, before }) => kind === 'password' && /(?:^|\n)[ \t]*$/.test(before),
  },
  // the token X, where X can be nothing but one
  { pattern: sticky('[ \\t]{1,64}(?=[\\w+/.~!@#$%^&*?-]{0,256}\\d)'), manner: 'word' },
]

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
  const before = text.slice(Math.max(0, from - longestName), from)
  // "api key: …": the word before makes it a name.
  const two = `${/([A-Za-z]{2,20}) $/.exec(before)?.[1] ?? ''}${name}`
  const kind = /^basic$/i.test(name) ? 'key' : (kindOfName(name) ?? kindOfName(two) ?? kindInConnection(name, before))
  if (!kind) return undefined
  if (/cookie$/i.test(name)) return cookies(text, end)
  for (const { pattern, manner, when } of ways) {
    pattern.lastIndex = end
    if (when && !when({ name, kind, before })) continue
    if (pattern.test(text))
      return readValue(text, pattern.lastIndex, kind, upperCase(name) && manner === 'loose' ? 'tight' : manner)
  }
  return undefined
}

/** `UID=sa;PWD=X`: elsewhere this name is the working directory's. */
const kindInConnection = (name: string, before: string): NameKind | undefined =>
  name === 'PWD' && /;[ ]?$/.test(before) ? 'password' : undefined

/** `NAME = X` of a file of settings, which code and sentences do not write like this. */
const upperCase = (name: string): boolean => /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(name)

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

function readValue(text: string, at: number, kind: NameKind, manner: Manner): Range | undefined {
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
    return isSecretValue(value, kind, 'quoted') ? [from + skipped, from + closed] : undefined
  }
  const skipped = scheme.exec(text.slice(from, from + 40))?.[0].length ?? 0
  const start = from + skipped
  unquoted.lastIndex = start
  const word = (unquoted.exec(text)?.[0] ?? '').replace(kind === 'password' ? nextPair : nextPairOrSign, '')
  const value = word.replace(/(?:&(?:quot|apos|#39|#34);.*|[.,;:!?)\]}\\]+)$/s, '')
  const asWritten = delimiter === undefined ? (skipped > 0 && manner === 'loose' ? 'tight' : manner) : 'quoted'
  if (isSecretValue(value, kind, asWritten))
    return [start, value.length < 500 ? start + value.length : endOfWord(text, start + value.length)]
  return kind === 'password' ? phrase(text, start) : undefined
}

function endOfWord(text: string, at: number): number {
  rest.lastIndex = at
  rest.test(text)
  return rest.lastIndex
}

function asPattern(delimiter: string): RegExp {
  return new RegExp(`(?<!\\\\)${delimiter.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}|\\r?\\n`)
}

/** A passphrase without quotes: four lower-case words or more up to the end of the line, which make no sentence. */
function phrase(text: string, from: number): Range | undefined {
  const line = /[a-z]{3,12}(?:[ -][a-z]{3,12}){3,23}(?=[ \t]*(?:$|[\r\n"'`]))/my
  line.lastIndex = from
  const words = line.exec(text)?.[0]
  return words !== undefined && isSecretValue(words, 'password', 'quoted') ? [from, from + words.length] : undefined
}

/** All that a header of cookies carries. */
function cookies(text: string, end: number): Range | undefined {
  const header = sticky(`(?:${quote})?${blanks}[:=]${blanks}(?:${quote})?`)
  header.lastIndex = end
  if (!header.test(text)) return undefined
  const pairs = /[\w.$%-]{1,128}=[^"'`<>\r\n]{6,4096}/y
  pairs.lastIndex = header.lastIndex
  const [found] = pairs.exec(text) ?? []
  return found === undefined ? undefined : [header.lastIndex, header.lastIndex + found.length]
}
