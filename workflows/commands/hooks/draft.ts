import { basename, dirname } from 'node:path'
import { UserError } from '../../../cache/errors.ts'
import { sha256 } from '../../../cache/json.ts'
import {
  backupOf,
  type InstalledFile,
  type InstalledKind,
  type InstallRecord,
  isAsWritten,
  originalOf,
  recordFile,
} from '../../../tasks/install-record.ts'
import { fixedIgnoreFile, hooksDirectory, needsIgnoreFile } from '../../../tasks/own-files.ts'
import type { Files } from '../../../tasks/task.ts'
import { type Change, missingDirectories } from './changes.ts'
import type { Edited } from './settings.ts'

/** The changes of an install as they come together, with the record that undoes them. */
export class Draft {
  readonly kept: { path: string; reason: string }[] = []
  /** Directories that are empty once the changes are made. */
  readonly emptied: string[] = []
  private readonly changes: Change[] = []
  private readonly backups: Change[] = []
  private readonly files: Files
  private readonly record: InstallRecord

  constructor(files: Files, record: InstallRecord) {
    this.files = files
    this.record = { files: [...record.files], directories: [...record.directories] }
  }

  /** A file of the user's that gets something added. `bare`: the same without what an earlier install added. */
  edit(
    path: string,
    kind: InstalledKind,
    from: string | null,
    edited: Edited,
    bare: (text: string, original?: string) => Edited,
  ): void {
    if ('problem' in edited)
      throw new UserError(`${path}: ${edited.problem}: nothing was changed; fix it and run this again`)
    if (edited.text === from) return
    this.write(path, kind, from, edited.text, this.originalOf(path, from, bare))
  }

  /** What an uninstall has to bring back: what was there before the first install, with what the user changed since. */
  private originalOf(
    path: string,
    from: string | null,
    bare: (text: string, original?: string) => Edited,
  ): string | null {
    const known = this.record.files.find((file) => file.path === path)
    const original = known && originalOf(this.files, known)
    if (from === null) return null
    if (known && original !== undefined && isAsWritten(from, known)) return original
    const without = bare(from, original ?? undefined)
    return 'text' in without ? without.text : from
  }

  /** A file that is bookend's alone, as long as nobody else wrote it. */
  own(path: string, text: string): void {
    const obstacle = this.files.obstacle(path)
    const from = obstacle ? null : (this.files.read(path) ?? null)
    const known = this.record.files.find((file) => file.path === path)
    if (obstacle) this.kept.push({ path, reason: obstacle })
    else if (from !== null && from !== text && !(known && isAsWritten(from, known))) {
      this.kept.push({ path, reason: known ? 'it was changed since it was installed' : 'it is a file of your own' })
    } else if (from === null || known) this.write(path, 'skill', from, text, null)
  }

  /** A file that an earlier version installed under another name. */
  retire(path: string): void {
    const known = this.record.files.find((file) => file.path === path)
    const from = this.files.obstacle(path) ? null : (this.files.read(path) ?? null)
    if (!known || from === null) return
    if (!isAsWritten(from, known)) return void this.kept.push({ path, reason: 'it was changed since it was installed' })
    this.record.files = this.record.files.filter((file) => file !== known)
    this.changes.push({ path, from, to: null })
    const directory = dirname(path)
    if (this.files.list(directory).length === 1) {
      this.emptied.push(directory)
      this.record.directories = this.record.directories.filter((one) => one !== directory)
    }
  }

  private write(path: string, kind: InstalledKind, from: string | null, to: string, before: string | null): void {
    const backup = before === null ? null : backupOf(path)
    const entry: InstalledFile = { path, kind, backup, written: sha256(to) }
    this.record.files = [...this.record.files.filter((file) => file.path !== path), entry]
    if (backup !== null && before !== null)
      this.backups.push({ path: backup, from: this.files.read(backup) ?? null, to: before })
    if (from !== to) this.changes.push({ path, from, to })
  }

  /** The backups and the record first: from then on everything can be undone, wherever it stops. */
  finish(): Change[] {
    if (this.changes.length === 0) return []
    // A directory of the tool's own keeps itself out of the user's version control.
    const ignore: Change = { path: fixedIgnoreFile, from: null, to: '*\n' }
    const paths = [...this.changes, ...this.backups, { path: recordFile }, ignore].map(({ path }) => path)
    const missing = outerFirst([...begunDirectories(this.files), ...missingDirectories(this.files, paths)])
    const record = { ...this.record, directories: [...new Set([...this.record.directories, ...missing])] }
    const written = `${JSON.stringify(record, null, 2)}\n`
    const own = [...(needsIgnoreFile(this.files) ? [ignore] : []), ...this.backups]
    return [...own, { path: recordFile, from: this.files.read(recordFile) ?? null, to: written }, ...this.changes]
  }
}

const outerFirst = (paths: string[]): string[] => paths.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))

/**
 * Directories that an install made which was cut short before it could say so: they hold nothing but what an install puts there first. The outer ones
 * come first.
 */
export function begunDirectories(files: Files): string[] {
  if (files.exists(recordFile)) return []
  const holdsOnly = (directory: string, names: string[]) =>
    files.info(directory)?.kind === 'directory' && files.list(directory).every((name) => names.includes(name))
  const [ignore, hooks] = [basename(fixedIgnoreFile), basename(hooksDirectory)]
  const cache = dirname(fixedIgnoreFile)
  const agents = dirname(cache)
  if (!files.exists(cache)) return holdsOnly(agents, []) ? [agents] : []
  if (!holdsOnly(cache, [ignore, hooks])) return []
  return [
    ...(holdsOnly(agents, [basename(cache)]) ? [agents] : []),
    cache,
    ...(files.exists(hooksDirectory) ? [hooksDirectory] : []),
  ]
}
