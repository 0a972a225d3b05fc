import { kindOfName, type NameKind } from './name.ts'

/** How a value was written behind its name: `"…"`, `=…` without a blank, loosely, as a sentence has it, or as the next word, with nothing that gives it. */
export type Manner = 'quoted' | 'tight' | 'loose' | 'word'

/** What stands for a value, or says something about one: in code, in forms, in prose. */
const literals = new Set(
  `true false null none nil undefined nan yes no on off empty missing invalid valid expired required optional needed hidden masked redacted removed include same-origin
  unset set unknown string str number integer int boolean bool object array any void char varchar text bytes password passwd passphrase secret token
  key apikey auth login user username admin-only value default example sample test dummy placeholder changeme change-me todo tbd fixme enabled
  disabled bearer basic digest await new this self return typeof function async const let var import from env file stdin prompt ask never always
  option options flag argument parameter field header prompt sha1 sha256 sha512 md5 bcrypt scrypt argon2 argon2id base64 oauth2 openid2 pbkdf2 utf8
  n/a na ok wrong correct incorrect failed success allowed denied refused pass fail passed failed skip skipped passing failing warn warning block blocked accepted rejected not is was are has the a an`.split(
    /\s+/,
  ),
)

/** Whether a word stands for a secret in an example. */
export const isPlaceholder = (value: string): boolean => literals.has(value.toLowerCase())

/** Words that a sentence has and a passphrase has not. */
const proseWords =
  /\b(?:the|an?|is|are|was|were|be|been|must|may|can|could|should|shall|will|not|no|your|you|our|my|its|their|this|that|these|which|enter|please|for|from|with|without|of|to|in|on|at|by|as|or|and|if|when|where|has|have|had|does|do|did|it|we|they|after|before|than|only|see|ask|via)\b/i

/** Whether a word is one of those. */
export const isProse = (word: string): boolean => proseWords.exec(word)?.[0] === word

/** References to a value that is kept elsewhere, and what already is in the place of one. */
const reference =
  /^(?:\$[\w{(<:[]|%[\w.]+(?:\([\w.:-]+\))?%$|%\(\w+\)s?$|\{\{|<[^>]*>?$|\[[^\]]*\]?$|\{[\w.$ -]*\}?$|@[\w.-]+@$|\*{3,}|x{3,}$|\.{2,}|…|_{3,}$|-+$|env:\w|\(\w|ENC\[|vault:|op:\/\/|secretKeyRef|arn:aws:|projects\/)/i

/** `process.env.TOKEN`, `config.get('x')`, `getToken()`: an expression, whose words hold no digits inside. */
const expression =
  /^[!&*]?[A-Za-z_$]+\d{0,2}(?:(?:\?\.|::|->|\.)[A-Za-z_$]+\d{0,2})+(?:[([;,?!]|$)|^[!&*]?[\w$.]{1,80}\(|^[A-Za-z_$]+\[|^[a-z_$]{1,2}(?:,\.{3}|[})\]].*[=;(])/
/** A type, by how many bits it has: `Uint8Array`. */
export const isSized = (word: string): boolean =>
  /^(?:[A-Z][a-z]+)+(?:8|16|32|64|128|256|512)(?:[A-Z][a-z]+)*$/.test(word)
const location =
  /^(?:~?\/|\.{1,2}\/|[A-Za-z]:\\|https?:\/\/[^\s:@]*$)[\w./\\~@%+-]*|\.(?:json|ya?ml|pem|key|crt|txt|ts|js|md|env|toml|ini|conf|cfg|sh|py)$/i
const dateOrNumber = /^[+-]?[\d.,:_/TZ-]+(?:[a-zA-Z%]{1,3})?$/

/** Words that say what somebody has to fill in: `changeme-or-leave-empty`. */
const isFilledIn = (value: string): boolean =>
  /^(?:change-?me|replace|your|insert|enter|placeholder|example|todo|fixme|fill|put)(?:[-_ .][a-z]+)+$/i.test(value)

/** Whether a value that is given to a name of that kind is a secret, and not a word about one, a reference or code. */
export function isSecretValue(value: string, kind: NameKind, manner: Manner): boolean {
  const bare = value.replace(/^[(]+|[.,:!?)\]]+$/g, '')
  if (bare.length < (kind === 'password' ? 3 : 8) || literals.has(bare.toLowerCase())) return false
  if (reference.test(bare) || isFilledIn(bare)) return false
  // No secret begins with the sign of a directory.
  if (/^(?:~|\.{1,2})\//.test(bare)) return false
  if (manner === 'word') return isWord(bare, kind)
  if (kind === 'strict')
    return /^[\w+/=.:%~-]{16,}$/.test(bare) && looksRandom(bare) && !uuid.test(bare) && !expression.test(bare)
  if (/\s/.test(bare)) return manner === 'quoted' && isPhrase(bare, kind)
  if (manner !== 'quoted' && isSized(bare)) return false
  if (manner !== 'quoted' && expression.test(bare) && !(kind === 'password' && isDotted(bare))) return false
  // A file may be called by what is in it: `password=Heron-Blue-77.env`.
  const isFileOfOne = kind === 'password' && manner === 'tight' && isDevised(bare.replace(/\.\w{1,4}$/, ''))
  if (location.test(bare) && !looksRandom(bare) && !isFileOfOne) return false
  if (kind === 'password') return isPassword(bare, manner)
  return (
    looksRandom(bare) ||
    (kind === 'secret' && (manner !== 'loose' || bare.length >= 8) && isDevised(bare)) ||
    (manner !== 'loose' &&
      bare.length >= 12 &&
      /[A-Za-z]/.test(bare) &&
      /[\d!@#$%^&*+/=]/.test(bare) &&
      !wordlike(bare))
  )
}

/** What can be nothing but a secret as the next word of a sentence. */
const isWord = (value: string, kind: NameKind): boolean =>
  kind === 'password'
    ? isNameAndNumber(value) ||
      (value.length >= 10 && isDrawn(value)) ||
      (value.length >= 8 && isDevised(value)) ||
      isGenerated(value) ||
      mixedCase(value) ||
      hexadecimal.test(value)
    : value.length >= 16 &&
      (isDrawn(value) ||
        isBase32(value) ||
        (kind !== 'strict' && (hexadecimal.test(value) || uuid.test(value))) ||
        (kind === 'secret' && isDevised(value)))

/** Keys of 128, 192 or 256 bits; what has 160 is the hash of a commit as well. */
const hexadecimal = /^(?=.*\d)(?=.*[a-f])(?:[\da-f]{32}|[\da-f]{48}|[\da-f]{64})$/
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Of characters of all sorts, as a program makes up a password; what is between brackets is code. */
export const isGenerated = (value: string): boolean =>
  /^[^\s"'`()[\]{}\\]{10,64}$/.test(value) &&
  [/[a-z]/, /[A-Z]/, /\d/, /[^\p{L}\w.,:;/-]/u].every((sort) => sort.test(value)) &&
  !/<.*>|[a-z]{5}|=[^=]|:\/\//.test(value)

/**
 * As people make up passwords: words with a number, and with a sign or capitals between them (`Harbor-kiwi83`, `tin!harbor7`). What is called by
 * a technical word at its beginning (`OAuth2-style`) is none.
 */
export function isDevised(value: string): boolean {
  if (!/[a-z]/.test(value) || !/\d/.test(value) || /[\s/\\:()[\]{}<>,;|"'`]/.test(value)) return false
  const first = value.split(/[^A-Za-z0-9]/)[0] as string
  if (first.length > 1 && literals.has(first.toLowerCase())) return false
  return /[!@#$%^&*~?+]/.test(value.slice(1, -1)) || (/[A-Z]/.test(value) && /[a-z][A-Z]|[^A-Za-z0-9]/.test(value))
}

/** Roots of expressions: `config.Password1` is code, `Harbor.Kiwi83` is none. */
const roots =
  /^(?:self|this|props|state|args?|argv|params?|opts?|options?|conf|cfg|config\w*|settings?|env|process|os|req|request|res|response|ctx|context|data|body|form|user|account|inputs?|outputs?|module|local|vars?|values|secrets?|event|payload|row|record|item|result|json|system|app|client|server|db|database|auth|cred\w*|login|session|store|vault|faker|fixtures?|test|mock|steps|needs|matrix|github|each|model|entity|dto|example|crypto|util\w*|string|math)$/i

/** Words with dots between them and a number behind the last, which no name of a field is. */
const isDotted = (value: string): boolean =>
  /^\w+(?:\.\w+)+$/.test(value) &&
  /(?:^|\.)[A-Z][a-z]+\d*(?:\.|$)/.test(value) &&
  /\d$/.test(value) &&
  value.split('.').every((part) => !roots.test(part) && kindOfName(part) === undefined)

/** Of capitals, small letters and digits in no order: neither a word nor a hash. */
export const isDrawn = (value: string): boolean =>
  /^[\w+/=.~-]+$/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value) && looksRandom(value)

/** As seeds of one-time passwords are written. */
const isBase32 = (value: string): boolean =>
  /^(?=[A-Z]*[2-7]+[A-Z]+[2-7])[A-Z2-7]{16,}={0,6}$/.test(value) && looksRandom(value)

function isPassword(value: string, manner: Manner): boolean {
  if (dateOrNumber.test(value)) return /^\d+$/.test(value) && value.length >= (manner === 'loose' ? 6 : 4)
  const plain = /^[A-Za-z]?[a-z]+$|^[A-Z]+$/.test(value)
  if (manner === 'quoted') return !plain || value.length >= 6
  if (manner === 'tight') return plain ? value.length >= 6 : !camelCase.test(value)
  if (isProduct(value) || isPart(value)) return false
  // A sentence continues with words: what has a digit or a sign inside is not one of them.
  if (mixedCase(value)) return true
  if (value.length < 5 || !/[A-Za-z]/.test(value) || !/[\d!@#$%^&*+=?~]/.test(value)) return false
  return !wordlike(value) || /^[A-Za-z]+\d{1,4}$/.test(value) || isDevised(value) || isNumbered(value)
}

/** A part of a document, a list of work or a house, by its number; and what is listed by an id: an advisory. */
export const isPart = (word: string): boolean =>
  /^(?:GHSA(?:-[\da-z]{4}){3}|CVE-\d{4}-\d{4,7})$|^(?:issue|ticket|story|task|step|page|part|item|line|option|phase|sprint|release|section|chapter|level|node|test|case|draft|build|slide|note|table|form|field|group|room)s?[-_]\d+$/i.test(
    word,
  )

/** A word and a number that are one where a sign gives them (`tanuki-8812`, `chloe481`). */
export const isNumbered = (word: string): boolean =>
  (/^[a-z]{4,}[-_]\d{2,6}$/.test(word) && !isPart(word)) || isNameAndNumber(word)

/** What another writing puts in front of a word. By itself: with `i`, V8 takes 3 ms to find the other cases of all that is not ASCII. */
const foreignBeginning = /^[^\0-\x7f]{1,3}-?/
const products =
  /^(?:[bs]crypt|argon|pbkdf|(?:bit|vault)warden|keepass|openssl|postgres(?:ql)?|mysql|mariadb|mongodb|redis|sqlite|kafka|keycloak|vault|docker|nginx|node|python|java|php|ruby|rails|windows|macos|ios|android|ubuntu|debian|fedora|chrome|firefox|safari)\d{1,4}$/i

/** A product with its version, also behind what another writing puts in front of a word: `bcrypt12`, `PostgreSQL16`. */
export const isProduct = (word: string): boolean =>
  /^[A-Z][a-z]+[A-Z]{2,}\d{1,4}$/.test(word) || products.test(word.replace(foreignBeginning, ''))

/** A name with a number right behind it (`chloe481`), as nothing technical is called. */
const isNameAndNumber = (word: string): boolean =>
  /^(?!(?:error|http|status|page|room|issue|port|code|base|line|user|level|step|form|test|server|node|host|unit|release|sprint|window|screen|version)s?\d)[a-z]{4,16}\d{3,4}$/i.test(
    word,
  ) && !isProduct(word)

const camelCase = /^[a-z]+(?:[A-Z][a-z]+)+$/

/** Some words in a row that make no sentence, as a passphrase has them; or words of which one is a secret by itself. */
function isPhrase(value: string, kind: NameKind): boolean {
  if (proseWords.test(value)) return false
  return kind === 'password' || value.split(/\s+/).some(looksRandom)
}

/** Whether a word was drawn by chance: digits and letters in no order that an identifier, a version or a date has. */
export function looksRandom(word: string): boolean {
  if (word.length < 8 || !/[A-Za-z]/.test(word)) return false
  if (wordlike(word) || /^v?\d+(?:\.\d+)+/.test(word) || /^\d{4}-\d\d-\d\d/.test(word)) return false
  if (!/\d/.test(word)) return word.length >= 16 && entropy(word) >= 3.3
  return entropy(word) >= Math.min(3, Math.log2(word.length) - 0.8)
}

/** Letters in both cases, in an order that no name has. */
export const mixedCase = (word: string): boolean =>
  word.length >= 10 && /^[A-Za-z]+$/.test(word) && /[a-z]/.test(word) && /[A-Z]/.test(word) && !wordlike(word)

/** Whether a text is made of words: parted by signs or by case, each of letters, with a number behind it at most. */
export function wordlike(text: string): boolean {
  const parts = text.split(/[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])/).filter((part) => part !== '')
  const words = parts.filter(
    (part) => /^(?:[A-Z]?[a-z]{1,16}|[A-Z]{1,16})\d{0,4}$/.test(part) && !/[bcdfghjklmnpqrstvwxz]{6}/.test(part),
  )
  const numbers = parts.filter((part) => /^\d{1,8}$/.test(part))
  if (words.length + numbers.length < parts.length || words.length === 0) return false
  const letters = words.reduce((sum, part) => sum + part.length, 0)
  if (letters / words.length < 3) return false
  // Most of what is not an abbreviation can be said.
  const unsaid = words.filter((part) => /^[A-Z]?[b-df-hj-np-tv-xz]+\d*$/.test(part))
  return words.length === 1 || unsaid.reduce((sum, part) => sum + part.length, 0) * 2 < letters
}

/** Bits a character, by how often each occurs in the text. */
function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}
