import type { Range } from './ranges.ts'

/** A key of 16,384 bits has 13 kB in its armour; what is longer is not one. */
const longestKey = 32_768

const begin =
  /-{4,5}[ ]?BEGIN[ +][A-Z0-9 +]{0,60}PRIVATE[ +]KEY(?:[ +]BLOCK)?[ ]?-{4,5}|-{5}BEGIN OpenVPN (?:Static key V\d|tls-crypt-v2 (?:client|server) key)-{5}|PuTTY-User-Key-File-\d:|"d"\s{0,4}:\s{0,4}"(?=[\w-]{40})/g
const end =
  /-{4,5}[ ]?END[ +][A-Z0-9 +]{0,60}PRIVATE[ +]KEY(?:[ +]BLOCK)?[ ]?-{4,5}|-{5}END OpenVPN (?:Static key V\d|tls-crypt-v2 (?:client|server) key)-{5}|Private-MAC: [0-9a-f]+/g
/** What each of these has in it, and few texts have. */
const anyKey = /----|PuTTY-User|"d"|Private-MAC/

/** Where a text has private keys in armour, of any kind, whole or cut off at either end. */
export function findPrivateKeys(text: string): Range[] {
  if (!anyKey.test(text)) return []
  const headers = [...text.matchAll(begin)]
  const footers = [...text.matchAll(end)]
  const found: Range[] = []
  let footer = 0
  let next = 0
  for (const [place, { index, 0: header }] of headers.entries()) {
    if (index < next) continue
    const from = index + header.length
    const following = headers[place + 1]?.index ?? text.length
    while (footer < footers.length && (footers[footer] as RegExpExecArray).index < from) footer++
    const closing = footers[footer]
    const closed = closing && closing.index <= following && closing.index - from <= longestKey
    next = closed
      ? closing.index + closing[0].length
      : from + (armour.exec(text.slice(from, Math.min(from + longestKey, following)))?.[0].length ?? 0)
    found.push([index, next])
  }
  for (const { index, 0: closing } of footers) found.push([beginOfKey(text, index), index + closing.length])
  return found
}

/** Lines of base64 and headers, parted by line ends, escaped ones, or the blanks that they became. */
const armour =
  /^(?:(?:\\[nrt]|[\s"',>|*#])*(?:(?:Proc-Type|DEK-Info|Version|Comment|Encryption|Hash|Private-Lines|Public-Lines): ?[^\s]+(?: [A-Z]+)?|[A-Za-z0-9+/=_-]{16,}))*(?:(?:\\[nrt]|[\s"',>|*#])*[A-Za-z0-9+/]+={1,2}|(?:\\[nrt]|[\s"',>|*#])*[A-Za-z0-9+/]{1,64}$)?/

/** What is left of a key whose beginning was cut off. */
function beginOfKey(text: string, footer: number): number {
  let from = footer
  const least = Math.max(0, footer - longestKey)
  while (from > least) {
    const word =
      /(?:[A-Za-z0-9+/]{4,}={0,2})?(?:\\[nrt]|[\s"',>|*#])*$/.exec(
        text.slice(Math.max(least, from - 512), from),
      )?.[0] ?? ''
    const body = word.replace(/(?:\\[nrt]|[\s"',>|*#])*$/, '')
    const whole = body.length >= 32 || (from === footer && (body.length >= 16 || body.endsWith('=')))
    if (!whole) break
    from -= word.length
  }
  return from
}
