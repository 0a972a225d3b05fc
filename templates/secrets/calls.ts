import { once } from '../once.ts'
import type { NameKind } from './name.ts'
import type { Range } from './ranges.ts'
import { isSecretValue } from './value.ts'

/** Functions that take a password by its place among their arguments, by how many are before it. */
const rows: [call: string, before: number, kind?: NameKind][] = [
  ['[sS]et_?[pP]assword', 0],
  [
    '(?:[lL]og_?[iI]n|[sS]ign_?[iI]n|[lL]ogon|[aA]uthenticate|NetworkCredential|[uU]sernamePassword|PSCredential|\\w{0,24}(?:Basic|Digest|Proxy|NTLM)Auth\\w{0,16}|\\w{0,24}Password(?:Authentication\\w{0,8}|Credentials?)|(?:set)?(?:Proxy)?Credentials|simple_bind(?:_s)?|create_?[uU]ser|db\\.auth|(?:change|update)(?:User)?Password)',
    1,
  ],
  [
    '(?:PDO|DBI(?:->|\\.)connect|(?:[gG]et|[cC]reate|[oO]pen)_?[cC]onnection|mysqli?(?:_p?connect)?|(?:\\w{1,16}_)?connect|ftp_login|imap_open|ldap_bind|ssh2_auth_password|create_?[uU]ser|create_superuser|set_password)',
    2,
  ],
  ['(?:pgp_sym_(?:en|de)crypt|AES_(?:EN|DE)CRYPT|aes_(?:en|de)crypt)', 1],
  ['(?:jwt\\.(?:sign|encode|verify|decode)|createHmac|hmac\\.new|createCipheriv)', 1, 'key'],
]

const argument = `\\s{0,20}(?:"[^"\\n]{0,200}"\\s{0,20}|'[^'\\n]{0,200}'\\s{0,20}|[^\\s,"'()][^,"'()\\n]{0,100}(?:\\([^()\\n]{0,100}\\)\\s{0,20})?),`
const calls = once(() =>
  rows.map(([call, before, kind = 'password']) => ({
    kind,
    pattern: new RegExp(
      `(?<![\\w$])${call}[ ]?\\((?:${argument}){${before}}\\s{0,20}[bru@]?(?:"(?<double>[^"\\n]{3,128})"|'(?<single>[^'\\n]{3,128})')\\s{0,20}[),.]`,
      'dg',
    ),
  })),
)
/** Nothing else is looked at any further. */
const anyCall =
  /(?:og_?[iI]n|ogon|ign_?[iI]n|uth\w{0,16}|redentials?|assword|onnect\w{0,8}|bind\w{0,4}|PDO|[uU]ser|mysqli|_open|jwt\.\w{4,6}|crypt|CRYPT|mac|ipheriv|mac\.new)[ ]?\(/

/** Where a text has calls that are given a password as it is. */
export function findCallSecrets(text: string): Range[] {
  if (!anyCall.test(text)) return []
  return calls().flatMap(({ pattern, kind }) =>
    [...text.matchAll(pattern)]
      .map(({ indices }) => (indices?.groups?.double ?? indices?.groups?.single) as Range)
      .filter(([from, to]) => isArgument(text.slice(from, to), kind)),
  )
}

/** An argument may be a name, an address or a place as well: what is no password by itself, as a sentence would have it, stays. */
const isArgument = (value: string, kind: NameKind): boolean =>
  !/[/\\]|^[\w.+-]{1,64}@[\w-]{1,64}\.|^\w{1,32}(?:\.\w{1,32}){2}$/.test(value) && isSecretValue(value, kind, 'loose')
