import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inSmallLetters, sayings } from '../templates/secrets/languages.ts'
import { places } from '../templates/secrets/places.ts'

const test = suite('secret-places')

/** Each of these is found by an expression that is only compiled where a text has one of its words. */
const samples = [
  'heroku key d0b7d52b-20cf-1cb8-0b2b-73a41ba5ef54 for HEROKU_API_KEY',
  'set API_TOKEN to d0b7d52b-20cf-1cb8-0b2b-73a41ba5ef54',
  'https://jane:swordfish@example.org',
  'https://4f3a9b2c11dE:x-oauth-basic@example.org',
  'https://4f3a9b2c11dE8f7a6b5c@example.org',
  'sshpass -p swordfish ssh db',
  'db:5432:shop:jane:swordfish',
  'https://example.org/?code=4f3a9b2c11de8f7a6b5c4d',
  'https://example.org/?key=4f3a9b2c11de8f7a6b5c4d3e2f',
  'https://api.example.org/bot123456789:AAabcdefghijklmnopqrstuvwxyz01234567/send',
  'jane:{PLAIN}swordfish',
  'jane * swordfish',
  'db:6543:shop:jane:4f3a9b2c11dE8f7a',
  '[mail.example.org]:587 jane:swordfish',
  '111111-222222-333333-444444-555555-666666-777777-888888',
  '<auth-user-pass>\njane\nswordfish',
  'jane:swordfish@tcp(db:3306)/shop',
  'curl -u jane:swordfish https://example.org',
  'mysqldump -h db -pswordfish shop',
  "CREATE USER jane IDENTIFIED BY 'swordfish'",
  'Authorization: Basic amFuZTpzd29yZGZpc2g=',
  "requests.get(url, auth=('jane', 'swordfish'))",
  "client.basic_auth('jane', 'swordfish')",
  'ConvertTo-SecureString -String "swordfish"',
  'enable secret 0 swordfish',
  'snmp-server community sw0rdfish RO',
  'ppp chap password swordfish',
  'AUTH jane swordfish1',
  'a1 LOGIN jane swordfish',
  'credentials: jane/swordfish9',
  'sign in as jane with swordfish9',
  'lets you in as admin with Swordfish=9912',
  'logged in with jane / swordfish9',
  'u: jane p: swordfish9',
  'connect jane/swordfish9',
  'echo x | chpasswd\njane:swordfish9',
  'recovery codes: 4f3a-9b2c-11',
  'PIN: 48213',
  'the door PIN 48213',
  'private key: MIIabcdefghijklmnopqrstuvwxyz',
  'swordfish9 is the new password',
  'mot de passe : swordfish9',
  'mot de pa\u017f\u017fe : swordfish9',
  'ПАРОЛЬ: swordfish9',
  'tool -k abcdefghijklmnopqrstuvwx',
  'tool -t 60f0ffca-498d-8ce3-1458-4e8c1abcc71d',
  'Signature=abcdefghijklmnopqrstuvwx',
  'la clave de API es swordfish9',
  'Zugangsdaten: jane / swordfish9',
  'Zugangscode 48213',
  'PUK 48213',
  'PIN du badge est 3391',
  'WIFI:T:WPA;S:Office;P:swordfish9;;',
  'la clé est 9LThq80c8bY9bsYcUq0mX4Ek',
  'fix/password-Quartz9Beaver',
  'ALTER USER jane IDENTIFIED BY swordfish9',
  'https://hooks.example.org/hooks/4f3a9b2c11de8f7a6b5c4d',
  'https://example.org/webhook/send?key=60f0ffca-498d-8ce3-1458-4e8c1abcc71d',
  'decrypt it with the key 57448a56fa522c6d79e73157ca7846cb',
  'use jane:Sword.fish9 for it',
  "EXEC sp_addlogin 'jane', 'swordfish'",
  "PRAGMA key = 'swordfish'",
  'user jane on >swordfish ~*',
  'password 7 094F471A1A0A',
  '::add-mask::swordfish',
  '##vso[task.setvariable variable=a;issecret=true]swordfish',
  'encrypted with Sword.fish9',
  'wifi key: swordfish9',
  'wifi: home / Sword.fish9',
  'şifre Sword.fish9',
  'jane@example.org / Sword.fish9',
  'old key was VBnMcJqchH6KjuQ9WDKXhQoirwbEYrEZ',
  'VBnMcJqchH6KjuQ9WDKXhQoirwbEYrEZ (production key)',
  '{"key": "VBnMcJqchH6KjuQ9WDKXhQoirwbEYrEZ"}',
  'pin: 4821',
  'Code für die Tür: 48213',
  'Schlüssel: VBnMcJqchH6KjuQ9WDKXhQoirwbEYrEZ',
  'session cookie: VBnMcJqchH6KjuQ9WDKXhQoirwbEYrEZ',
  '482139 is your verification code',
  'use 482139 to sign in',
  'code: 482139 (expires soon)',
  'safe combination: 482139',
  'Passwort von Sword.fish9 auf Harbor.Kiwi83 geändert',
  'cambié la contraseña a swordfish9',
]

const finds = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].length > 0

test('no place is missed because its words are looked for first, however they are written', () => {
  const texts = samples.flatMap((text) => [text, text.toUpperCase(), text.toLowerCase()])
  for (const { holds, pattern } of places) if (holds) check(texts, holds, pattern)
  for (const { read = inSmallLetters, holds, pattern } of sayings)
    check(texts.map(read), holds, pattern(), (text) => text)
})

function check(texts: string[], holds: string[], pattern: RegExp, read = (text: string) => text.toLowerCase()): void {
  const found = texts.filter((text) => finds(pattern, text))
  assert.ok(found.length > 0, `no sample for ${pattern.source.slice(0, 60)}`)
  for (const text of found)
    assert.ok(
      holds.some((part) => read(text).includes(part)),
      `${text}: none of ${holds}`,
    )
}

test.run()
