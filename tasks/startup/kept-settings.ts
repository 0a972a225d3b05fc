import { isObject } from '../../cache/json.ts'
import type { Config } from '../config.ts'

/** What hooks need of the configuration, which they never load: it is code, and it costs time. */
export interface HookSettings {
  cacheDir: string
  /** Of the configuration's text when init read it, of '' where there was none; undefined where an earlier version kept something else. */
  fingerprint?: string
  /** Whether texts of transcripts may be kept; not where an earlier version kept the settings. */
  agentText: boolean
}

export const hookSettingsOf = (
  { cacheDir, agentText }: Pick<Config, 'cacheDir' | 'agentText'>,
  configuration: string,
): HookSettings => ({
  cacheDir,
  agentText,
  fingerprint: fingerprintOf(configuration),
})

/** Tells one text from another without Node's module for cryptography, which takes a fifth of Node's own start: FNV-1a twice, with two seeds. */
function fingerprintOf(text: string): string {
  let [first, second] = [0x811c9dc5, 0x9747b28c]
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place)
    first = Math.imul(first ^ code, 0x01000193)
    second = Math.imul(second ^ code, 0x01000193) ^ (second >>> 15)
  }
  return [text.length, first >>> 0, second >>> 0].map((part) => part.toString(36)).join('-')
}

/** The settings that init kept; undefined where it kept none, or none that can be read. */
export function parseHookSettings(text: string | undefined): HookSettings | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    if (!isObject(value) || typeof value.cacheDir !== 'string') return undefined
    const { cacheDir, fingerprint, agentText } = value
    return { cacheDir, agentText: agentText === true, ...(typeof fingerprint === 'string' && { fingerprint }) }
  } catch {
    return undefined
  }
}
