/**
 * What a name says about its value. `password`: anything may be one. `key`: issued by a machine. `secret`: issued by a machine, or made up by
 * somebody. `strict`: the name is used for other things as well, so that only a long value drawn by chance counts.
 */
export type NameKind = 'password' | 'key' | 'secret' | 'strict'

/** What may follow the word that matters: `SECRET_KEY_BASE`, `password_prod`, `apiKeyValue`. */
const behind =
  /(?:value|base|raw|plain|plaintext|cleartext|string|str|text|env|prod|production|dev|development|test|staging|live|old|new|current|default|primary|secondary|main|backup|wo|v?\d+)$/

const passwords =
  /(?:password|passwd|passphrase|passcode|passwort|kennwort|contrasena|contraseña|senha|pswd|psw|presharedkey|psk|pwd|mdp|motdepasse|(?:bind|root|admin|user|rootdn|db)pw|keymaterial)$|^(?:db|smtp|imap|user|mysql|pg|postgres|redis|admin|root|ftp|mail|ldap|my|http|proxy|auth|rabbit|mongo|ssh|store|keystore|truststore|key|bind|become|require|sudo|wifi|vpn|svn|sasl|zip|gpg|bot|smb|sql|rpc|web|app|api|nas|client|server|service|svc|wlan|tls|ssl|pfx|p12|jks|cert|vnc|rdp|ipmi|idrac|elastic|grafana|jenkins|nexus|git)?pass$|^(?:src|dest|new|old)?(?:store|key)pass$|^pw$|(?:^|[a-z])creds$|credentials?$|(?:wifi|wlan|wpa\d?|wep)key$|^otp$|(?:sim|card|door|user|device|admin|unlock|login|safe|alarm|security|access|bank|smartcard|piv|token|debit|credit|phone|lock|voicemail)pin(?:code)?$|^mnemonic$|(?:seed|recovery)phrase$/
const keys =
  /(?:token|jwt|bearer|totp|phpsessid|jsessionid|connectsid|(?:totp|otp|2fa|mfa)seed|^sid|clientkeydata|dockerconfigjson|dockercfg|samlresponse|devicecode|codeverifier|(?:auth|nonce|loggedin|secret|session|password|cookie|jwt)salt|pepper)$|(?:api|auth|access|secret|private|priv|account|shared|encryption|encrypt|decryption|signing|sign|master|storage|licen[cs]e|service|servicerole|deploy|admin|client|app|application|consumer|webhook|session|hmac|jwt|crypt|cipher|aes|subscription|functions|host|ingest|insert|write|root|user|security|integration|project|personal|rapidapi)key$/
/** What a machine may issue, and somebody may have made up as well. */
const madeUp = /(?:secret|(?:secret|encryption|jwt|signing|session|cookie|master)key)$/
const ambiguous = /(?:auth|sessionid|authorization|sig|signature|cookie|key|pat|webhook)$/
/** Keys of another sort, and words that only end like one. */
const harmlessKeys =
  /(?:public|pub|primary|foreign|sort|partition|cache|map|object|row|idempotency|translation|hot|short|config|setting|event|group|dedup|lookup|index|composite|natural|shard|routing|message|sequence|unique|json|hash|content|asset|file|image|commit|git|build|query|item|node|state|mon|tur|don|hoc|joc|whis|s3|react|feature|metric|prop|field|column|dict|lock|mutex|storagelocation)key$|^key$/

/** A name in which a secret is no more than named: what is said about it is behind. */
const aboutSecret = /(?:pass(?:w(?:or)?d|phrase)|secret|token)s?[_.-]?[a-z0-9]/i
const attribute =
  /(?:ids?|names?|arn|hash(?:es|ed)?|digest|sums?|version|ur[li]|endpoint|path|file|dir|type|kind|counts?|length|size|limit|min|max|usage|ttl|expir\w*|at|age|format|field|header|class|regex|pattern|policy|rules?|provider|store|manager|server|service|ref|prefix|suffix|label|title|text|message|hint|helper|index|address|contract|symbol|mint|ized?|izer|s)$/

const belongsToSecret = (name: string): boolean =>
  aboutSecret.test(name) && !attribute.test(name.toLowerCase().replace(/[^a-z0-9]/g, ''))

/** What kind of secret the value of a name is; undefined for a name that says nothing of the kind. */
export function kindOfName(name: string): NameKind | undefined {
  // The working directory, in every environment.
  if (/^(?:OLD)?PWD$/.test(name)) return undefined
  let word = name.toLowerCase().replace(/[^a-z0-9ñ]/g, '')
  for (let tries = 0; tries < 3 && word !== ''; tries++) {
    if (passwords.test(word) || /(?:^|[_.-])(?:pass|pw)$/i.test(name)) return 'password'
    if (madeUp.test(word)) return 'secret'
    if (keys.test(word)) return 'key'
    if (ambiguous.test(word)) return harmlessKeys.test(word) ? undefined : 'strict'
    const shorter = word.replace(behind, '')
    if (shorter === word) return belongsToSecret(name) ? 'strict' : undefined
    word = shorter
  }
  return undefined
}
