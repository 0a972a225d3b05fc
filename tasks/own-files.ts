import { dirname, join, normalize } from 'node:path'
import { makerPattern, thisMaker } from '../cache/maker.ts'
import { isAtOrBelow } from '../cache/prefix.ts'
import { iso } from '../cache/window.ts'
import type { Config } from './config.ts'
import type { Files } from './context.ts'

export const markerFile = '.claude/session-complete.marker'
export const sessionStateFile = '.claude/session-state.json'
export const checkpointsFile = '.claude/token-checkpoints.json'
/** The rules, unless the configuration says otherwise. */
export const instructionHistoryFile = '.claude/instruction-history.json'
export const trackedProcessesFile = '.claude/background-processes.json'

/** A fixed place, whatever `cacheDir` says: what hooks need before they know the configuration, and what an install of them did. */
const fixedDirectory = '.claude/cache'
/** Where the cache is unless `cacheDir` says otherwise. */
export const usualCacheDirectory = fixedDirectory
export const skillsDirectory = '.claude/skills'
export const fixedIgnoreFile = `${fixedDirectory}/.gitignore`
export const hookSettingsFile = `${fixedDirectory}/hook-settings.json`
export const hooksDirectory = `${fixedDirectory}/hooks`

const stateFiles = new Set([
  ...[markerFile, sessionStateFile, checkpointsFile, trackedProcessesFile],
  ...[fixedIgnoreFile, hookSettingsFile],
])

/** Of the other agent's hooks. */
export const codexDirectory = '.codex'

/** Every directory that bookend writes files to, relative to the project: where a killed writer's temporary file can be. */
export function writtenDirectories({ archiveDir, cacheDir, handoffDir, rules }: OwnPlaces): string[] {
  return [
    '.',
    '.claude',
    codexDirectory,
    fixedDirectory,
    hooksDirectory,
    cacheDir,
    handoffDir,
    archiveDir,
    dirname(rules),
  ]
}

/** Whether the fixed directory still needs the file that keeps it out of the user's version control: it is new, or its making was interrupted. */
export function needsIgnoreFile(files: Pick<Files, 'exists' | 'list'>): boolean {
  return !files.exists(fixedDirectory) || files.list(fixedDirectory).length === 0
}

type OwnPlaces = Pick<Config, 'archiveDir' | 'cacheDir' | 'handoffDir' | 'rules'>

/** Documents of a run: their names without the number and the ending. */
export const handoffName = 'SESSION_CLOSEDOWN'
export const suggestionsName = 'SUGGESTED_RULES'
const document = new RegExp(`^(${handoffName}|${suggestionsName})_\\d{4}-\\d\\d-\\d\\d(-\\d+)?\\.(md|html)$`)
/** What the cache keeps in its directory: the database, what SQLite puts beside it, and damaged ones that were set aside. */
const cacheFiles = /^(sessions\.db.*|run-.*\.log|\.gitignore)$/

/** Below the cache's directory: what cleanups moved away. */
export const trashDirectory = 'trash'

/** Files that are being written, as a pattern: `.bookend-PID-RANDOM.tmp`. */
export const temporaryFiles = '.bookend-*.tmp'
const temporaryFile = new RegExp(`^\\.bookend-(${makerPattern})-[0-9a-f]{12}\\.tmp$`)

/** A name for a file that this process is writing. Nobody need be unable to guess it: the file is opened only where there is none. */
export function temporaryFileName(): string {
  const random = Math.floor(Math.random() * 2 ** 48)
  return `.bookend-${thisMaker}-${random.toString(16).padStart(12, '0')}.tmp`
}

/** Who was writing a temporary file; undefined where a name is not that of one. */
export const temporaryFileMaker = (name: string): string | undefined => temporaryFile.exec(name)?.[1]

/** The same as the number of a process. */
export function temporaryFileOwner(name: string): number | undefined {
  const maker = temporaryFileMaker(name)
  return maker === undefined ? undefined : Number.parseInt(maker, 10)
}

const beforeReview = '.before-review-'
const reviewCopy = /\.before-review-\d{4}-\d\d-\d\dT[\d-]+Z$/

/** Whether a path (relative to the project) is one that bookend writes itself: no work of the user's, so no state of the project. */
export function isOwnFile(path: string, config: OwnPlaces): boolean {
  const file = normalize(path)
  const name = file.slice(file.lastIndexOf('/') + 1)
  if (stateFiles.has(file) || file.startsWith(`${hooksDirectory}/`)) return true
  if (document.test(name) && [config.handoffDir, config.archiveDir].map(normalize).includes(dirname(file))) return true
  if (reviewCopy.test(name)) return true
  if (isAtOrBelow(file, inDirectory(config.cacheDir, trashDirectory))) return true
  return cacheFiles.test(name) && dirname(file) === normalize(config.cacheDir)
}

/** Whether a path is in one of the directories that hold nothing but what bookend puts there, or is one. */
export function isInOwnDirectory(path: string, { cacheDir }: Pick<OwnPlaces, 'cacheDir'>): boolean {
  return [fixedDirectory, inDirectory(cacheDir, trashDirectory)].some((own) => isAtOrBelow(path, own))
}

const usualPlaces: OwnPlaces = {
  archiveDir: '.claude/handoffs',
  cacheDir: fixedDirectory,
  handoffDir: '.',
  rules: instructionHistoryFile,
}

/**
 * Whether a path is bookend's own in this project or in another one of the same repository, above or below. Another project's configuration is not read:
 * its files are known by their usual places, where its cache, marker or archive of documents shows that it is one.
 */
export function isOwnFileOfAny(path: string, config: OwnPlaces, { exists }: Pick<Files, 'exists'>): boolean {
  if (isOwnFile(path, config)) return true
  const parts = normalize(path).split('/')
  return parts.some((_, index) => {
    if (index === 0 || !isOwnFile(parts.slice(index).join('/'), usualPlaces)) return false
    const project = parts.slice(0, index).join('/')
    return [fixedDirectory, markerFile, usualPlaces.archiveDir].some((shown) => exists(join(project, shown)))
  })
}

/** What belongs to this clone alone, as patterns for git; `prefix`: where the project is in its work tree, '' or `packages/app/`. */
export function ownPatterns(places: Omit<OwnPlaces, 'rules'>, prefix: string): string[] {
  const directories = [places.cacheDir, places.archiveDir, places.handoffDir].map((path) => normalize(`${path}/`))
  const [cache, archive, handoffs] = directories as [string, string, string]
  const own = [markerFile, trackedProcessesFile, `${fixedDirectory}/`, cache]
  if (archive !== handoffs) own.push(...inArchive(archive))
  const within = [...new Set(own)].filter((path) => !/^(\.\.?|)\//.test(path))
  // A package's list is its own: another one's uninstall takes nothing out of it.
  const copies = `${prefix === '' ? '' : `/${escaped(prefix)}**/`}*${beforeReview}*`
  return [...within.map((path) => `/${escaped(prefix + path)}`), copies]
}

/** An archive elsewhere than with the agent's files may hold files of the user's as well. */
const inArchive = (directory: string): string[] =>
  /^\.claude\/./.test(directory) ? [directory] : [handoffName, suggestionsName].map((name) => `${directory}${name}_*`)

/** A path as a pattern that matches nothing else; `*` at its end stays. */
export const escaped = (path: string): string => path.replace(/[\\?[]|\*(?!$)/g, '\\$&')

/** The copy of the rules that a review leaves beside them, before it changes them: never overwritten, so named by its time. */
export function copyBeforeReview(rulesFile: string, at: number): string {
  return rulesFile + beforeReview + iso(at).replace(/[:.]/g, '-')
}

/** The names that a document may have on a day: `NAME_2026-11-23.md`, then with -2, -3 … */
export function documentName(name: string, date: string, number: number, ending: string): string {
  return `${name}_${date}${number > 1 ? `-${number}` : ''}.${ending}`
}

export function inDirectory(directory: string, name: string): string {
  return normalize(join(directory, name))
}
