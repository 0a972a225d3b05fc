import { once } from '../once.ts'
import type { Range } from './ranges.ts'
import { isDevised, isSecretValue } from './value.ts'

/** A word behind an option, with or without a blank between. */
const glued = '[ ]{0,4}'
const parted = '[ =]{1,4}'
const quote = `["']?`
const userBefore = (sign: string): string => `${quote}[^\\s"'${sign}]{1,64}${sign}`

/**
 * The options by which commands take a secret where the same letter means something else to other commands, and the arguments that are one by
 * their place: what the command is called, and what is right before the secret in the same command.
 */
const rows: [command: string, before: string][] = [
  ['(?:docker|podman|nerdctl|buildah|skopeo|oras|crane|helm|cf|oc|argocd)(?=[^\\n|;&]{0,40} login\\b)', '-p[ =]{0,4}'],
  ['twine', `-p${parted}`],
  ['(?:zip|unzip|zipcloak)', `-P${glued}`],
  ['7z[arz]?', '-p'],
  ['(?:un)?rar', '-h?p'],
  ['redis-cli', `(?:-a|--pass)${parted}`],
  ['ldap(?:search|add|modify|delete|whoami|passwd|compare|modrdn)', `-w${glued}`],
  ['(?:smbclient|rpcclient|smbmap)', `(?:-U|--user)[ =]{0,4}${userBefore('%')}`],
  ['openssl', `(?:-k${parted}|pass:)`],
  ['mosquitto_(?:pub|sub|rr)', `-P${parted}`],
  ['htpasswd', `-[a-zA-Z]*n[a-zA-Z]*[ ]{1,4}\\S{1,64}[ ]{1,4}`],
  ['htpasswd', `-[a-zA-Z]*b[a-zA-Z]*[ ]{1,4}\\S{1,200}[ ]{1,4}\\S{1,64}[ ]{1,4}`],
  ['(?:useradd|usermod|adduser)', `(?:-p|--password)${parted}`],
  ['(?:ipmitool|ipmipower)', `-P${parted}`],
  ['(?:lftp|ncftp)', `-u${glued}${userBefore(',')}`],
  ['(?:sqlplus|rman|sqlldr|expdp|impdp)', `[ ]${quote}[A-Za-z][\\w$#]{0,64}\\/(?=[^\\s./]+(?:\\s|$)|[^\\s@/]+@)`],
  ['jdbc:oracle', ':[A-Za-z][\\w$#]{0,64}\\/(?=[^\\s@/]+@)'],
  ['(?:sqlcmd|bcp|isql|tsql)', `-P${glued}`],
  ['mongo(?:sh|dump|restore|export|import|stat)?', `-p${parted}`],
  ['(?:https?|xhs?)(?=[ ])', `(?:-a|--auth)${parted}${userBefore(':')}`],
  ['curl', `-[a-zA-Z]*u${glued}${userBefore(':')}`],
  ['curl', `(?:-[a-zA-Z]*b|--cookie)${glued}${quote}(?:[\\w.-]{1,64}=[\\w.-]{0,64};[ ])?[\\w.-]{1,64}=`],
  ['(?:xfreerdp|wfreerdp|sdl-freerdp)', '\\/p:'],
  ['rdesktop', `-p${parted}`],
  ['net[ ]{1,4}user', '[ ][\\w.-]{1,64}[ ]{1,4}(?=\\S{1,128}[ ]{1,4}\\/|[^\\s/]{0,64}\\d)'],
  ['wpa_passphrase', `[ ](?:"[^"\\n]{1,64}"|\\S{1,64})[ ]{1,4}`],
  ['net[ ]{1,4}use', `\\/user:\\S{1,64}[ ]{1,4}(?=[^\\s/*])`],
  ['net[ ]{1,4}use', `\\\\\\\\[^\\s|;&]{1,200}[ ]{1,4}(?=[^\\s/*])`],
  ['wandb(?=[ ]login\\b)', `[ ]login${parted}(?:--relogin[ ])?`],
  ['ftp>(?=[ ](?:user|quote))', `[ ](?:user|quote[ ]pass)(?:[ ]{1,4}\\S{1,64})?[ ]{1,4}`],
  ['adb(?=[ ]pair\\b)', `[ ]pair[ ]{1,4}\\S{1,64}[ ]{1,4}(?=\\d{6}(?!\\d))`],
  ['poetry', '(?:http-basic\\.\\S{1,64}[ ]{1,4}\\S{1,64}|pypi-token\\.\\S{1,64})[ ]{1,4}'],
  ['az(?=[^\\n|;&]{0,80} login\\b)', `-p${parted}`],
  ['(?:az|aws)(?=[^\\n|;&]{0,80} (?:secret|secretsmanager|ssm)\\b)', `(?:--value|--secret-string)${parted}`],
  ['gcloud(?=[^\\n|;&]{0,40} secrets\\b)', '<<<[ ]{0,4}'],
  ['snmp(?:walk|get|getnext|set|bulkwalk|bulkget|table)', `-c${parted}(?!public\\b)`],
  ['snmp(?:walk|get|getnext|set|bulkwalk|bulkget|table)', `-A${parted}`],
  ['snmp(?:walk|get|getnext|set|bulkwalk|bulkget|table)', `-X${parted}`],
  ['qpdf', `--encrypt[ ]{1,4}`],
  ['qpdf', `--encrypt[ ]{1,4}\\S{1,64}[ ]{1,4}`],
  ['(?:cqlsh|psexec(?:64)?)', `-p${parted}`],
  ['schtasks', `\\/rp${parted}`],
  ['rabbitmqctl', '(?:add_user|change_password|authenticate_user)[ ]{1,4}\\S{1,64}[ ]{1,4}'],
  ['bundle(?=[ ]config)', `[ ]\\S{1,128}[ ]{1,4}${userBefore(':')}`],
  ['nmcli', 'password[ ]{1,4}'],
  ['(?:requirepass|masterauth)', '[ \\t]{1,4}'],
  ['ssh-keygen', `-N${parted}`],
  ['ssh-keygen', `-P${parted}`],
  ['vault(?=[ ]operator[ ]unseal\\b)', `[ ]unseal${parted}`],
  ['rclone(?=[ ]obscure\\b)', `[ ]obscure${parted}`],
  ['knife', `-P${parted}`],
  ['sendemail', `-xp${parted}`],
  ['security(?=[ ](?:unlock-keychain|create-keychain|set-keychain-password)\\b)', `-p${parted}`],
  ['security(?=[ ]import\\b)', `-P${parted}`],
  ['pdftk', `(?:input|owner|user)_pw${parted}`],
  ['composer(?=[ ]config\\b)', `http-basic\\.\\S{1,64}[ ]{1,4}\\S{1,64}[ ]{1,4}`],
  ['(?:eas|expo)(?=[ ](?:secret|env):)', `--value${parted}`],
  ['(?:hydra|medusa|ncrack|crackmapexec|nxc|netexec|evil-winrm)', `-p${parted}`],
  ['mkpasswd', `[ ](?:-m[ ]\\S{1,32}[ ]|--method=\\S{1,32}[ ]){0,2}(?!-)`],
  ['caddy', `--plaintext${parted}`],
  ['bw(?=[ ](?:unlock|login)\\b)', `[ ](?:unlock|login[ ]{1,4}[^\\s@]{1,64}@\\S{1,64})[ ]{1,4}(?!-)`],
  ['oathtool', `(?:-b|--base32)(?:[ ]--?\\w{1,16}(?:=\\w{1,8})?){0,3}[ ]{1,4}`],
  ['ykman', `(?:-P|--pin)${parted}`],
  ['ykman', `(?:-n|--new-pin|-p|--puk)${parted}`],
  ['openssl(?=[ ]passwd\\b)', `passwd[ ]{1,4}(?:-salt[ ]\\S{1,32}[ ]{1,4}|-\\w{1,8}[ ]{1,4}){0,3}`],
  ['signtool', `\\/p${parted}`],
  ['cypher-shell', `-p${parted}`],
  ['rootpw', '[ ](?:--plaintext[ ])?'],
  ['doctl', `-t${parted}`],
  ['(?:cargo|vault)(?=[ ]login\\b)', `[ ]login${parted}(?=[^\\s=]{0,64}\\d)`],
  ['mc(?=[ ]alias[ ]set\\b)', `set[ ]{1,4}\\S{1,64}[ ]{1,4}\\S{1,200}[ ]{1,4}\\S{1,128}[ ]{1,4}`],
]

const secret = `${quote}(?<secret>[^\\s"'|;&<>@]{3,256})`
const asOption = (before: string): string => (/^(?:\[|:)/.test(before) ? before : `(?<![\\w-])${before}`)
const inOneCommand = '[^\\n|;&]{0,240}?'

/** Made where a text names any of the commands: most name none. */
const commands = once(() =>
  rows.map(([command, before]) => ({
    name: new RegExp(`(?<![\\w.-])${command}(?![\\w-])`),
    pattern: new RegExp(`(?<![\\w.-])${command}(?![\\w-])${inOneCommand}${asOption(before)}${secret}`, 'dg'),
  })),
)
const anyCommand = new RegExp(`(?<![\\w.-])(?:${rows.map(([command]) => command).join('|')})(?![\\w-])`)

/** What is written to a command that reads a secret from its input: its user may be before it. */
const piped =
  /(?<![\w-])(?:echo|printf)[ ]{1,4}(?:-n[ ]{1,4})?(?:["']?%s(?:\\n)?["']?[ ]{1,4})?["']?(?:[\w.@-]{1,64}:)?(?<secret>[^\s"'|]{3,256})["']?[ ]{0,4}\|[^\n;&]{0,200}?(?:--(?:password|passphrase|token|pass|secret|key)-stdin|--with-token|\b(?:ch)?passwd\b|\bcryptsetup\b|\bsudo[ ]{1,4}-S\b|\bsecrets?[ ](?:create|put|set|add)\b)/dg

/** What is given to a command as its input, or as a file that is none, where the command names it. */
const inputs = [
  /(?:pass(?:word|phrase))-?command[ =]{1,4}["']?echo[ ]{1,4}(?<secret>[^\s"'|;<>]{4,256})/dgi,
  /(?:pass(?:word|wd|phrase)?|secret|token|login|key|unlock|signin|\bsu|\bsudo[ ]{1,4}-S\b[^\n|;]{0,40}|cryptsetup\b[^\n|;]{0,80})\b[^\n|;<]{0,80}<<<[ ]{0,4}\$?["']?(?:[\w.@-]{1,64}:)?(?<secret>[^\s"'|;<>]{4,256})/dgi,
  /(?:pass(?:word|wd|phrase)?|secret|token|key)[\w-]{0,16}[ =]{1,4}[^\n|;<>()]{0,80}<\([ ]{0,4}(?:echo|printf)[ ]{1,4}(?:-n[ ]{1,4})?(?:["']?%s(?:\\n)?["']?[ ]{1,4})?["']?(?<secret>[^\s"'|()<>]{4,256})/dgi,
  /(?:pass(?:word|wd|phrase)?|secret|token)\b[^\n<]{0,80}<<[-~]?[ ]?["']?(?<end>\w{1,32})["']?\n[ \t]{0,40}(?<secret>[^\s"'|<>]{4,256})[ \t]{0,4}\n(?:[^\n]{1,256}\n)?[ \t]{0,40}\k<end>/dgi,
]

/** What looks like code (`Harbor.kiwi83`) is none in an argument. */
const isArgument = (value: string): boolean =>
  isSecretValue(value, 'password', 'tight') || (isDevised(value) && isSecretValue(value, 'password', 'quoted'))

/** Where a command line has a secret in an option or an argument that is known to be one. */
export function findCommandSecrets(text: string): Range[] {
  const patterns = anyCommand.test(text)
    ? commands()
        .filter(({ name }) => name.test(text))
        .map(({ pattern }) => pattern)
    : []
  if (text.includes('|')) patterns.push(piped)
  if (/<[<(]|command/i.test(text)) patterns.push(...inputs)
  return patterns
    .flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match.indices?.groups?.secret as Range))
    .filter(([from, to]) => isArgument(text.slice(from, to)))
}
