/**
 * What the languages call a password, by the beginnings of the words (a word may go on by four letters, and be the end of a longer one), what they call the
 * code of a door or a card, and what they have right in front of a secret and right behind one: between it and its name, or the old and the new one.
 */
export interface Vocabulary {
  password: string
  code: string
  before: string
  behind: string
}

export const vocabularies: Record<string, Vocabulary> = {
  English: {
    password:
      'password|passphrase|passcode|passwd|credential|shared secret|secret half|signing key|api key|license key',
    code: 'pin|pin code|pin-code|pincode|puk|passcode|has the code|combination|door code|gate code|alarm code|safe code|vault code|unlock code|access code|entry code|lock code|keypad code|backup code|recovery code|security code|emergency code|backup codes|recovery codes',
    before:
      'is|are|was|be|to|from|now|still|with|w/|use|using|instead of|not|old|new|stays|remains|has|changed|says|became|than|either|enter',
    behind: 'now|instead|is the|is our|is my|is still|works|as the|as its|as a|as our|until|for now',
  },
  German: {
    password: 'passwort|passwört|kennwort|kennwört|schlüssel|geheimnis|zugangsdaten|rein kommt',
    code: 'pin|geheimzahl|zugangscode|türcode|tür-code|alarmcode|tresorcode|safecode|sicherheitscode|zahlenkombination',
    before:
      'ist|lautet|war|jetzt|nun|mit|auf|zu|von|bleibt|heißt|neu|neues|alt|statt|nicht mehr|wieder|noch|immer|nimm|wurde|gilt|man mit',
    behind: 'statt|ist jetzt|gilt|ersetzt',
  },
  French: {
    password: 'mot de passe|mots de passe|phrase de passe|identifiant|mdp|clé secrète',
    code: "code du coffre|code de la porte|code de l'entrée|code de l'alarme|code de l'immeuble|code du portail|code d'accès|code de la carte|code pin|code secret",
    before:
      "est|c'est|c’est|était|devient|avec|maintenant|désormais|par|changé en|modifié en|à|toujours|reste|nouveau|ancien|au lieu de|remplacé par",
    behind: 'au lieu|est le|maintenant|désormais',
  },
  Spanish: {
    password: 'contraseña|contrasena|clave|credencial|secreto compartido|frase de acceso',
    code: 'código de la puerta|código de entrada|código de la alarma|código de la caja|código de acceso|código del garaje|pin',
    before: 'es|era|ahora|a|por|con|sigue siendo|siendo|nueva|nuevo|antes|de|en vez de|pasa a ser|queda',
    behind: 'en vez|es la|ahora|por',
  },
  Portuguese: {
    password: 'senha|palavra-passe|credencia|segredo|frase de acesso',
    code: 'código da porta|código do cofre|código do alarme|código de entrada|código de acesso|pin',
    before: 'é|era|agora|agora é|para|por|com|continua|nova|novo|antes|de|em vez de|virou|passou a',
    behind: 'em vez|é a|agora',
  },
  Italian: {
    password: 'password|parola d|credenzial|segreto|chiave segreta|codice di accesso|codice segreto|frase segreta',
    code: 'codice della porta|codice allarme|codice della cassaforte|codice del cancello|codice di accesso|codice di sblocco|pin',
    before: 'è|era|ora|adesso|ora è|con|cambiata in|a|da|resta|nuova|nuovo|prima|al posto di|condivisa|diventa',
    behind: 'al posto|è la|adesso',
  },
  Dutch: {
    password: 'wachtwoord|toegangscode|inloggegeven|geheime sleutel',
    code: 'pincode|pin|deurcode|alarmcode|kluiscode|toegangscode',
    before: 'is|was|nu|naar|van|met|veranderd in|nog|nog steeds|blijft|nieuw|nieuwe|oude|wordt|werd|in plaats van',
    behind: 'in plaats|is het|is nu',
  },
  Swedish: {
    password: 'lösenord|lösenfras|inloggningsuppgift|hemlighet',
    code: 'pinkod|pin|portkod|portkoden|kod till|koden till|larmkod|dörrkod',
    before: 'är|var|nu|blev|till|från|med|fortfarande|nya|nytt|gamla|i stället för',
    behind: 'gäller|istället|är nu',
  },
  Norwegian: {
    password: 'passord|passfrase|innlogging',
    code: 'pinkode|pin|dørkode|alarmkode|kode til|koden til',
    before: 'er|var|nå|ble|ble endret til|til|fra|med|fortsatt|nye|nytt|gamle|i stedet for',
    behind: 'gjelder|i stedet',
  },
  Danish: {
    password: 'adgangskode|kodeord|løsen',
    code: 'pinkode|pin|dørkode|alarmkode|kode til|koden til',
    before: 'er|var|nu|blev|til|fra|med|stadig|nye|nyt|gamle|i stedet for',
    behind: 'gælder|i stedet',
  },
  Finnish: {
    password: 'salasan|tunnuslause|kirjautumistiedo',
    code: 'pin-koodi|pin|ovikoodi|hälytyskoodi',
    before: 'on|oli|nyt|uusi|vanha|edelleen|yhä|uusi on',
    behind: 'sijaan|on nyt',
  },
  Polish: {
    password: 'hasł|haseł|dane logowania|sekret',
    code: 'pin|kod do|kod dostępu|kod alarmu|kod drzwi',
    before: 'to|jest|było|teraz|na|z|zmienione na|nowe|stare|nadal|zamiast|wciąż',
    behind: 'zamiast|to hasło',
  },
  Czech: {
    password: 'hesl|přihlašovací údaj',
    code: 'pin|kód od|kód k|kód ke|kód dveří',
    before: 'je|bylo|nyní|teď|na|z|nové|staré|pořád|stále|místo',
    behind: 'místo|je nové',
  },
  Slovak: {
    password: 'hesl|prihlasovacie údaj',
    code: 'pin|kód od|kód k|kód ku|kód dverí',
    before: 'je|bolo|teraz|na|z|nové|staré|stále|namiesto',
    behind: 'namiesto',
  },
  Hungarian: {
    password: 'jelsz|jelmondat',
    code: 'pin-kód|pin|ajtókód|riasztó kódja',
    before: 'az|volt|most|mostantól|új|régi|lett|továbbra is|helyett',
    behind: 'lett|helyett|volt',
  },
  Romanian: {
    password: 'parol',
    code: 'pin|codul de la|cod de la|codul ușii|codul alarmei|codul seifului',
    before: 'este|e|era|acum|la|din|cu|nouă|veche|rămâne|în loc de',
    behind: 'în loc',
  },
  Turkish: {
    password: 'şifre|parola|sifre',
    code: 'pin|kapı kodu|alarm kodu',
    before: 'artık|şimdi|yeni|eski|hâlâ|hala|olarak',
    behind: 'oldu|olarak|yapıldı|yerine',
  },
  Russian: {
    password: 'парол|секрет',
    code: 'пин|пин-код|код от|код двери|код сейфа|код домофона|код сигнализации',
    before: 'теперь|был|стал|на|с|это|новый|старый|по-прежнему|вместо|от|карты|код',
    behind: 'вместо|это|теперь',
  },
  Ukrainian: {
    password: 'парол|секрет',
    code: 'пін|пін-код|код від|код дверей|код сейфа',
    before: 'тепер|був|став|на|з|це|новий|старий|досі|замість',
    behind: 'замість|це',
  },
  Greek: {
    password: 'κωδικ|συνθηματικ',
    code: 'pin|κωδικός πόρτας|κωδικός της πόρτας|κωδικός συναγερμού',
    before: 'είναι|ήταν|τώρα|σε|από|με|νέος|παλιός|ακόμα|αντί για',
    behind: 'αντί',
  },
  Hebrew: {
    password: 'סיסמ|סיסמא',
    code: 'קוד הדלת|קוד סודי|קוד הכספת',
    before: 'היא|היה|הייתה|עכשיו|חדשה|ישנה|במקום|עדיין',
    behind: 'במקום',
  },
  Arabic: {
    password: 'كلمة المرور|كلمة السر|كلمه السر',
    code: 'رمز الباب|الرقم السري|رمز الدخول',
    before: 'هي|كانت|أصبحت|الآن|الجديدة|القديمة|إلى|من|بدل|لا تزال',
    behind: 'بدل',
  },
  Persian: {
    password: 'رمز عبور|گذرواژه|پسورد',
    code: 'رمز در|کد ورود|پین',
    before: 'جدید|قدیم|الان|به|از|هنوز|شد',
    behind: 'است|شد|بود',
  },
  Hindi: { password: 'पासवर्ड|कूटशब्द', code: 'पिन|दरवाज़े का कोड', before: 'नया|पुराना|अब|से|अभी', behind: 'है|था|हो|कर' },
  Chinese: {
    password: '密码|密碼|口令|密钥|密鑰',
    code: '验证码|驗證碼|门禁码',
    before: '是|为|為|成|到|用|从|改',
    behind: '是|改',
  },
  Japanese: {
    password: 'パスワード|合言葉|秘密鍵',
    code: '暗証番号|認証コード|確認コード',
    before: 'は|を|から|が',
    behind: 'です|に|から|へ|が',
  },
  Korean: {
    password: '비밀번호|암호|패스워드',
    code: '핀번호|인증번호',
    before: '는|은|를|을|이|가|에서',
    behind: '로|으로|입니다|이다|에서|가|이',
  },
}

/** What a password opens, and short words for one: beside these a word has to stand out more. */
export const openings =
  'login|log in|log-in|logged in|logge dich ein|loggen dich ein|einloggen|sign in|sign-in|ssh in|connexion|usuario|wifi|wi-fi|wlan|ssid|вайфай|вай-фай|root|admin|account|auth|vault|keystore|keypad|keys to the|key to the|secret|secrets|token|tokens|pass|otp|totp|2fa|mfa|cred|creds|zugang|opens|opened|unlock|unlocks|decrypt|decrypts|unseal|unseals'

/** Short words for a password, whole. */
export const shortNames = 'pw|pws|pwd|psk'

/** What is typed in, and who asks for it. */
export const typed =
  'type|types|enter|enters|use|accept|accepts|want|wants|tape|taper|tapez|saisi|saisir|saisis|saisissez|gib|tippe|eingeben|digite|digita|digitar|inserisci|pon|escribe|teclea|insira|typ|vul|skriv|wpisz|zadej|gir|введи|введите|набери|наберите'
