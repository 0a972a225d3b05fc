import { dirname, join, relative } from 'node:path'
import { messageOf, UserError } from '../../../cache/errors.ts'
import { sha256 } from '../../../cache/json.ts'
import {
  backupOf,
  codexFile,
  type InstalledFile,
  type InstallRecord,
  instructionFiles,
  isAsWritten,
  originalOf,
  readRecord,
  recordFile,
  settingsFiles,
} from '../../../tasks/install-record.ts'
import { fixedIgnoreFile, hooksDirectory } from '../../../tasks/own-files.ts'
import { withoutBlocks } from '../../../tasks/startup/exclude/block.ts'
import type { Files } from '../../../tasks/task.ts'
import { type Change, type Plan, readForEdit } from './changes.ts'
import { renderSkills } from './documents.ts'
import { begunDirectories } from './draft.ts'
import type { Installation } from './installation.ts'
import { hasParagraph, withoutParagraph } from './paragraph.ts'
import { installedEvents, withoutHooks } from './settings.ts'

export interface UninstallPlan extends Plan {
  /** Files that stay as they are, with the reason. */
  kept: { path: string; reason: string }[]
}

/** The files from the top of git's work tree on, and where the project is in it: '' or `packages/app/`. */
interface WorkTree {
  files: Files
  prefix: string
}

/** What an uninstall would change: as long as a file is what the install wrote, its earlier bytes come back; else only bookend's own part goes. */
export function planUninstall(files: Files, installation: Installation, workTree: WorkTree): UninstallPlan {
  const record = readRecord(files)
  const unrecorded = findUnrecorded(files, installation, record)
  const kept: UninstallPlan['kept'] = []
  const undone = [...record.files, ...unrecorded].flatMap((file): Change[] => {
    try {
      return undo(files, file)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      kept.push({ path: file.path, reason: messageOf(error).replace(`${file.path}: `, '') })
      return []
    }
  })
  const changes = onceEach(files, undone)
  // What cannot be undone now can be undone later, from the same record.
  const still = record.files.filter(({ path, kind }) => kind !== 'skill' && kept.some((one) => one.path === path))
  const mine = [...changes, ...excludedFiles(workTree)]
  const all = still.length > 0 ? mine : [...mine, ...ownRecords(files, record)]
  return { changes: all, emptied: emptiedBy(files, all, record), kept }
}

/** Of two names of one file (AGENTS.md as a link to CLAUDE.md) the first: what is recorded comes before what was found. A link that goes is only itself. */
function onceEach(files: Files, changes: Change[]): Change[] {
  const touched = new Set<string>()
  return changes.filter(({ path, to }) => {
    const file = to === null && files.info(path)?.kind === 'link' ? path : files.target(path)
    if (touched.has(file)) return false
    touched.add(file)
    return true
  })
}

/** What is in the project without a record of it: written by hand, or its record is gone. */
function findUnrecorded(files: Files, installation: Installation, record: InstallRecord): InstalledFile[] {
  const known = new Set(record.files.map(({ path }) => path))
  const unknown = (path: string) => !known.has(path) && files.obstacle(path) === undefined
  const lost = (path: string, kind: InstalledFile['kind'], backup: string | null): InstalledFile => ({
    path,
    kind,
    backup,
    written: '',
  })
  return [
    ...[...Object.values(settingsFiles), codexFile]
      .filter((path) => unknown(path) && installedEvents(files.read(path) ?? '', installation.script).events.length > 0)
      .map((path) => lost(path, path === codexFile ? 'codex' : 'settings', backupOf(path))),
    ...instructionFiles
      .filter((path) => unknown(path) && hasParagraph(files.read(path) ?? ''))
      .map((path) => lost(path, 'paragraph', backupOf(path))),
    ...renderSkills(installation)
      .filter(({ path, text }) => unknown(path) && files.read(path) === text)
      .map(({ path, text }) => ({ ...lost(path, 'skill', null), written: sha256(text) })),
  ]
}

function undo(files: Files, file: InstalledFile): Change[] {
  const { path, kind } = file
  const from = readForEdit(files, path)
  if (from === null) return []
  const original = originalOf(files, file)
  if (isAsWritten(from, file) && original !== undefined) return [{ path, from, to: original }]
  if (kind === 'skill') throw new UserError(`${path}: it was changed since it was installed`)
  const known = original ?? undefined
  const isJson = kind !== 'paragraph'
  const edited = isJson ? withoutHooks(from, known) : withoutParagraph(from, known)
  if ('problem' in edited) throw new UserError(`${path}: ${edited.problem}: take bookend's part out by hand`)
  if (edited.text === from) return []
  const nothing = isJson ? /^\uFEFF?\s*(\{\s*\}\s*)?$/ : /^\s*$/
  // Where there was nothing, nothing counts as what was there.
  if (original !== undefined && nothing.test(original ?? '') && nothing.test(edited.text))
    return [{ path, from, to: original }]
  return [{ path, from, to: edited.text }]
}

/** Git's own list of excluded files; a linked work tree shares that of the main one, which has the last word about it. */
function excludedFiles({ files, prefix }: WorkTree): Change[] {
  const path = '.git/info/exclude'
  const from = files.read(path)
  if (from === undefined || files.obstacle(path) !== undefined) return []
  const to = withoutBlocks(from, prefix)
  return to === from ? [] : [{ path: join(relative(prefix, ''), path), from, to, above: { files, path } }]
}

/** The record and the backups go last, and the directory's own file where the install made the directory and nothing else came into it. */
function ownRecords(files: Files, { files: recorded, directories }: InstallRecord): Change[] {
  const directory = dirname(fixedIgnoreFile)
  const alone =
    directories.includes(directory) &&
    files.exists(directory) &&
    files
      .list(directory)
      .every((name) => `${directory}/${name}` === fixedIgnoreFile || recordFile.includes(`/${name}/`))
  const paths = [...recorded.flatMap(({ backup }) => backup ?? []), recordFile, ...(alone ? [fixedIgnoreFile] : [])]
  return paths.flatMap((path): Change[] => {
    const from = files.read(path)
    return from === undefined ? [] : [{ path, from, to: null }]
  })
}

/** The directories that the install made and that nothing is left in; without a record bookend's own ones, of an uninstall that was interrupted. */
function emptiedBy(files: Files, changes: Change[], { directories }: InstallRecord): string[] {
  const gone = new Set(changes.filter(({ to }) => to === null).map(({ path }) => path))
  const emptied: string[] = []
  const made = files.exists(recordFile)
    ? directories
    : [...new Set([hooksDirectory, dirname(hooksDirectory), ...begunDirectories(files)])]
  for (const directory of [...made].sort((a, b) => b.length - a.length)) {
    if (files.info(directory)?.kind !== 'directory') continue
    if (!files.list(directory).every((name) => gone.has(`${directory}/${name}`))) continue
    gone.add(directory)
    emptied.push(directory)
  }
  return emptied
}
