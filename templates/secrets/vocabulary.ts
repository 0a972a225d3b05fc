/**
 * What the languages call a password, by the beginnings of the words (a word may go on by four letters, and be the end of a longer one), and the code of a
 * door or a card. How a sentence gives one is read without any language (`nearby.ts`).
 */
export interface Vocabulary {
  password: string
  code?: string
}

export const vocabularies: Record<string, Vocabulary> = {
  English: {
    password:
      'password|passphrase|passcode|passwd|credential|shared secret|secret half|signing key|api key|license key',
    code: 'pin|pin1|pin2|puk1|puk2|pin code|pin-code|pincode|puk|passcode|has the code|combination|door code|gate code|alarm code|safe code|vault code|unlock code|access code|entry code|lock code|keypad code|backup code|recovery code|security code|emergency code|backup codes|recovery codes',
  },
  German: {
    password: 'passwort|passwört|kennwort|kennwört|schlüssel|geheimnis|zugangsdaten|rein kommt',
    code: 'pin|geheimzahl|zugangscode|türcode|tür-code|code für die tür|code für die haustür|code für das haus|code für das tor|code für die garage|code für die alarmanlage|code für den safe|code für den tresor|code zur tür|code zur haustür|code zur garage|code zum tor|code zum safe|code zum tresor|alarmcode|tresorcode|safecode|sicherheitscode|zahlenkombination',
  },
  French: {
    password:
      'mot de passe|mots de passe|phrase de passe|identifiant|mdp|clé secrète|phrase secrète|phrase de sécurité',
    code: "code du coffre|code de la porte|code de l'entrée|code de l'alarme|code de l'immeuble|code du portail|code d'accès|code de la carte|code pin|code secret",
  },
  Spanish: {
    password: 'contraseña|contrasena|clave|credencial|secreto compartido|frase de acceso',
    code: 'código de la puerta|código de entrada|código de la alarma|código de la caja|código de acceso|código del garaje|pin',
  },
  Portuguese: {
    password: 'senha|palavra-passe|credencia|segredo|frase de acesso',
    code: 'código da porta|código do cofre|código do alarme|código de entrada|código de acesso|pin',
  },
  Italian: {
    password:
      'password|parola d|credenzial|segreto|chiave segreta|codice di accesso|codice segreto|frase segreta|parola segreta',
    code: 'codice della porta|codice allarme|codice della cassaforte|codice del cancello|codice di accesso|codice di sblocco|pin',
  },
  Dutch: {
    password: 'wachtwoord|toegangscode|inloggegeven|geheime sleutel',
    code: 'pincode|pin|deurcode|alarmcode|kluiscode|toegangscode',
  },
  Swedish: {
    password: 'lösenord|lösenfras|inloggningsuppgift|hemlighet',
    code: 'pinkod|pinkoden|pin|portkod|portkoden|kod till|koden till|larmkod|dörrkod',
  },
  Norwegian: {
    password: 'passord|passfrase|innlogging',
    code: 'pinkode|pinkoden|pin|dørkode|alarmkode|kode til|koden til',
  },
  Danish: { password: 'adgangskode|kodeord|løsen', code: 'pinkode|pinkoden|pin|dørkode|alarmkode|kode til|koden til' },
  Finnish: { password: 'salasan|tunnuslause|kirjautumistiedo', code: 'pin-koodi|pin|ovikoodi|hälytyskoodi' },
  Polish: { password: 'hasł|haseł|dane logowania|sekret', code: 'pin|kod do|kod dostępu|kod alarmu|kod drzwi' },
  Czech: { password: 'hesl|přihlašovací údaj', code: 'pin|kód od|kód k|kód ke|kód dveří' },
  Slovak: { password: 'hesl|prihlasovacie údaj', code: 'pin|kód od|kód k|kód ku|kód dverí' },
  Hungarian: { password: 'jelsz|jelmondat', code: 'pin-kód|pin|ajtókód|riasztó kódja' },
  Romanian: { password: 'parol', code: 'pin|codul de la|cod de la|codul ușii|codul alarmei|codul seifului' },
  Turkish: { password: 'şifre|parola|sifre', code: 'pin|kapı kodu|alarm kodu' },
  Russian: { password: 'парол|секрет', code: 'пин|пин-код|код от|код двери|код сейфа|код домофона|код сигнализации' },
  Ukrainian: { password: 'парол|секрет', code: 'пін|пін-код|код від|код дверей|код сейфа' },
  Greek: { password: 'κωδικ|συνθηματικ', code: 'pin|κωδικός πόρτας|κωδικός της πόρτας|κωδικός συναγερμού' },
  Hebrew: { password: 'סיסמ|סיסמא', code: 'קוד הדלת|קוד סודי|קוד הכספת' },
  Arabic: {
    password: 'كلمة المرور|كلمة السر|كلمه السر|كلمة سر|كلمة مرور|كلمات المرور|الرقم السري',
    code: 'رمز الباب|الرقم السري|رمز الدخول',
  },
  Persian: { password: 'رمز عبور|گذرواژه|پسورد|کلمه عبور|رمز ورود|گذر واژه|رمز سرور', code: 'رمز در|کد ورود|پین' },
  Hindi: { password: 'पासवर्ड|कूटशब्द|गुप्त शब्द|संकेतशब्द', code: 'पिन|दरवाज़े का कोड' },
  Chinese: { password: '密码|密碼|口令|密钥|密鑰', code: '验证码|驗證碼|门禁码' },
  Japanese: { password: 'パスワード|合言葉|秘密鍵', code: '暗証番号|認証コード|確認コード' },
  Korean: { password: '비밀번호|암호|패스워드', code: '핀번호|인증번호' },
  Estonian: { password: 'parool|salasõna', code: 'pin-kood|uksekood|turvakood|ukse kood' },
  Latvian: { password: 'parol', code: 'pin kods|pin kodu|durvju kod' },
  Lithuanian: { password: 'slaptažod|slaptaž', code: 'pin kodas|durų kodas' },
  Croatian: { password: 'lozink|zapork|šifr', code: 'pin|kod za vrata|šifra za vrata' },
  Bosnian: { password: 'lozink|šifr' },
  Serbian: { password: 'лозинк|шифр|lozink|šifr', code: 'пин|код за врата' },
  Slovene: { password: 'gesl', code: 'pin|koda za vrata|koda vrat' },
  Bulgarian: { password: 'парол', code: 'пин|код за врата|код на врата' },
  Macedonian: { password: 'лозинк', code: 'пин' },
  Belarusian: { password: 'парол', code: 'пін|код ад' },
  Vietnamese: { password: 'mật khẩu', code: 'mã pin|mã cửa|mã mở khóa' },
  Thai: { password: 'รหัสผ่าน|รหัสลับ|พาสเวิร์ด|รหัส wifi', code: 'รหัสประตู|รหัส pin' },
  Indonesian: { password: 'kata sandi|sandi', code: 'kode pintu|kode akses|pin' },
  Malay: { password: 'kata laluan', code: 'kod pintu|pin' },
  Filipino: { password: 'password|kontrasenyas', code: 'pin' },
  Bengali: { password: 'পাসওয়ার্ড|গোপন শব্দ', code: 'পিন' },
  Urdu: { password: 'پاس ورڈ|پاسورڈ|خفیہ لفظ', code: 'پن کوڈ' },
  Marathi: { password: 'पासवर्ड|परवलीचा शब्द' },
  Nepali: { password: 'पासवर्ड' },
  Gujarati: { password: 'પાસવર્ડ' },
  Punjabi: { password: 'ਪਾਸਵਰਡ' },
  Tamil: { password: 'கடவுச்சொல்|கடவுச்சொல்லை' },
  Telugu: { password: 'పాస్వర్డ్|సంకేతపదం' },
  Kannada: { password: 'ಪಾಸ್ವರ್ಡ್|ಗುಪ್ತಪದ' },
  Malayalam: { password: 'പാസ്വേഡ്|രഹസ്യവാക്ക്' },
  Sinhala: { password: 'මුරපදය' },
  Burmese: { password: 'စကားဝှက်' },
  Khmer: { password: 'ពាក្យសម្ងាត់|លេខសម្ងាត់' },
  Lao: { password: 'ລະຫັດຜ່ານ' },
  Icelandic: { password: 'lykilorð|aðgangsorð', code: 'pin-númer' },
  Faroese: { password: 'loyniorð' },
  Catalan: { password: "contrasenya|clau d'accés", code: 'codi de la porta|pin' },
  Galician: { password: 'contrasinal' },
  Basque: { password: 'pasahitz' },
  Irish: { password: 'focal faire|pasfhocal' },
  Welsh: { password: 'cyfrinair' },
  Afrikaans: { password: 'wagwoord' },
  Luxembourgish: { password: 'passwuert' },
  Albanian: { password: 'fjalëkalim' },
  Georgian: { password: 'პაროლ|პაროლი' },
  Armenian: { password: 'գաղտնաբառ' },
  Azerbaijani: { password: 'parol|şifr' },
  Kazakh: { password: 'құпия сөз|құпиясөз' },
  Kyrgyz: { password: 'сырсөз' },
  Uzbek: { password: 'parol|maxfiy so' },
  Mongolian: { password: 'нууц үг' },
  Swahili: { password: 'nenosiri|neno la siri' },
  Amharic: { password: 'የይለፍ ቃል' },
  Somali: { password: 'furaha sirta' },
  Esperanto: { password: 'pasvort' },
}

/** What a password opens, and short words for one: beside these a word has to stand out more. */
export const openings =
  'login|log in|log-in|logged in|log into|logs into|logged into|logge dich ein|loggen dich ein|einloggen|sign in|sign-in|ssh in|connexion|usuario|wifi|wi-fi|wlan|ssid|вайфай|вай-фай|root|admin|account|auth|vault|keystore|keypad|keys to the|key to the|secret|secrets|token|tokens|pass|otp|totp|2fa|mfa|cred|creds|zugang|opens|opened|unlock|unlocks|decrypt|decrypts|unseal|unseals|seed|serial number|serial key|product key|activation key|activation code'

/** Short words for a password, whole. */
export const shortNames = 'pw|pws|pwd|psk'

/** What is typed in, and who asks for it. */
export const typed =
  'type|types|enter|enters|use|accept|accepts|want|wants|tape|taper|tapez|saisi|saisir|saisis|saisissez|gib|tippe|eingeben|digite|digita|digitar|inserisci|pon|escribe|teclea|insira|typ|vul|skriv|wpisz|zadej|gir|введи|введите|набери|наберите'
