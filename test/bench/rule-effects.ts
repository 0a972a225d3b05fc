import type { ProposalDecision } from '../../cache/proposals.ts'
import { measureEffects } from '../../tasks/rules/effects.ts'
import { proposal } from '../support/suggestions.ts'
import type { Benchmark } from './measure.ts'
import { seeded } from './rule-words.ts'

/** Histories of each kind: a share of 5 % needs more of them than one of 85 % to be told from its neighbours. */
const histories = { unchanged: 2_000, fallen: 400 }
const perSession = 3
const hour = 3_600_000

/** Numbers between 0 and 1, always the same ones. */
function drawing(seed: number) {
  const random = seeded(seed)
  const unit = () => random.between(0, 999_999) / 1_000_000
  const poisson = (mean: number): number => {
    let [product, count] = [unit(), 0]
    for (const least = Math.exp(-mean); product > least; product *= unit()) count++
    return count
  }
  return { unit, poisson }
}
type Drawing = ReturnType<typeof drawing>

/** Violations of one session at a share of the usual rate, and its decisions. */
type Draw = (draw: Drawing, share: number) => { violations: number; decisions: number }

const kinds: Record<string, Draw> = {
  // Exactly three a session, of which a share is left.
  even: ({ unit }, share) => ({
    violations: Array.from({ length: perSession }, unit).filter((value) => value < share).length,
    decisions: 100,
  }),
  scattered: ({ poisson }, share) => ({ violations: poisson(perSession * share), decisions: 100 }),
  // Most sessions have few, one in five has many.
  bursty: ({ unit, poisson }, share) => ({
    violations: poisson(perSession * share * (unit() < 0.2 ? 4 : 0.25)),
    decisions: 100,
  }),
  'lengths 1 to 10': ({ unit, poisson }, share) => {
    const decisions = Math.round(30 * 10 ** unit())
    return { violations: poisson((perSession * share * decisions) / 100), decisions }
  },
}

const sides: [before: number, after: number][] = [
  [5, 5],
  [8, 8],
  [15, 5],
]

/** How often a decided rule is said to have had an effect: where nothing changed, and where violations fell to a quarter. */
export const effectsAccuracy: Benchmark = {
  name: 'rules-effects',
  async run() {
    const lines = Object.entries(kinds).flatMap(([name, draw]) =>
      sides.map(([before, after]) => {
        const none = verdicts(draw, 1, before, after, histories.unchanged)
        const quarter = verdicts(draw, 0.25, before, after, histories.fallen)
        const percent = (count: number, of: number) => `${((100 * count) / of).toFixed(1)} %`
        const mistaken = percent((none.fewer ?? 0) + (none.more ?? 0), histories.unchanged)
        return `${name.padEnd(16)} ${before} before, ${after} after: false ${mistaken}   a fall to a quarter found ${percent(quarter.fewer ?? 0, histories.fallen)}`
      }),
    )
    return [
      {
        name: `rules-effects: ${histories.unchanged} histories without a change and ${histories.fallen} with a fall each, ${perSession} violations a session`,
        lines,
      },
    ]
  },
}

function verdicts(draw: Draw, share: number, before: number, after: number, runs: number): Record<string, number> {
  const counts: Record<string, number> = {}
  const random = drawing(7)
  for (let run = 0; run < runs; run++) {
    const sessions = Array.from({ length: before + after }, (_, index) => {
      const { violations, decisions } = draw(random, index < before ? 1 : share)
      const violationGroups = [{ ruleId: 'inst_001', wording: 'kind', occurrences: violations }]
      return { from: index * hour, to: (index + 1) * hour, decisions, violationGroups }
    })
    const decision: ProposalDecision = {
      fingerprint: 'clarify-1',
      decision: 'approve',
      at: 1e15,
      decidedBy: 'Ada',
      occurrences: 3,
      ruleIds: ['inst_001'],
      applied: { since: before * hour, texts: [] },
      document: 'S.md',
    }
    const [effect] = measureEffects([{ decision, proposal: proposal('clarify', { ruleIds: ['inst_001'] }) }], sessions)
    const verdict = effect?.verdict ?? 'none'
    counts[verdict] = (counts[verdict] ?? 0) + 1
  }
  return counts
}
