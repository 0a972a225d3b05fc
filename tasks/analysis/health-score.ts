import { coverage } from './score/coverage.ts'
import { data } from './score/data.ts'
import { enforcement } from './score/enforcement.ts'
import { exposure } from './score/exposure.ts'
import { type Deduction, type Figures, type HealthFacts, limits, type PartName, type Taken } from './score/facts.ts'
import { limited } from './score/losses.ts'
import { isMissed, pressure } from './score/pressure.ts'
import { ruleCoverage, store } from './score/rules.ts'

export interface Health {
  /** 100 less the points; null where no decision was read and nothing says that there should be any. */
  score: number | null
  /** The score if every part that could not be measured were as bad, and as good, as it can be. */
  band: [low: number, high: number]
  /** Points that each part took off, of as many as it can; null: not measured. */
  parts: Partial<Record<PartName, { points: number | null; of: number }>>
  basis: Deduction[]
}

interface Part {
  /** `unknown`: it could be measured, and is not yet. `absent`: there is nothing to measure. */
  state(facts: HealthFacts): 'measured' | 'unknown' | 'absent'
  deduct(facts: HealthFacts): Taken[]
}

const needsUsual = ({ learning }: HealthFacts) => (learning ? 'unknown' : 'measured')
const always = () => 'measured' as const

/** The parts of the score, in the order in which the report has them. */
const parts: Record<PartName, Part> = {
  coverage: { state: (facts) => (facts.missing.length > 0 ? 'measured' : needsUsual(facts)), deduct: coverage },
  enforcement: {
    state: (facts) => (facts.passed?.length || facts.untried ? 'measured' : needsUsual(facts)),
    deduct: enforcement,
  },
  exposure: { state: needsUsual, deduct: exposure },
  rules: { state: ({ rules }) => (rules ? 'measured' : 'absent'), deduct: ruleCoverage },
  pressure: {
    state: ({ metrics, pressureKnown, services }) =>
      metrics.pressure.peak !== null || (pressureKnown && isMissed(services)) ? 'measured' : 'absent',
    deduct: pressure,
  },
  store: { state: ({ sync }) => (sync ? 'measured' : 'absent'), deduct: store },
  data: { state: always, deduct: data },
}

/** To six digits, however small it is; a chance is not known as well. */
const rounded = (from: Figures): Figures =>
  Object.fromEntries(
    Object.entries(from).map(([name, value]) => [name, Number(value.toPrecision(name === 'p' ? 3 : 6))]),
  )

/** The published formula: deductions only, each part with its own limit, that add up exactly. Why so: docs/decisions.md, 84. */
export function scoreHealth(facts: HealthFacts): Health {
  const { metrics, learning, services, missing } = facts
  // However many sessions there were: without a service in any of them there is nothing to compare with.
  const nothingUsual = learning || services.length === 0
  if (metrics.decisions.total === 0 && nothingUsual && missing.length === 0) {
    const why = 'not scored: no decision was read'
    return { score: null, band: [0, 100], parts: {}, basis: [{ part: 'coverage', points: 0, why }] }
  }
  const health: Health = { score: 100, band: [0, 0], parts: {}, basis: [] }
  let unknown = 0
  for (const [name, { state, deduct }] of Object.entries(parts) as [PartName, Part][]) {
    const of = limits[name]
    const known = state(facts)
    if (known === 'absent') continue
    const deductions = known === 'measured' ? limited(deduct(facts), of) : []
    const points = deductions.reduce((total, each) => total + each.points, 0)
    health.parts[name] = { points: known === 'measured' ? points : null, of }
    health.basis.push(
      ...deductions.map(({ from, ...each }) => ({ part: name, ...each, ...(from && { from: rounded(from) }) })),
    )
    if (known === 'unknown') unknown += of
  }
  const score = 100 - health.basis.reduce((total, { points }) => total + points, 0)
  return { ...health, score, band: [score - unknown, score] }
}
