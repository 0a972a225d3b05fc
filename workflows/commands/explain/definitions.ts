import { services } from '../../../cache/audit/catalogue/services.ts'
import type { AnomalyKind } from '../../../tasks/analysis/anomalies/candidate.ts'
import { categories } from '../../../tasks/rules/categories.ts'
import { agentSection } from './agent-definitions.ts'
import { decisionsOf, type Row, type Section, textOf } from './definition.ts'
import { healthSection } from './health-definitions.ts'
import { serviceSections } from './service-definitions.ts'
import { sessionSection } from './session-definitions.ts'

const anomalies: Record<AnomalyKind, string> = {
  silent:
    'no decision of a service, in this session or in the run of sessions up to it: the chance of none in all of them together',
  weaker:
    '60 % of the usual decisions or less, or half of the usual block rate or less, in this session or a run of sessions, or a block rate that fell over six; or a canary that was not answered as it must be',
  flood: 'far more decisions than usual for so much work',
  rate: 'a block rate far above the usual one',
  drift: 'a block rate that rose over the last six sessions, slowly or between two of them',
  pressure: 'a peak of pressure far above the usual ones',
  'log-stops': 'tool calls of the agent behind the last decision, of which none was decided about',
  'session-id': 'far more placeholder or stale session ids than usual',
  lockstep: 'two services that decide in the same instants as in no earlier session, or no longer do as in all of them',
  data: 'lines of the log that cannot be read, or a clock that goes back by more than a minute',
}

const known = <Key extends string>(table: Record<Key, string>, key: unknown, otherwise: string): string =>
  Object.hasOwn(table, textOf(key)) ? table[key as Key] : otherwise

const of = (page: string, heading: string, ...rows: Row[]): Section => ({ page, heading, rows })

/** Every definition; of several whose pattern matches a path, the first counts. Why so: docs/decisions.md, 98. */
export const sections: Section[] = [
  sessionSection,
  ...serviceSections,
  of('docs/metrics.md', 'framework', [
    'analysis.framework.**',
    "what the framework's own files say of the session: alerts, activity of its services, token checkpoints",
    {
      of: '.claude/session-state.json, .claude/token-checkpoints.json',
      figures: ['session.from', 'session.to'],
    },
  ]),
  of('docs/metrics.md', 'stats', [
    'analysis.stats.*.**',
    "what the module's getStats() returned in a process of its own, and the counters that differ from the logs",
    {
      figures: ['.differences', 'analysis.services.$1.decisions', 'analysis.services.$1.blocked'],
      decisions: ({ stars }) => decisionsOf(stars[0] as string),
    },
  ]),
  of('docs/metrics.md', 'A source that could not be read', [
    'analysis.notRead.*',
    'a source of decisions that could not be read as far as the session goes, and its own words for why: nothing of the session is judged or compared',
    { figures: ['analysis.notRead.source', 'analysis.notRead.why', 'analysis.health.score'] },
  ]),
  of(
    'docs/metrics.md',
    'baseline',
    [
      'analysis.baseline.comparisons.*.**',
      'the value beside the median of the earlier sessions (usual), their median absolute deviation (mad), and the median less and plus it (low, high); the verdict comes from the predictions',
      {
        figures: ['.metric', '.value', '.usual', '.mad', '.low', '.high', '.verdict', 'analysis.baseline.sessions'],
        decisions: ({ item }) => {
          const [service = '', metric] = textOf(item.metric).split('.')
          return services.some(({ name }) => name === service)
            ? decisionsOf(service, ({ blocked }) => blocked || metric !== 'blockRate')
            : undefined
        },
      },
    ],
    [
      'analysis.baseline.comparisons',
      'each metric beside those of the earlier sessions, what is worse first, the least likely before all; none with fewer than five',
      { figures: ['analysis.baseline.sessions', 'analysis.baseline.state', '.*.metric', '.*.verdict'] },
    ],
    [
      'analysis.baseline.**',
      'the earlier sessions that this one is compared with: how many, of them inferred from the log, and what they measured; learning with fewer than five',
      { figures: ['analysis.baseline.sessions', 'analysis.baseline.inferred', 'analysis.baseline.state'] },
    ],
  ),
  of('docs/metrics.md', 'anomalies', [
    'analysis.anomalies.*.**',
    ({ kind }) => known(anomalies, kind, 'something unusual'),
    {
      figures: [
        '.kind',
        '.service',
        '.detail',
        '.since',
        'analysis.services.{service}.decisions',
        'analysis.services.{service}.blocked',
        'analysis.services.{service}.blockRate',
        'analysis.baseline.comparisons.[metric={service}.perHour]',
        'analysis.baseline.comparisons.[metric={service}.blockRate]',
        'analysis.baseline.sessions',
      ],
      decisions: ({ item }) =>
        item.kind !== 'data' ? 'quoted' : textOf(item.detail).includes('unreadable') ? 'unreadable' : 'backwardJumps',
    },
  ]),
  healthSection,
  of('docs/health.md', 'The band', [
    'analysis.health.band.**',
    'the score if everything that is not measured yet were bad, and if it were good',
    { figures: ['analysis.health.score', 'analysis.health.parts.*', 'analysis.baseline.sessions'] },
  ]),
  of('docs/rules.md', 'The six detectors', [
    'rules.proposals.*.**',
    ({ category }) => categories[textOf(category)]?.definition ?? 'a proposal about the rules',
    {
      figures: [
        '.category',
        '.title',
        '.pattern',
        '.occurrences',
        '.contexts',
        '.sessions',
        '.confidence',
        '.ruleIds',
        '.relation',
        '.places',
      ],
      decisions: () => 'quoted',
    },
  ]),
  of('docs/rules.md', 'Which come back, and in which order', [
    'rules.more',
    'proposals beyond the 20 that are shown',
    { figures: ['rules.proposals'] },
  ]),
  of(
    'docs/rules.md',
    'Rules: what is proposed, and why',
    [
      'rules.information.*.**',
      'what there is to know of a rule and asks for no answer: in how many sessions decisions checked it, how often, and the violations that do not name it and that it is held to say in other words',
      {
        figures: ['.ruleId', '.persistence', '.sessions', '.checked', '.inOtherWords'],
        decisions: ({ item }) => ({ rule: textOf(item.ruleId), earlier: true }),
      },
    ],
    [
      'rules.**',
      'what the decisions say about the rules, and what resulted from earlier answers',
      { figures: ['rules.more', 'rules.moreInformation', 'rules.proposals.*.title'] },
    ],
  ),
  of('docs/metrics.md', 'Metrics', [
    'analysis.**',
    "what the session's decisions come to",
    { figures: ['analysis.decisions.total', 'analysis.decisions.blocked', 'analysis.health.score'] },
  ]),
  of('docs/cleanup.md', 'Cleanup: what is ended and removed, what never is, and how to take it back', [
    'cleanup.**',
    'what a cleanup found of the session: processes and artefacts, ended, moved or kept',
    { figures: ['cleanup.bytes', 'session.from', 'session.to'] },
  ]),
  agentSection,
  of('docs/mongodb.md', 'The sync of the rules', [
    'sync.**',
    'how the rule file and the rule store agree, read back from the store',
    { figures: ['sync.verified', 'sync.file.*', 'sync.store.*'] },
  ]),
  of(
    'docs/schemas.json',
    'report',
    [
      'session.**',
      'the session and its window: from belongs to it, to does not',
      { figures: ['session.from', 'session.to', 'session.windowBasis'], decisions: () => ({}) },
    ],
    [
      'tasks.*.**',
      'a step of the run: its outcome, how long it took, and what it did',
      { figures: ['.outcome', '.ms'] },
    ],
    [
      'git.**',
      "the work tree and the session's commits, as git and its reflogs say",
      { of: 'git status, log and the reflogs', figures: ['git.branch', 'git.head', 'git.state'] },
    ],
    [
      'work.**',
      'what was noted, and what is open',
      {
        of: 'notes, trailers of commits and transcripts',
        figures: ['work.goal', 'work.next', 'session.from', 'session.to'],
      },
    ],
    ['deployment.**', 'the commit that is deployed, beside that of the work tree'],
    ['outcome', 'ok, or what was degraded, blocked or failed', { figures: ['tasks.*.outcome'] }],
    ['**', 'a field of the report'],
  ),
]

/** What a path is, and the section that has its formula. */
export interface Definition {
  section: Section
  row: Row
  /** How much of the path the item is. */
  itemSteps: number
  stars: string[]
}

/** The definition of a path of the report. */
export function definitionOf(steps: string[]): Definition {
  for (const section of sections)
    for (const row of section.rows) {
      const pattern = `${section.under ?? ''}${row[0]}`.split('.')
      if (!matches(pattern, steps)) continue
      const named = pattern.at(-1) === '**' ? pattern.slice(0, -1) : pattern
      const lastStar = named.lastIndexOf('*')
      return {
        section,
        row,
        itemSteps: lastStar === -1 ? named.length : lastStar + 1,
        stars: steps.filter((_, place) => named[place] === '*'),
      }
    }
  throw new Error(`no definition of ${steps.join('.')}`)
}

function matches(pattern: string[], steps: string[]): boolean {
  const open = pattern.at(-1) === '**'
  const named = open ? pattern.slice(0, -1) : pattern
  return (
    (open ? steps.length >= named.length : steps.length === named.length) &&
    named.every((step, place) => step === '*' || step === steps[place])
  )
}
