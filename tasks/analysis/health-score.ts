import type { Metrics } from './metrics.ts'
import { clamp } from './statistics.ts'

/** Points that are taken off, and why. */
export interface Deduction {
  points: number
  why: string
}

export interface Health {
  /** 100 less the points, never below 0; null where no decision was read. */
  score: number | null
  basis: Deduction[]
}

/** What the score is made of. `usual` is left out while there is no baseline. */
export interface HealthFacts {
  metrics: Metrics
  setbacks: number
  usual?: UsualSession
  /** Left out where no rule store is configured. */
  sync?: { verified: boolean; invalid: number; extra: number }
  /** Whether an earlier session measured pressure. */
  pressureKnown: boolean
}

export interface UsualSession {
  /** Services that usually log, with their share of blocked decisions in earlier sessions. */
  services: { name: string; blockRate: number }[]
}

/** The most that each part takes off: together 100. docs/health.md publishes them. */
const most = { services: 45, service: 15, violations: 10, pressure: 20, sync: 15, quality: 20 }
/** Above this many points of the block rate over the usual one nothing more is taken off. */
const fullExcess = 0.2
/** So many decisions at the usual rate are added, so that two of three blocked is no verdict. */
const priorDecisions = 10
/** The monitor's boundaries of HIGH and DANGEROUS. */
const pressureSpan = { from: 0.5, to: 0.85 }
/** Share of a session's lines from which on all points for unreadable ones are taken off. */
const fullUnreadable = 0.05

/** The published formula: deductions only, each capped, that add up exactly. */
export function scoreHealth(facts: HealthFacts): Health {
  if (facts.metrics.decisions.total === 0) {
    return { score: null, basis: [{ points: 0, why: 'not scored: no decision was read' }] }
  }
  const learning = facts.usual
    ? []
    : [{ points: 0, why: 'learning: without the part that needs a baseline (coverage, block rates)' }]
  const basis = [
    ...capped(facts.usual ? serviceParts(facts.metrics, facts.usual) : [], most.services),
    ...pressurePart(facts),
    ...capped(syncParts(facts.sync), most.sync),
    ...capped(qualityParts(facts.metrics, facts.setbacks), most.quality),
  ].filter(({ points }) => points > 0)
  const points = basis.reduce((total, deduction) => total + deduction.points, 0)
  return { score: Math.max(0, 100 - points), basis: [...basis, ...learning] }
}

/** The largest first, until the cap is used up; what is cut says so. */
function capped(deductions: Deduction[], cap: number): Deduction[] {
  let left = cap
  return deductions
    .toSorted((a, b) => b.points - a.points)
    .map(({ points, why }) => {
      const taken = Math.min(points, left)
      left -= taken
      return { points: taken, why: taken < points ? `${why} (${points}, cut to the cap of ${cap})` : why }
    })
}

/** A silent service weighs as much as one that blocks far too often, and more: silence must not look better than bad news. */
function serviceParts({ services }: Metrics, usual: UsualSession): Deduction[] {
  return usual.services.map(({ name, blockRate }) => {
    const found = Object.hasOwn(services, name) ? services[name] : undefined
    if (!found) return { points: most.service, why: `coverage: ${name} usually logs and is silent` }
    const rate = (found.blocked + priorDecisions * blockRate) / (found.decisions + priorDecisions)
    return {
      points: Math.round(most.violations * clamp((rate - blockRate) / fullExcess)),
      why: `violations: ${name} blocked ${found.blocked} of ${found.decisions}, usually ${(blockRate * 100).toFixed(1)} %`,
    }
  })
}

function pressurePart({ metrics: { pressure }, pressureKnown }: HealthFacts): Deduction[] {
  if (pressure.peak === null) {
    return pressureKnown ? [{ points: most.pressure, why: 'pressure: not measured, as it was before' }] : []
  }
  const { from, to } = pressureSpan
  const points = Math.round(most.pressure * clamp((pressure.peak - from) / (to - from)))
  return [{ points, why: `pressure: peak ${pressure.peak.toFixed(2)}` }]
}

function syncParts(sync: HealthFacts['sync']): Deduction[] {
  if (!sync) return []
  return [
    { points: sync.verified ? 0 : most.sync, why: 'sync: rule file and rule store were not verified to agree' },
    { points: Math.min(5, sync.invalid), why: `sync: ${sync.invalid} invalid rules` },
    { points: Math.min(5, sync.extra), why: `sync: ${sync.extra} rules only in the store` },
  ]
}

function qualityParts({ decisions, quality }: Metrics, setbacks: number): Deduction[] {
  const ids = quality.placeholderIds + quality.staleIds
  return [
    {
      // Even one line is worth a look.
      points: Math.ceil(10 * clamp(decisions.unreadable / (decisions.total + decisions.unreadable) / fullUnreadable)),
      why: `data: ${decisions.unreadable} unreadable lines`,
    },
    { points: setbacks > 0 ? 5 : 0, why: `data: the clock went back ${setbacks} times` },
    {
      points: Math.round(5 * clamp(ids / decisions.total)),
      why: `data: ${ids} decisions with placeholder or stale session ids`,
    },
  ]
}
