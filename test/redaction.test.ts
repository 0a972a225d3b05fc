import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { redactJson, redactLine, redactText } from '../templates/redact.ts'
import { clip, clipSentence } from '../templates/render.ts'
import { findSecrets } from '../templates/secrets/find.ts'
import { randomRuns } from './support/random-runs.ts'
import { redactAlone } from './support/redact-alone.ts'

const test = suite('redaction')

test('a token is found beside words, paths and times that need no scan, and in a path', async () => {
  const token = `npm_${body.slice(0, 36)}`
  const plain = [
    '2026-11-27T03:36:37.154Z',
    '2026-11-27-001',
    'Look at src/parser/openProject.ts, and at session.config.ts',
  ]
  const { texts, more } = await redactJson({
    texts: [...plain, `see src/${token}/index.ts`, `(${token})`],
    more: plain,
  })
  assert.equal(more, plain)
  assert.equal(texts.slice(0, 3), plain)
  for (const text of texts.slice(3)) assert.not.ok(text.includes(body.slice(0, 12)), text)
  const letters = 'RtZmXcVbLwKpDsYhNjFgAeUoTiBxPzQqWw'
  for (const form of [`https://hooks.slack.com/services/T0AAAAAAA/B0AAAAAAA/${body.slice(0, 24)}`, `ghp_${letters}Aa`])
    assert.not.ok((await redactText(form)).includes(form.slice(-20)), form)
})

test('what was a secret in one text is one in every other of the run', async () => {
  const { changed, list } = await redactJson({
    changed: ['Ocelot!33', 'docs/Ocelot!33/a.txt'],
    list: ['vault key Ocelot!33.txt'],
  })
  assert.equal(list, ['vault key [redacted].txt'])
  assert.equal(changed, ['[redacted]', 'docs/[redacted]/a.txt'])
  assert.is(await redactText('see Ocelot!33'), 'see [redacted]')
  assert.is(redactLine('see Ocelot!33'), 'see [redacted]')
  // A word that is one behind its name alone is a word elsewhere.
  assert.is(await redactText('password: harbor4'), 'password: [redacted]')
  assert.is(await redactText('the harbor4 is open'), 'the harbor4 is open')
})

test('what was given to a command as a secret is one wherever the run says it as a word, unless every text may say it', async () => {
  for (const [command, value] of [
    ['deploy --password=harbor14', 'harbor14'],
    ['deploy --password correcthorsebattery', 'correcthorsebattery'],
    ['curl -sS -u admin:kiwis7 https://h/x', 'kiwis7'],
    ['mysql -u root -pbread9x db', 'bread9x'],
    ['PGPASSWORD=letmein4 psql', 'letmein4'],
    ['psql postgres://app:copper8@db/app', 'copper8'],
    ['deploy --password "plain-wood-table"', 'plain-wood-table'],
    ['deploy --pin=583114', '583114'],
  ] as const) {
    const { error } = await redactJson({
      error: `Refused: '${value}' does not match (${value}), x${value} may`,
      command,
    })
    assert.is(error, `Refused: '[redacted]' does not match ([redacted]), x${value} may`, command)
  }
  const { argv, error } = await redactJson({
    error: 'no such user: basalt6',
    argv: ['deploy', '--password', 'basalt6'],
  })
  assert.equal([argv, error], [['deploy', '--password', '[redacted]'], 'no such user: [redacted]'])
  // Short ones, and words that a sentence may have for itself.
  for (const value of ['postgres', 'dev-server', 'ab1cd']) {
    const { said } = await redactJson({ command: `deploy --password=${value}`, said: `the ${value} is open` })
    assert.is(said, `the ${value} is open`)
  }
})

test('what was a secret in one text is one in its other forms too', async () => {
  const value = 'T\u00e9jon_44"18&x'
  await redactText(`password: '${value}'`)
  await redactText('la clave es Tejon#4418')
  const forms = [
    'http://h/?q=Tejon%234418&b=1',
    'next=%2Fa%3Fq%3DTejon%25234418',
    'TEJON#4418',
    'tejon#4418',
    'Tejon#4418Tejon#4418',
    'Tejon\\u00234418',
    '"a\\nTejon#4418"',
    'Tejon\\#4418',
    'Tejon&#35;4418',
    Buffer.from('Tejon#4418').toString('base64'),
    Buffer.from('Tejon#4418\n').toString('base64'),
  ]
  for (const form of forms) assert.not.match(redactLine(`see ${form} there`), /tejon|4418|VGVqb24|NDQx/i, form)
  for (const form of [
    encodeURIComponent(value),
    JSON.stringify(value),
    value.normalize('NFD'),
    value.replace('&', '&amp;'),
  ])
    assert.not.match(redactLine(`x ${form} y`), /44.*18/, form)
  for (const other of ['Tejon#44181', 'xTejon#4418'])
    assert.not.match(redactLine(`see ${other}`), /^see \[redacted\]\d|x\[redacted\]/, other)
})

test('a text that was looked at before stays redacted where so many follow that it is forgotten', async () => {
  const text = 'password: Osprey!47'
  await redactText(text)
  const [first] = await redactJson([text, ...Array.from({ length: 50_001 }, (_, place) => `line ${place}`)])
  assert.is(first, 'password: [redacted]')
})

const body = 'q7RtZ2mXc9VbLw4KpD8sYhN3jFgA6eUo5TiB1xPz'
const hex = '9f86d081884c7d659a2feaa0c55ad015'
const line64 = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj'

/** What goes in, and what must not come out. */
const secrets: [text: string, secret: string][] = [
  [`rotate aws_secret_access_key = ${body}`, body],
  [`AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY`, 'wJalrXUtnFEMI'],
  [
    `-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIBvVvKkqQQ8q0m6m0eGv5k1V0X3\n-----END PRIVATE KEY-----`,
    'BQYDK2Vw',
  ],
  [`-----BEGIN EC PRIVATE KEY-----\n${line64}\n${line64}\nq0m6m0eGv5k=\n-----END EC PRIVATE KEY-----`, 'q0m6m0eG'],
  [`-----BEGIN OPENSSH PRIVATE KEY----- ${line64} ${line64}`, 'IBADANBg'],
  [`-----BEGIN RSA PRIVATE KEY-----\\n${line64}\\n${line64}`, 'IBADANBg'],
  [`${line64}\n${line64}\nq0m6m0eGv5k=\n-----END RSA PRIVATE KEY-----`, 'IBADANBg'],
  ['AKIAZHOTORNGCEQKKZMU', 'ZHOTORNG'],
  ['ASIAZHOTORNGCEQKKZMU', 'ZHOTORNG'],
  [`AIza${body.slice(0, 35)}`, body.slice(4, 20)],
  [`GOCSPX-${body.slice(0, 28)}`, body.slice(4, 20)],
  [`DefaultEndpointsProtocol=https;AccountKey=${body}${body}abcd12==;EndpointSuffix=x`, body],
  [`https://a.blob.core.windows.net/c?sv=2022&sig=${body}%3D&se=1`, body],
  ['glpat-q7RtZ2mXc9VbLw4KpD8s', 'RtZ2mXc9'],
  ['sk_live_q7RtZ2mXc9VbLw4KpD8sYh', 'RtZ2mXc9'],
  ['rk_live_q7RtZ2mXc9VbLw4KpD8sYh', 'RtZ2mXc9'],
  ['whsec_q7RtZ2mXc9VbLw4KpD8sYh', 'RtZ2mXc9'],
  [`eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${body}`, body],
  [`hf_${'q'.repeat(4)}RtZmXcVbLwKpDsYhNjFgAeUoTiBxPz`, 'RtZmXcVb'],
  [`pypi-AgEIcHlwaS5vcmc${body}${body}`, body],
  [`dop_v1_${hex}${hex}`, hex],
  [`hvs.${body}${body}`, body],
  [`dapi${hex}`, hex],
  [`xapp-1-A0123456789-1234567890123-${hex}`, hex],
  ['AGE-SECRET-KEY-1QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHC', 'X8GF2TVD'],
  [`X-Api-Key: ${hex}`, hex],
  [`deploy --token ${hex}`, hex],
  ['deploy --password hunter2', 'hunter2'],
  ['deploy --password=correcthorse', 'correcthorse'],
  ['["deploy","--password","hunter2"]', 'hunter2'],
  ['pwd=hunter2', 'hunter2'],
  ['pass=hunter2', 'hunter2'],
  ['dbpass=hunter2', 'hunter2'],
  ['X-Api-Key: q7RtZ2mXc9Vb', 'RtZ2mXc9'],
  ['AccountKey=q7RtZ2mXc9Vb', 'RtZ2mXc9'],
  ['passphrase: correct horse battery staple', 'horse'],
  ['passphrase: "correct horse battery staple"', 'horse'],
  [`SECRET_KEY_BASE=${hex}${hex}`, hex],
  ['curl -u admin:hunter2 https://x', 'hunter2'],
  ['redis://:hunter2@localhost:6379', 'hunter2'],
  ['postgres://app:hun@ter2@db/app', 'ter2'],
  [`https://${body}@git.example.com/x.git`, body],
  [`https://${body}:x-oauth-basic@git.example.com/x.git`, body],
  ['PGPASSWORD=letmein psql', 'letmein'],
  [`Cookie: theme=dark; session=${hex}`, hex],
  [`Set-Cookie: sid=${hex}; Path=/`, hex],
  [`Authorization: Bearer ${body}`, body],
  ['Authorization: Basic dXNlcjpwYXNz', 'dXNlcjpw'],
  ['{"password":"hunter2"}', 'hunter2'],
  ['{\\"password\\":\\"hunter2\\"}', 'hunter2'],
  ['{"password":\n  "hunter2"}', 'hunter2'],
  ["'password' => 'hunter2'", 'hunter2'],
  ['password="hunter2', 'hunter2'],
  ['password: hunter2', 'hunter2'],
  ['the password is hunter2, tell nobody', 'hunter2'],
  ['- name: DB_PASSWORD\n  value: hunter2secret', 'hunter2secret'],
  ['<password>hunter2</password>', 'hunter2'],
  [`adafruit_api_key = ${hex}`, hex],
  [`TOKEN=${hex}a\n${hex}b\n`, hex],
  [`# secretlint-disable\nghp_${body.slice(0, 36)}`, body.slice(4, 20)],
  [`\u001b[31mghp_${body.slice(0, 36)}\u001b[0m`, body.slice(4, 20)],
  [`ghp_${body.slice(0, 15)}`, body.slice(4, 12)],

  // The options of commands
  ['docker login -u bob -p hunter2 registry.example.com', 'hunter2'],
  ['twine upload -u bob -p hunter2 dist/*', 'hunter2'],
  ['zip -r -P hunter2 a.zip b', 'hunter2'],
  ['7z x -phunter2 a.7z', 'hunter2'],
  ['redis-cli -h x -a hunter2 ping', 'hunter2'],
  ['ldapsearch -D cn=admin -w hunter2 -b dc=x', 'hunter2'],
  ['smbclient //h/s -U bob%hunter2', 'hunter2'],
  ['openssl enc -aes-256-cbc -k hunter2 -in a', 'hunter2'],
  ['openssl rsa -in k.pem -passin pass:hunter2', 'hunter2'],
  ['mosquitto_pub -u bob -P hunter2 -t x', 'hunter2'],
  ['htpasswd -nb bob hunter2', 'hunter2'],
  ['useradd -p hunter2 bob', 'hunter2'],
  ['ipmitool -U a -P hunter2 chassis', 'hunter2'],
  ['lftp -u bob,hunter2 ftp.x', 'hunter2'],
  ['sqlplus scott/hunter2@orcl', 'hunter2'],
  ['jdbc:oracle:thin:scott/hunter2@//h:1521/x', 'hunter2'],
  ['http -a bob:hunter2 GET example.com', 'hunter2'],
  ['curl -sSu admin:hunter2 https://x', 'hunter2'],
  ['["curl", "-u", "admin:hunter2"]', 'hunter2'],
  [`curl -b 'session=${body}' https://x`, body],
  ['xfreerdp /u:bob /p:hunter2 /v:h', 'hunter2'],
  ['net user bob hunter2 /add', 'hunter2'],
  ['keytool -storepass hunter2 -list', 'hunter2'],
  ['wpa_passphrase ssid hunter22', 'hunter22'],
  ['nmcli dev wifi connect x password hunter22', 'hunter22'],
  ['echo "hunter2" | docker login -u bob --password-stdin', 'hunter2'],
  ['printf %s hunter2 | gh auth login --with-token', 'hunter2'],
  ['echo "bob:hunter2" | sudo chpasswd', 'hunter2'],
  ['SSHPASS=hunter2 sshpass -e ssh h', 'hunter2'],
  ['ADMIN_PW=hunter2', 'hunter2'],
  ['psk="hunter22"', 'hunter22'],

  // Settings that are given by a command, and names with nothing but a blank behind them
  [`set -x GITHUB_TOKEN ${body}`, body],
  [`setx API_KEY ${body}`, body],
  [`npm config set //npm.pkg.github.com/:_authToken ${body}`, body],
  [`aws configure set aws_secret_access_key ${body}`, body],
  [`gh secret set NPM_TOKEN --body ${body}`, body],
  ['requirepass hunter2', 'hunter2'],
  [`use the token ${body} for staging`, body],
  [`$Password = ConvertTo-SecureString "${body}" -AsPlainText -Force`, body],
  [`variable "token" { default = "${body}" }`, body],
  [`https://maps.example.com/api/js?key=${body}`, body],
  [`https://api.telegram.org/bot123456789:AAF${body.slice(0, 32)}/getMe`, body.slice(2, 20)],

  // Sentences, tables and other languages
  ['password for admin: hunter2', 'hunter2'],
  ["Password for 'https://bob@x': hunter2", 'hunter2'],
  ["SET PASSWORD FOR 'bob' = 'hunter2'", 'hunter2'],
  ['**Password:** hunter2', 'hunter2'],
  ['**Password**: hunter2', 'hunter2'],
  ['| password | hunter2 |', 'hunter2'],
  [`| API key | \`${body}\` |`, body],
  ['password\u00a0:\u00a0hunter2', 'hunter2'],
  ['password：hunter2', 'hunter2'],
  ['mot de passe : hunter2', 'hunter2'],
  ['пароль: hunter2', 'hunter2'],
  ['密码：hunter2', 'hunter2'],
  ["[db]\npassword = '''hunter2'''", 'hunter2'],
  ['name="password"\r\n\r\nhunter2\r\n--x', 'hunter2'],

  // Languages, tools and files that write it in their own way
  ["requests.get(url, auth=('bob', 'hunter2'))", 'hunter2'],
  ['["password"]=>\n  string(7) "hunter2"', 'hunter2'],
  ['PSCredential("bob", (ConvertTo-SecureString "hunter2" -AsPlainText -Force))', 'hunter2'],
  ['DRIVER={x};SERVER=db;UID=sa;PWD=hunter2', 'hunter2'],
  ['machine x\n  login bob\n  password hunter2\n', 'hunter2'],
  ['db.example.org:5433:app:bob:q7RtZ2mXc9', 'RtZ2mXc9'],
  ['bob:{SHA}nJOIJ72BrSpVik36TAjD91a1kaf=', 'JOIJ72Br'],
  [`client-key-data: ${Buffer.from('-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBg').toString('base64')}`, 'SURJTkFE'],
  [Buffer.from('-----BEGIN EC PRIVATE KEY-----\nMIIEvQIBADANBg').toString('base64'), 'LS0tLS1C'],
  [`Authorization: key=AAAAq7RtZ2m:APA91b${body}${body}${body}`, body],
  [`define( 'NONCE_SALT', '${body}' );`, body],
  [`GET /callback?code=${body}&state=x`, body],
  ['net use Z: \\\\srv\\share hunter2 /user:bob', 'hunter2'],
  ['poetry config http-basic.foo bob hunter2', 'hunter2'],
  [`poetry config pypi-token.pypi ${body}`, body],
  ['az login --service-principal -u x -p hunter2 --tenant y', 'hunter2'],
  [`az keyvault secret set --name n --value ${body}`, body],
  [`gcloud secrets versions add x --data-file=- <<< "${body}"`, body],
  ['snmpwalk -v2c -c hunter2 host', 'hunter2'],
  ['the admin password has been changed to hunter2.', 'hunter2'],
  ['Passwort lautet: hunter2', 'hunter2'],
  ['log in with password q7RtZ2mXc9Vb please', 'RtZ2mXc9'],

  [`val clientSecret: String = "${body}"`, body],
  [`let api_token: Option<&str> = "${body}"`, body],
  ['HikariConfig: password........................"hunter2"', 'hunter2'],
  ['<AdministratorPassword><Value>hunter2</Value></AdministratorPassword>', 'hunter2'],
  ['DefaultPassword    REG_SZ    hunter2', 'hunter2'],
  ['username bob password 0 hunter2', 'hunter2'],
  [`bob:1001:${hex}:${hex}:::`, hex],
  ['.basic_auth("bob", Some("hunter2"))', 'hunter2'],
  ['Le mot de passe est hunter2', 'hunter2'],
  [`Authorization: SSWS ${body}`, body],
  [`code_verifier=${body}`, body],
  [`"device_code":"${body}"`, body],
  ['cqlsh -u bob -p hunter2 host', 'hunter2'],
  ['schtasks /create /ru bob /rp hunter2 /tn x', 'hunter2'],
  ['rabbitmqctl add_user bob hunter2', 'hunter2'],
  ['bundle config gems.example.org bob:hunter2', 'hunter2'],

  // Written with escapes, and over the end of a line
  [`-----BEGIN%20PRIVATE%20KEY-----%0A${line64}%0A-----END%20PRIVATE%20KEY-----`, 'IBADANBg'],
  [`-----BEGIN+RSA+PRIVATE+KEY-----%0A${line64}%0A-----END+RSA+PRIVATE+KEY-----`, 'IBADANBg'],
  ['https://x/?u=https%3A%2F%2Fbob%3Ahunter22%40github.com', 'hunter22'],
  [`https://x/?next=%2Fcb%3Faccess_token%3D${body}%26a%3D1`, body],
  [`https://x/?a=1\\u0026access_token\\u003d${body}`, body],
  ['curl -u \\\n  admin:hunter2 https://x', 'hunter2'],
  [`API_KEY=\\\n${body}`, body],
]

for (const [text, secret] of secrets)
  test(`a secret is replaced in ${JSON.stringify(text).slice(0, 70)}`, async () => {
    const redacted = await redactText(text)
    assert.not.ok(redacted.includes(secret), redacted)
    // What is printed at once is looked at without secretlint's rules.
    assert.not.ok(redactAlone(text).includes(secret), redactAlone(text))
    assert.is(await redactText(redacted), redacted)
  })

const plain = [
  '/(?:secret|password|passwd|key)\\w{0,10}["]?[:=]/',
  'token: expired after an hour',
  'password: required',
  'given as `curl -u user:`, `--user=a:`) or `://user:`@host',
  'token = await getToken()',
  'password=getpass()',
  'To recurse up to the maximum call stack size pass `Infinity` or `null`.',
  'If you pass `noPhysicFilePath: true`, the path is undefined.',
  'const token = process.env.API_TOKEN_2',
  `password: $${'{DB_PASSWORD}'}`,
  'apiKey: config.services.key1',
  'the token is expired and the password was wrong',
  'tokens: 123456 in, 789 out',
  'Use --password to set one, or --token FILE',
  'PWD=/home/me/project2',
  'OLDPWD=/srv/q7RtZ2mXc9VbLw4KpD8s',
  'technical_architectural_change and step() in inst_024_CONSOLIDATED',
  'session 2026-11-23-001 at 4fd608c542e57b768f19f26a86410599adcea949',
  '"integrity": "sha512-q7RtZ2mXc9VbLw4KpD8sYhN3jFgA6eUo5TiB1xPzq7RtZ2mXc9VbLw4KpD8sYhN3jFgA6eUo5TiB1xPz1234aQ=="',
  '0b9e6a3c-1f52-4d3a-9d1e-2f4f6f1b7c55',
  'author: Ann, key: SR-001, auth: optional, pass: 12, fail: 0',
  'pypi-some-package-name-that-is-long and re_export_everything_from_there',
  'git push -u origin HEAD:refs/heads/x and docker run -u 1000:1000 x',
  'password=password, token=token, secret=[redacted]',
  'Enter your password: the field "password" must have 8 characters',
  'bearer authentication and basic understanding',
  'mail to ann@example.com about http://localhost:3000/x?page=2',
  'docker run -p 8080:80 nginx; docker compose -p myproject up; docker login -u bob -p "$PASS" registry',
  'zip -r a.zip b; zip -P $PW a.zip; 7z x -p$PW a.7z; mysql -p$PASS; redis-cli -a "$REDIS_PASS"',
  'echo "$TOKEN" | gh auth login --with-token; cat token.txt | docker login --password-stdin',
  'gh secret set NPM_TOKEN --body "$NPM_TOKEN"; npm config set registry https://example.org/',
  'curl -b cookies.txt -c cookies.txt https://x; curl -su "$USER:$PASS" https://x',
  'use the token bucket algorithm, the token AbstractSyntaxTreeNode, and TOKEN EXPIRED',
  'cache token 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b and key 0b9e6a3c-1f52-4d3a-9d1e-2f4f6f1b7c55',
  '| password | string | required |',
  '| token | The access token | yes |',
  '| API key | `process.env.API_KEY` |',
  '**Password:** required, **Token**: see the vault, **Key**: `Ctrl+Shift+P`',
  'password for admin: ask Bob; mot de passe : obligatoire; пароль: обязателен',
  'GET /search?q=password%20reset%3A%20page&key=homepage-hero-banner',
  'credentials: "same-origin", credentials: \'include\'',
  'ssh key: ~/.ssh/id_ed25519, keyPath=/etc/ssl/private/key1.pem',
  'auth: ["read:user", "write2"], auth=(user, password), ["password"]=> NULL',
  'GET /cb?code=404&state=idle, src/a.ts:1234:56:error:TS2304, localhost:8080:app:web:started1',
  'The password has been changed to comply with the policy, and the token was set to expire',
  'net use Z: \\\\srv\\share /user:bob; az login; poetry config virtualenvs.in-project true; snmpwalk -c public host',
  `certificate-authority-data: ${Buffer.from('-----BEGIN CERTIFICATE-----MIIC5zCCAc').toString('base64')}`,
  'password_salt = generate_salt(), {SHA} digests, el password es obligatorio',
  'const password: string = getPassword(); let token: Token = next(); password: string = "", secret: Buffer = Buffer.alloc(8)',
  'rabbitmqctl list_users; bundle config path vendor/bundle; mot de passe est obligatoire; const verifier = new Verifier2()',
  'set -x; net user bob /delete; sqlplus / as sysdba; unzip -p archive1.zip file2',
]

for (const text of plain)
  test(`plain text stays: ${text.slice(0, 60)}`, async () => {
    assert.is(await redactText(text), text)
  })

test('what is cut off leaves no half of a secret that is known by its whole alone', () => {
  const token = `M${body.slice(0, 24)}.q7RtZ2.${body.slice(0, 38)}`
  for (let length = 10; length < 80; length += 7)
    assert.not.match(clip(`run it with ${token} now`, length), /q7RtZ2|Xc9V/, `${length}`)
  assert.is(clip('no secret here', 10), 'no secret…')
  const sentence = '3 rules are not in mongodb://127.0.0.1:38499/tractatus_dev'
  const cut = [58, 57, 30, 20].map((length) => clipSentence(sentence, length))
  assert.equal(cut, [sentence, '3 rules are not in…', '3 rules are not in…', '3 rules are not in…'])
  assert.is(clipSentence(`see ${'x'.repeat(90)}`, 60), `see ${'x'.repeat(55)}…`)
})

test('values are judged by their keys, and by the flags before them', async () => {
  const redacted = await redactJson({
    env: { DB_PASSWORD: 'hunter2', NODE_ENV: 'production', token: 42 },
    list: [{ name: 'API_KEY', value: `${body.slice(20)}Kv3` }],
    argv: ['deploy', '--password', 'hut21', '--verbose'],
    headers: { cookie: `session=${hex}` },
    password: 'required',
    verdict: 'hunter3',
    lines: ['--token-file ./token', 'q7RtZ2mXc9VbLw4KpD8s, and more'],
  })
  assert.equal(redacted, {
    env: { DB_PASSWORD: '[redacted]', NODE_ENV: 'production', token: 42 },
    list: [{ name: 'API_KEY', value: '[redacted]' }],
    argv: ['deploy', '--password', '[redacted]', '--verbose'],
    headers: { cookie: '[redacted]' },
    password: 'required',
    verdict: 'hunter3',
    lines: ['--token-file ./token', 'q7RtZ2mXc9VbLw4KpD8s, and more'],
  })
})

test('a text that was redacted has nothing left to redact, whatever secrets were put together in it', async () => {
  const pieces = fc.array(fc.oneof(fc.constantFrom(...secrets.map(([text]) => text), ...plain), fc.string()), {
    maxLength: 6,
  })
  await fc.assert(
    fc.asyncProperty(pieces, fc.constantFrom(' ', '\n', ', ', '" "'), async (texts, between) => {
      const redacted = await redactText(texts.join(between))
      assert.is(await redactText(redacted), redacted)
    }),
    { numRuns: randomRuns(100) },
  )
})

test('what is left of a text is left as it is, whichever samples of all are in it', () => {
  const masked = '$Password = "[redacted]" GET /cb?code=404&state=idle'
  assert.is(redactAlone(masked), masked)
  const halves = redactAlone(
    'Der Token ist abgelaufenfingerprint: 448c3d8d1c00569f13ead33172e940f15e9db91925fa3594e612d233955f632e',
  )
  assert.is(redactAlone(halves), halves)
  const samples = [
    'redaction.test',
    'secret-places.test',
    'secret-sentences.test',
    'secret-surroundings.test',
    'bench/redaction/places',
  ]
    .flatMap((file) => readFileSync(`test/${file}.ts`, 'utf8').split('\n'))
    .map((line) => line.trim().replace(/[«»]/g, ''))
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...samples), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(' ', '\n', ', ', '" "', ''),
      (texts, between) => {
        const redacted = redactAlone(texts.join(between))
        assert.is(redactAlone(redacted), redacted)
      },
    ),
    { numRuns: randomRuns(300) },
  )
})

test('a line of a megabyte that is made to be slow comes to its end', () => {
  const megabyte = 2 ** 20
  for (const unit of [
    'token=',
    'password="',
    '-----BEGIN PRIVATE KEY-----',
    '://a:',
    'glpat-',
    'A',
    'kind: Secret\ndata:\n',
    'eyJa.',
    'ghp_q7RtZ2mXc9VbLw4KpD8sYhN3jFgA6eUo5TiB\n',
  ])
    assert.ok(findSecrets(unit.repeat(megabyte / unit.length)))
})

const esc = '\u001b'
for (const [named, text] of Object.entries({
  'a coloured value': `password: ${esc}[33mq7RtZ2mXc9VbLw4${esc}[0m`,
  'a coloured name': `${esc}[1mtoken${esc}[0m${esc}[36m=${esc}[0m${esc}[32mq7RtZ2mXc9VbLw4KpD8s`,
  'a coloured header': `Authorization: Bearer ${esc}[38;5;12mq7RtZ2mXc9VbLw4KpD8s`,
  'a form behind the rest of a colour': 'failed: [31mghp_q7RtZ2mXc9VbLw4KpD8sYhN3jFgA6eUo5TiB [0m',
  'a colour in the middle': `ghp_${esc}[1mq7RtZ2mXc9VbLw4KpD8sYhN3jFgA6eUo5TiB`,
  'a colour that was written out': 'password=\\u001b[31mq7RtZ2mXc9VbLw4\\u001b[0m',
  'an invisible character': 'ghp_q7RtZ2mXc9\u200bVbLw4KpD8sYhN3jFgA6eUo5TiB',
  'a link of a terminal': `token=${esc}]8;;https://a.b${'\u0007'}q7RtZ2mXc9VbLw4KpD8s${esc}]8;;${'\u0007'}`,
})) {
  test(`${named} hides no secret`, async () => {
    const redacted = await redactText(`${text} and more`)
    assert.not.match(redacted, /q7RtZ2mX|c9VbLw4|KpD8sYhN/)
    assert.match(redacted, /and more$/)
  })
}

test('colours alone are no secret', async () => {
  for (const text of [
    `${esc}[31m12 failed${esc}[0m, 3 passed`,
    'see [1m and [0m',
    'list[12m',
    `${esc}]0;title${'\u0007'}x`,
  ])
    assert.is(await redactText(text), text)
})

test.run()
