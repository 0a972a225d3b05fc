import { isAgents } from '../../cache/audit/claude-code.ts'
import { syncRulesAtClosedown } from '../cleanup/sync-rules.ts'
import { defineTask, type OutputOf, type StepResult } from '../task.ts'
import { findAnomalies } from './anomalies.ts'
import { earlierSessions, isLearning, usualServices } from './baseline/earlier.ts'
import { type Health, type HealthFacts, scoreHealth } from './health-score.ts'
import { measureServices } from './metrics.ts'

/** Scores the framework's health by the formula of docs/health.md. */
export const assessHealth = defineTask({
  id: 'analysis/health',
  title: "Score the framework's health",
  needs: { metrics: measureServices, found: findAnomalies },
  wants: { synced: syncRulesAtClosedown },
  block: (health: Health) => ({ analysis: { health } }),
  show: ({ score, basis }: Health) =>
    [
      score === null ? 'not scored' : `${score} of 100`,
      ...basis.map(({ points, why }) => `${String(-points).padStart(4)} ${why}`),
    ].join('\n'),
  run(context, { metrics, found, synced }): Health {
    const services = Object.keys(metrics.services)
    // How an agent's own permissions decide says nothing about a framework.
    if (services.length > 0 && services.every(isAgents))
      return {
        score: null,
        basis: [{ points: 0, why: 'not scored: only the agent decided, and no governance service' }],
      }
    const earlier = earlierSessions(context)
    const sync = synced ? countsOf(synced) : context.run.steps().some(isBrokenSync) && nothingVerified
    const facts: HealthFacts = {
      metrics,
      setbacks: found.setbacks,
      pressureKnown: earlier.some((session) => session.metrics.pressure.peak !== null),
      ...(!isLearning(earlier) && { usual: { services: usualServices(earlier) } }),
      ...(sync && { sync }),
    }
    return scoreHealth(facts)
  },
})

function countsOf({ sync }: OutputOf<typeof syncRulesAtClosedown>): NonNullable<HealthFacts['sync']> {
  return { verified: sync.verified, invalid: sync.invalid.length, extra: sync.extra.length }
}

/** A store that is away verified nothing: that must not look better than rules that differ. */
const nothingVerified = { verified: false, invalid: 0, extra: 0 }

function isBrokenSync({ id, outcome }: StepResult): boolean {
  return id === syncRulesAtClosedown.id && (outcome === 'degraded' || outcome === 'failed')
}
