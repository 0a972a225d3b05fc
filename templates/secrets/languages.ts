import { once } from '../once.ts'
import { isKeptIn } from './elsewhere.ts'
import type { NameKind } from './name.ts'
import type { Range } from './ranges.ts'
import { isDrawn, isSecretValue } from './value.ts'

/** What people call a secret in a sentence, by what may be behind it, and in which language. A name that is also a word of code is not here: assignments.ts has it. */
const names: Record<'password' | 'key' | 'credentials' | 'code' | 'bare' | 'number', string[]> = {
  password: [
    '(?:\\p{L}{0,16}-?)?(?:passwor[dt]|kennwort|passphrase|wachtwoord|(?:passord|lösenord|kodeord)(?:et)?)',
    'adgangskoden?|salasana|mots? de passe|mdp|clave|phrase de passe|contraseña|contrasena|senha|palavra-passe|frase de (?:acceso|segurança)|parola(?: d.ordine)?',
    'hasło|hasła|heslo|jelszó|parolă|şifre|пароль|κωδικός πρόσβασης|mật khẩu|kata sandi',
  ],
  key: [
    '(?:second[ -]factor|2fa|mfa|totp|otp|authenticator)(?: app)? (?:seed|secret|key)',
    'geheimnis|geheimcode|(?:api|zugriffs|zugangs|geheim|lizenz|produkt|sicherheits|entsperr|haupt|signatur|verschlüsselungs)-?(?:schlüssel|token)',
    '(?:schlüssel|token) (?:für|zu|zur|zum|von|vom|der|des) [\\p{L}\\p{N}-]{2,24}(?: [\\p{L}\\p{N}-]{2,24})?',
    "clé(?: (?:d'|de |pour )?(?:l'|du )?(?:api|wi-?fi|secrète|privée|accès|licence|chiffrement))|jeton(?: d[e'] ?\\p{L}{2,16})?|token d'accès",
    'clave (?:del? (?:la )?)?(?:api|wi-?fi|acceso|licencia|cifrado|secreta|privada|secreto)|token de (?:acceso|actualización|api)|secreto(?: compartido)?',
    'chave (?:de |da )?(?:api|acesso|licença|secreta|privada)|token de (?:acesso|atualização)|segredo',
    'chiave (?:di |d.)?(?:api|accesso|licenza|segreta|privata)|token di accesso|gettone|segreto',
    'klucz (?:api|dostępu|tajny|prywatny|licencyjny)|token dostępu|(?:api-?|toegangs|geheime )(?:sleutel|token)|api-?nyckel|hemlighet|api-?nøgle',
    '(?:секретный |приватный )?ключ(?: api| доступа)?|секрет|токен(?: доступа)?',
  ],
  credentials: [
    'zugangsdaten|anmeldedaten|logindaten|identifiants?|credenciales|credenciais|credenziali|inloggegevens|dane (?:logowania|dostępowe)|inloggningsuppgifter|учётные данные|учетные данные',
  ],
  code: [
    '(?:bestätigungs|zugangs|sicherheits|freischalt|aktivierungs|einmal|entsperr|verifizierungs|tür|anmelde|prüf|login|wiederherstellungs)-?codes?|geheimzahl|(?:wiederherstellungs|sicherheits|lizenz|produkt|aktivierungs)-?schlüssel',
    "codes? (?:de |d')(?:récupération|secours)|códigos? de (?:recuperación|recuperação|respaldo)|codic[ei] di (?:recupero|riserva)|recovery codes?",
    '(?:verification|recovery|backup|bitlocker|filevault|security|confirmation|access|activation|unlock|one-time|login|sign-in|door|gate|alarm|pairing|authentication|2fa|mfa|sms|invite|redeem|product|licen[cs]e)[ -](?:pass)?(?:code|key|pin)|(?:meeting |conference )?passcode',
    "code (?:de |d')(?:vérification|sécurité|confirmation|accès|activation|validation|connexion|déverrouillage|secours)",
    'código (?:de )?(?:verificación|seguridad|confirmación|acceso|activación|verificação|segurança|confirmação|acesso|ativação)',
    'codice (?:di )?(?:verifica|sicurezza|conferma|accesso|attivazione|sblocco)|(?:verificatie|bevestigings|toegangs|beveiligings)code',
    'kod (?:weryfikacyjny|dostępu|potwierdzający|aktywacyjny)|verifieringskod|код (?:подтверждения|доступа|активации|безопасности)',
  ],
  bare: ['clé|chiave|chave|sleutel'],
  number: ['PUK2?|TAN|mTAN|OTP|TOTP'],
}

/** Names in writings that put no blank in front of a word: `测试服务器的密码是`. */
const joined: Partial<typeof names> = {
  password: ['密码|密碼|口令|パスワード|暗証番号|비밀번호|암호'],
  key: ['(?:api ?)?(?:密钥|密鑰|令牌|キー|秘密鍵|トークン|키|토큰)|秘钥|시크릿'],
  code: ['验证码|驗證碼|認証コード|確認コード|인증번호'],
}

/** What a language has between a name and its value. */
const copula =
  '(?:a été (?:changée?|modifiée?|remplacée?) (?:en|par)|ha sido cambiad[ao] (?:a|por)|foi (?:alterad|mudad)[ao] para|è stat[ao] cambiat[ao] in|is|was|war|waren|était|era|fue|foi|are|ist|sind|lautet|' +
  'lauten|wäre|c.est|est|sont|es|son|é|è|são|sono|to|je|är|er|on|is het|—|–)(?: (?:now|still|jetzt|nun|aktuell|wieder|maintenant|désormais|ahora|agora|adesso|ora|nu|teraz|nyní|теперь|:)){0,2}'
/** Whether what is between a name and a word says that the one is the other. */
export const isCopula = once(() => new RegExp(`^ (?:${copula}) ["'\`*„“«「]{0,3}$`, 'u'))
// `on` is the verb of Finnish and Estonian, unless an English one follows it.
const word =
  '(?: to the| (?!(?:ist|lautet|est|es|é|è|to|je|är|er|on(?!(?: [^ ]{1,32}){1,4} (?:is|was) )|is) )[\\p{L}\\p{N}@.-]{1,32})'
const colons = ':=：'
const particles =
  '(?:は|是|为|為|成了?|은|는|を(?= ?[^\\s、。]{4,64} ?[にへ](?:変|し|設|更|リ))|[을를](?= ?[^\\s]{4,64} ?으?로 ?[바변재설교]))'
/** What writings without blanks have in front of these. */
const joinedWords = '(?:已(?:经|經)?|现在|現在|[更变變]?[改换換更]|重置|重設|设置|設定){0,3}'
const given = `["'\`*]{0,3}${word}{0,5}["'\`*]{0,3}(?:[\\s\\u00a0]{0,4}[${colons}][\\s\\u00a0]{0,4}| ${copula}:? |${joinedWords}${particles}[\\s\\u00a0]{0,4})`
const opening = '["\'`*«„“「『]{0,3}[\\u00a0\\u202f ]?'
const ends = '\\s"\'`,;»“”」』\\u3040-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af'

/** Figures of a code, in one or in two groups; or groups of letters and figures. */
const figures = '\\d{4,10}(?![\\w-]|[.,:/]\\d)|\\d{3}[ -]\\d{3}(?![\\w-])'
const groups = '(?=[a-z-]{0,24}\\d)[a-z0-9]{3,8}(?:-[a-z0-9]{3,8}){1,7}(?![\\w-])'

const sentence = (kind: keyof typeof names, between: string, secret: string) =>
  once(() => {
    const name = [`(?<![\\p{L}\\p{N}_.])(?:${names[kind].join('|')})`, ...(joined[kind] ?? [])].join('|')
    return new RegExp(`(?:${name})${between}${opening}(?<secret>${secret})`, 'dgu')
  })

/**
 * A text in small letters, each in its place. Expressions that take both kinds of letters compile three times as long where they name a class of Unicode's.
 * Two letters have a small one that is longer, or another one of an s.
 */
export const inSmallLetters = (text: string): string =>
  text.replace(/[\u0130\u017f]/g, (letter) => (letter === '\u017f' ? 's' : 'i')).toLowerCase()

const judgedAs = (kind: NameKind) => (secret: string) => isSecretValue(secret, kind, 'loose')
/** Words in a row, without blanks. */
const isPhrase = (secret: string): boolean => /^[a-z]{3,12}(?:-[a-z]{3,12}){3,23}$/.test(secret)
/** No year, and no ticket or room. */
const isCode = (secret: string): boolean => !/^(?:(?:19|20)\d\d|[a-z]{3,8}-\d{1,5})$/i.test(secret)

interface Saying {
  /** How the text is read for it: in small letters, where it is not about capitals. */
  read?: (text: string) => string
  /** What its names have in them: one of these, or the text is not looked at any further. */
  holds: string[]
  /** What is secret has a digit in it. */
  digits?: true
  pattern: () => RegExp
  test: (secret: string) => boolean
}

const passwordStems =
  'pass|wort|mdp|clave|woord|kodeord|lösenord|adgangskode|salasana|contrase|senha|parol|frase|hasł|heslo|jelszó|şifre|пароль|κωδικός|密|口令|パス|暗証|비밀|암호|khẩu|sandi'.split(
    '|',
  )

export const sayings: Saying[] = [
  {
    holds: passwordStems,
    pattern: sentence('password', given, `[^${ends}]{4,256}`),
    test: (secret) => isPhrase(secret) || judgedAs('password')(secret),
  },
  {
    holds: 'clé|chiave|chave|sleutel'.split('|'),
    pattern: sentence('bare', given, `[^${ends}]{20,256}`),
    test: isDrawn,
  },
  {
    holds:
      'seed|geheim|schlüssel|token|clé|jeton|clave|secret|segret|segred|chave|chiave|gettone|klucz|sleutel|nyckel|hemlig|nøgle|ключ|секрет|токен|密|秘|令牌|キー|トークン|키|토큰|시크릿'.split(
        '|',
      ),
    pattern: sentence('key', given, `[^${ends}]{8,256}`),
    test: judgedAs('secret'),
  },
  {
    holds: 'daten|identifiant|credencia|credenzial|inlog|dane|данные'.split('|'),
    pattern: sentence(
      'credentials',
      `${given}${opening}(?:[\\p{L}]{3,16} )?[\\p{L}\\p{N}_.@+-]{2,64}["'\`*]{0,3}[ ]?[/:|,][ ]?(?:[\\p{L}]{2,16}:? )?`,
      `[^${ends}]{5,256}`,
    ),
    test: judgedAs('password'),
  },
  {
    holds: 'code| key|schlüssel|geheimzahl|-key| pin|-pin|código|codice|kod|код|验证|驗證|コード|인증'.split('|'),
    digits: true,
    pattern: sentence('code', `(?:${given}|[ ])`, `${figures}|${groups}`),
    test: isCode,
  },
  {
    holds: 'PUK|TAN|OTP'.split('|'),
    read: (text) => text,
    digits: true,
    pattern: sentence('number', `(?:${given}|[ ])`, figures),
    test: isCode,
  },
]

/** What is between a name and what is secret begins with one of these; a space may be within the name as well. */
const behindName = new RegExp(`[\\s${colons}]|${particles}`)

/** Whether a text can say it: to compile an expression for one that cannot takes 5 ms. */
function canSay({ holds, digits, test }: Saying, meant: string, text: string): boolean {
  const places = holds.map((stem) => meant.indexOf(stem)).filter((at) => at !== -1)
  if (places.length === 0) return false
  const from = Math.min(...places)
  const behind = meant.slice(from)
  if (!behindName.test(behind)) return false
  if (digits) return /\d/.test(behind)
  const said = text.slice(from)
  return said.length > longestLookedAt || said.split(parts).some((word) => mayBe(word, test))
}

/** In a short text each word is judged first: most that name a key or a password have none. */
const longestLookedAt = 2048
const parts = new RegExp(`[${ends}]+`, 'u')
const signs = /[:=：/|,(*«„“「『]+/g

/** Whether a word, or what is behind a sign in it, is a secret where a sentence gives it. */
const mayBe = (word: string, test: Saying['test']): boolean =>
  test(word) || [...word.matchAll(signs)].some(({ index, 0: sign }) => test(word.slice(index + sign.length)))

/** Where a text says in a sentence, in one of the languages above, what a secret is. */
export function findSayings(text: string): Range[] {
  const found: Range[] = []
  const small = inSmallLetters(text)
  for (const saying of sayings) {
    const meant = saying.read?.(text) ?? small
    if (!canSay(saying, meant, text)) continue
    for (const { indices } of meant.matchAll(saying.pattern())) {
      const range = indices?.groups?.secret as Range
      if (saying.test(text.slice(...range)) && !isKeptIn(small, range[1])) found.push(range)
    }
  }
  return found
}
