import { contextPressureMonitor, pressure } from '../../../cache/audit/catalogue/services.ts'
import { sessionMetrics } from '../../../cache/audit/catalogue/session.ts'
import { placeholders } from '../../../cache/audit/catalogue.ts'
import type { Profile } from '../../../cache/audit/profile.ts'
import { isStale } from '../../../tasks/analysis/quality.ts'
import { type Detail, type Match, pressureOrders, type Row, type Section, type Shown, textOf } from './definition.ts'

const all = (): Shown => ({})
const verdict = (blocked: boolean) => (): Shown => ({ profile: (profile) => profile.blocked === blocked })
const where = (profile: (profile: Profile) => boolean) => (): Shown => ({ profile })

const ofViolation: Detail = {
  figures: ['.key', '.count', '.contexts', '.ruleId', 'analysis.decisions.blocked'],
  decisions: ({ item }: Match) => ({ violation: textOf(item.key) }),
}

const ofPressure = (figure: keyof typeof pressureOrders): Detail => ({
  figures: [`analysis.services.${contextPressureMonitor.name}.decisions`],
  decisions: () => ({ measure: pressure.name, order: pressureOrders[figure] }),
})

/** What shows a metric of a session as a whole. */
const details: Record<keyof typeof sessionMetrics, Detail> = {
  'decisions.total': {
    figures: ['analysis.decisions.allowed', 'analysis.decisions.blocked', 'analysis.services.*.decisions'],
    decisions: all,
  },
  'decisions.allowed': {
    figures: ['analysis.decisions.total', 'analysis.services.*.allowed'],
    decisions: verdict(false),
  },
  'decisions.blocked': {
    figures: ['analysis.decisions.total', 'analysis.services.*.blocked'],
    decisions: verdict(true),
  },
  'decisions.unreadable': { decisions: () => 'unreadable' },
  'decisions.mended': { figures: ['analysis.decisions.total'] },
  'copies.decisions': { figures: ['analysis.decisions.total', 'analysis.copies.services.*.decisions'] },
  'copies.blocked': { figures: ['analysis.decisions.blocked', 'analysis.copies.services.*.blocked'] },
  'copies.placeholderIds': { figures: ['analysis.quality.placeholderIds'] },
  'copies.staleIds': { figures: ['analysis.quality.staleIds'] },
  'copies.services.*.decisions': { figures: ['analysis.copies.decisions'] },
  'copies.services.*.blocked': { figures: ['analysis.copies.blocked'] },
  'activity.perHour': { figures: ['analysis.decisions.total', 'session.from', 'session.to'], decisions: all },
  'activity.first': { figures: ['session.from'], decisions: all },
  'activity.last': { figures: ['session.to'], decisions: () => ({ order: 'last' }) },
  'activity.paused': { figures: ['analysis.activity.first', 'analysis.activity.last'] },
  'violations.*.count': ofViolation,
  'violations.*.contexts': ofViolation,
  'violations.*.ruleId': ofViolation,
  'notListed.*': {},
  'exposure.toolCalls': { figures: ['agent.tools.*.calls'] },
  'exposure.commits': {},
  'exposure.decisionsPerToolCall': {
    figures: ['analysis.decisions.total', 'analysis.exposure.toolCalls'],
    decisions: all,
  },
  'exposure.toolCallsAfterLog': {
    figures: ['analysis.exposure.toolCalls', 'analysis.activity.last'],
    decisions: () => ({ order: 'last' }),
  },
  'agent.calls': { figures: ['agent.tools.*.calls', 'agent.tools.*.failures', 'agent.tools.*.denials'] },
  'agent.failures': { figures: ['agent.tools.*.failures'] },
  'agent.failureRate': { figures: ['analysis.agent.failures', 'analysis.agent.calls'] },
  'agent.refusals': { figures: ['agent.tools.*.denials'], decisions: verdict(true) },
  'agent.costUsd': { figures: ['agent.models.*.costUsd'] },
  'agent.contextPeak': { figures: ['agent.context.peak'] },
  'agent.compactions': { figures: ['agent.compactions'] },
  'pressure.peak': ofPressure('peak'),
  'pressure.mean': ofPressure('mean'),
  'pressure.last': ofPressure('last'),
  'pressure.trend': ofPressure('trend'),
  'quality.placeholderIds': {
    figures: ['analysis.decisions.total'],
    decisions: where(({ session }) => placeholders.has(session)),
  },
  'quality.staleIds': {
    figures: ['analysis.decisions.total', 'session.from'],
    decisions: ({ from }) => ({ profile: ({ session }) => isStale(session, from) }),
  },
  'quality.lockstep': { figures: ['analysis.services.*.decisions'] },
}

/** What is measured of a session as a whole. */
export const sessionSection: Section = {
  page: 'docs/metrics.md',
  heading: 'The session',
  under: 'analysis.',
  rows: [
    ...Object.entries(sessionMetrics).flatMap(([path, { definition, source }]): Row[] => {
      const detail = { of: source, ...details[path as keyof typeof sessionMetrics] }
      return path === 'quality.lockstep' ? [[`${path}.**`, definition, detail]] : [[path, definition, detail]]
    }),
    [
      'violations.*.**',
      'a violation: how many blocked decisions name it, in how many different places, and the rule that every one of them names',
      { of: 'violations, metadata.file, metadata.actionType', ...ofViolation },
    ],
  ],
}
