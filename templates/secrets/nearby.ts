import type { Range } from './ranges.ts'
import { isDevised, isGenerated } from './value.ts'

/** What people call a password, in the languages in which most is said about them. */
const name =
  /(?<![\p{L}\p{N}])[\p{L}-]{0,24}(?:passwor[dt]s?|passphrase|passcode|kennwort|geheimnis|schlüssel|mots? de passe|mdp|contraseña|clave|secret|secreto|\bpw|credentials|creds|zugang|zugangsdaten|identifiants?|credenciales|log(?:ge|gen)?[ -]?(?:in|dich ein)|root|admin|usuario|connexion)(?![\p{L}\p{N}])/giu

const longestSentence = 96
const mostWords = 7
const words = /[^\s"'`,;()«»„“”]{1,64}/g

/**
 * What can be nothing but a password wherever a sentence about one has it: words with a sign or capitals between them and figures behind, or characters
 * of all sorts. Releases (`Python3.11`) and sections have less of it.
 */
const standsOut = (word: string): boolean =>
  isGenerated(word) ||
  (/^[A-Z]/.test(word) &&
    /(?:\d{2}|[!?#$%&*])$/.test(word) &&
    !/\d\.\d|https?:|^[A-Z]{2}/.test(word) &&
    word.replace(/[^A-Za-z]/g, '').length >= 8 &&
    isDevised(word))

/** A word with what stands out in it: all of it, or what is behind `user:`. */
function secretOf(word: string, at: number): Range | undefined {
  const behindUser = /^[\w.-]{1,32}:(?=.)/.exec(word)?.[0].length ?? 0
  const bare = word.slice(behindUser).replace(/[.:]+$/, '')
  return standsOut(bare) ? [at + behindUser, at + behindUser + bare.length] : undefined
}

/** Where a sentence that names a password has a word that stands out, behind the name or before it. */
export function findNearby(text: string): Range[] {
  const found: Range[] = []
  for (const { index, 0: named } of text.matchAll(name)) {
    const end = index + named.length
    const behind = text.slice(end, end + longestSentence).split('\n')[0] as string
    const before = text
      .slice(Math.max(0, index - longestSentence), index)
      .split('\n')
      .at(-1) as string
    const near = [
      ...[...behind.matchAll(words)].slice(0, mostWords).map((word) => ({ word, from: end })),
      ...[...before.matchAll(words)].slice(-mostWords).map((word) => ({ word, from: index - before.length })),
    ]
    for (const { word, from } of near) {
      const range = secretOf(word[0], from + word.index)
      if (range) found.push(range)
    }
  }
  return found
}
