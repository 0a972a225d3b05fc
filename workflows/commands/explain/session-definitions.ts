import type { Profile } from '../../../cache/audit/profile.ts'
import { isStale, placeholders } from '../../../tasks/analysis/quality.ts'
import { pressureRows, type Section, type Shown, textOf } from './definition.ts'

const all = (): Shown => ({})
const verdict = (blocked: boolean) => (): Shown => ({ profile: (profile) => profile.blocked === blocked })
const where = (profile: (profile: Profile) => boolean) => (): Shown => ({ profile })

/** What is measured of a session as a whole. */
export const sessionSection: Section = {
  page: 'docs/metrics.md',
  heading: 'The session',
  under: 'analysis.',
  rows: [
    [
      'decisions.total',
      'decisions in the window',
      {
        of: 'at',
        figures: ['analysis.decisions.allowed', 'analysis.decisions.blocked', 'analysis.services.*.decisions'],
        decisions: all,
      },
    ],
    [
      'decisions.allowed',
      'decisions that were allowed or warned',
      {
        of: 'verdict',
        figures: ['analysis.decisions.total', 'analysis.services.*.allowed'],
        decisions: verdict(false),
      },
    ],
    [
      'decisions.blocked',
      'decisions that were blocked',
      { of: 'verdict', figures: ['analysis.decisions.total', 'analysis.services.*.blocked'], decisions: verdict(true) },
    ],
    [
      'decisions.mended',
      'lines that are more than one JSON object, or have NUL bytes beside it, and could be read all the same',
      { of: "the log's lines", figures: ['analysis.decisions.total'] },
    ],
    [
      'decisions.unreadable',
      'lines that are no decision; each belongs to the time of the line before it',
      { of: "the log's lines", decisions: () => 'unreadable' },
    ],
    [
      'activity.perHour',
      'decisions by the length of the window, per hour',
      { of: 'at', figures: ['analysis.decisions.total', 'session.from', 'session.to'], decisions: all },
    ],
    ['activity.first', 'time of the first decision', { of: 'at', figures: ['session.from'], decisions: all }],
    [
      'activity.last',
      'time of the last decision',
      { of: 'at', figures: ['session.to'], decisions: () => ({ order: 'last' }) },
    ],
    [
      'violations.*.**',
      'a violation: the blocked decisions that name it, the different files (else action texts, else sessions) in which it came up, and the rule that every one of them names',
      {
        of: 'violations, metadata.file, metadata.actionType',
        figures: ['.key', '.count', '.contexts', '.ruleId', 'analysis.decisions.blocked'],
        decisions: ({ item }) => ({ violation: textOf(item.key) }),
      },
    ],
    [
      'exposure.decisionsPerToolCall',
      'decisions by tool calls of the agent',
      { of: 'transcripts', figures: ['analysis.decisions.total', 'analysis.exposure.toolCalls'], decisions: all },
    ],
    [
      'exposure.toolCallsAfterLog',
      'tool calls after the last decision',
      {
        of: 'transcripts',
        figures: ['analysis.exposure.toolCalls', 'analysis.activity.last'],
        decisions: () => ({ order: 'last' }),
      },
    ],
    [
      'exposure.toolCalls',
      'tool calls of the agent in the window',
      { of: 'transcripts', figures: ['agent.tools.*.calls'] },
    ],
    ['exposure.commits', 'commits of HEAD in the window', { of: 'git' }],
    ...pressureRows('pressure.'),
    [
      'quality.placeholderIds',
      'decisions with the session id that a service falls back to',
      {
        of: 'session',
        figures: ['analysis.decisions.total'],
        decisions: where(({ session }) => placeholders.has(session)),
      },
    ],
    [
      'quality.staleIds',
      "decisions whose session id holds a date more than a day before the date of the session's start (UTC)",
      {
        of: 'session',
        figures: ['analysis.decisions.total', 'session.from'],
        decisions: ({ from }) => ({ profile: ({ session }) => isStale(session, from) }),
      },
    ],
    [
      'quality.lockstep.**',
      'pairs of services of which the rarer one decides, in at least 90 % of its instants (and five or more), in the same millisecond as the other',
      { of: 'at, service', figures: ['analysis.services.*.decisions'] },
    ],
  ],
}
