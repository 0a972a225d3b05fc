import { isAgents } from '../../cache/audit/claude-code.ts'
import type { Window } from '../../cache/window.ts'
import { isVerifiedOnceWritten } from '../cleanup/rule-sync-words.ts'
import { syncRulesAtClosedown } from '../cleanup/sync-rules.ts'
import { defineTask, type OutputOf, type StepResult } from '../task.ts'
import { unreadShare } from './anomalies/history.ts'
import { findAnomalies } from './anomalies.ts'
import { baselineSessions, earlierSessions, isLearning } from './baseline/earlier.ts'
import { eachOnce } from './baseline/once.ts'
import { type Health, scoreHealth } from './health-score.ts'
import { type Metrics, measureServices, readRules } from './metrics.ts'
import { coverRules } from './rule-coverage.ts'
import type { HealthFacts } from './score/facts.ts'

/** So many tool calls after the last decision show that the agent worked on, and the log did not. */
const provenCalls = 20

const notScored = (why: string): Health => ({
  score: null,
  band: [0, 100],
  parts: {},
  basis: [{ part: 'coverage', points: 0, why: `not scored: ${why}` }],
})

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
      ...basis.map(({ part, points, why }) => `${String(-points).padStart(4)} ${part}: ${why}`),
    ].join('\n'),
  async run(context, { metrics, found, synced }): Promise<Health> {
    const { expected = [] } = context.config
    if (metrics.notRead) return notScored(`the decisions of ${metrics.notRead.source} could not be read`)
    const known = found.services.map(({ name }) => name)
    // How an agent's own permissions decide says nothing about a framework; but where there was one, its silence does.
    if (known.length > 0 && known.every(isAgents) && expected.length === 0)
      return notScored('only the agent decided, and no governance service')
    // What is known to be silent stays so on a day off.
    if (found.idle && expected.length === 0 && !found.services.some(({ pace }) => pace?.found))
      return notScored('no decision and no tool call: there was nothing to decide about')
    const earlier = earlierSessions(context).map(eachOnce)
    const session = eachOnce({ window: context.session, metrics })
    const { dryRun } = context.run
    const sync = synced ? countsOf(synced, dryRun) : context.run.steps().some(isBrokenSync) && nothingVerified
    const windows = earlier.slice(-baselineSessions(context)).map(({ window }) => window)
    const rules = await coverRules(await context.stores.audit(), readRules(context), context.session, windows)
    const facts: HealthFacts = {
      metrics: session.metrics,
      backwardJumps: found.backwardJumps,
      pressureKnown: earlier.some((session) => session.metrics.pressure.peak !== null),
      learning: isLearning(earlier),
      services: found.services,
      passed: found.failedCanaries,
      untried: found.untriedCanaries,
      missing: expected.filter((name) => !Object.hasOwn(metrics.services, name)),
      unreadBefore: unreadShare({
        sessions: [...earlier, session],
        most: baselineSessions(context),
      }),
      rest: restOf(metrics, context.session),
      ...(sync && { sync }),
      ...(rules && { rules }),
    }
    return scoreHealth(facts)
  },
})

/** A shorter end without a decision is nothing unusual in any session. */
const shortestRest = 30 * 60_000

/** What is left of the session behind its last decision. */
export function restOf({ activity, exposure }: Metrics, { from, to }: Window): HealthFacts['rest'] {
  const last = activity.last === null ? from : Date.parse(activity.last)
  const quiet = to - last
  return {
    share: quiet < shortestRest ? 0 : quiet / (to - from),
    proven: (exposure?.toolCallsAfterLog ?? 0) >= provenCalls,
  }
}

/** A dry run scores what the run that it stands for would: with the rules written that it is about to write. */
function countsOf({ sync }: OutputOf<typeof syncRulesAtClosedown>, dryRun: boolean): NonNullable<HealthFacts['sync']> {
  const verified = sync.verified || (dryRun && isVerifiedOnceWritten(sync))
  return { verified, invalid: sync.invalid.length, extra: sync.extra.length }
}

/** A store that is unavailable verified nothing: that must not look better than rules that differ. */
const nothingVerified = { verified: false, invalid: 0, extra: 0 }

function isBrokenSync({ id, outcome }: StepResult): boolean {
  return id === syncRulesAtClosedown.id && (outcome === 'degraded' || outcome === 'failed')
}
