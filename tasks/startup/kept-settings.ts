import { isObject, sha256 } from '../../cache/json.ts'
import type { Config } from '../config.ts'

/** What hooks need of the configuration, which they never load: it is code, and it costs time. */
export interface HookSettings {
  cacheDir: string
  /** Hash of the configuration's text when init read it; of '' where there was none. */
  configuration: string
}

export const hookSettingsOf = ({ cacheDir }: Pick<Config, 'cacheDir'>, configuration: string): HookSettings => ({
  cacheDir,
  configuration: sha256(configuration),
})

/** The settings that init kept; undefined where it kept none, or none that can be read. */
export function parseHookSettings(text: string | undefined): HookSettings | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    if (!isObject(value) || typeof value.cacheDir !== 'string' || typeof value.configuration !== 'string')
      return undefined
    return { cacheDir: value.cacheDir, configuration: value.configuration }
  } catch {
    return undefined
  }
}
