import type { Range } from './ranges.ts'
import { isDevised, isGenerated } from './value.ts'

/** What people call a password, in the languages in which most is said about them; what opens something; and a changed one. */
const name =
  /(?<![\p{L}\p{N}])(?:[\p{L}-]{0,24}(?:passwor[dt]s?|passphrase|passcode|kennwort|geheimnis|schlüssel|mots? de passe|mdp|contraseña|clave|secret|secreto|\bpw|credentials|creds|zugang|zugangsdaten|identifiants?|credenciales|log(?:ge|gen)?[ -]?(?:in|dich ein)|root|admin|usuario|connexion|wachtwoord|senha|parola|salasana|jelszó|lösenord(?:et)?|passord(?:et)?|adgangskoden?|kodeord(?:et)?)|парол\p{L}{1,3}|has(?:ło|ła|łem)|hesl[aoe]m?|şifre\p{L}{0,3}|wi-?fi|wlan|вай-?фай|(?:old|new|current|default|temp|db|my|his|her|their|the) pass|keys? to the|keypad)(?![\p{L}\p{N}])|密[码碼]|口令|パスワード|비밀번호|암호/giu
/** What is typed in, and who asks for it: a word that all sorts of characters are in is what is asked for. */
const typed =
  /(?<![\p{L}\p{N}-])(?:types?|enters?|use|accepts?|wants?|tape[rz]?|saisi[rs]?\p{L}{0,3}|gib|tippe|eingeben|digit[eai]r?|inserisci|pon|escribe|teclea|insira|typ|vul|skriv|wpisz|zadej|gir|введи(?:те)?|набери(?:те)?)(?=[ ])/giu

const longestSentence = 96
const mostWords = 7
const fewWords = 4
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

/** Of letters in both cases, figures and a sign among them that no word or name has: no keys (`Ctrl+F12`), issue (`Bug#1234`) or code of an address (`%20`). */
const isMixed = (word: string): boolean =>
  word.length >= 8 &&
  [/\p{Lu}/u, /\p{Ll}/u, /\d/, /.[!#$%^~?]/].every((sort) => sort.test(word)) &&
  word.replace(/\P{L}/gu, '').length >= 4 &&
  !/[\s/\\:()[\]{}<>,;|"'`=@]|%[\da-f]{2}|\d\.\d/i.test(word) &&
  !/^\p{L}+#(?:\d+$|\p{Ll})/u.test(word)

/** Two names and a number: `Heron-Blue-7781`, `Basil4411Quail`. */
const isTwoNames = (word: string): boolean =>
  /^\p{Lu}\p{Ll}{2,15}(?:[-_.]\p{Lu}\p{Ll}{2,15}[-_.]?\d{2,4}|\d{2,4}\p{Lu}\p{Ll}{2,15})$/u.test(word) &&
  !/[-_.](?:19|20)\d\d$/.test(word)

const isNearName = (word: string): boolean => standsOut(word) || isMixed(word) || isTwoNames(word)

/** A word that is a secret: all of it, what is behind `user:`, or in front of a file's ending. */
function secretOf(word: string, at: number, isOne: (word: string) => boolean): Range | undefined {
  const behindUser = /^[\w.-]{1,32}:(?=.)/.exec(word)?.[0].length ?? 0
  const bare = word.slice(behindUser).replace(/[.:]+$|\.(?:txt|md|env|log|json|ya?ml)$/, '')
  return isOne(bare) ? [at + behindUser, at + behindUser + bare.length] : undefined
}

/**
 * Every word that is looked for is in one of these, with a figure, a capital and a small letter, of whatever script. Few texts have one; the names above
 * are compiled for the first that has, which takes 13 ms, a tenth of what a hook may.
 */
const longRuns = /[^\s"'`,;()«»„“”]{8,}/g
const sorts = [/\d/, /[A-Z\u0080-\uffff]/, /[a-z\u0080-\uffff]/]
const hasCandidate = (text: string): boolean =>
  text.match(longRuns)?.some((run) => sorts.every((sort) => sort.test(run))) ?? false

/** Where a sentence that names a password has a word that stands out, behind the name or before it; and what is typed in. */
export function findNearby(text: string): Range[] {
  if (!hasCandidate(text)) return []
  return [...findAround(text, name, mostWords, isNearName), ...findAround(text, typed, fewWords, isMixed)]
}

function findAround(text: string, named: RegExp, most: number, isOne: (word: string) => boolean): Range[] {
  const found: Range[] = []
  for (const { index, 0: match } of text.matchAll(named)) {
    const end = index + match.length
    const behind = text.slice(end, end + longestSentence).split('\n')[0] as string
    const before = text
      .slice(Math.max(0, index - longestSentence), index)
      .split('\n')
      .at(-1) as string
    const near = [
      ...[...behind.matchAll(words)].slice(0, most).map((word) => ({ word, from: end })),
      ...[...before.matchAll(words)].slice(-most).map((word) => ({ word, from: index - before.length })),
    ]
    for (const { word, from } of near) {
      const range = secretOf(word[0], from + word.index, isOne)
      if (range) found.push(range)
    }
  }
  return found
}
