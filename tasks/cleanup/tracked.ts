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

/** The list that the file is, or that an object in it has under a key; one entry alone is a list of one. Throws SyntaxError where the text is not JSON, or neither. */
function listIn(text: string): { list: unknown[]; key?: string; file: Record<string, unknown> } {
  const parsed: unknown = parseJsonFile(text)
  if (Array.isArray(parsed)) return { list: parsed, file: {} }
  if (!isObject(parsed)) throw new SyntaxError('it is not a list of { pid, startedAt, command }')
  if ('pid' in parsed) return { list: [parsed], file: {} }
  const key = Object.keys(parsed).find((name) => Array.isArray(parsed[name]))
  return { list: key === undefined ? [] : (parsed[key] as unknown[]), key: key ?? 'processes', file: parsed }
}

/** What is in the text of `.claude/background-processes.json`; entries that name no process are left out. Throws as `listIn` does. */
export function parseTracked(text: string): TrackedProcess[] {
  return listIn(text).list.flatMap((entry: unknown): TrackedProcess[] => {
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

/** The file's text without the processes that are gone; '' where nothing is left in it, undefined where none is gone. Throws as `listIn` does. */
export function withoutGone(text: string, lives: (tracked: TrackedProcess) => boolean): string | undefined {
  const { list, key, file } = listIn(text)
  // What is no entry of bookend's is somebody else's.
  const isGone = (entry: unknown) => parseTracked(JSON.stringify([entry])).some((tracked) => !lives(tracked))
  const left = list.filter((entry) => !isGone(entry))
  if (left.length === list.length) return undefined
  return left.length === 0 && Object.keys(file).length <= 1 ? '' : textOf(left, key, file)
}

const textOf = (list: unknown[], key: string | undefined, file: Record<string, unknown>): string =>
  `${JSON.stringify(key === undefined ? list : { ...file, [key]: list }, null, 2)}\n`

/** The file's text with one more process, and without those that are gone; an object keeps its other keys. Throws as `listIn` does. */
export function addTracked(
  text: string | undefined,
  started: { pid: number; startedAt: string; command: string; namespace?: string },
  lives: (tracked: TrackedProcess) => boolean,
): string {
  const { list, key, file } = listIn(text ?? '[]')
  const alive = (entry: unknown) => parseTracked(JSON.stringify([entry])).some(lives)
  return textOf([...list.filter(alive), started], key, file)
}
