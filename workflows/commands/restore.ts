import { existsSync } from 'node:fs'
import { isAbsolute, join, normalize, relative, resolve } from 'node:path'
import { UserError } from '../../cache/errors.ts'
import { isAtOrBelow } from '../../cache/prefix.ts'
import { iso } from '../../cache/window.ts'
import type { TrashEntry } from '../../tasks/task.ts'
import { oneLine } from '../../templates/render.ts'
import { listedPath } from '../../templates/shown-path.ts'
import { firstNames, minuteOf, plural } from '../../templates/words.ts'
import { answer, type Invocation } from '../runner/command.ts'
import { refuseLinkedCache } from '../runner/effects/cache-place.ts'
import { openTrash, type RestorableTrash, type Restored } from '../runner/effects/trash.ts'
import { withLock } from '../runner/run-lock.ts'
import { readings } from './restore/readings.ts'

export async function restoreFromTrash(invocation: Invocation): Promise<number> {
  const { args, project, settings, dryRun, openCache } = invocation
  refuseLinkedCache(project.root, resolve(project.root, settings.cacheDir))
  const trash = openTrash(project.root, settings, dryRun)
  if (args.length === 0) return list(invocation, trash)
  return withLock(invocation, openCache('existing'), async () => bringBack(invocation, trash))
}

function list(invocation: Invocation, trashed: RestorableTrash): number {
  const { project, settings, output } = invocation
  const entries = trashed.list().map((entry) => ({ ...entry, bytes: trashed.bytesOf(entry) }))
  const others = trashed.others()
  if (others.length > 0) output.note(`bookend: what was removed in ${others.join(', ')} is listed there`)
  const undescribed = trashed.undescribed()
  if (undescribed.length > 0)
    output.note(
      `bookend: not described by the trash, so move it back yourself: ${firstNames(undescribed.map(listedPath), 5)}`,
    )
  const trash = entries.map(({ path, kind, bytes, session, at }) => ({ path, kind, bytes, session, at: iso(at) }))
  const lines = entries.map(({ path, kind, bytes, session, at }) => {
    const when = minuteOf(iso(at))
    return `${when}  ${session}  ${plural(bytes, 'byte').padStart(16)}  ${listedPath(path)}${kind === 'directory' ? '/' : ''}`
  })
  const kept = settings.trashDays > 0 ? ` Kept for ${plural(settings.trashDays, 'day')} (UTC).` : ''
  return answer(invocation, { trash }, () =>
    lines.length > 0
      ? [...lines, `To bring one back: ${project.command('restore', 'PATH')}.${kept}`].join('\n')
      : `The trash ${undescribed.length > 0 ? 'lists nothing' : 'is empty'}`,
  )
}

function bringBack({ args, cwd, project, output, json, dryRun }: Invocation, trash: RestorableTrash): number {
  const asked = args.flatMap((path) => {
    const fromHere = relative(project.root, resolve(cwd, path))
    // As it was listed, from the project; else from where the command was called.
    for (const named of isAbsolute(path) ? [fromHere] : [normalize(path).replace(/\/$/, ''), fromHere]) {
      if (entriesFor(named, trash).length > 0) return [named]
      const alike = pathsThatReadAs(named, trash)
      if (alike.length > 0) return alike
    }
    return [fromHere]
  })
  // What is below another one of them comes back with that.
  const apart = asked.filter(
    (path, at) => !asked.some((other, index) => (other === path ? index < at : isAtOrBelow(path, other))),
  )
  const found = apart.map((path) => ({ path, entries: entriesFor(path, trash) }))
  if (!dryRun) trash.tidy()
  if (found.every((each) => each.entries.length === 0)) {
    // As behind a restore that was interrupted when it was done: what was asked for is so.
    if (asked.every((path) => path !== '' && existsSync(join(project.root, path)))) {
      if (json) output.json({ restored: [], refused: [] })
      else for (const path of asked) output.result(`${listedPath(path)} is in its place, and not in the trash`)
      return 0
    }
    throw new UserError(
      `nothing of that name is in the trash: ${asked.map((path) => listedPath(path || '.')).join(', ')}; ${project.command('restore')} lists what is`,
    )
  }
  const results = found.flatMap(({ path, entries }): Restored[] => {
    if (entries.length === 0) return [{ path, restored: false, reason: notThere }]
    return entries.flatMap((entry) => trash.restore(entry, path))
  })
  if (!dryRun) trash.tidy()
  const refused = results.flatMap((result) => (result.restored ? [] : [{ path: result.path, reason: result.reason }]))
  const restored = results.flatMap((result) => (result.restored ? [result.path] : []))
  if (json) output.json({ restored, refused })
  else {
    for (const path of restored) output.result(`${dryRun ? 'would restore' : 'restored'} ${listedPath(path)}`)
    for (const { path, reason } of refused)
      output.note(
        reason === notThere
          ? `bookend: ${listedPath(path)}: ${notThere}`
          : `bookend: ${listedPath(path)} stays in the trash: ${oneLine(reason)}`,
      )
  }
  return refused.length > 0 ? 4 : 0
}

const notThere = 'it is not in the trash'

/** What is in the trash under paths that the list shows like this one, or shows below it; else what of that name is in the directories that were moved. */
function pathsThatReadAs(listed: string, trash: RestorableTrash): string[] {
  const entries = trash.list()
  const shown = entries.filter(({ path }) => readings(path).some((read) => isAtOrBelow(read, listed)))
  const paths = shown.length > 0 ? shown.map(({ path }) => path) : entries.flatMap((entry) => below(entry, entry.path))
  return [...new Set(paths)]

  function below(entry: TrashEntry, path: string): string[] {
    if (readings(path).includes(listed)) return [path]
    if (!readings(path).some((read) => isAtOrBelow(listed, read))) return []
    return trash.namesIn(entry, path).flatMap((name) => below(entry, `${path}/${name}`))
  }
}

/** What was moved from a path and from below it, the newest of each; else the newest directory that was moved with the path in it. */
function entriesFor(path: string, trash: RestorableTrash): TrashEntry[] {
  const entries = trash.list()
  const newest = new Map<string, TrashEntry>()
  for (const entry of entries) {
    const asked = path === '.' || path === '' || isAtOrBelow(entry.path, path)
    if (asked && !newest.has(entry.path)) newest.set(entry.path, entry)
  }
  const around = entries.find((entry) => trash.holds(entry, path))
  return newest.size > 0 || !around ? [...newest.values()] : [around]
}
