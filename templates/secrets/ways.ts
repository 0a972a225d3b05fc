import type { NameKind } from './name.ts'
import type { Manner } from './value.ts'

/** A quote, escaped as often as it may be, or as HTML has it. */
export const quote = '\\\\{0,64}(?:\'\'\'|"""|["\'`])|&(?:quot|apos|#39|#x27|#34);'
export const blanks = '[ \\t\u00a0\u3000]{0,64}'
/** What makes a name bold in Markdown. */
const bold = '[*_]{0,3}'

interface Way {
  pattern: RegExp
  manner: Manner
  /** Where this way of writing counts. */
  when?: (place: { name: string; kind: NameKind; before: string }) => boolean
}

export const sticky = (source: string, flags = 'y'): RegExp => new RegExp(source, flags)
/** `NAME` of a file of settings, which code and sentences do not write like this. */
export const upperCase = (name: string): boolean => /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(name)
const isFlag = (name: string): boolean => /^-{1,2}[a-z]/i.test(name)

/** How a value follows its name, in the order in which they are tried. */
export const ways: Way[] = [
  // $Password = ConvertTo-SecureString "X"
  { pattern: sticky(`${blanks}=${blanks}ConvertTo-SecureString[ \\t]{1,64}(?:-String[ \\t]{1,64})?`), manner: 'tight' },
  // NAME = String::from("X")
  {
    pattern: sticky(
      `${blanks}(?:=>|[:=]{1,2})${blanks}(?:new )?(?:String(?:::from|\\.new)?|Some|Sensitive|Secret(?:Str|String)?(?:::(?:from|new))?|Buffer\\.from|bytes|str|b64decode|base64\\.b64decode|atob)\\(${blanks}(?=[bur]?(?:${quote}))`,
    ),
    manner: 'tight',
  },
  { pattern: sticky('=(?=[^\\s=>])'), manner: 'tight' },
  // ["name"]=>\n  string(9) "X"
  { pattern: sticky('"\\][ ]?=>\\s{0,40}string\\(\\d{1,6}\\)[ ]?(?=")'), manner: 'tight' },
  // name: Type = "X"
  {
    pattern: sticky(
      `[?!]?${blanks}:${blanks}[A-Za-z&*[][\\w.<>|&?'[\\] ]{0,40}?${blanks}=${blanks}(?=[bur]{0,2}(?:${quote}))`,
    ),
    manner: 'tight',
  },
  // password = options.value || "X"
  {
    pattern: sticky(
      `${blanks}[:=]${blanks}[\\w.$?()[\\]]{1,60}${blanks}(?:\\|\\||\\?\\?|\\bor\\b)${blanks}(?=${quote})`,
    ),
    manner: 'word',
    when: ({ kind }) => kind === 'password' || kind === 'secret',
  },
  // name: X · "name": X · name => X · ["name"] = X · name:\n  X
  {
    pattern: sticky(
      `(?:${quote})?${bold}(?:\\[\\d{0,4}\\])?[\\])?!]{0,3}${blanks}(?:=>|->|:{1,3}=|[?|+]{1,2}=|=(?:={1,2}(?=${blanks}(?:${quote})))?|:{1,2}|：)(?![=:])${bold}${blanks}(?:!{1,2}[\\w:]{1,20}[ \\t]{1,64})?(?:[>|][+-]?${blanks})?(?:\\\\?\\r?\\n[ \\t]{1,64}(?:-[ ]|[vV]alue:[ ])?|\\{\\s{0,40}(?:${quote})?[vV]alue(?:${quote})?${blanks}[:=]${blanks})?`,
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
  // the password did not fit, tried "X"
  {
    pattern: sticky("(?:,?[ ][\\w@.'’-]{1,40}){1,8},?[ ](?=[\"'`])"),
    manner: 'word',
    when: ({ kind, name }) => kind === 'password' && !isFlag(name) && !upperCase(name) && !/^[Pp]ass$/.test(name),
  },
  // Passwort auf X geändert, mot de passe changé en X, contraseña cambiada a X, password set to X
  {
    pattern: sticky(
      '(?:[ ][\\p{L}-]{1,24}){0,4}?(?:[ ](?:changée?|modifiée?|remplacée?|cambiad[ao]|alterad[ao]|cambiat[ao]|geändert|gesetzt)[ ](?:auf|in|zu|en|par|a|por|para|à)|[ ](?:auf|in|zu)(?=[ ]\\S{4,64}[ ](?:geändert|gesetzt|zurückgesetzt|umgestellt)))[ ]',
      'iuy',
    ),
    manner: 'loose',
    when: ({ kind }) => kind === 'password',
  },
  // the following password to proceed to the installation: X
  { pattern: sticky("(?:[ ][\\w@.,'’-]{1,40}){1,8}:[ ]{1,4}"), manner: 'word' },
  // the password is X, and: has been changed to X
  {
    pattern: sticky(
      `(?:${quote})?[ \\t]{1,64}(?:(?:(?:is|was|has been|have been)[ ])?(?:changed|reset|set|updated|rotated)[ ]to|(?:(?:you|we|they|I)[ ]\\w{2,12}[ ](?:\\w{2,8}[ ])?)?(?:is|was)|will be|war|ist|lautet|est|était|es|era)(?:[ \\t]{1,64}(?:now|still|just|currently|simply))?[ \\t]{0,64}:?[ \\t]{1,64}`,
    ),
    manner: 'loose',
  },
  // password <- "X"
  { pattern: sticky(`["'\`]?${blanks}(?:<-|←)${blanks}(?=["'])`), manner: 'tight' },
  // NAME | default("X")
  { pattern: sticky(`["'\\])]{0,3}[ ]?\\|[ ]?default[ (]{1,3}(?=["'])`), manner: 'tight' },
  // --name NAME --value X
  {
    pattern: sticky('[ \\t]{1,64}--value[ =](?![-$])'),
    manner: 'tight',
    when: ({ before }) => /--name[ =]["']?$/.test(before),
  },
  // password for NAME: X, PASSWORD FOR 'NAME' = 'X', and: of NAME is X
  {
    pattern: sticky(
      `[ \\t]{1,64}(?:for|of)[ \\t]{1,64}(?:'[^'\\n]{1,80}'|"[^"\\n]{1,80}"|[\\w@.-]{1,40}(?: [\\w@.-]{1,40}){0,4}?)(?:${blanks}[:=]${blanks}|[ \\t]{1,64}(?:is|was)[ \\t]{1,64}(?:now[ \\t]{1,64})?)`,
      'iy',
    ),
    manner: 'loose',
  },
  // with the password X
  {
    pattern: sticky('[ ]{1,4}'),
    manner: 'loose',
    when: ({ kind, before }) =>
      kind === 'password' &&
      /\b(?:with|using|via|mit|dem|avec|con|com)[ ](?:(?:the|le|la|das|dem|el|a)[ ])?$/i.test(before),
  },
  // export it as NAME (X)
  { pattern: sticky('[ ]\\(["\'`]?(?=[\\w+/=.-]{16,512}["\'`]?\\))'), manner: 'word' },
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
    pattern: sticky('["\']?[ \\t]{1,64}(?:(?:--body|-b|--value)[ \\t=]{0,64})?(?![-=:|&;<>])'),
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
      /(?:\b(?:fill(?:_in)?|type|input|enter|set|put|send_?keys|select)|[a-z](?:Property|Value|Env|Keys|Field|Item|Header|Cookie)|set_?(?:env|value|key))[ (]\W{0,3}(?:[\w.]{1,30}\W{1,4}){0,2}[\w.[\]=#:-]{0,20}$/.test(
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
  // define('NAME', 'X'), put("accessToken", "X")
  {
    pattern: sticky(`(?:${quote}),${blanks}(?=${quote})`),
    manner: 'loose',
    when: ({ name }) => /[A-Za-z0-9]_|[a-z][A-Z]/.test(name),
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
  // A line with a name and its value alone
  {
    pattern: sticky('[ \\t]{1,64}(?=\\S{6,64}[ \\t]{0,64}(?:\\r?\\n|$))'),
    manner: 'loose',
    when: ({ kind, before }) => kind === 'password' && /(?:^|\n)[ \t]*$/.test(before),
  },
  // the token X, where X can be nothing but one
  { pattern: sticky('[ \\t]{1,64}(?:(?:value|text|string)[ ])?(?=[\\w+/.~!@#$%^&*?-]{0,256}\\d)'), manner: 'word' },
]
