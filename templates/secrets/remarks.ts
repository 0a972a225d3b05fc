import type { Place } from './place.ts'
import { isWeak } from './shapes.ts'
import { isDrawn, isSecretValue } from './value.ts'

/** What people say beside a secret: codes and PINs, logins, and what a password was changed from and to. */
export const remarks: Place[] = [
  // decrypt it with the key X
  {
    holds: ['crypt', 'unseal'],
    pattern:
      /\b(?:(?:de|en)crypt\w{0,5}|unseal\w{0,3})\b[^\n]{0,60}?\b(?:key|iv)\b(?:[ ](?:is|was|\d{1,2}\b))?[ ]?[:=]?[ ]{0,2}["'`]?(?<secret>[\w+/]{24,512}={0,2})(?![\w/-])/dgi,
    test: (secret) => isSecretValue(secret, 'secret', 'word'),
  },
  // use user:secret for the login
  {
    holds: ['use ', 'try ', 'using ', 'with ', 'as ', 'account', 'user'],
    pattern:
      /(?<![\w-])(?:[uU]s(?:e|ing)|[Tt]ry|with|as|account|users?)[ ]{1,2}["'`]?[\w.@-]{2,64}:(?<secret>[^\s"'`,;/@:]{8,64})(?=[\s"'`,;]|\.?$)/dgm,
    test: (secret) => isSecretValue(secret, 'password', 'word'),
  },
  // credentials: user/secret, log in with user / secret, sign in as user with secret
  {
    holds: [
      'creds',
      'credentials',
      'login',
      'log in',
      'log-in',
      'logged',
      'signin',
      'sign in',
      'sign-in',
      'signed',
      'authenticate',
      'anmeld',
      'einloggen',
      'conne',
      'inici',
      'accedi',
      'entr',
      'logga',
      'zaloguj',
      'войти',
      'войдите',
      'melde',
      'meldet',
      'basic',
    ],
    pattern:
      /\b(?:cred(?:ential)?s|(?:log(?:ged)?|sign(?:ed)?)[ -]?in|login|authenticate|basic[ _-]?auth|anmeld(?:ung|en)|meld(?:e|et|en)?(?:[ ]sie)?[ ](?:dich|sich|euch)|einloggen|connectez-vous|connexion|inici[ao]r?[ ]sesión|accedi|entr[ae]r?|log[ ]ind|logga[ ]in|zaloguj[ ]się|войдите|войти)(?:[ ](?:is|are|were|was|with|as|using|via|now|default|the|mit|als|avec|con|como|com|met|med|som|jako|как|под)){0,3}(?:[ ](?:for|für|pour|para|per|voor)(?:[ ][\w.@-]{2,32}){1,3}(?=[ ]?[:=]))?[ ]{0,2}[:=]?[ ]{0,2}[*`"']{0,3}(?!(?:works?|fails?|breaks?)[ ])[\w.@+-]{2,64}[`"']?(?:[ ]?[/:|]{1,2}[ ]?|[ ](?:with|and)[ ])(?:(?:the[ ])?pass(?:word|phrase)?[ ]{1,2})?[`"']?(?<secret>[^\s"'`,;/]{6,128})/dgi,
    test: (secret) => !/\.[a-z]{1,5}$/.test(secret) && isSecretValue(secret, 'password', 'loose'),
  },
  // Recovery codes: one after the other, also as a list; the key of an encrypted disk
  {
    holds: ['code'],
    pattern:
      /(?:\b|_)(?:recovery|backup|scratch|rescue|emergency|2FA|one-time|ersatz|notfall|wiederherstellungs)[ _-]?(?:access[ ])?codes?\b[^:\n]{0,60}?(?::\s{0,4}[["'\s]{0,6}|\n[ ]{0,4}|[ ]{1,4}(?=1[.)][ ]|[-*][ ]|(?:\d{3,5}[ -]?\d{3,5}[,; ]{1,3}){2}))(?<secret>(?:(?:[-*]|\d{1,2}[.)])[ ])?(?!\d{4}-\d\d-\d\d)(?=[A-Za-z-]{0,12}\d)(?:\d{3,5}[ ]\d{3,5}(?![\d-])|[A-Za-z0-9-]{6,40})(?:[,;"'\s]{1,6}(?:(?:[-*]|\d{1,2}[.)])[ ])?(?=[A-Za-z-]{0,12}\d)(?:\d{3,5}[ ]\d{3,5}(?![\d-])|[A-Za-z0-9-]{6,40})){0,19})/dgi,
  },
  { holds: ['-'], pattern: /(?<![\d-])(?<secret>\d{6}(?:-\d{6}){7})(?![\d-])/dg },
  // secret as the password, secret is the new password
  {
    holds: ['password', 'passphrase', 'passcode'],
    pattern:
      /(?<![\w/.])["'`]?(?<secret>[^\s"'`/()]{8,64})["'`]?,?[ ](?:as[ ]|for[ ]|is[ ]|\()(?:(?:a|an|the|our|its|their|your|my|new|old|db|root|admin|default|temporary|initial|shared|test)[ ]){0,3}pass(?:word|phrase|code)\b/dgi,
    test: (secret) => isSecretValue(secret, 'password', 'word'),
  },
  // encrypted with X, mit X verschlüsselt
  {
    holds: ['crypted with', 'protected with', 'mit '],
    pattern:
      /(?:\b(?:(?:en|de)crypted|protected)[ ]with[ ](?:the[ ])?["'`]?|\bmit[ ]["'`„]?(?=\S{4,128}[ ](?:ver|ent)schlüsselt))(?<secret>[^\s"'`“,;]{6,128})/dg,
    test: (secret) => isSecretValue(secret, 'password', 'word'),
  },
  // fix/password-X, notes-pw-X.txt
  {
    holds: ['pass', 'pw', 'wort'],
    pattern:
      /(?<![\p{L}\p{N}])(?:pass(?:word|wd|wort)?|kennwort|pwd?)[-_](?<secret>\p{Lu}[\p{L}\p{N}!#$%^~?_-]{7,63})/dgiu,
    test: (secret) => /^[A-Z][a-z]+/.test(secret) && isSecretValue(secret, 'password', 'word'),
  },
  // session cookie: X
  {
    holds: ['cookie'],
    pattern: /\bcookie:?[ ](?:is[ ])?(?<secret>[\w+/=%.-]{24,512})/dgi,
    test: (secret) => isDrawn(secret),
  },
  // The key of a wireless network
  {
    holds: ['wi-fi', 'wifi', 'wlan', 'ssid'],
    pattern:
      /\b(?:wi-?fi|wlan|ssid)\b[^\n]{0,40}?[ ](?:key|clé|clave|schlüssel)(?:[ ](?:is|ist|est|es))?[ ]?[:=]?[ ]{1,4}["'`]?(?<secret>[^\s"'`,;]{8,64})/dgi,
    test: (secret) => isWeak(secret) || isSecretValue(secret, 'password', 'loose'),
  },
  // What a phone reads of a network: WIFI:T:WPA;S:NAME;P:X;;
  {
    holds: ['wifi:'],
    pattern: /\bWIFI:(?:[A-OQ-Z]\d?:(?:\\.|[^;\\\n]){0,64};){0,6}P:"?(?<secret>(?:\\.|[^;\\"\n]){4,128})/dgi,
    test: (secret) => isSecretValue(secret, 'password', 'quoted'),
  },
  // wifi: NAME / X
  {
    holds: ['wi-fi', 'wifi', 'wlan', 'ssid'],
    pattern:
      /\b(?:wi-?fi|wlan|ssid)\b[^\n:]{0,40}:[ ]{1,4}["'`]?[\w.@-]{2,64}["'`]?[ ]?[/|,][ ]?["'`]?(?<secret>[^\s"'`,;/]{8,64})/dgi,
    test: (secret) => isSecretValue(secret, 'password', 'word'),
  },
  // bob@example.org / X
  {
    holds: ['@'],
    pattern:
      /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}[ ]?[/|:][ ]?["'`]?(?<secret>[^\s"'`,;/|:@]{8,64})(?![\w/])/dg,
    test: (secret) => /^[A-Z][a-z]+\d{2,4}$/.test(secret) || isSecretValue(secret, 'password', 'word'),
  },
  // old key was X, new one is Y
  {
    holds: ['key', ' one'],
    pattern:
      /\b(?:old|new|this|that|previous|current|the)[ ](?:key|one|value)[ ](?:is|was)[ ](?:now[ ])?["'`]?(?<secret>[\w+/=-]{20,256})/dgi,
    test: (secret) => isDrawn(secret),
  },
  // X (the key of production)
  {
    holds: ['key)', 'token)', 'secret)'],
    pattern: /(?<![\w/.-])["'`]?(?<secret>[\w+/=-]{20,256})["'`]?[ ]\((?:[\w-]{1,16}[ ]){0,4}(?:key|token|secret)\)/dgi,
    test: (secret) => isDrawn(secret),
  },
  // key X for HEROKU_API_KEY, set API_TOKEN to X: an id that a variable for secrets is given
  {
    holds: ['_key', '_token', '_secret', '_password'],
    pattern:
      /(?<![\w-])["'`]?(?<secret>[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12})["'`]?,?[ ](?:(?:for|as|is|in|into)[ ](?:the[ ])?|\()["'`$]?[A-Z][A-Z\d]*(?:_[A-Z\d]+)*_(?:KEY|TOKEN|SECRET|PASSWORD)(?![\w-])/dg,
  },
  {
    holds: ['_key', '_token', '_secret', '_password'],
    pattern:
      /\b[A-Z][A-Z\d]*(?:_[A-Z\d]+)*_(?:KEY|TOKEN|SECRET|PASSWORD)["'`]?[ ](?:to|is|was|with)[ ]["'`]?(?<secret>[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12})(?![\w-])/dg,
  },
  // 123456 is your verification code, use 123456 to sign in, code: 123456 (expires), the safe's combination is 123456
  {
    holds: ['code', 'código', 'codice'],
    pattern:
      /(?<![\w.,:/-]|[A-FH-Z]-)(?:G-)?(?<secret>\d{4,8})[ ](?:is|ist|est|es|é|è)[ ](?:your|the|ihr|dein|der|votre|ton|su|tu|o[ ]seu|il[ ]tuo)\b[^\n\d]{0,40}?(?:code|código|codice)/dgi,
  },
  {
    holds: ['use '],
    pattern:
      /\b[Uu]se[ ](?<secret>\d{4,8})[ ](?:to[ ](?:verify|sign|log|confirm|authenticate|access|unlock|reset)|as[ ]your)\b/dg,
  },
  { holds: ['code'], pattern: /\bcode:?[ ](?<secret>\d{4,8})[ ]\(?(?:expires|valid|gültig|expire)\b/dgi },
  {
    holds: ['kombination', 'combination'],
    pattern:
      /\b(?:safe|lock|vault|tresor)(?:'s)?[ -](?:[ck]ombination|code)(?:[ ](?:is|ist|lautet))?[ ]?:?[ ](?<secret>\d{4,8}|\d{1,2}(?:-\d{1,2}){2,3})(?![\w.,:-]\d)/dgi,
  },
]
