import { realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readRegular, Unreadable } from '../../../cache/regular-file.ts'
import { hookSettingsFile, usualCacheDirectory } from '../../../tasks/own-files.ts'
import { hookSettingsOf, parseHookSettings } from '../../../tasks/startup/kept-settings.ts'
import { configurationName } from '../../runner/effects/configuration-file.ts'
import { findMarkedProject, packageRoot } from '../../runner/project.ts'

/** The project that an event is about, as far as a hook has to know it. */
export interface HookProject {
  root: string
  /** Absolute. */
  cacheDirectory: string
  /** Whether texts of transcripts may be kept. */
  agentText: boolean
  /** The configuration that was changed since init last read it: what is known of it may be out of date. */
  changedConfiguration(): string | undefined
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
  /** Undefined where it is as init read it, or nobody knows. */
  const changed = () => {
    if (kept?.fingerprint === undefined) return undefined
    const file = configurationName(root)
    const text = textOf(join(root, file)) ?? ''
    return kept.fingerprint === hookSettingsOf({ cacheDir, agentText: false }, text).fingerprint
      ? undefined
      : { file, text }
  }
  return {
    root,
    cacheDirectory: resolve(root, cacheDir),
    agentText: kept?.agentText === true && !leavesTextsOut.test(changed()?.text ?? ''),
    changedConfiguration: () => changed()?.file,
  }
}

/** What somebody has just written into a configuration, which no hook runs: until init does, it is taken at its word. */
const leavesTextsOut = /\bagentText\b(?!["']?\s*:\s*true\b)/

function textOf(path: string): string | undefined {
  try {
    return readRegular(path)
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}
