import { isObject, type JsonObject } from '../../cache/json.ts'
import { firstSaid, minuteOf, plural } from '../../templates/words.ts'
import { type RuleStoreLine, ruleStoreLine } from '../cleanup/rule-sync-words.ts'
import { asReport, type Report } from '../report.ts'
import type { SummaryScene } from '../task.ts'
import type { UnfinishedClosedown } from './unfinished.ts'

const named = 3

/** What the summary of an init says; a line with nothing to tell is undefined or has no items. */
export interface InitSummary {
  session: { id: string; from: string }
  /** All checks, or those that fail where little is to be said. */
  checks: { verdict: string; text: string }[]
  ruleStore: RuleStoreLine | undefined
  last: { session: string; count: string; anomalies: string[] } | undefined
  proposals: { open: number; file: string; command: string } | undefined
  finished: string[]
  unfinished: string[]
  operational: string
}

const kinds: Record<UnfinishedClosedown['kind'], string> = {
  interrupted: '',
  missed: '',
  open: " (another agent's: if it is gone)",
}

/** The summary of an init as its template takes it. */
export function initSummary(report: JsonObject, { project, quiet }: SummaryScene): InitSummary {
  const {
    session,
    tasks,
    checks = [],
    sync,
    lastSession,
    finished = [],
    unfinished = [],
    operational,
  } = asReport(report)
  const shown = quiet ? checks.filter(({ verdict }) => verdict === 'FAIL') : checks
  return {
    session: { id: session.id, from: minuteOf(session.from) },
    checks: shown.map(({ id, verdict, reason }) => ({
      verdict: verdict.padEnd(8),
      text: reason ? `${id}: ${reason}` : id,
    })),
    ruleStore: sync && !quiet ? ruleStoreLine(sync, tasks) : undefined,
    last: lastSession && !quiet ? lastOf(lastSession) : undefined,
    proposals: lastSession && !quiet ? proposalsOf(lastSession, project) : undefined,
    finished: finished.map(finishedText),
    unfinished: firstSaid(
      unfinished,
      named,
      ({ session, kind, command }) => `the closedown of session ${session}${kinds[kind]}; finish it with ${command}`,
    ),
    operational: operationalText(operational, checks),
  }
}

/** Where checks were skipped, the answer says how many it rests on: few of them are about the framework in a project that has none. */
function operationalText(operational: Report['operational'], checks: NonNullable<Report['checks']>): string {
  if (operational === null) return 'not checked'
  if (!operational) return 'no'
  const made = checks.filter(({ verdict }) => verdict !== 'SKIPPED').length
  return made === checks.length ? 'yes' : `yes, by ${made} of ${plural(checks.length, 'check')}`
}

type Last = NonNullable<Report['lastSession']>

function lastOf({ session, anomalies }: Last): InitSummary['last'] {
  const said = firstSaid(
    anomalies,
    named,
    ({ kind, service, detail }) => `${[kind, service].filter(Boolean).join(' ')}: ${detail}`,
  )
  return said.length > 0
    ? { session, count: plural(anomalies.length, 'anomaly', 'anomalies'), anomalies: said }
    : undefined
}

function proposalsOf(
  { proposals: { open, file = '' } }: Last,
  project: SummaryScene['project'],
): InitSummary['proposals'] {
  return open > 0 ? { open, file, command: project.command('review') } : undefined
}

function finishedText({ session, outcome, handoff }: JsonObject): string {
  return `the closedown of session ${session} (${outcome})${isObject(handoff) ? `: ${handoff.file}` : ''}`
}
