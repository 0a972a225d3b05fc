import { isDevised, isDrawn, isGenerated, isPart, isProduct, isSecretValue, isSized } from './value.ts'

/** What is called by a technical word (`AES-256-GCM`, `Ctrl+Shift+F5`, `Bug#1234`). */
const isTechnical = (word: string): boolean =>
  isProduct(word) ||
  isPart(word) ||
  isSized(word) ||
  /^(?:ctrl|cmd|shift|alt|option|win|meta|strg)\+|^(?:bug|issue|ticket|fix|case|story|task|pull|build|run|job)#|^(?:argon|bcrypt|scrypt|sha|oauth|base|utf|sec|py|es)-?\d/i.test(
    word,
  )

/** What has a version, a ticket or a file in it, or a character that is only written out (`Vault-1.15`, `Debian-12`, `OPS-331`, `Login_v2`, `a%20b`). */
const isCalledSo = (word: string): boolean =>
  isTechnical(word) ||
  /\d\.\d|^[A-Z]{2,}[-_]?\d|^[A-Z][A-Za-z]+-\d{1,2}$|^\$|\$\d$|\.[a-z]{1,4}$|^[a-z][^@]*@\d/.test(word) ||
  /(?:^|[-_.])v\d|%(?:2[\da-f]|3[a-f]|40|5[b-e]|7[b-d])(?!\d)/i.test(word)

/** A word with A for its capitals, a for its other letters and 0 for its figures: to name classes of Unicode's in an expression makes it slow to compile. */
function drawn(word: string): string {
  if (word !== last.word) {
    const shape = word.replace(/\w|[^\0-\x7f]/g, (sign) => {
      if (sign === '_') return sign
      if (sign >= '0' && sign <= '9') return '0'
      return sign === sign.toLowerCase() ? 'a' : 'A'
    })
    last = { word, shape }
  }
  return last.shape
}
/** One word is asked about by many. */
let last = { word: '', shape: '' }

/** Two names or more and a number: `Heron-Blue-7781`, `Basil4411Quail`. */
const isNames = (word: string): boolean =>
  /^Aa{2,15}(?:(?:[-_.]Aa{2,15}){1,3}[-_.]?0{2,4}|0{2,4}Aa{2,15})$/.test(drawn(word)) &&
  !/[-_.](?:19|20)\d\d$/.test(word)

/** Of letters in both cases, figures and a sign among them that no word or name has. */
const isMixed = (word: string): boolean =>
  /^(?=.*A)(?=.*a)(?=.*0)(?=.+[!#$%^~?])(?=(?:[^Aa]*[Aa]){4})(?!A?a+#(?:0+$|a))[^\s/\\:()[\]{}<>,;|"'`=@]{8,}$/.test(
    drawn(word),
  )

/** A name with a sign between it and a number or a word with one (`Ekorre+6623`, `Copper*Kettle9`), or with a number that no release has (`Mokus_6618`). */
const isMarked = (word: string): boolean =>
  !/_(?:19|20)\d\d$/.test(word) &&
  /^(?:A[Aa._-]{2,}(?:[!*&^?~%$#+@]0{2,6}a?|[!*&^?%@~][Aa]{3,}0{1,4}|_0{3,6}a?|[.-]0{3,6}a|\.0{4})|a[Aa._-]{2,}[!*^][Aa]*0{1,4})$/.test(
    drawn(word),
  )

/** Of a one-time password, in base 32. */
const isSeed = (word: string): boolean => /^(?=[A-Z]*[2-7])[A-Z2-7]{16,64}$/.test(word) && !isTechnical(word)

/** Of letters and figures that take turns. */
const isTangled = (word: string): boolean =>
  word.length <= 24 && isDrawn(word) && (drawn(word).match(/[Aa](?=0)|0(?=[Aa])/g) ?? []).length >= 4

/** What can be nothing but a password wherever it is: a name, a sign that no ordinary text has there, and a number; or a sign among letters and figures. */
export const isUnmistakable = (word: string): boolean =>
  (/^[A-Z\d]{4,8}-/.test(word) && isGrouped(word)) ||
  (!isCalledSo(word) &&
    !/%2\d|[*&+~](?:19|20)\d\d$/.test(word) &&
    (/^Aa{2,15}(?:[!?$%^]0{2,6}a?|[~*&+]0{3,6})$/.test(drawn(word)) ||
      (/^(?=.*[a-z].*[!^~])[^\W_]{3,}[!^~][^\W_]{3,}$/.test(word) && isMixed(word))))

/** What is as likely a release, a page, a room or an identifier: `Chrome-130`, `Vault_KV2`, `Lapa_14`, `x509Name`, `errors_1.Missing`. */
export const isRelease = (word: string): boolean =>
  /^A[Aa]*(?:-0{1,3}|[-_]A*0{1,2}(?:-a+)?)$/.test(drawn(word)) || /^\D+(?:19|20)\d\d$|^[a-z\d][\w.]*$/.test(word)

/** What can be nothing but a password wherever somebody types it in. */
export const isSigned = (word: string): boolean => !isCalledSo(word) && (isMixed(word) || isMarked(word))

/** Groups of one length, of letters in one case and figures, as licences and seeds are typed in; of a hash's characters alone it is a fingerprint. */
export function isGrouped(word: string): boolean {
  const parts = word.split(/[ -]/)
  return (
    (parts.length >= 4 || (parts.length === 3 && word.length >= 17)) &&
    parts.every((part) => part.length === parts[0]?.length) &&
    parts.filter((part) => /\d/.test(part) && /[a-z]/i.test(part)).length >= 2 &&
    /^(?=.*[g-z])[a-z\d]+$|^(?=.*[G-Z])[A-Z\d]+$/.test(parts.join(''))
  )
}

/** What can be nothing but a password wherever a sentence about one has it. */
export const isStrong = (word: string): boolean =>
  isSeed(word) ||
  isGrouped(word) ||
  (!isCalledSo(word) &&
    (isMixed(word) ||
      isMarked(word) ||
      isNames(word) ||
      isGenerated(word) ||
      isTangled(word) ||
      (/^[A-Z].*(?:\d{2}|[!?#$%&*])$/.test(word) &&
        word.replace(/[^A-Za-z]/g, '').length >= 8 &&
        isDevised(word) &&
        !isRelease(word))))

/** Words of no code with dots between them: `kalns.upe.jura77`. */
const isInRow = (word: string): boolean =>
  /^(?!(?:com|org|net|io|www|self|this)\.)(?:[a-z]{3,}\.){2,5}[a-z]{3,}\d{2,4}$/.test(word)

/** What may be one where the sentence gives it as the password. */
export const isWeak = (word: string): boolean =>
  word.length >= 6 &&
  !isCalledSo(word) &&
  // `config.Password1` is code.
  (!/[.$]/.test(word) || isSecretValue(word, 'password', 'loose') || isInRow(word)) &&
  ((isDevised(word) && !/^[A-Za-z]+\d{1,2}$/.test(word)) ||
    /^a{3,}(?:[-.]a{3,}){1,5}-?0{2,4}$|^(?=a*A)[Aa]+0+[Aa]+$|^[Aa]{6,}0{2,4}[!#$%&*]$/.test(drawn(word)) ||
    /^(?=.*\d.*[a-z].*\d)[a-z\d]{4,5}(?:-[a-z\d]{4,5}){2,}$/i.test(word))
