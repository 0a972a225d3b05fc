import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { redactText } from '../templates/redact.ts'
import { findSecrets } from '../templates/secrets/find.ts'
import { piecesOf, scanTexts } from '../templates/secrets/scanner.ts'
import { redactAlone } from './support/redact-alone.ts'

const test = suite('secret-surroundings')

/** No word beside these says that they are secrets, and their form does not either. */
const byPlaceAlone: Record<string, [text: string, ...secrets: string[]][]> = {
  'its place in a call': [
    ["ftp_login($c, 'bob', 'hunter2')", 'hunter2'],
    ["ldap_bind($c, 'cn=bob', 'hunter2x')", 'hunter2x'],
    ['new PDO("mysql:host=h", "bob", "hunter2")', 'hunter2'],
  ],
  'what asks for it': [
    ['expect "*assword:"; send "hunter2\\r"', 'hunter2'],
    ['expect "verification code*"\nsend "hunter2\\r"', 'hunter2'],
  ],
  'the heading of its column': [
    ['user,pw\nbob,hunter2\neva,tulip9', 'hunter2', 'tulip9'],
    ["INSERT INTO users (name, password) VALUES ('bob', 'hunter2'), ('eva', 'tulip9')", 'hunter2', 'tulip9'],
  ],
  'the word that goes on behind a sign it may hold': [
    ['npm_TYwZVNnt8TnMI90ta2IGn/e+fc+pdME5E0SnE', 'e+fc+pdME5E0SnE'],
    ['sk-1gZoBzmjKHHuaPiDR1XVMDy+H/hjkdIL+4', 'H/hjkdIL+4'],
  ],
}
for (const [place, texts] of Object.entries(byPlaceAlone))
  test(`a secret that only ${place} gives away`, () => {
    for (const [text, ...secrets] of texts) {
      const redacted = redactAlone(text)
      for (const secret of secrets) assert.not.ok(redacted.includes(secret), redacted)
    }
  })

/** Passwords as people make them up: words with a number, and with signs or capitals between them. */
const devised = ['Harbor.Kiwi83', 'Vole-Lantern8', 'tin!harbor74', 'bogMyrtle_61', '9fK!rho2Lm']
const at = (place: string, secret: string): string => place.replaceAll('@', () => secret)

/** What is around a secret, by kind. */
const kinds: Record<string, string[]> = {
  'a password that was made up of words': [
    'password: @',
    'db:\n  password: >-\n    @\n  host: db1',
    'pass: {user: bob, password: @, pool: 5}',
    'vault_password: !unsafe @',
    'deploy --password @ --verbose',
    'the password of the test user is @ now',
    'the admin password (@) was rotated',
    'we changed the root password from @ last week',
    'use @ as the admin password',
    "please unlock it with the passphrase '@'",
    'le mot de passe est « @ » pour la recette',
    'user bob, pw @',
    'the DB_PASSWORD was set to @',
    'the password you need is @.',
    'Password (initial): @',
    'password again: @',
  ],
  'a password in another language, with words between': [
    'Passwort für das Gateway: @',
    'das Kennwort vom Drucker ist @',
    'contraseña nueva: @',
    'la contraseña del router es @',
    'senha do banco: @',
    'mot de passe root : @',
    'le mot de passe du routeur est @',
    'пароль от базы: @',
    'wachtwoord van de router: @',
    'hasło do bazy: @',
    'パスワードは @ です',
    '密码是 @',
    '비밀번호는 @',
  ],
  'a password and credentials, as many languages say it': [
    'das Masterpasswort ist jetzt @',
    'la password è @',
    'a palavra-passe é @',
    'heslo je @',
    'Zugangsdaten: Benutzer bob, Passwort @',
    'Identifiants : admin / @',
    'Credenciales: bob / @',
  ],
  'a key of a network': ['wifi key is @', 'Wi-Fi key: @', 'the WLAN key: @'],
  'a column of a table': [
    'user,password,host\nbob,@,h1\n',
    'note: user,password\nbob,@',
    'the users: | name | password |\n|---|---|\n| bob | @ |',
    '"host";"user";"passwd"\n"a;b";"bob";"@"\n',
    'name\tpassword\nbob\t@',
    '| User | Password |\n|---|---|\n| bob | @ |',
    ' id | name | passwd \n----+------+--------\n  1 | bob  | @',
    'NAME     PASSWORD          ROLE\nbob      @    admin',
    "INSERT INTO users (email, password) VALUES ('a@example.org', 'first''s'), ('bob, jun.', '@')".replace('a@', 'a'),
  ],
  'an answer to a question': [
    'spawn ssh bob@h\nexpect "*assword:"\nsend "@\\r"'.replace('bob@h', 'h'),
    'expect {\n  "yes/no" { send "yes\\r"; exp_continue }\n  "Password:" { send -- "@\\r" }\n}',
    "child.expect('Password: ')\nchild.sendline('@')",
  ],
  'an argument by its place': [
    'new NetworkCredential("bob", "@")',
    "new PDO('mysql:host=db1;dbname=x', 'bob', '@')",
    'DBI->connect("dbi:Pg:dbname=crm", "bob", "@", { RaiseError => 1 })',
    'DriverManager.getConnection(url("a", 1), "bob", "@")',
    "server.login('bob', '@')",
    "User.objects.create_user('bob', 'bob', '@')",
    "await page.fill('#password', '@')",
    "cy.get('#password').type('@')",
    'driver.find_element(By.ID, "password").send_keys("@")',
    "fill_in 'Password', with: '@'",
    'System.setProperty("db.password", "@")',
    'let password = String::from("@");',
  ],
  'a value in the place of a variable that is not set': [
    "process.env.DB_PASSWORD ?? '@'",
    'os.environ.get("DB_PASSWORD", "@")',
    "ENV.fetch('DB_PASSWORD') { '@' }",
    "password: {{ vault_pw | default('@') }}",
  ],
  'quotes of one language': [
    'local password = [==[@]==]',
    'my $password = q{@};',
    'let password = r#"@"#;',
    'const char* password = R"x(@)x";',
    "CREATE LOGIN bob WITH PASSWORD = N'@'",
    '$settings{password} = "@";',
    'password <- "@"',
  ],
  'an element whose attribute is its name': [
    '<property name="db.password">@</property>',
    '<wsse:Password Type="Text">@</wsse:Password>',
    '<key>password</key>\n<string>@</string>',
  ],
  'the input of a command': [
    'gpg --passphrase-file <(echo @) -d a',
    "rsync --password-file=<(printf '%s' '@') a b",
    'sudo -S apt update <<< "@"',
    'chpasswd <<< "bob:@"',
    'docker secret create db_password <(echo @)',
    "printf '@' | docker secret create db_password -",
    'chpasswd:\n  list: |\n    root:@',
    'password="$(cat <<EOF\n@\nEOF\n)"',
    '<auth-user-pass>\nbob\n@\n</auth-user-pass>',
  ],
  'an option or an argument of one command': [
    'keytool -list -srcstorepass @ -alias x',
    "ssh-keygen -t ed25519 -N '@' -f k",
    'signtool sign /f a.pfx /p @ a.exe',
    'docker login -u bob -p@',
    'snmpget -v3 -u bob -A @ h',
    "useradd -p $(openssl passwd -6 '@') bob",
    'mc alias set minio https://h bob @',
    'vault login @',
    'eas secret:create --name PASSWORD --value @',
    'rootpw --plaintext @',
    'tool -u bob -p @',
    'tool --auth bob:@',
  ],
  'a file of settings of one program': [
    'SetEnv DB_PASSWORD @',
    'fastcgi_param DB_PASSWORD @;',
    'ENV DB_PASSWORD @',
    'enable secret 0 @',
    'snmp-server community @ RO',
    'crypto isakmp key @ address 192.0.2.1',
    'bob:{PLAIN}@',
    '[smtp.example.org]:587 bob:@',
    'a1 LOGIN bob @',
  ],
  'credentials of somebody': [
    'remove the default credentials bob/@ from the seed',
    'log in with bob / @',
    'BasicAuth bob / @ at /metrics',
    'sign in as bob with @',
    'Credentials: bob:@',
    'u: bob p: @',
    'user/pass: bob/@',
    'basic auth is bob:@',
    'conn sys/@ as sysdba',
    'db = bob:@%40tcp(127.0.0.1:3306)/shop',
  ],
}

for (const [kind, places] of Object.entries(kinds))
  test(`${kind} is found as a secret`, () => {
    for (const place of places)
      for (const secret of devised) {
        const redacted = redactAlone(at(place, secret))
        assert.not.ok(redacted.includes(secret.slice(0, 8)), redacted)
        assert.is(redactAlone(redacted), redacted)
      }
  })

const drawn = 'VBnMcJqchH6KjuQ9WDKXhQoirwbEYrEZ'
const hex = '57448a56fa522c6d79e73157ca7846cb'
for (const [text, secret] of [
  ['local key = [[@]]', drawn],
  ["localStorage.setItem('refreshToken', '@')", drawn],
  ["headers.put('sessionKey', '@')", drawn],
  ['let hmac_key: &[u8] = b"@";', drawn],
  ["jwt.sign({ sub: user.id }, '@', { expiresIn: '1h' })", drawn],
  ['"name","api_key"\n"bob","@"\n', drawn],
  ['setx API_SECRET "@" /M', 'Harbor-Kiwi8'],
  ['our Datadog API key @ is in agent.yaml', hex],
  [`twilio("AC${hex}", "@")`, [...hex].reverse().join('')],
  ['Recovery codes for GitHub: 64de2-1365d, @', '2f940-6d96f'],
  ['recovery key: @', '038158-305070-241294-618271-378535-115609-247051-701314'],
  ['OTP seed @', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'],
  ['2FA secret @ of the account', 'Z234M6QWM3FOBNJGOISTTR4ZRZGJK7VH'],
  ['PIN: @', '482913'],
  ['the PIN is @.', '4829'],
  ['the door of the lab, door PIN @', '482913'],
  ['ssh-rsa private: @', 'MIIEowIBAAKCAQEAv7x2k9QmZt4R8cLpN3sW5yBfH1jD6uGaKe0oXiTzVnYqMr'],
  ['the TOTP seed for the account is @', 'Z234M6QWM3FOBNJGOISTTR4ZRZGJK7VH'],
  [`<tls-auth>\n-----BEGIN OpenVPN Static key V1-----\n@\n-----END OpenVPN Static key V1-----\n</tls-auth>`, hex],
  [`key-direction 1\n-----BEGIN OpenVPN Static key V1-----\n${hex}\n@`, hex.replaceAll('7', 'b')],
  [
    'dropbox sl.@',
    'BFEKWmFPFDLLECpVh8sz9Z6RfnzRHgEtL0-SRt5CKrfQ9OWhxl51d0bE3k92HakeeFC0ZcuSc5qvM3dwEK6cA2F0IdwBUYd-TD1DVcaqSlENZTVIPCV8nA309x',
  ],
] as const)
  test(`a secret is found in ${text.slice(0, 60).replace(/\n.*/s, '')}`, () => {
    const redacted = redactAlone(at(text, secret))
    assert.not.ok(redacted.includes(secret.slice(-8)), redacted)
  })

/** Codes, keys and tokens, as many languages say them: each text with its secret between guillemets. */
const said = `
  Dein Bestätigungscode lautet «787692» | Zugangscode «705719» für die Tür | votre code de vérification est «482 913»
  código de acceso: «4829» | codice di verifica: «482913» | 验证码：«482913» | kod weryfikacyjny: «482913»
  your security code is «482913» | PUK «54415351» | TAN «482913» | Freischaltcode: «K7QX2-9PLM4-TT8ZR»
  backup codes\n1. «2038 5733»\n2. «8576 6776» | recovery codes:\n- «2038 5733»\n- «8576 6776» | my 2FA seed is «OSGFH6W6AIJ4YREA»
  Geheimnis: «BmLJaphjODhQPuZqqwcjCuLd» | la clave de API es «H3fefgWpft56J4GBMJvVVV9E» | token de acceso: «9LThq80c8bY9bsYcUq0mX4Ek»
  der API-Schlüssel ist «9LThq80c8bY9bsYcUq0mX4Ek» | clé secrète : «9LThq80c8bY9bsYcUq0mX4Ek» | токен доступа: «9LThq80c8bY9bsYcUq0mX4Ek»
  the following password to proceed to the setup: «b208e3aebdf57ea06b5ab75e55668af7»
  A temporary password is generated for root@localhost: «a5C7UA>hMu5!» | the token «6a10ed007193065ec6c638d0101d847425bd968b55ccfe98b1fd7eabd747a37d»
  the API key «60f0ffca-498d-8ce3-1458-4e8c1abcc71d» | tool -t «60f0ffca-498d-8ce3-1458-4e8c1abcc71d» | tool -k «9LThq80c8bY9bsYcUq0mX4Ek»
  password_wo = "«8XjK61rVZBAl0swN»" | PASSWORD_PEPPER=«8m1dMtW9rfgbSCXm8axA9oGv» | TOKEN_OF_BOB=«8m1dMtW9rfgbSCXm8axA9oGv»
  st.«37d2df1308badd244db88fd8.4c3169b7e7b3e6d8797b1ba2d00bb538.be8f2b773c9eefb9df3fd980031a5dae» | sdk-«db406da6-85e1-8d18-8422-83c0164ee420»
  token-jv97e:«9i45r3n8v1psht5xhxq8kdyez6830bfoluzr4i67r47sd2fb9s9mbv» | pk_«74516822_4RC6JK815T5CVXKWZKCLPKK5YFE5VC47»
  pat«RPBIsBWcgHL6xC.ba87431d72d53b35a58a399adce25d55d4e7e72e6d382867e7465a8d844d6b6d» | neverheard_v1_«H3fefgWpft56J4GBMJvVVV9EXtClOD39»
  ALTER USER system IDENTIFIED BY «Harbor.Kiwi83»; | CONNECT TO jane IDENTIFIED BY «Harbor.Kiwi83» USING 'x' | EXEC sp_addlogin 'jane', '«Harbor.Kiwi83»'
  ATTACH DATABASE 'x.db' AS x KEY '«Harbor.Kiwi83»' | PRAGMA key = '«Harbor.Kiwi83»'; | select pgp_sym_decrypt(data, '«Harbor.Kiwi83»') | db.auth('jane', '«Harbor-Kiwi83»')
  https://chat.example.org/hooks/«9LThq80c8bY9bsYcUq0mX4Ek» | https://open.example.org/open-apis/bot/v2/hook/«60f0ffca-498d-8ce3-1458-4e8c1abcc71d» | https://events.example.org/integration/«57448a56fa522c6d79e73157ca7846cb»/enqueue
  https://hc-ping.com/«60f0ffca-498d-8ce3-1458-4e8c1abcc71d» | https://hook.eu1.make.com/«nb3mgabhr2am4uq1oqdan4mrqzu34ty3» | https://webhook.site/«60f0ffca-498d-8ce3-1458-4e8c1abcc71d» | https://example.org/reset-password/«9LThq80c8bY9bsYcUq0mX4Ek»
  https://qyapi.example.org/cgi-bin/webhook/send?key=«60f0ffca-498d-8ce3-1458-4e8c1abcc71d» | https://maker.example.org/trigger/x/with/key/«9LThq80c8bY9bsYcUq0mX4Ek» | state ok, code=«4/0Afaf7IY0M6S55PjKcMpYwYirX9OZ4eIzst-krO9AEXlo5»
  «pypi-AgEIcHlwaS5vcmcC-k3_mZ2mXc9VbLw4-KpD8sYhN3jFg_A6eUo5TiB1xPzq7RtZ2mXc» | apiKeyBase = "«harborKiwi83mustard99»"
  csk-«19dbpnm49htq1relbwp3dylwf04ic7szu1nscw5wnainjk35» | mdb_sa_sk_«8i_uUkZByCg6EePjtPx00sgRYkncGOQ10t2lh9b8» | endr+«4eXqJzC9ipYkeJdf» | bkua_«c046bf947a224f09468cf2c83ba75254bef29d98» | CCIPAT_«FC7q2JmWz3kXr9LpB4tYhD_c046bf947a224f09468cf2c83ba75254bef29d98»
  pbkdf2_sha256$600000$«qLJJDT1BMqvI34Fztwo5am$YW4Fee16ltWsXTcXPos4BTav9xDtS222lPQaSX3eTla=» | SCRAM-SHA-256$4096:«DCFB3Oic/17980FQk7dDyS==$oeJ6LoadSuHn08/clPJ7WiL4WOAPF+Ye9HpyLLe5dSS=:/2EsNgqn23x3HWWYny3o0C1VjVA6vD+t8rFEo0Phco1=» | .dockerconfigjson: «SGRtZ3JYWFY5VXYxYm9OalhtUGJpRFB2VGcwbHdSQUlNOEQ2Z2lw»
  wandb login «c046bf947a224f09468cf2c83ba75254bef29d98» | net use Z: \\\\nas\\x /user:bob «Harbor.Kiwi83» | ftp> user jane «Harbor.Kiwi83» | vault operator unseal «Q3uRQ5hDSxk0ttvYSlvUEpMOKMEWLWYJFFFTaQfO7S0=»
  ssh-keygen -p -P Harbor.Kiwi82 -N «Harbor.Kiwi83» -f k | security unlock-keychain -p «Harbor.Kiwi83» login.keychain | knife ssh x -P «Harbor.Kiwi83» | pdftk a.pdf input_pw «Harbor.Kiwi83» output b.pdf | bw unlock «Harbor.Kiwi83» | mkpasswd -m sha-512 «Harbor.Kiwi83»
  composer config http-basic.example.org bob «Harbor.Kiwi83» | hydra -l bob -p «Harbor.Kiwi83» ssh://x | oathtool --totp -b «GYNJEGOY6SHDLWTRTKLTUWASTYFKIDZP» | ykman piv access change-pin -P 123456 -n «286985» | rclone obscure «Harbor.Kiwi83» | su -c id <<< «Harbor.Kiwi83»
  gcloud secrets create x --data-file=<(echo -n "«Harbor.Kiwi83»") | nmap --script-args smbuser=a,smbpass=«Harbor.Kiwi83» | keyMaterial=«Harbor.Kiwi83» | snmpget -v3 -A Harbor.Kiwi82 -X «Harbor.Kiwi83» h x
  SESSION_SECRET="«mustard-meadow-biscuit-walnut»" | SALT_SECRET=«g=.mNwY5p74uUZd_xukwp8Lv» | sim_pin: «554307» | app.secret_key = "«Harbor.Kiwi83»" | bindpw «Harbor-Kiwi83» | char pass[] = "«Harbor.Kiwi83»"; | password => Sensitive('«Harbor.Kiwi83»')
  password = options.value ?? "«Harbor-Kiwi83»" | "Password": { "Value": "«Harbor.Kiwi83»" } | password:\\n    value: «Harbor.Kiwi83» | password:\\n  - «Harbor-Kiwi83» | "recovery_codes": ["8j4j8-1qnux", "«0aov3-plnlr»"] | "pin": "«573200»"
  ::add-mask::«NhduAR5fuzvKz5r319Q9lGuO5GYm» | ##vso[task.setvariable variable=pw;issecret=true]«Harbor.Kiwi83» | [debug] secret value «9LThq80c8bY9bsYcUq0mX4Ek» | user default on >«Harbor.Kiwi83» ~* +@all | password 7 «AEDD622FFE7E7C»
  password authentication failed, tried "«Harbor.Kiwi83»" | use bob:«Harbor.Kiwi83» for staging | his pin code is «422213» | secret = «Harbor-Kiwi83», put it into the vault | decrypt it with the key «863fefb9444c553d7df2cb4cb482806d99fb0988fce10e6c86f2f86c4c77077c»
  bob@example.org / «Harbor.Kiwi83» | old key was «8KzpeZ6xLvlxHLc1jb2O4fe5fqrSVt1c» | export it as API_KEY («9LThq80c8bY9bsYcUq0mX4Ek») | please rotate: «k1RAJWpqnvBWDgWEB3GATxUqVHmZKGvMvqnuPN8n» (prod API key) | the zip is encrypted with «Harbor.Kiwi83» | SSH into box with password «Harborkiwi83»
  Wi-Fi: HomeNet, key «Harbor.Kiwi83» | the safe combination is «070613» | «996356» is your verification code | Use «678980» to verify your account | code: «203529» (expires in 10 min) | FileVault recovery key «43P0-U3DM-0JTF-PWHN-MKYZ-UXY8» | card pin: «178212»
  Geheimnis: «Harbor_Kiwi83» | Passwort auf «Harborkiwi83» geändert | Passwort von «Harbor.Kiwi83» auf Harbor.Kiwi84 geändert | Anmeldung mit bob / «Harbor.Kiwi83» | PIN der Karte: «243312» | Die Karten-PIN lautet «886512» | «517601» ist Ihr Bestätigungscode | das alte Passwort war «Harbor_Kiwi83»
  Wiederherstellungsschlüssel: «XJL5-G1DA-OE06-HTOJ-CC1K» | Die ZIP ist mit «Harbor-Kiwi83» verschlüsselt | mdp: «Harborkiwi83» | code de récupération : «04bbf-eb2ca» | le mot de passe a été changé en «Harbor.Kiwi83» | connectez-vous avec admin / «Harbor.Kiwi83»
  clave: «Harbor-kiwi83» | clé wifi : «Harbor_Kiwi83» | inicia sesión con admin / «Harbor_Kiwi83» | «410805» es su código de verificación | cambié la contraseña a «Harbor-kiwi83» | echo 'acme:«Harbor.kiwi83»' | chpasswd
  It needs a password, «Harbor_Kiwi83»! | default password remains «Harbor_Kiwi83» | admin password → «Harbor_Kiwi83» | the hmac secret "«Harborkiwi594!»" must change | can you change the password from «Harbor-Kiwi82!» to «Harbor.Kiwi83»?
  Bob hat mir «Harbor_Kiwi83» als Passwort gegeben | das Standardpasswort bleibt «Harbor_Kiwi83» | Zugang: bob / «Harbor_Kiwi83» | Logge dich ein mit bob:«Harbor_Kiwi83» | der WLAN-Schlüssel ist «Harbor_Kiwi83» | mit «Harbor_Kiwi83» kommt man rein (Passwort)
  utilise le mot de passe «Harbor_Kiwi83» | usuario admin, clave «Harbor_Kiwi83» | la contraseña se cambió a «Harbor_Kiwi83» | frase de acceso: «anchor-ribbon-mustard-pencil» | la clé est «9LThq80c8bY9bsYcUq0mX4Ek» | chiave: «9LThq80c8bY9bsYcUq0mX4Ek» | a chave é «9LThq80c8bY9bsYcUq0mX4Ek» | de sleutel is «9LThq80c8bY9bsYcUq0mX4Ek» | Schlüssel: «9LThq80c8bY9bsYcUq0mX4Ek»
  Code für die Tür: «972035» | le code de la porte est «283366» | el código de la puerta es «834577» | Geheimzahl: «815166» | Sicherheitsschlüssel «FT6O3U-MGBTXG-9Y4GPH» | session cookie: «sRYZwAGPPBiURfi5v1P44OMlfpYoG8lsDZrvxCA4»
  the seed is "«harbor pillow tunnel copper violin anchor biscuit copper lantern violin pillow meadow»"
  Creds for kibana: reader / «Harbor.Kiwi83» | credentials: svc_x // «Harbor.Kiwi83» | wifi: home-net / «Harbor.Kiwi83» | passcode to the meeting is «993817» | the safe combination is «31-07-22»
  Melde dich mit bob/«Harbor2023» an | entre com bob/«Harbor.Kiwi83» | log in met bob/«Harbor.Kiwi83» | le mot de passe du serveur de recette est «Harbor-Kiwi83» | la password del server di prova è «Harbor-Kiwi83» | le mdp c'est «Harbor.Kiwi83»
  lösenordet till servern är «Harbor-Kiwi83» | adgangskoden er «Harbor-Kiwi83» | şifre «Harbor-Kiwi83» olarak değiştirildi | 测试服务器的密码是 «Harbor-Kiwi83» | テスト環境のパスワードは «Harbor-Kiwi83» です
  access_token$production$«ks5818h9a7u1iiy2$584b5c102abcc3e6276504cf2f07f39a»`
  .split(/ \| (?!chpasswd)|\n {2}/)
  .map((text) => text.trim().replaceAll('\\n', '\n'))
  .filter((text) => text !== '')

test('codes, keys and tokens are found in the sentences of many languages, and behind the words of any issuer', () => {
  assert.ok(said.length > 30)
  for (const text of said) {
    const redacted = redactAlone(text.replace(/[«»]/g, ''))
    for (const [, secret = ''] of text.matchAll(/«(.*?)»/g))
      assert.not.ok(redacted.includes(secret.slice(-6)), `${text}: ${redacted}`)
  }
})

const awsKey = 'wJa1rXUtnF3MI/K7MD3NGbPxRf1CYzQ8vT2kLp0a'
const awsId = 'AKIAQ3EGRT5WJ7KLMNOP'
const sessionToken = `FwoGZXIvYXdzE${'Kq3/Zt8+uWm1Xb'.repeat(12)}==`
/** The two halves of a pair in one line, where the id gives the key away: `@` is the key. */
const halves: [secret: string, ...places: string[]][] = [
  [
    awsKey,
    `aws: ${awsId} @`,
    `creds ${awsId} / @`,
    `${awsId}:@`,
    `${awsId}/@`,
    `${awsId} | @ | eu-west-1`,
    `"${awsId}", "@"`,
    `${awsId}\t@`,
    `${awsId}\n@\n`,
    `it was ${awsId}\\n@`,
    `@ ${awsId}`,
    `('@', '${awsId}')`,
    `use ${awsId} with key @.`,
  ],
  [`/${awsKey.slice(1)}`, `aws: ${awsId} @`],
  [`${awsKey}s`, `aws: ${awsId} @`],
  [sessionToken, `ASIA${awsId.slice(4)} ${awsKey} @`, `ASIA${awsId.slice(4)}\n${awsKey}\n@`],
  [awsKey, `GOOG1EYZPAXQ5WJ7KLMNOPQRST @`, `DO00Q3EGRT5WJ7KLMNOP / @`],
  ['Zt8uWm1XbKq3LpRc7VhYnD2gEsTj5F', 'LTAI5tQ3EGRT5WJ7KLMNOPqr / @'],
  ['K004Zt8uWm1XbKq3LpRc7VhYnD2gEsT', '004f2a71c09d3e80000000002 @'],
  [[...hex].reverse().join(''), `AC${hex} / @`, `AC${hex}|@`],
  ['Zt8-uWm1XbKq3LpRc7V_hYnD', '407408718192-k3v9qmd2r7t1w8xz5y6b4n0pa3c9f2hj.apps.googleusercontent.com @'],
]

test('the key beside the id that it was issued with is found, whole', () => {
  for (const [secret, ...places] of halves)
    for (const place of places) {
      const redacted = redactAlone(at(place, secret))
      assert.not.ok(redacted.includes(secret.slice(0, 5)) || redacted.includes(secret.slice(-5)), redacted)
    }
})

test('what was drawn by chance is never cut at one of its signs', () => {
  for (const sign of ['/', '+']) {
    const secret = ['gZt8uWm1XbKq3Lp', 'c7VhYnD2gEsTj5F'].join(sign)
    for (const place of ['login: bob / @', 'Credentials: bob:@ (old)']) {
      const redacted = redactAlone(at(place, secret))
      assert.not.ok(redacted.includes(secret.slice(-8)), redacted)
    }
  }
})

const plain = [
  'password: Base64-encoded, password: RFC-2617',
  'password: config.Password1, password: Settings.Database2, password: $1',
  'password: %(DB_PASS)s',
  'password=%env(resolve:DB_PASSWORD)%',
  'spring.datasource.password=@db.password@',
  'postgres://user:password@localhost:5432/db',
  '# password = "see 1Password"',
  'option,password,default\nminLength,required,8\nmaxLength,optional,64',
  '| Role | Password |\n|---|---|\n| admin | changes |',
  'docker run -u bob -p 8080:80; sudo -u bob -p prompt; connect src/file2.ts; the auth: read:user',
  '| Parameter | Token | Meaning |\n|---|---|---|\n| a | yes | see the `README.md` |',
  'const { name, password, token } = form\nsave(name, password, token)',
  'expect(page.title).toBe("Password reset"); send("ready")',
  "expect(form.password).toBe(''); await send('confirmation-2')",
  "page.fill('#email', 'bob'); login(user, password); connect('db1', 5432)",
  "jwt.verify(token, publicKey); createHmac('sha256', key)",
  'INSERT INTO users (email, password) VALUES (?, ?), ($1, $2)',
  "process.env.DB_PASSWORD ?? ''; os.environ.get('TOKEN', None); getenv('SECRET') || 'none'",
  'If you pass to `shrinkValue2` what you pass from `step3`, it ends',
  'log in with GitHub / Google, sign in as an admin with two factors',
  'recovery codes: see page 12; backup code: 2026-11-27',
  'snmp-server community public RO',
  'read it from <(echo done); cat <<EOF\nhello1\nEOF',
  '<property name="password.policy">strict</property>',
  'cargo login first, vault login before, ssh-keygen -t ed25519 -f key1',
  'q(1) = secret[0], [[tokens]], {{ password }}',
  'PASS test/redaction.test.ts\nPASS 12',
  'PIN 13 of the board, PIN: 13, pin 13 is at 4829 mV, the PIN of 2026, PIN is 2.5000',
  'Passwort für das Gateway: erforderlich, Passwort Regel: mindestens 12 Zeichen',
  'contraseña nueva: obligatoria, mot de passe oublié : voir page 12, пароль от базы: см. раздел 4',
  'パスワードは 8文字以上, 密码是必填的, private: true, private: MIIT',
  'Dein Bestätigungscode ist abgelaufen, Zugangscode fehlt, Fehlercode: 4711, status code 500, zip code 10115, error code: 40101',
  'the verification code of 2026, security code review 12, tan 45, login code: src/login.ts',
  'Geheimnis: siehe Tresor, der API-Schlüssel ist nicht gesetzt, la clave de API es obligatoria, jeton : expiré, la password è scaduta',
  'Zugangsdaten: siehe 1Password, Identifiants : voir le coffre, Credenciales: admin / usuario',
  'backup codes\nare printed once, recovery codes 12 of 16',
  'TOKEN_ENDPOINT_V2=https://sso.example.org/token, secretName: web-tls, passwordMinLength: 12, SECRET_VERSION=9f86d081884c7d659a2feaa0c55ad015',
  'msg_01XFDUDYJgAACzvnptvVoYEL, toolu_01A09q90qw90lq917835lq9, cache_node_9f86d081884c7d659a2feaa0c55ad015, get_AbstractSingletonProxyFactoryBeanName',
  "document.cookie = 'theme=dark; max-age=31536000', Set-Cookie: lang=de_DE; Path=/",
  'exports.loadGCPCredentials = loadGCPCredentials',
  'git log -p 3f786850e387550fdab836ed7e6dc881de23001b, docker build -t registry.example.org/web:1.2.3 ., ssh -t bob',
  'nobody:*:65534:65534:Unprivileged:/nonexistent:/usr/bin/false',
  'CERT_GeneralizedTime2FormattedAscii, sha256base64url.parse("LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ")',
  'the link is identified by %NL80211_ATTR_IFINDEX, user passes <code>--allow-addons</code>',
  '"sessionId":"1711e86b-e327-4ce1-85f4-12a96f40cdf2", AGENT_SESSION_ID=246ea3da-592b-4981-a838-7b9206343ad7',
  "Enter passphrase for key '/home/bob/.ssh/id_ed25519':",
  'use node:crypto for it, as user:group, https://example.org/hooks/install.sh, https://example.org/docs/webhooks/getting-started',
  'Use 200000 to start; error code: 404210 (expected), 4711 is the answer, pin: 13',
  'password hashing in Python3.11, React-18 and TypeScript-5.2; the secret of Chapter-12; root of Debian-12, login in Windows-11, Passwort in OpenSSL-3.0',
  'the seed is "one two three", la clé est absente, Schlüssel: siehe unten, Code für die Antwort: 404, el código de error es 5001',
  'Das Passwort wurde auf Wunsch geändert, mit AES256 verschlüsselt, encrypted with RSA-2048, the key is "name"',
  'connect with read/write permissions, log in with name/password, wifi: 2.4/5 GHz, wifi: on / automatic, the passcode has 6 digits, creds for grafana / prometheus are pending',
  'Melde dich mit Benutzername/Passwort an, entre com usuario/senha, log in met je account, hasło jest nieprawidłowe, şifre yanlış, 密码是必填项, パスワードは必須です',
  'wifi key is required, the token SHA256WITHRSAENCRYPTION, BasicAuth admin / reader',
]

test('what is beside an id and no key of it stays', () => {
  for (const beside of [
    '3f786850e387550fdab836ed7e6dc881de23001b',
    'tasks/secrets/Finder2/LongNamesOfFolders/AndFiles',
    'was rotated on 2026-11-27 by the pipeline',
  ]) {
    const redacted = redactAlone(`${awsId} ${beside}`)
    assert.is(redacted, `[redacted] ${beside}`)
  }
})

test('a word of all sorts of characters is found where one is asked for or changed, and beside what opens something in a dozen languages', async () => {
  const sentences: [text: string, ...secrets: string[]][] = [
    ['Type Pelican#Drum5 when the installer asks', 'Pelican#Drum5'],
    ['use Jigsaw!Falcon8 for the backup account', 'Jigsaw!Falcon8'],
    ['old passphrase was Copper^Wren1, new one is Copper^Wren2', 'Copper^Wren1', 'Copper^Wren2'],
    ['the office wifi is BlueHeron1987', 'BlueHeron1987'],
    ['la contraseña nueva quedó en Luna_Verde88', 'Luna_Verde88'],
    ['пароль от почты теперь Sosna!2290', 'Sosna!2290'],
    ['数据库的新密码改成 Panda!Cha66', 'Panda!Cha66'],
    ['stare hasło Jeż#Las1, nowe Lis#Pole2', 'Las1', 'Lis#Pole2'],
    ['de pincode van de kluis is 9284', '9284'],
    ['tell Anna her PIN 4471', '4471'],
    ['The MFA seed for the root account is KRUGS4ZANFZSAYJA', 'KRUGS4ZANFZSAYJA'],
    ['unlock phrase: brave turtle sings under maple roof', 'turtle'],
    ['db_password=Marten-Teal-302.env', 'Marten-Teal'],
    ['notes-pw-Hazel2217Crow.txt', 'Hazel2217Crow'],
  ]
  for (const [text, ...secrets] of sentences) {
    const redacted = await redactText(text)
    for (const secret of secrets) assert.not.ok(redacted.includes(secret), redacted)
  }
  const harmless = [
    'old version was 2.3.1, new one is 2.4.0, password page unchanged',
    'enter Ctrl+Shift+F12 at the prompt, or Type Alt+F4',
    'the wifi card is an Intel-AX210; das WLAN im Büro ist WPA3-fähig',
    'see Bug#12345 for the login, use Array#flatten2',
    'fix/password-reset-v2, docs/password-policy-v3.md, notes-pw-rotation-2024.txt',
    'o PIN tem 4 cifras; het wachtwoord is veranderd in de kluis',
  ]
  for (const text of harmless) assert.is(await redactText(text), text)
})

test("what only looks like a secret's surroundings stays", () => {
  assert.equal(
    plain.filter((text) => redactAlone(text) !== text),
    [],
  )
})

/** Runs of a pattern and characters that were cut out, and the patterns that ran over a long text. */
function steps(text: string): { count: number; patterns: Set<string> } {
  const { exec } = RegExp.prototype
  const { slice } = String.prototype
  let count = 0
  const patterns = new Set<string>()
  RegExp.prototype.exec = function (over) {
    count++
    if (String(over).length > longText) patterns.add(this.source)
    return exec.call(this, over)
  }
  String.prototype.slice = function (...range) {
    const piece = slice.apply(this as string, range)
    count += piece.length
    return piece
  }
  try {
    findSecrets(text)
  } finally {
    RegExp.prototype.exec = exec
    String.prototype.slice = slice
  }
  return { count, patterns }
}
const longText = 8192

/** A repetition without an end that has more behind it: where that is missing, the pattern is tried again from the next character on. */
const endless = /(?<!\\)(?:\\\\)*[*+](?!\?*\)*$)|\{\d+,\}(?!\)*$)/

const slow = [
  ...['token=', 'password="', '-----BEGIN PRIVATE KEY-----', '://a:', 'A', ' ', '\\', 'kind: Secret\ndata:\n'],
  ...['a,password\n', '| token |', 'password [[', 'login(', "login('a', ", "insert into a (password) values ('", "''"],
  ...['assword send ', 'PIN "send', 'pass <<< ', 'key <(echo ', 'password <<A\n', 'credentials a/', 'as the password '],
  ...[
    "get('password').",
    'getenv("TOKEN", ',
    '<a name="password">',
    'password for a ',
    'recovery codes: a1a1a1,',
    'q{',
    '-',
    'AKIAQ3EGRT5WJ7KLMNOP ',
    'AKIAQ3EGRT5WJ7KLMNOP key ',
    'a1B2c3D4/',
    'contraseña a ',
    'mot de passe a ',
    'PIN: ',
    'door PIN ',
    'private: MII',
    'Passwort a ',
    'Zugangsdaten: a / ',
    'Zugangscode 12',
    'backup codes\n1. ',
    'password a a a: ',
    'a_b_c_A1',
    'cookie=a=b; ',
    ' -t a1B2c3D4',
    'openai=abcdefghijklmnop ',
    '1234 5678 ',
    'https://a/hooks/a1',
    '://hooks/',
    'USER a IDENTIFIED BY ',
    'USER ',
    'decrypt key ',
    'use a:',
    'PRAGMA ',
    'ATTACH KEY ',
    'user a on >',
    'password a "',
    'password = a ||',
    'with password ',
    'wifi key ',
    'a@b.c / ',
    'old key is ',
    'a1B2c3D4 (key ',
    '123456 is your ',
    'Passwort von a auf ',
    'PIN der a ',
    'password ',
    'password Mokus_6618 ',
    'PIN 4471 ',
    'Harbor-kiwi83! ',
    'seed "harbor pillow ',
    'cookie ',
    'security -p ',
    'ssh-keygen -N ',
    'a_b-c_A1',
    'password: {value: ',
    'recovery_codes: ["a1a1a1", ',
    'passphrase is ',
    'seed: abc ',
    'passphrase ',
    'passwrod: ',
    'backup codes 1234 ',
    'this ',
    'a1b2 ',
    'A1B2-',
    '://a/join/',
    '/join-a/',
    '&t=',
    'ZGVw',
    'cGFzc3dvcmQ9',
    'a1B2c3D4e5F6g7H8 ',
    'kennwort a ',
    '"\n',
  ],
]

test('no text takes more steps than its length allows', () => {
  const ran = new Set<string>()
  for (const unit of slow) {
    const half = steps(unit.repeat(Math.ceil(16_384 / unit.length)))
    const whole = steps(unit.repeat(2 * Math.ceil(16_384 / unit.length)))
    assert.ok(whole.count <= 2.2 * half.count + 1000, `${JSON.stringify(unit)}: ${half.count}, ${whole.count}`)
    for (const pattern of whole.patterns) ran.add(pattern)
  }
  assert.ok(ran.size > 30, `${ran.size}`)
  assert.equal(
    [...ran].filter((source) => endless.test(source.replace(/\[(?:\\.|[^\]\\])*\]/g, 'C'))),
    [],
  )
})

test('the scanner is given pieces, and finds what is over their ends', async () => {
  const token = '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'
  const step = 16_384 - 1024
  for (const length of [1, 16_384, 16_385, 100_000]) {
    const pieces = piecesOf('x'.repeat(length), 'dense')
    assert.is(pieces.at(-1)?.from ?? 0, (pieces.length - 1) * step)
    assert.ok(pieces.every(({ text }) => text.length <= 16_384))
    assert.is((pieces.at(-1)?.from ?? 0) + (pieces.at(-1)?.text.length ?? 0), length)
  }
  for (const end of [step, 16_384, 2 * step, step + 16_384])
    for (const before of [end - 40, end - 20, end]) {
      const filler = 'plain words '.repeat(4000).slice(0, before)
      const [found] = await scanTexts([`${filler} ${token} ${filler}`], 'dense')
      assert.ok(
        found?.some(([from, to]) => from <= before + 1 && to >= before + 1 + token.length),
        `${before}`,
      )
    }
  const [first, second] = await scanTexts([`${'a1-'.repeat(6000)} ${token}`, `then ${token}`], 'dense')
  assert.equal(first?.at(-1), [18_001, 18_001 + token.length])
  assert.equal(second, [[5, 5 + token.length]])
})

test('a text full of secrets takes as many comparisons as its length allows', async () => {
  const { some } = Array.prototype
  const compared = async (times: number): Promise<number> => {
    let count = 0
    Array.prototype.some = function (test, self) {
      return some.call(this, (...item) => {
        count++
        return test.call(self, ...item)
      })
    }
    try {
      await redactText('https://bob:hunter22@example.com/ '.repeat(times))
    } finally {
      Array.prototype.some = some
    }
    return count
  }
  const half = await compared(1000)
  const whole = await compared(2000)
  assert.ok(half > 1000 && whole < 2.6 * half, `${half}, ${whole}`)
})

test.run()
