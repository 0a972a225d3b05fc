import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { vocabularies } from '../templates/secrets/vocabulary.ts'
import { createProject } from './support/project.ts'
import { redactAlone } from './support/redact-alone.ts'

const test = suite('secret-sentences')

const first = (column: string): string => column.split('|')[0] as string

for (const [language, { password, code }] of Object.entries(vocabularies))
  test(`a sentence in ${language} that names a password or a code gives it away`, () => {
    for (const name of password.split('|')) assert.not.match(redactAlone(`${name}: x, Mokus_6618`), /Mokus/, name)
    // Words that no language has: it is read without its grammar.
    assert.not.match(redactAlone(`${first(password)} brum oxli sunny-otter-41`), /otter/)
    if (code) assert.not.match(redactAlone(`${first(code)} brum 7294`), /7294/)
  })

test('the documents name the languages of the table', () => {
  const said = /<!-- languages -->\n([\s\S]*?)\.\n/.exec(readFileSync('docs/security.md', 'utf8'))?.[1]
  assert.equal(said?.replaceAll('\n', ' ').split(', '), Object.keys(vocabularies).sort())
})

/** Each with its secrets between guillemets. */
const secrets = [
  'sudo password on the box is «hunter2moon» (ask Tom), and the password on db1 was «tiger7lake»',
  'heroku key «d0b7d52b-20cf-1cb8-0b2b-73a41ba5ef54» for HEROKU_API_KEY',
  'invalid key «d0b7d52b-20cf-1cb8-0b2b-73a41ba5ef54» (HEROKU_API_KEY)',
  'set API_TOKEN to «D0B7D52B-20CF-1CB8-0B2B-73A41BA5EF54»',
  'das WLAN im Büro heißt Seestern, rein kommt man mit «Moorhuhn-4417»',
  'パスワードを«Risu-8873x»に変えた',
  '密码改成了 «Songshu_2291q»',
  'ssh in with jump / «Walrus.Tango.61»',
  'I reset Anna’s account to «Marmot~5530» yesterday',
  'the shared account opens with «Gecko!2087»',
  'before: «Tapir-551», after: «Tapir-552» (service password)',
  'the vault unseals with 3 of: «Xq7nB2mK9p», «Lw4vR8tZ1c», «Hd6yF3sJ5g»',
  'backup codes «48213377» and «99120034»',
  'auth works w/ «Okapi+31» now',
  'the passphrase (all lower case) is «maple drum ocean kite»',
  'guest network password hasn’t changed, still «Puffin@2204»',
  'shared secret «Jackal*7104» stays; give Tom the key «Wombat!9951» and the PIN «5582» for the safe',
  'wifi pw -> «Heron.6631»; pin «7719»',
  'chore: rotate PIN «6644» to «6645»',
  'fix login («Gibbon%31» instead of «Gibbon%30»)',
  'token-«Axolotl7719zz».json',
  'vault key «Ocelot!33».txt',
  'PIN of the safe «664401»',
  'backup/pin_«551983».txt',
  'pin-«664512»-rotation',
  'mydb --login admin:«Gazelle77x» --pin «6619» 60',
  'pw: old «Maple77leaf» new «Maple78leaf»',
  'the safe opens with «19-44-07», combination unchanged',
  'connect to wifi OfficeNet w/ «pear-Tree_220»',
  'Parool on nüüd «Ilves_8821»',
  'Parool on «Ilves_88», la clave del router quedó en «Jilguero-88k»',
  'if (password === "«Mokus66»") return',
  'Slaptažodis pakeistas į «Barsukas!27»',
  'Lozinka za server je sada «Jazavac?903»',
  'รหัสผ่านใหม่คือ «Kratai!3321»',
  'La phrase de passe est « «renard-mouette-tunnel-8814» »',
  'the admin panel lets you in as admin with «Polecat=6617»',
  'nobody calls it by its name: «Stoat!9931» opens the gate, root:«Gannet?33»@db, -p«Fulmar^9920», «P1ntail!duck»',
  'the archive is encrypted with «TwKaBdKFFoTew6UD»',
  'export it as API_KEY («DpJlGMvoCgn66C1yeO5hHbcq8QXMIY5D»)',
  'die PIN fürs Handy lautet «7719»',
  'the password is «Mokus_66», the one that all of us had before was «Kiwi_84»',
  'Bob has «Ocelot!33»',
  'パスワードは «tanuki-8812» に変更しました',
  'パスワードを «kitsune-4471» に変更しました',
  '비밀번호를 «suri-7731» 로 바꿨어요',
  '密码已重置为 «huanxiong_77»',
  'heslo je «liska_77», the password is now «marten-4410»',
  'Geslo: «bober-4410», Lozinka: «jazavac_31»',
  'Geslo za usmerjevalnik smo zamenjali v «Bober=4410»',
  'Lozinka je promijenjena u «Kuna-4417»',
  'log into grafana as viewer / «Numbat~2093»',
  'The box answers to root with «Quokka-5519» now',
  'wifi QR: WIFI:T:WPA;S:Office;P:«Fossa-8817»;;',
  'WIFI:S:Cafe;T:WPA;P:«mocha-latte9»;;',
  'Wi-Fi guest key «harbour-mellow-trout-61»',
  'Wi-Fi parole birojā: «kalns.upe.jura77»',
  'SIM PIN2 = «7713», door code «4 8 8 2» then hash',
  'adb pair 10.0.0.2:37123 «884213»',
  'The SSH key on the laptop unlocks with "«heron heron puddle»"',
  'test with pin «0413» and otp secret «MFRGGZDFMZTWQ2LK»',
  'my wallet words are: «abandon ability able about above absent absorb abstract absurd abuse access accident»',
  'recovery phrase: «legal winner thank year wave sausage worth useful legal winner thank yellow» keep it offline',
  'seed phrase: «dance oxygen peanut awake only gadget sponge wisdom tunnel iceberg cactus jacket»',
  'Passphrase lautet «löwe tisch garten lampe fenster»',
  'use passphrase "«garden velvet copper»" for the export',
  'backup passphrase is «orange kettle window pepper ladder» and nobody has it',
  'there is no task "the passphrase is: «feather orchard rocket turtle zipper»"; list shows them',
  '2FA setup: «jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp»',
  'Seriennummer «Q7RT-M2XC-9VBL-W4KP», licence «AB3D9-KQ7PX-2MWZ4-TT8RC» for the old server',
  'backup codes for the shared account 1. «6786 0019» 2. «7742 0137» 3. «8689 3444»',
  'pasword is «hunter22», my passwrd was «Winter_2024», PASSOWRD=«tiger88x»',
  'pasphrase: «correct horse battery staple»',
  'the toekn is «f0h11uoETDq2eh6TPbz0»',
  'API kye: «o5iv8ax9xiw4czsvvjuyoadu4bc1ef8h»',
  'https://app.example.com/join/team-7/«Yb3kPq9ZrT5wLm2N», https://x.example.com/accept-invite/«aB3dE5fG7hJ9kL2mN4pQ»',
  'https://files.example.org/dl?x=1&t=«kQ8xZ2mW9vT4bN7rLp0c», https://cdn.example.org/a.m3u8?hmac=«7131461e181058fb65c1e4c739e1ddfb»&e=1',
  'we send «ZGVwbG95OnlVVFFBU3kxdTl0NVh3Mm0=» as basic auth',
  'body «eyJ1c2VyIjoiYW5uYSIsInBhc3N3b3JkIjoiS2FmZmVlIzk3NDgifQ==» was posted, echo «cGFzc3dvcmQ9S2FmZmVlIzk3NDg=» | base64 -d',
  'signing_key: >-     «PdKKLnk2Jzglhygkf5Vm1sVnM1tRP5KEEtyTPIslcFUi»   ttl: 3600',
  'the deploy token is «f0h11uoETDq2eh6TPbz0»\n«HBFT4PJLPOEtQktpF3i0» (the mail client broke the line)',
  'the deploy token is «f0h11uoETDq2eh6TPbz0» «HBFT4PJLPOEtQktpF3i0» (the chat broke the line)',
  'das Kennwort vom Router hab ich auf «sommer2024» gesetzt, die alte Kennung bleibt',
  'password «anna1987» works for the printer, chore: remove pw «Kaffee9748» from the seeds',
  'hasło do routera zmieniłem na «krowa1234»',
  'Scratch codes «12345678» «23456789» «34567890», Ersatzcodes: «4821 9931», «8832 1123»',
  'license: «9F3K2-M8QW7-X2ZT5»',
  'use anna:«chloe4812» for the login, wifi: OfficeNet / «heron4417»',
  'https://app.example.com/project-invite/«aB3dE5fG7hJ9kL2mN4pQ», https://app.example.com/user_confirmation/«Yb3kPq9ZrT5wLm2Nc8Vd»',
  'the seed words «tribe clog ripple banana upset motor blanket famous sudden nasty orange vapor»',
  'there is no task "user,password\nbob,«Hamburg5705x»\nanna,«Simba1998q»"; list shows them',
]

test('what stands out, what is given and what looks like it is found in a sentence that names a password', () => {
  for (const text of secrets) {
    const redacted = redactAlone(text.replace(/[«»]/g, ''))
    for (const [, secret] of text.matchAll(/«(.*?)»/g)) assert.not.ok(redacted.includes(secret as string), redacted)
  }
})

const plain = [
  'use Postgres16 instead of Postgres15 for the token table',
  'the password calls Mokus-4410(x); the gate code has changed, 8830 people came',
  'password reset works with Foo+Bar now, JIRA-4471: the password field loses focus',
  'GPIO pin 17 is high at boot, pin typescript to 5.4.5, the PIN pad has 4 rows',
  'auth works with OAuth2.1 and PKCE-S256, decrypts with AES-256-GCM instead of AES-128-CBC',
  'the passcode screen is done in C++ and F#; creds rotate on 2026-11-30T08:00:00Z',
  'the login works with Chrome-130, the error code of the PIN: 404, and 40101, 4711 is the answer; pin: 13',
  'docs/password-reset-v2.md, migrations/0042_add_secret_rotation.sql, feature/PROJ-4471-password-reset',
  'ask Tom for the password (ext. 4471), at 14:30',
  'declare type Options$1 = Plugin$2; type Stops = Int32Array',
  'Salasana tietokantaan: katso docs/Setup_2.md',
  'Salasana tietokantaan: docs/Setup_2.md',
  'A jelszó megváltozott erre: bcrypt12',
  'Пароль до бази змінено на PostgreSQL16 автентифікацію',
  'הסיסמה לשרת היא ב-Bitwarden2024',
  'Disney+2026, FRITZ!Box7590, Area_51, Timeout=5000, React#1234, chunk*100, caf%C3%A9, Yahoo!2, HEAD~12, Options$1',
  'feat(auth): PIN pad uses Numeric-Keypad2',
  'the credentials of x509AuthenticateCommand(credentials)',
  '비밀번호 필드는 Form2.tsx에 있다',
  'password field renamed in Release_2024, door code page moved to Room-4882',
  'spring.datasource.password is read from Vault-KV2',
  'Geslo je dokumentirano v Stran_42',
  'Cyfrinair: gweler tudalen Gosod_12',
  'the password page shows Room_42',
  'पासवर्ड Tijori_42 में है, パスワードは Kinko_42 に保存',
  'パスワード欄はReact18で動く, 密码使用 SM4 加密, 见 doc_77',
  'security code: see ISSUE-441, the password is in step-22 of the guide, password: issue-4471',
  'test auth::password::tests::hash_45054 ... ok',
  'the password prompt waits, Timeout=5000; WIFI:S:Cafe;T:nopass;;',
  'adb pair 10.0.0.2:37123 asks, GPIO pins 1 2 3 4',
  'heslo sa ukladá do Sejf_2, Parool on kirjas failis Juhend_12, Parole aprakstīta lapā Lapa_14, Slaptažodis aprašytas Skyrius_7',
  'salasana tallennetaan KeePass_2 tiedostoon, รหัสผ่านเก็บไว้ใน Vault_KV2, kata sandi disimpan di Vault_KV2, a senha foi movida para o Bitwarden_2',
  'parool on salvestatud Vault_2-s',
  '비밀번호 화면을 Release_2024 로 옮겼습니다',
  'Lozinka je opisana na Stranica_14',
  'the password reset mail uses Otter-4417, password rotation moved to Sprint-4417',
  'WIFI:T:WPA;S:Lab-5G;; has no password',
  'the password fix is GHSA-jfh8-c2jp-5v3q, of the passphrase CVE-2024-31497',
  '91. * Harbor-kiwi83',
  'mysql -u root -p shop_2026 < dump.sql',
  'passwordEncoder=org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder',
  'if (password === confirmPassword2) return; interface Auth { secret?: Uint8Array; password: Int32Array }',
  'divided by 4, of the passwords (for `Int32Array` indexing)',
  'das Passwort liegt im KeePassXC-2.7, Schlüsselbund-Fehler -25300 auf macOS14',
  'the seed phrase input shows only eleven words when they are pasted, the secret phrase generator picks words from a list',
  'wallet: send money through bank transfer, the seed: random numbers are drawn once every night',
  'the passphrase must be six words long, passphrase: ask Jens, he keeps it in the vault',
  'key fingerprint = 4f3a 9b2c 11de 8f7a 4f3a 9b2c 11de 8f7a, this 4th item from 2nd list with 3 keys has many more',
  'https://www.example.com/playlist?list=PLx0sYbCqOb8TBPRdmBHs5Iftvv9TPboYG, https://x.example.com/?gclid=Cj0KCQjwrJOMBhCZARIsAGEd4VGxyz12345',
  'https://x.example.com/c?sha=8ae373f0533859c5e4da13752b880611a6c6cac5&id=8ae373f0533859c5e4da13752b880611, https://cdn.example.com/a.js?v=8ae373f0533859c5e4da13752b880611a6c6cac5',
  'https://docs.example.com/document/d/1aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789AbCdEfG/edit',
  'data:text/plain;base64,SGVsbG8gV29ybGQsIHRoaXMgaXMgZmluZQ==',
  `${btoa('https://docs.example.org/guide')} ${btoa('started:2026-11-28T10:15')}`,
  'let{key:t,pass:n}=e;return n?t:i(t,n), const{password:p,...u}=await i.findOne({where:{id:e}});return u',
  `POSTGRES_PASSWORD: $${'{DB_PASSWORD:?not set}'}`,
  'request d0b7d52b-20cf-1cb8-0b2b-73a41ba5ef54 failed for want of API_KEY, idempotency key d0b7d52b-20cf-1cb8-0b2b-73a41ba5ef54 for ORDER_ID',
  'the password on the page is shown, the password on the server is kept in Vault',
  'the password Ubuntu2204 images',
  'password: のPostgreSQL16',
  'license of order 9F3K-M8QW-X2ZT',
  'the licence READ-JUST-YOUR-T3XT is shown, licence PLAN-TEAM-YEAR-2026',
  'DB_PASSWORD=changeme-or-leave-empty, mysql -u root -p<password>',
  'the password field has screen1024 behind it, password Windows2019, the password hash is sha512, the password error404 and http500 pages',
]

test('versions, tickets, products and files beside the same words stay', () => {
  for (const text of plain) assert.is(redactAlone(text), text)
})

const table = '| User | Password |\n|---|---|\n| jane | Quayferry12x |\n| tom | Mokusferry13x |'

test('a note and a message that quote lines say no more of them than the lines by themselves', () => {
  const project = createProject()
  assert.not.match(redactAlone(table), /ferry/)
  const { stdout } = project.bookend(['note', table, '--dry-run', '--json'])
  assert.not.match(JSON.parse(stdout).notes[0].text, /ferry/)
  const { error } = JSON.parse(project.bookend(['task', table, '--json']).stdout)
  assert.not.match(error.message, /ferry/)
})

test.run()
