import { plural } from '../../../templates/words.ts'
import { type HealthFacts, limits, type Taken } from './facts.ts'

/** HIGH rules that nothing checked lately. */
export function ruleCoverage({ rules }: HealthFacts): Taken[] {
  if (!rules || rules.high === 0) return []
  const { high, unchecked } = rules
  const why = `no decision lately names ${unchecked.length} of ${high} active HIGH rules`
  return [
    { points: Math.ceil((limits.rules * unchecked.length) / high), why, from: { high, unchecked: unchecked.length } },
  ]
}

/** Whether the rule store says what the rule file says. */
export function store({ sync }: HealthFacts): Taken[] {
  if (!sync) return []
  return [
    { points: sync.verified ? 0 : limits.store, why: 'rule file and rule store were not verified to agree' },
    { points: Math.min(2, sync.invalid), why: plural(sync.invalid, 'invalid rule') },
    { points: Math.min(2, sync.extra), why: `${plural(sync.extra, 'rule')} only in the store` },
  ]
}
