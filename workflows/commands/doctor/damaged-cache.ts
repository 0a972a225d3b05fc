import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { damageIn, replaceDamaged } from '../../../cache/database.ts'
import type { Invocation } from '../../runner/command.ts'
import { refuseCache } from '../../runner/effects/cache-place.ts'
import { cacheFileOf } from './project.ts'

/** Keeps a cache that is damaged under another name, begins a new one with what can be read of it, and says what that lacks. The file itself is looked at: a copy may be of a moment between two writes. */
export function replaceDamagedCache(invocation: Invocation): void {
  const { project, output, now } = invocation
  const file = cacheFileOf(invocation)
  refuseCache(project.root, dirname(file))
  const damage = existsSync(file) ? damageIn(file) : undefined
  if (damage === undefined) return
  const cache = replaceDamaged(file, damage, new Date(now()))
  cache.close()
  for (const warning of cache.warnings) output.note(warning.replaceAll(`${project.root}/`, ''))
  output.note(
    `logs, transcripts and rules are read again by the next ${project.command('closedown')}; earlier reports, proposals and the journal are not in the new one, but in the handoffs that were written`,
  )
}
