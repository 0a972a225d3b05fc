import { realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readRegular, Unreadable } from '../../../cache/regular-file.ts'
import { configurationFiles } from '../../../tasks/config.ts'
import { hookSettingsFile, usualCacheDirectory } from '../../../tasks/own-files.ts'
import { hookSettingsOf, parseHookSettings } from '../../../tasks/startup/kept-settings.ts'
import { findMarkedProject, packageRoot } from '../../runner/project.ts'

/** The project that an event is about, as far as a hook has to know it. */
export interface HookProject {
  root: string
  /** Absolute. */
  cacheDirectory: string
  /** Whether texts of transcripts may be kept. */
  agentText: boolean
  /** Whether the configuration was changed since init last read it: what is known of it may be out of date. */
  isStale(): boolean
}

/** The nearest project at or above one of the directories, the first of them first; undefined where none is in one. */
export function findHookProject(directories: (string | undefined)[]): HookProject | undefined {
  for (const start of directories) {
    const found = start ? findMarkedProject(start) : undefined
    if (found !== undefined) return describe(realpathSync(found))
  }
  return undefined
}

function describe(root: string): HookProject {
  const kept = parseHookSettings(textOf(join(root, hookSettingsFile)))
  const cacheDir = kept?.cacheDir ?? (root === packageRoot ? 'cache' : usualCacheDirectory)
  return {
    root,
    cacheDirectory: resolve(root, cacheDir),
    agentText: kept?.agentText ?? false,
    isStale() {
      if (kept?.fingerprint === undefined) return false
      return (
        kept.fingerprint !==
        hookSettingsOf({ cacheDir, agentText: false }, firstText(root, configurationFiles)).fingerprint
      )
    },
  }
}

function firstText(root: string, names: string[]): string {
  for (const name of names) {
    const text = textOf(join(root, name))
    if (text !== undefined) return text
  }
  return ''
}

function textOf(path: string): string | undefined {
  try {
    return readRegular(path)
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}
