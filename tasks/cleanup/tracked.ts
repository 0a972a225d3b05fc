import { isObject, parseJsonFile } from '../../cache/json.ts'
import { parseTime } from '../../cache/window.ts'
import { trackedProcessesFile } from '../own-files.ts'
import { isOpenedElsewhere } from '../place.ts'
import type { Files, Processes } from '../task.ts'
import { placesOf } from './places.ts'

/** A background process that was written down when it was started. */
export interface TrackedProcess {
  pid: number
  /** Milliseconds since 1970. */
  startedAt: number
  command: string
  /** The pid namespace that its number counts in, where one was known. */
  namespace?: string
}

type Seeing = Pick<Processes, 'read' | 'isAlive' | 'namespace' | 'mayHide'>

/** Whether its number means nothing here: it was started in another pid namespace, as a container has one. */
export const isElsewhere = (
  { namespace }: Pick<TrackedProcess, 'namespace'>,
  processes: Pick<Seeing, 'namespace'>,
): boolean => namespace !== undefined && namespace !== (processes.namespace() ?? namespace)

/** How far the start that was written down may be from the one that the system reports: some systems report whole seconds. */
export const startToleranceMs = 2000

/** Whether the process that was written down still runs: the same number may be somebody else's now. */
export function stillRuns(tracked: TrackedProcess, processes: Seeing): boolean {
  const { pid, startedAt, namespace } = tracked
  if (namespace !== undefined && isElsewhere(tracked, processes)) return processes.mayHide({ pid, startedAt })
  const info = processes.read(pid)
  // Where only numbers are known, it is not forgotten before its own is free.
  return info ? Math.abs(info.startedAt - startedAt) <= startToleranceMs : processes.isAlive(pid)
}

/**
 * The text of `.claude/background-processes.json`: a list, or an object that holds one. Entries that name no process are left out.
 * Throws SyntaxError where it is not valid JSON.
 */
export function parseTracked(text: string): TrackedProcess[] {
  const parsed: unknown = parseJsonFile(text)
  const list = Array.isArray(parsed) ? parsed : isObject(parsed) ? Object.values(parsed).find(Array.isArray) : undefined
  return (list ?? []).flatMap((entry: unknown): TrackedProcess[] => {
    if (!isObject(entry) || !Number.isInteger(entry.pid)) return []
    const startedAt = typeof entry.startedAt === 'string' ? parseTime(entry.startedAt) : undefined
    if (startedAt === undefined) return []
    const { pid, command, namespace } = entry
    return [
      {
        pid: pid as number,
        startedAt,
        command: typeof command === 'string' ? command : '',
        ...(typeof namespace === 'string' && { namespace }),
      },
    ]
  })
}

/** The processes of the project's file that still run; none where it is not valid: closedown names what is wrong with it. */
export function runningTracked(files: Pick<Files, 'read'>, processes: Seeing): TrackedProcess[] {
  try {
    return parseTracked(files.read(trackedProcessesFile) ?? '[]').filter((tracked) => stillRuns(tracked, processes))
  } catch {
    return []
  }
}

/** Those of them that are this project's: a copy of one has its file, and none of its processes. `opened`: where the session was. */
export function runningHere(
  { root, files, opened }: { root: string; files: Pick<Files, 'read' | 'exists' | 'info'>; opened: unknown },
  processes: Seeing,
): TrackedProcess[] {
  const running = runningTracked(files, processes)
  if (!isOpenedElsewhere(root, files, opened)) return running
  const placeOf = placesOf(root, files)
  return running.filter(({ pid }) => placeOf(processes.read(pid)?.workingDirectory ?? '/') === 'this project')
}

/**
 * The file's text without the processes that are gone; '' where nothing is left in it, undefined where none is gone. Throws SyntaxError where the
 * text is not valid JSON.
 */
export function withoutGone(text: string, lives: (tracked: TrackedProcess) => boolean): string | undefined {
  const parsed = parseJsonFile(text)
  const key = isObject(parsed) ? Object.keys(parsed).find((name) => Array.isArray(parsed[name])) : undefined
  const list = Array.isArray(parsed) ? parsed : key === undefined ? [] : (parsed as Record<string, unknown[]>)[key]
  // What is no entry of bookend's is somebody else's.
  const isGone = (entry: unknown) => parseTracked(JSON.stringify([entry])).some((tracked) => !lives(tracked))
  const left = (list ?? []).filter((entry) => !isGone(entry))
  if (left.length === list?.length) return undefined
  if (key === undefined) return left.length === 0 ? '' : `${JSON.stringify(left, null, 2)}\n`
  const file = { ...(parsed as object), [key]: left }
  return left.length === 0 && Object.keys(file).length === 1 ? '' : `${JSON.stringify(file, null, 2)}\n`
}

/**
 * The file's text with one more process, and without those that are gone; an object keeps its other keys. Throws SyntaxError where the text
 * is not valid JSON.
 */
export function addTracked(
  text: string | undefined,
  started: { pid: number; startedAt: string; command: string; namespace?: string },
  lives: (tracked: TrackedProcess) => boolean,
): string {
  const parsed = text === undefined ? [] : parseJsonFile(text)
  const alive = (entry: unknown) => parseTracked(JSON.stringify([entry])).some(lives)
  const extend = (list: unknown[]) => [...list.filter(alive), started]
  if (Array.isArray(parsed)) return `${JSON.stringify(extend(parsed), null, 2)}\n`
  const file: Record<string, unknown> = isObject(parsed) ? parsed : {}
  const key = Object.keys(file).find((name) => Array.isArray(file[name])) ?? 'processes'
  return `${JSON.stringify({ ...file, [key]: extend((file[key] as unknown[] | undefined) ?? []) }, null, 2)}\n`
}
