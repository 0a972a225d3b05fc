import { addresses } from './addresses.ts'
import { findCommandSecrets } from './commands.ts'
import type { Place } from './place.ts'
import type { Range } from './ranges.ts'
import { remarks } from './remarks.ts'
import { isDevised, isDrawn, isSecretValue, looksRandom } from './value.ts'

/** Secrets that their place in files, scripts and protocols gives away. */
const written: Place[] = [
  // curl -u user:secret
  {
    holds: ['-u', '--user', '--proxy-user'],
    pattern:
      /(?<![\w-])(?:-u|--user|--proxy-user)(?:[ =]{1,4}["']?|["'],\s{0,4}["'])[^\s:"']{1,256}:(?<secret>[^\s"']{1,256})/dg,
    test: (secret) => !/^\d+$|^refs\/|^\$|^\//.test(secret),
  },
  // -t secret, of any command
  {
    holds: ['-a', '-k', '-p', '-s', '-t'].flatMap((option) => [`${option} `, `${option}=`]),
    pattern: /(?<=^|[ \t])-[akpst][ =]{1,4}["']?(?<secret>[\w.-]{24,256})(?![\w/:.-])/dgm,
    test: (secret) => isDrawn(secret),
  },
  {
    holds: ['-t ', '-t='],
    pattern: /(?<=\w[ ])-t[ =]{1,4}["']?(?<secret>[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?![\w-])/dg,
  },
  // mysql -psecret and sshpass -p secret
  {
    holds: ['mysql', 'mariadb'],
    pattern: /\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n|;&]{0,200}?[ ]-p(?<secret>[^\s"'-][^\s"']{2,256})/dg,
    test: (secret) => !/^[$`<]/.test(secret),
  },
  { holds: ['sshpass'], pattern: /\bsshpass[ ]{1,4}-p[ ]{0,4}["']?(?<secret>[^\s"']{3,256})/dg },
  // IDENTIFIED BY 'secret'
  {
    holds: ['identified'],
    pattern: /\bidentified\s{1,4}(?:with\s{1,4}\w{1,64}\s{1,4})?by\s{1,4}["'](?<secret>[^"'\n]{1,256})["']/dgi,
  },
  // IDENTIFIED BY secret
  {
    holds: ['identified'],
    pattern: /\b(?:USER|ROLE|LOGIN|TO)\b[^\n;]{0,200}?\bIDENTIFIED\s{1,4}BY\s{1,4}(?<secret>[^\s"';,()]{3,128})/dgi,
    test: (secret) => isSecretValue(secret, 'password', 'loose'),
  },
  // host:port:database:user:secret, as PostgreSQL keeps them
  {
    holds: [':5432:', ':*:'],
    pattern:
      /(?<![^\s"'`])[^\s:]{1,256}:(?:5432|\*):(?!\d+:\d+:)[^\s:]{1,128}:[^\s:]{1,128}:(?<secret>[^\s:]{3,256})/dg,
  },
  {
    holds: [':'],
    pattern: /(?<![^\s"'`])[^\s:/]{1,256}:\d{4,5}:[\w*.-]{1,128}:[\w*.@-]{1,128}:(?<secret>[^\s:]{5,256})(?=\s|$)/dg,
    test: looksRandom,
  },
  // "auth": "…" and Basic …: user:secret in base64
  {
    holds: ['auth', 'basic'],
    pattern: /(?:["']?_?auth["']?[ \t]{0,4}[:=]|\bbasic\b)[ \t]{0,4}["']?(?<secret>[A-Za-z0-9+/]{8,1024}={0,2})/dgi,
    test: (secret) => /^[\x20-\x7e]{1,200}:[\x20-\x7e]{2,}$/.test(Buffer.from(secret, 'base64').toString('latin1')),
  },
  // auth=('user', 'secret')
  {
    holds: ['auth'],
    pattern:
      /\bauth["']?\s{0,4}[=:]\s{0,4}\(\s{0,4}["'][^"'\n]{1,128}["']\s{0,4},\s{0,4}["'](?<secret>[^"'\n]{3,256})["']/dg,
    test: (secret) => isSecretValue(secret, 'password', 'quoted'),
  },
  {
    holds: ['auth('],
    pattern:
      /\bbasic_?auth\(\s{0,4}["'][^"'\n]{1,128}["']\s{0,4},\s{0,4}(?:Some\()?["'](?<secret>[^"'\n]{3,256})["']/dgi,
    test: (secret) => isSecretValue(secret, 'password', 'quoted'),
  },
  // ConvertTo-SecureString "secret"
  {
    holds: ['convertto-securestring'],
    pattern:
      /ConvertTo-SecureString[ ]{1,4}(?:-(?:String|AsPlainText|Force)[ ]{1,4}){0,3}["'](?<secret>[^"'\n]{3,256})["']/dgi,
    test: (secret) => isSecretValue(secret, 'password', 'quoted'),
  },
  // Files of routers, mail and dial-up: enable secret 0 secret, snmp-server community secret RO, [host]:587 user:secret, user:{PLAIN}secret, user * secret *
  {
    holds: ['enable '],
    pattern: /\benable[ ]{1,4}(?:secret|password)[ ]{1,4}(?:level[ ]\d{1,2}[ ])?\d[ ]{1,4}(?<secret>\S{4,256})/dg,
  },
  {
    holds: ['snmp-server'],
    pattern: /\bsnmp-server[ ]{1,4}community[ ]{1,4}(?<secret>(?!public\b|private\b)\S{4,64})/dg,
  },
  {
    holds: [':'],
    pattern:
      /(?<=^|[ \t])\[?[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}\]?:\d{2,5}[ \t]{1,40}[\w.@+-]{1,64}:(?<secret>\S{4,128})$/dgm,
  },
  {
    holds: ['pre-shared-key', 'password', 'isakmp', '-server'],
    pattern:
      /\b(?:pre-shared-key|(?:chap|pap|ftp)[ ](?:sent-username[ ]\S{1,64}[ ])?password|isakmp[ ]key|(?:tacacs|radius)-server[ ][^\n]{0,60}?\bkey|plain-text-password-value)(?:[ ](?:local|remote|ascii-text|hexadecimal|\d)){0,2}[ ]{1,4}["']?(?<secret>[^\s"']{4,128})/dg,
    test: (secret) => isSecretValue(secret, 'password', 'loose'),
  },
  { holds: [':{plain}', ':{cleartext}'], pattern: /:\{(?:PLAIN|CLEARTEXT)\}(?<secret>[^\s:"']{3,128})/dgi },
  {
    holds: ['*'],
    pattern:
      /^[ \t]{0,8}["']?(?=[\d.]{0,64}[A-Za-z_])[\w.@-]{1,64}["']?[ \t]{1,8}\*[ \t]{1,8}["']?(?<secret>[^\s"'*]{6,128})["']?(?:[ \t]{1,8}\*)?$/dgm,
    test: (secret) => isDevised(secret) || isSecretValue(secret, 'password', 'word'),
  },
  { holds: ['<auth-user-pass>'], pattern: /<auth-user-pass>\s{1,8}\S{1,64}\s{1,8}(?<secret>[^\s<]{3,128})/dg },
  // What protocols send: AUTH user secret, a1 LOGIN user secret, PASS secret, IDENTIFY secret
  {
    holds: ['auth', 'pass', 'identify'],
    pattern:
      /(?:\bAUTH[ ](?:[\w-]{1,32}[ ])?|^(?:[CS>]:?[ ])?PASS[ ]|\bIDENTIFY[ ](?:\w{1,32}[ ])?)(?<secret>[^\s"']{8,128})$/dgm,
    test: (secret) => !/[/.]/.test(secret) && isSecretValue(secret, 'password', 'loose'),
  },
  {
    holds: ['login'],
    pattern: /\b[A-Za-z]{0,2}\d{1,5}[ ]LOGIN[ ]["']?[^\s"']{1,80}["']?[ ]["']?(?<secret>[^\s"']{4,128})/dg,
    test: (secret) => isSecretValue(secret, 'password', 'loose'),
  },
  // u: user p: secret, -u user -p secret (what is apart from -p is a database to MySQL), user/pass: user/secret, basic auth is user:secret, user:secret@tcp(host), connect user/secret
  {
    holds: ['-u', 'u:', 'user', 'auth', 'conn'],
    pattern:
      /(?:(?<![\w-])(?:-u|[uU]:)(?<!\b(?:mysql|mariadb)\w{0,8} [^\n|;&]{0,200})[ ]?[\w.@-]{1,64},?[ ]{1,3}(?:-p|[pP]:|pw:)[ ]{0,2}|\buser(?:name)?[/:]pass(?:word)?["']?[ ]?[:=]?[ ]{0,2}[\w.@-]{1,64}[/:]|(?:\bbasic[ -]auth|(?<![\w-])--auth)["']?(?:[ ](?:is|with|as|user))?[ :=]{1,3}["']?[\w.@-]{1,64}:|(?<![\w./-])conn(?:ect)?[ ]{1,4}[\w$#]{1,64}\/)["'`]?(?<secret>[^\s"'`,;/@]{4,128})/dgi,
    test: (secret) => !/^[\d:]+$|\.[a-z]{1,5}$/.test(secret) && isSecretValue(secret, 'password', 'loose'),
  },
  { holds: ['@tcp(', '@unix('], pattern: /(?<![\w.-])[\w.-]{1,64}:(?<secret>[^\s:@/"'<>]{3,128})@(?:tcp|unix)\(/dg },
  {
    holds: ['chpasswd'],
    pattern:
      /\bchpasswd\b[^\n]{0,40}\n(?:[^\n]{0,60}\n){0,3}?[ \t]{0,40}[\w.-]{1,32}:(?<secret>[^\s:"']{3,128})(?=\s|$)/dg,
    test: (secret) => isSecretValue(secret, 'password', 'loose'),
  },
  // private: what a private key in DER begins with
  {
    holds: ['private'],
    pattern:
      /\b(?:[Pp]rivate|PRIVATE)\b[^\n]{0,24}?[:=\s"'`(]{1,4}(?<secret>M(?:I[IG]|HcCAQEE|C4CAQAw)[A-Za-z0-9+/]{20,8192}={0,2})/dg,
    test: (secret) => isDrawn(secret),
  },
  // What databases take for a secret by its place
  { holds: ['sp_addlogin'], pattern: /\bsp_addlogin\s{1,4}N?'[^'\n]{1,64}',\s{0,4}N?'(?<secret>[^'\n]{3,128})'/dgi },
  {
    holds: ['pragma', 'attach'],
    pattern:
      /\b(?:PRAGMA\s{1,4}(?:hexkey|(?:re)?key)\s{0,4}=\s{0,4}|ATTACH\b[^\n;]{1,200}?\bKEY\s{1,4})["'](?<secret>[^"'\n]{3,256})["']/dgi,
  },
  {
    holds: ['user '],
    pattern:
      /\buser[ ][\w.-]{1,64}(?:[ ]\w{4,12}){0,2}[ ](?:on|off)(?:[ ](?:\w{4,12}|[~&+%@-][^\s>]{0,40})){0,6}[ ]>(?<secret>[^\s>]{4,128})/dg,
  },
  // Those of routers, weakly hidden, and what a CI job is told to hide
  { holds: [' 7 '], pattern: /\b(?:password|key|secret)[ ]7[ ](?<secret>[\dA-Fa-f]{6,128})(?!\w)/dg },
  { holds: ['::add-mask::'], pattern: /::add-mask::(?<secret>[^\s$]{4,512})/dg },
  { holds: ['issecret=true'], pattern: /;issecret=true[^\]\n]{0,80}\](?<secret>[^\s$(][^\s]{2,512})/dgi },
  {
    holds: ['key'],
    pattern: /["']key["'][ ]?:[ ]?["'](?<secret>[A-Za-z0-9]{32,256})["']/dg,
    test: (secret) => isDrawn(secret),
  },
  // Authorization: Digest, AWS4-HMAC-SHA256 and their like
  {
    holds: ['response=', 'signature=', 'credential='],
    pattern: /\b(?:response|Signature|Credential)=["']?(?<secret>[\w/+=-]{20,512})/dg,
    test: (secret) => isSecretValue(secret, 'strict', 'tight'),
  },
]

/** Secrets that their place gives away. */
export const places: Place[] = [...addresses, ...written, ...remarks]

/** Where a text has secrets that their place gives away. */
export function findPlaces(text: string): Range[] {
  const found: Range[] = []
  const small = text.toLowerCase()
  for (const { holds, pattern, test } of places) {
    if (holds && !holds.some((part) => small.includes(part))) continue
    for (const match of text.matchAll(pattern)) {
      const secret = match.groups?.secret as string
      if (!test || test(secret)) found.push(rangeOf(match))
    }
  }
  return [...found, ...findCommandSecrets(text), ...findClusterSecrets(text)]
}

const rangeOf = (match: RegExpExecArray): Range => match.indices?.groups?.secret ?? [0, 0]

const longestBlock = 8192

/** The values under `data:` of a Kubernetes Secret. */
function findClusterSecrets(text: string): Range[] {
  const found: Range[] = []
  if (!/kind["']?:[ \t]{0,64}["']?Secret\b/.test(text)) return found
  let next = 0
  for (const { index } of text.matchAll(/(?:data|stringData)["']?:/gi)) {
    if (index < next) continue
    next = index + longestBlock
    const block = text.slice(index, next)
    for (const pair of block.matchAll(
      /[\w.-]{1,128}["']?:[ \t]{0,4}["']?(?<secret>[A-Za-z0-9+/]{8,4096}={0,2})(?=["'\s,}]|$)/dg,
    )) {
      const [from, to] = rangeOf(pair)
      if (looksRandom(block.slice(from, to)) || block[to - 1] === '=') found.push([index + from, index + to])
    }
  }
  return found
}
