import { readdirSync, type Stats, statSync } from 'node:fs'
import { codeOf } from '../errors.ts'

/** The transcripts of one agent session: its own and those of its subagents. */
export interface AgentSession {
  /** The agent's own id of the session. */
  id: string
  files: string[]
}

/** What was not read, and why: the system's code, or a sentence. */
export interface NotRead {
  path: string
  reason: string
  /** Whether it could not be read, and not only is nothing that is read. */
  failed: boolean
}

export interface Listing {
  sessions: AgentSession[]
  notRead: NotRead[]
}

/** What a directory holds, sorted; undefined where there is none (`absent`: by which codes), or where it cannot be read, which is noted. */
export function names(
  directory: string,
  notRead: NotRead[],
  { recursive = false, absent = ['ENOENT', 'ENOTDIR'] } = {},
): string[] | undefined {
  try {
    return readdirSync(directory, { encoding: 'utf8', recursive }).sort()
  } catch (error) {
    const code = codeOf(error)
    if (!/^E[A-Z]+$/.test(code)) throw error
    if (!absent.includes(code)) notRead.push({ path: directory, reason: code, failed: true })
    return undefined
  }
}

/** A regular file as it is now (links followed); undefined where there is none. Anything else could block a reader forever. */
export function regularFile(path: string): Stats | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat?.isFile() ? stat : undefined
}

/** Whether there is a regular file to be read; what else is there is noted, and so is what the system says against looking: a link that leads in circles. */
export function isRegular(path: string, notRead: NotRead[]): boolean {
  try {
    if (regularFile(path)) return true
    notRead.push({ path, reason: 'not a regular file', failed: false })
  } catch (error) {
    const code = codeOf(error)
    if (!/^E[A-Z]+$/.test(code)) throw error
    notRead.push({ path, reason: code, failed: true })
  }
  return false
}
