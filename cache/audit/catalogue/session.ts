import type { ComparedBy, Described } from './metric.ts'

/** What is measured of a session as a whole, by its path in the `analysis` block; `*` is each item of a list. */
export const sessionMetrics = {
  'decisions.total': { definition: 'decisions in the window', unit: 'count', source: 'at' },
  'decisions.allowed': { definition: 'decisions that were allowed or warned', unit: 'count', source: 'verdict' },
  'decisions.blocked': { definition: 'decisions that were blocked', unit: 'count', source: 'verdict' },
  'decisions.unreadable': {
    definition:
      'lines that are no decision; one that is one object and says its time belongs to it, each other to the time of the decision before it, those above the first decision of a file to its time, those of a file without one to the day in its name, else to the time it was changed',
    unit: 'count',
    source: "the log's lines",
  },
  'decisions.mended': {
    definition:
      'lines that are more than one JSON object (two writers at once), or have NUL bytes beside it (a crash), and could be read all the same; each belongs to the time of its first decision',
    unit: 'count',
    source: "the log's lines",
  },
  'copies.decisions': {
    definition:
      'decisions of which an equal one of the same instant is in the same file before them; `copies` is absent where there are none, and has the numbers by which the metrics of these names count them again',
    unit: 'count',
    source: 'all fields',
  },
  'copies.blocked': { definition: 'those of them that were blocked', unit: 'count', source: 'verdict' },
  'copies.placeholderIds': {
    definition: 'those with an id that a service falls back to',
    unit: 'count',
    source: 'session',
  },
  'copies.staleIds': { definition: 'those with a stale id', unit: 'count', source: 'session' },
  'copies.services.*.decisions': { definition: 'those of a service', unit: 'count', source: 'action, service' },
  'copies.services.*.blocked': { definition: 'those of a service that were blocked', unit: 'count', source: 'verdict' },
  'activity.perHour': {
    definition: 'decisions by the length of the window, per hour',
    unit: 'per hour',
    source: 'at',
  },
  'activity.first': { definition: 'time of the first decision', unit: 'time (UTC)', source: 'at' },
  'activity.last': { definition: 'time of the last decision', unit: 'time (UTC)', source: 'at' },
  'activity.paused': {
    definition:
      'hours between decisions, whoever made them, that are eight hours or more apart (a night); absent where there are none',
    unit: 'hours',
    source: 'at',
  },
  'violations.*.count': {
    definition: 'blocked decisions that name the violation',
    unit: 'count',
    source: 'violations',
  },
  'violations.*.contexts': {
    definition: 'different files, else action texts, else sessions in which the violation came up',
    unit: 'count',
    source: 'metadata.file, metadata.actionType, session',
  },
  'violations.*.ruleId': {
    definition: 'the rule of the violation, where every decision that names it names the same one',
    unit: 'id',
    source: 'violations, metadata.tractatus_section',
  },
  'notListed.*': {
    definition:
      'how many violations (`violations`), or values of a distribution (`SERVICE.METRIC`), there are beside the 200 most frequent ones, which alone are listed; absent where all are',
    unit: 'count',
    source: 'violations, metadata',
  },
  'exposure.toolCalls': {
    definition: 'tool calls of the agent in the window; the block is absent without transcripts',
    unit: 'count',
    source: 'transcripts',
  },
  'exposure.commits': { definition: 'commits of HEAD in the window', unit: 'count', source: 'git' },
  'exposure.decisionsPerToolCall': {
    definition: 'decisions by tool calls of the agent',
    unit: 'per call',
    source: 'transcripts',
  },
  'exposure.toolCallsAfterLog': {
    definition: 'tool calls after the last decision',
    unit: 'count',
    source: 'transcripts',
  },
  'agent.calls': {
    definition:
      'tool calls of the agents, of each tool no fewer than failed or were refused; the block is absent where their own decisions are none of the source',
    unit: 'count',
    source: 'transcripts',
  },
  'agent.failures': {
    definition: 'calls whose result is an error, and no refusal',
    unit: 'count',
    source: 'transcripts',
  },
  'agent.failureRate': {
    definition: 'failures by calls',
    unit: '0..1',
    source: 'transcripts',
    compared: { better: 'lower', shareOf: 'agent.calls' },
  },
  'agent.refusals': {
    definition: 'calls that the user, a rule, a mode or a hook refused, or that were interrupted',
    unit: 'count',
    source: 'transcripts',
  },
  'agent.costUsd': {
    definition: 'estimated cost of all models that have a published price; null where none has',
    unit: 'US dollars',
    source: 'transcripts',
    compared: { better: 'lower', deviation: 0.7, factor: true },
  },
  'agent.contextPeak': {
    definition: 'the largest context of the conversations',
    unit: 'tokens',
    source: 'transcripts',
    compared: { better: 'lower', deviation: 0.35, factor: true },
  },
  'agent.compactions': {
    definition: 'compactions of a context',
    unit: 'count',
    source: 'transcripts',
    compared: { better: 'lower', counted: true },
  },
  'pressure.peak': {
    definition: 'the highest pressure of the session, of those from 0 to 1; other values are not measured',
    unit: '0..1',
    source: 'metadata.overall_pressure',
    compared: { better: 'lower', deviation: 0.05 },
  },
  'pressure.mean': {
    definition: 'the mean of the pressures from 0 to 1',
    unit: '0..1',
    source: 'metadata.overall_pressure',
    compared: { better: 'lower', deviation: 0.05 },
  },
  'pressure.last': {
    definition: 'the pressure of the last decision by (time, id)',
    unit: '0..1',
    source: 'metadata.overall_pressure',
  },
  'pressure.trend': {
    definition:
      'Theil-Sen slope: the median of the slopes between all pairs of decisions, per hour. Over 200 decisions are first put into 200 equal parts of their time, each with its medians',
    unit: 'per hour',
    source: 'metadata.overall_pressure, at',
    compared: { better: 'lower', deviation: 0.02 },
  },
  'quality.placeholderIds': {
    definition: 'decisions with the session id that a service falls back to',
    unit: 'count',
    source: 'session',
  },
  'quality.staleIds': {
    definition: "decisions whose session id holds a date more than a day before the date of the session's start (UTC)",
    unit: 'count',
    source: 'session',
  },
  'quality.lockstep': {
    definition:
      'pairs of services of which the rarer one decides, in at least 90 % of its instants (and five or more), in the same millisecond as the other: they count once as evidence, not twice',
    unit: 'names',
    source: 'at, service',
  },
} satisfies Record<string, Described & { compared?: ComparedBy }>
