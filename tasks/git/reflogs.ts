/** One movement of a branch or of a work tree's HEAD, as its reflog has it. */
export interface ReflogEntry {
  /** `HEAD`, `worktrees/NAME/HEAD`, or a branch. */
  log: string
  sha: string
  /** Whole seconds since 1970, by the clock (or GIT_COMMITTER_DATE) of whoever moved it. */
  seconds: number
  /** What git wrote beside it: `commit: …`, `pull: Fast-forward`. */
  action: string
  author: string
  /** When it was first written, in seconds since 1970: a copy that an amend or a rebase makes keeps it. */
  authored: string
  subject: string
}

const separator = '\u001f'
/** For `git log --walk-reflogs --date=unix -z`. */
export const reflogFormat = ['%H', '%gD', '%gs', '%an', '%at', '%s'].join('%x1f')

/** Reads what `git log` printed with the format above: the newest of each log first. */
export function parseReflogs(text: string): ReflogEntry[] {
  return text.split('\0').flatMap((record): ReflogEntry[] => {
    const [sha = '', selector = '', action = '', author = '', authored = '', ...subject] = record
      .trim()
      .split(separator)
    const [, log, seconds] = /^(.*)@\{(\d+)\}$/.exec(selector) ?? []
    return log === undefined
      ? []
      : [{ log, sha, seconds: Number(seconds), action, author, authored, subject: subject.join(separator) }]
  })
}

/** Steps of a sequence that made a commit: `rebase (pick)`, `pull --rebase origin main (fixup)`. */
const sequenceStep = /^(rebase|pull)\b.*\((pick|reword|edit|squash|fixup|continue)\): /
const direct = /^(commit( \([\w -]+\))?|cherry-pick|revert|am|rebase): /
const merged = /^(merge|pull)\b.*: Merge made by /

/** Whether a movement made its commit, here: what came by pull, fetch, fast-forward or clone was made elsewhere. */
export function madeHere({ action }: ReflogEntry): boolean {
  if (/: fast-forward$/i.test(action)) return false
  return direct.test(action) || sequenceStep.test(action) || merged.test(action)
}

/** Whether a tool wrote commits itself and moved the branch to them: `git fast-import`, `git update-ref`. Only the last of them is in the log. */
export const madeByTool = ({ action }: Pick<ReflogEntry, 'action'>): boolean => /^(fast-import)?$/.test(action)

/** A movement with the time that its place in the log proves at the least. */
export interface TimedEntry extends ReflogEntry {
  /** Milliseconds since 1970. */
  at: number
  inWindow: boolean
  /** Where it came from; undefined where the log begins. */
  previous?: string
}

export interface Bounds {
  from: number
  to: number
  /** Now: what claims to be later moved a clock, and dates nothing behind it. */
  now: number
  /** HEAD when the session began, where somebody looked. */
  startHead?: string
}

/**
 * Which movements of one log (the newest first) happened in a window. A log is in the order in which things happened, whatever its times say: a
 * commit that was backdated is at least as late as the one before it. Returns them oldest first.
 */
export function withinWindow(log: ReflogEntry[], { from, to, now, startHead }: Bounds): TimedEntry[] {
  let latest = 0
  const timed = log.toReversed().map((entry) => {
    const at = entry.seconds * 1000
    if (at <= now) latest = Math.max(latest, at)
    return { ...entry, at: Math.max(at > now ? 0 : at, latest) }
  })
  const start = startHead === undefined ? -1 : startOf(timed, startHead, from)
  return timed.map((entry, index) => ({
    ...entry,
    ...(index > 0 && { previous: (timed[index - 1] as ReflogEntry).sha }),
    inWindow: (start >= 0 ? index > start : entry.at >= from) && entry.at < to,
  }))
}

/**
 * Where in HEAD's log a session began that began at a commit: the last movement to it in an earlier second, if only backdated ones followed in those
 * seconds; else the first one in the same second. -1 where there is none: then times decide.
 */
function startOf(timed: Omit<TimedEntry, 'inWindow'>[], startHead: string, from: number): number {
  const second = Math.floor(from / 1000) * 1000
  const earlier = timed.findLastIndex(({ sha, at }) => sha === startHead && at < second)
  const moved = timed.slice(earlier + 1).some(({ at, seconds }) => at < second && seconds * 1000 >= at)
  if (earlier >= 0 && !moved) return earlier
  const same = timed.findIndex(({ sha, at }) => sha === startHead && at >= second && at <= from)
  return same >= 0 ? same : earlier
}

/** Movements after which the commit before them was given up, or has another one in its place. */
const replaced = /^(commit \(amend\)|reset|rebase( .*)?|pull .*\(start\)): /

/** Where HEADs were in the window when they were moved away to another branch or commit, in that order; what was given up since is left out. */
export function leavings(entries: TimedEntry[]): string[] {
  const left = new Set<string>()
  for (const { log, sha, action, previous, inWindow } of entries) {
    if (previous === undefined || previous === sha || !/(^|\/)HEAD$/.test(log)) continue
    if (replaced.test(action)) left.delete(previous)
    else if (inWindow && action.startsWith('checkout: moving from ')) {
      left.delete(previous)
      left.add(previous)
    }
  }
  return [...left]
}
