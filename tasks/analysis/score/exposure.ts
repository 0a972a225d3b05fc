import { fixed, plural } from '../../../templates/words.ts'
import type { ServiceState } from '../anomalies/judge.ts'
import { clamp } from '../statistics.ts'
import { type HealthFacts, limits, type Taken } from './facts.ts'

/** Of what is usually decided in so much work, less than this is missed; and all points are gone at this share. */
const exposed = { from: 0.7, to: 0.2 }
/** So many times as much is no longer work, but noise, whoever it is that decides; all points are gone at the second. */
const flooded = { from: 3, to: 8 }
/** In work in which fewer decisions are usual, hardly any may be made by chance. */
const enoughUsual = 20

export function exposure({ services, metrics }: HealthFacts): Taken[] {
  const now = services.flatMap(({ pace }) => pace ?? [])
  const count = now.reduce((sum, pace) => sum + pace.count, 0)
  const usual = now.reduce((sum, pace) => sum + pace.usual, 0)
  if (usual === 0) return []
  const { total } = metrics.decisions
  const lost = clamp((exposed.from - count / usual) / (exposed.from - exposed.to))
  const surplus = clamp((total / usual - flooded.from) / (flooded.to - flooded.from))
  const share = clamp(usual / enoughUsual) * Math.max(lost, surplus)
  const why = `${plural(surplus > lost ? total : count, 'decision')}, and ${fixed(usual, 0)} are usual for so much work`
  const from = { decisions: surplus > lost ? total : count, usual }
  return [{ points: Math.round(limits.exposure * share), why, from }, ...crept(services)]
}

/** What is usual lately by the most that it ever was: less than this is missed, and all points are gone at the second. */
const creeping = { from: 0.9, to: 0.4 }
/** Of the points, what a single service can take off that hardly shows among the others. */
const alone = 0.4

/** What is usual must not creep away: pace and blocks of the baselines' latest sessions against the most that was ever usual. */
function crept(services: ServiceState[]): Taken[] {
  const paces = services.flatMap(({ pace }) => pace ?? [])
  const blocks = services.flatMap(({ pace, rate }) =>
    pace && rate ? { lately: rate.lately * pace.usual, most: rate.most * pace.usual } : [],
  )
  const found = [
    { what: 'decisions', of: paces },
    { what: 'blocked decisions', of: blocks },
  ]
  return found.flatMap(({ what, of }) => {
    const [lately, most] = [
      of.reduce((sum, each) => sum + each.lately, 0),
      of.reduce((sum, each) => sum + each.most, 0),
    ]
    if (most === 0) return []
    const why = `${fixed(lately, 1)} ${what} are usual lately for so much work, and ${fixed(most, 1)} were usual once`
    const all = { points: Math.round(limits.exposure * creptAway(lately, most)), why, from: { lately, most } }
    const single = what === 'decisions' ? creptAlone(services) : undefined
    return [single && single.points > all.points ? single : all]
  })
}

const creptAway = (lately: number, most: number): number =>
  clamp((creeping.from - lately / most) / (creeping.from - creeping.to))

/** The busy service whose pace fell most: what others decide must not cover it. */
function creptAlone(services: ServiceState[]): Taken | undefined {
  const lost = services
    .flatMap(({ name, pace }) => (pace && pace.usual >= enoughUsual ? [{ name, ...pace }] : []))
    .toSorted((a, b) => creptAway(b.lately, b.most) - creptAway(a.lately, a.most) || (a.name < b.name ? -1 : 1))[0]
  if (!lost) return undefined
  const { name, lately, most } = lost
  return {
    points: Math.round(limits.exposure * alone * creptAway(lately, most)),
    why: `${name} decides ${fixed(lately, 1)} times lately in so much work, and ${fixed(most, 1)} times were usual`,
    service: name,
    from: { lately, most },
  }
}
