import { UserError } from '../errors.ts'
import { type MongoAddress, parseMongoUrl } from './address.ts'

type Environment = Record<string, string | undefined>

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
