import type { Environment } from '../environment.ts'
import { UserError } from '../errors.ts'

/** A MongoDB URL, taken apart so far as bookend needs it. */
export interface MongoAddress {
  /** As it was configured: for the driver only, it may hold credentials. */
  url: string
  /** For people, journals and documents: without credentials and options. */
  shown: string
  database: string
  /** `host:port` of each server, as written; equal for two URLs that lead to the same servers. */
  servers: string
  /** What must not be seen: user name and password, as they are written and as they are meant. */
  secrets: string[]
}

const scheme = /^mongodb(?:\+srv)?:\/\//
/** Options of a URL whose values are credentials. */
const secretOptions = /^(authMechanismProperties|tlsCertificateKeyFilePassword|proxyUsername|proxyPassword)$/i

/** Takes a MongoDB URL apart. Throws UserError, which never holds the URL's credentials, where it is not one or names no database. */
export function parseMongoUrl(url: string, where: string): MongoAddress {
  const prefix = scheme.exec(url)?.[0]
  if (!prefix) throw new UserError(`${where} holds no URL that begins with mongodb://`)
  const rest = url.slice(prefix.length)
  const credentials = credentialsOf(rest)
  if (/[/@?]/.test(credentials.slice(0, -1)))
    throw new UserError(
      `${where} has a user name or password with a character that means something else in a URL: write / as %2F, @ as %40, ? as %3F`,
    )
  const [place = '', options = ''] = splitOnce(rest.slice(credentials.length), '?')
  const [servers = '', path = ''] = splitOnce(place, '/')
  const database = decoded(path)
  const shown = `${prefix}${servers}/${database}`
  if (servers === '')
    throw new UserError(
      `${where} names no server: a URL looks like mongodb://127.0.0.1:27017/name, and one of a socket has %2F for each / of its path`,
    )
  if (servers.split(',').some((server) => /^[^[].*:.*:|^:.*:/.test(server)))
    throw new UserError(
      `${where} (${shown}): an address of IPv6 is written in brackets, as in ${prefix}[::1]:27017/name`,
    )
  if (database === '')
    throw new UserError(`${where} (${shown}) names no database: add its name, as in ${prefix}${servers}/name`)
  if (!/^[^/\\. "$*<>:|?\0]{1,63}$/.test(database))
    throw new UserError(
      `${where} (${shown}) names a database that cannot be: a name has 63 characters at most, and none of / \\\\ . " $ * < > : | ? and space`,
    )
  return { url, shown, database, servers: servers.toLowerCase(), secrets: secretsOf(credentials, options) }
}

/** Text in which no MongoDB URL shows its credentials, whoever wrote it. */
export function withoutCredentials(text: string): string {
  return text.replace(/(mongodb(?:\+srv)?:\/\/)[^\s"'`]{1,2048}@/gi, '$1')
}

/** A message of the driver or the server without what the URL keeps secret. */
export function scrub(message: string, { secrets }: MongoAddress): string {
  let text = withoutCredentials(message)
  for (const secret of secrets) text = text.replaceAll(secret, '[redacted]')
  return text
}

/** Everything up to the last @ before the options; a password may hold an @, and even a ?, although neither should be there. */
function credentialsOf(rest: string): string {
  const [place = ''] = splitOnce(rest, '?')
  const end = place.lastIndexOf('@')
  return rest.slice(0, (end === -1 ? rest.lastIndexOf('@') : end) + 1)
}

function secretsOf(credentials: string, options: string): string[] {
  const [user = '', password = ''] = splitOnce(credentials.replace(/@$/, ''), ':')
  const values = options
    .split('&')
    .map((option) => splitOnce(option, '='))
    .filter(([name = '']) => secretOptions.test(name))
    .map(([, value = '']) => value)
  const written = [`${user}:${password}`, password, user, ...values].filter((text) => text.length > 1)
  return [...new Set(written.flatMap((text) => [text, decoded(text)]))].sort((a, b) => b.length - a.length)
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator)
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Whether a host without its port is this machine, by its name. */
export const isLoopbackHost = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host)

/** Whether every server of the URL is this machine, by its name. */
export function isLoopback({ url, servers }: MongoAddress): boolean {
  if (url.startsWith('mongodb+srv:')) return false
  return servers.split(',').every((server) => isLoopbackHost(server.replace(/:\d+$/, '')) || /^%2f/i.test(server))
}

/** Whether a configured store is on MongoDB: by its URL, or by a variable that is to hold one. */
export const isMongoSource = (source: string): boolean => /^(mongodb(\+srv)?:\/\/|env:)/.test(source)

/** The address that a configured store has. Throws UserError, without the URL's credentials, where there is none. `key` names the setting. */
export function addressOf(source: string, key: string, environment: Environment): MongoAddress {
  if (!source.startsWith('env:')) return parseMongoUrl(source, `"${key}"`)
  const name = source.slice('env:'.length)
  const url = environment[name]
  if (!url)
    throw new UserError(`"${key}" is ${source}, and the variable ${name} is not set: set it to a mongodb:// URL`)
  return parseMongoUrl(url.trim(), `the variable ${name}, which "${key}" names,`)
}

/** Where the rules are: as configured, else in the database of the first MongoDB URL among the audit logs, else embedded. */
export function ruleStoreSource(config: { audit: string | string[]; ruleStore?: string | undefined }): string {
  return config.ruleStore ?? [config.audit].flat().find(isMongoSource) ?? 'sqlite:'
}

/** The addresses of the stores that hold decisions, in their order. */
export const auditAddresses = ({ audit }: { audit: string | string[] }, environment: Environment): MongoAddress[] =>
  [audit]
    .flat()
    .filter(isMongoSource)
    .map((source) => addressOf(source, 'audit', environment))

/** The same, and that of the rules where it is named. */
export const storeAddresses = (
  config: Parameters<typeof ruleStoreSource>[0],
  environment: Environment,
): MongoAddress[] => [
  ...auditAddresses(config, environment),
  ...[config.ruleStore ?? ''].filter(isMongoSource).map((source) => addressOf(source, 'ruleStore', environment)),
]
