import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { configurationFile, configurationFiles } from '../../../tasks/config.ts'

/** Also a link that leads nowhere: whoever made it wants what it should lead to. */
const isThere = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined

/** The name of the configuration file in a directory; undefined where there is none. */
export const configurationOf = (directory: string): string | undefined =>
  configurationFiles.find((name) => isThere(join(directory, name)))

/** What messages call a project's configuration file, or the one that it may get. */
export const configurationName = (root: string): string => configurationOf(root) ?? configurationFile
