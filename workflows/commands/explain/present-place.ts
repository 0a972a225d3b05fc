import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { linesIn } from '../../../cache/audit/log-lines.ts'
import { parseLine } from '../../../cache/audit/parse-line.ts'
import { describePlace, type Place } from '../../../cache/audit/places.ts'
import { contentHash } from '../../../cache/decision.ts'

/**
 * Where a decision is now. A log that was rotated or compressed since it was read goes on under another name beside the first one, its lines numbered as
 * they were; of one that is gone, or was cut, the place where the decision was read says so.
 */
export async function presentPlace(root: string, place: Place): Promise<string> {
  // A document of a store, or of a transcript, is no line of a log.
  if (!place.isLog) return describePlace(place)
  for (const file of [place.file, ...successorsOf(root, place.file)])
    if (await holds(resolve(root, file), place)) return describePlace({ ...place, file })
  return `${describePlace(place)} (no longer there: the log was rotated, cut or removed since it was read)`
}

/** Logs beside one whose names begin as its own does: `decisions.jsonl.1`, `decisions.jsonl.2.gz`. */
function successorsOf(root: string, file: string): string[] {
  const name = basename(file)
  const stem = /^.*?\.jsonl/.exec(name)?.[0] ?? name
  const directory = dirname(file)
  const beside = existsSync(resolve(root, directory)) ? readdirSync(resolve(root, directory)) : []
  return beside
    .filter((each) => each !== name && each.startsWith(stem))
    .sort()
    .map((each) => join(directory, each))
}

async function holds(path: string, { line: wanted, hash }: Place): Promise<boolean> {
  let number = 0
  try {
    for await (const line of linesIn(path, 0)) {
      if (++number === wanted) return parseLine(line).decisions.some(({ decision }) => contentHash(decision) === hash)
    }
  } catch {
    // A file that cannot be read shows nothing.
  }
  return false
}
