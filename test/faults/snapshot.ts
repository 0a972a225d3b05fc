import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { sha256 } from '../../cache/json.ts'

/** Everything that a command leaves: files by their path, and the rows of the cache by their table. */
export interface Snapshot {
  files: Map<string, string>
  tables: Map<string, Row[]>
  /** What should not be there, whatever was done. */
  leftOver: string[]
}

export type Row = Record<string, unknown>

const cacheFile = '.claude/cache/sessions.db'

export function takeSnapshot(root: string, temporary: string): Snapshot {
  const leftOver: string[] = []
  const files = new Map<string, string>()
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    if (basename(path).startsWith('.bookend-')) leftOver.push(path)
    // Of git's own directory, bookend writes one file.
    else if (!path.startsWith(cacheFile) && (!path.startsWith('.git/') || path === '.git/info/exclude'))
      files.set(path, textAt(join(root, path)))
  }
  // A cache of compiled code is none of a command's leftovers.
  for (const name of readdirSync(temporary)) if (name.startsWith('bookend-scratch-')) leftOver.push(`TMPDIR/${name}`)
  const tables = new Map<string, Row[]>()
  if (existsSync(join(root, cacheFile))) readCache(join(root, cacheFile), tables, leftOver)
  for (const row of tables.get('documents') ?? []) checkHash(root, row, leftOver)
  return { files, tables, leftOver }
}

/** Everything that is in a project, a command's own record of what it was about to do included: states that are the same text are the same. */
export function stateOf(root: string): string {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .sort()
    .filter((path) => !path.startsWith(cacheFile) && !path.startsWith('.git/objects/'))
    .map((path) => `${path}: ${textAt(join(root, path))}`)
  const cache = join(root, cacheFile)
  return [...files, ...(existsSync(cache) ? tablesOf(cache) : [])].join('\n')
}

function tablesOf(file: string): string[] {
  const db = new BetterSqlite3(file)
  try {
    const verdict = db.pragma('integrity_check', { simple: true })
    const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[]
    const tables = names.map((name) => `${name}: ${JSON.stringify(db.prepare(`SELECT * FROM "${name}"`).all())}`)
    return [`the cache is ${verdict}`, ...tables]
  } catch (error) {
    return [`the cache cannot be read: ${error}`]
  } finally {
    db.close()
  }
}

function textAt(path: string): string {
  return lstatSync(path).isDirectory() ? 'a directory' : masked(readFileSync(path, 'utf8'))
}

/** What is random in documents and rows: a session's mark, and how long a step took. Times are not among it, the clock stands still. */
const masked = (text: string): string =>
  text.replace(/(\d{4}-\d\d-\d\d-\d{3})-[0-9a-f]{32}/g, '$1-MARK').replace(/("ms\\?":)\d+/g, '$10')

/** The journal says how often something was begun, and not what was done; what is not finished in it is left over. */
const journal = /^(runs|steps|step_actions|run_lock|sqlite_.*)$/

function readCache(file: string, tables: Map<string, Row[]>, leftOver: string[]): void {
  const db = new BetterSqlite3(file)
  try {
    const verdict = db.pragma('integrity_check', { simple: true })
    if (verdict !== 'ok') leftOver.push(`a damaged cache: ${verdict}`)
    const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[]
    if (!names.includes('run_lock')) return
    const count = (query: string) => db.prepare(`SELECT count(*) FROM ${query}`).pluck().get()
    if (count('run_lock') !== 0) leftOver.push('a lock')
    if (count('runs WHERE finished_ms IS NULL') !== 0) leftOver.push('an unfinished run')
    for (const name of names.filter((name) => !journal.test(name))) {
      const rows = db.prepare(`SELECT * FROM "${name}"`).all() as Row[]
      tables.set(
        name,
        rows.map((row) => JSON.parse(masked(JSON.stringify(row)))),
      )
    }
  } finally {
    db.close()
  }
}

export const rowWithoutFile = 'a row of the document'

/** A document whose text is not the one that the cache knows would be taken for one that somebody changed. */
function checkHash(root: string, { file, moved_to, sha256: hash }: Row, leftOver: string[]): void {
  const path = join(root, String(moved_to ?? file))
  if (!existsSync(path)) leftOver.push(`${rowWithoutFile} ${file}, which is not there`)
  else if (sha256(readFileSync(path, 'utf8')) !== hash)
    leftOver.push(`a hash of ${file} that is not the one of its text`)
}
