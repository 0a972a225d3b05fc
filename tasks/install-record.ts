import { isObject, sha256 } from '../cache/json.ts'
import { codexDirectory, hooksDirectory } from './own-files.ts'
import type { Files } from './task.ts'

export type InstalledKind = 'settings' | 'codex' | 'skill' | 'paragraph'

export const settingsFiles = { shared: '.claude/settings.json', local: '.claude/settings.local.json' }
export const codexFile = `${codexDirectory}/hooks.json`
export const instructionFiles = ['CLAUDE.md', 'AGENTS.md'] as const
export const skillFiles = {
  open: '.claude/skills/bookend-open/SKILL.md',
  close: '.claude/skills/bookend-close/SKILL.md',
  rules: '.claude/skills/bookend-rules/SKILL.md',
}
/** Where the first version put them: the agent's own `/init` was hidden by one. */
export const formerSkillFiles = ['.claude/skills/init/SKILL.md', '.claude/skills/closedown/SKILL.md']

const installable: Record<InstalledKind, readonly string[]> = {
  settings: Object.values(settingsFiles),
  codex: [codexFile],
  skill: [...Object.values(skillFiles), ...formerSkillFiles],
  paragraph: instructionFiles,
}

/** A file that an install wrote or added to. */
export interface InstalledFile {
  path: string
  kind: InstalledKind
  /** Where the file's earlier bytes are kept; null where there was none. */
  backup: string | null
  /** Hash of what was written: as long as the file has it, the earlier bytes can simply come back. */
  written: string
}

/** What an install did, kept until it is undone. */
export interface InstallRecord {
  files: InstalledFile[]
  /** Directories that were not there before, the outer ones first. */
  directories: string[]
}

export const recordFile = `${hooksDirectory}/install.json`
/** Where a file's earlier bytes are kept. */
export const backupOf = (path: string): string => `${hooksDirectory}/${path.replaceAll('/', '-')}`

/** The record of the last install; an empty one where there is none that can be read: then what is there speaks for itself. */
export function readRecord(files: Pick<Files, 'read'>): InstallRecord {
  try {
    const record: unknown = JSON.parse(files.read(recordFile) ?? '{}')
    if (!isObject(record)) return { files: [], directories: [] }
    const { files: list, directories } = record
    return {
      files: Array.isArray(list) ? list.filter(isInstalledFile) : [],
      directories: Array.isArray(directories) ? directories.filter(isAgentDirectory) : [],
    }
  } catch (error) {
    if (error instanceof SyntaxError) return { files: [], directories: [] }
    throw error
  }
}

/** Only what an install can have written: a record that came with someone else's repository names nothing else. */
function isInstalledFile(value: unknown): value is InstalledFile {
  if (!isObject(value) || typeof value.path !== 'string' || typeof value.written !== 'string') return false
  const { path, kind, backup } = value
  const paths = Object.entries(installable).find(([name]) => name === kind)?.[1] ?? []
  return paths.includes(path) && (backup === null || backup === backupOf(path))
}

const isAgentDirectory = (path: unknown): path is string =>
  typeof path === 'string' && /^(?:\.codex|\.claude(?:\/[\w-]+)*)$/.test(path)

/** The bytes that a file had before the install: null where there was none, undefined where that is not known any more. */
export function originalOf(files: Pick<Files, 'read'>, { backup }: InstalledFile): string | null | undefined {
  return backup === null ? null : files.read(backup)
}

/** Whether a path is a file that an install made, and that nobody changed since. */
export function isAsInstalled(files: Pick<Files, 'read'>): (path: string) => boolean {
  const made = new Map(readRecord(files).files.flatMap((file) => (file.backup === null ? [[file.path, file]] : [])))
  return (path) => {
    const file = made.get(path)
    const text = file && files.read(path)
    return typeof text === 'string' && isAsWritten(text, file as InstalledFile)
  }
}

export const isAsWritten = (text: string, { written }: InstalledFile): boolean => sha256(text) === written
