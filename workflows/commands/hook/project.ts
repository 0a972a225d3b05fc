import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { cacheFile } from '../../../cache/attach.ts'
import { readRegular, Unreadable } from '../../../cache/regular-file.ts'
import { configurationFile } from '../../../tasks/config.ts'
import { hookSettingsFile } from '../../../tasks/own-files.ts'
import { hookSettingsOf, parseHookSettings } from '../../../tasks/startup/kept-settings.ts'
import { packageRoot } from '../../runner/project.ts'

/** The project that an event is about, as far as a hook has to know it. */
export interface HookProject {
  root: string
  /** Absolute. */
  cacheDirectory: string
  /** Whether the configuration was changed since init last read it: what is known of it may be out of date. */
  stale: boolean
}

const usualCache = '.claude/cache'
/** What makes a directory a project of bookend's. */
const signs = [configurationFile, hookSettingsFile, join(usualCache, cacheFile)]

/** The nearest project at or above one of the directories, the first of them first; undefined where none lies in one. */
export function findHookProject(directories: (string | undefined)[]): HookProject | undefined {
  for (const start of directories) {
    for (let directory = start ? resolve(start) : ''; directory !== ''; directory = dirname(directory)) {
      if (signs.some((sign) => existsSync(join(directory, sign)))) return describe(realpathSync(directory))
      if (directory === dirname(directory)) break
    }
  }
  return undefined
}

function describe(root: string): HookProject {
  const config = textOf(join(root, configurationFile)) ?? ''
  const usual = root === packageRoot ? 'cache' : usualCache
  const kept = parseHookSettings(textOf(join(root, hookSettingsFile)))
  const now = hookSettingsOf({ cacheDir: usual }, config)
  const { cacheDir } = kept ?? now
  return {
    root,
    cacheDirectory: resolve(root, cacheDir),
    stale: kept !== undefined && kept.configuration !== now.configuration,
  }
}

function textOf(path: string): string | undefined {
  try {
    return readRegular(path)
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}
