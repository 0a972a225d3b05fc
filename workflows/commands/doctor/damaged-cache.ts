import { existsSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { damageIn, setAside } from '../../../cache/database.ts'
import type { Invocation } from '../../runner/command.ts'
import { refuseLinkedCache } from '../../runner/effects/cache-place.ts'
import { cacheFileOf } from './project.ts'

/** Keeps a cache that is damaged under another name, begins a new one, and says what that lacks. The file itself is looked at: a copy may be of a moment between two writes. */
export function replaceDamagedCache(invocation: Invocation): void {
  const { project, openCache, output, now } = invocation
  const file = cacheFileOf(invocation)
  refuseLinkedCache(project.root, dirname(file))
  const damage = existsSync(file) ? damageIn(file) : undefined
  if (damage === undefined) return
  const aside = setAside(file, new Date(now()))
  openCache('durable').close()
  const named = (path: string) => relative(project.root, path)
  output.note(`the cache was damaged (${damage}): it is kept as ${named(aside)}, and ${named(file)} is new`)
  output.note(
    `logs, transcripts and rules are read again by the next ${project.command('closedown')}; earlier sessions, notes, proposals and the journal are not in the new one, but in the handoffs that were written`,
  )
}
