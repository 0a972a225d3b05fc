import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { isAgents } from '../../cache/audit/claude-code.ts'
import { sourceNames } from '../../cache/audit/insert.ts'
import { messageOf, UserError } from '../../cache/errors.ts'
import { isObject, type JsonObject, parseJsonFile } from '../../cache/json.ts'
import type { MongoAddress } from '../../cache/mongo/address.ts'
import { addressOf, isMongoSource } from '../../cache/mongo/address.ts'
import { readRegular } from '../../cache/regular-file.ts'
import { createReports } from '../../cache/reports.ts'
import { parseTime, type Window } from '../../cache/window.ts'
import { baselineSessions } from '../../tasks/analysis/baseline/earlier.ts'
import { type Comparison, compare, type Difference } from '../../tasks/recount/differences.ts'
import { countReport, type RecountedFrom } from '../../tasks/recount/report.ts'
import { type CountedSession, countSessions } from '../../tasks/recount/session.ts'
import { uncoveredBlocks, uncoveredInWords } from '../../tasks/recount/uncovered.ts'
import { redactJson } from '../../templates/redact.ts'
import { oneLine } from '../../templates/render.ts'
import { andMore, plural } from '../../templates/words.ts'
import type { Invocation } from '../runner/command.ts'
import { callsOf } from './recount/calls.ts'
import { pastOf } from './recount/past.ts'
import { logFiles, readLogs } from './recount/raw-logs.ts'
import { readStores } from './recount/raw-stores.ts'
import { rulesAsThen } from './recount/rules-as-then.ts'

export async function recountReport(invocation: Invocation): Promise<number> {
  const { json, output, interruption } = invocation
  // It changes nothing that would have to be cleaned up, and counting keeps the thread: the system ends it.
  interruption.release()
  const report = reportOf(invocation)
  const { session, analysis, blocks } = report
  const { notRead } = analysis
  const sources = isObject(notRead)
    ? { why: `its decisions could not be read then: ${oneLine(String(notRead.why))}` }
    : rawSources(invocation, analysis)
  const compared: Comparison & Partial<Since> =
    'why' in sources
      ? { recounted: 0, differences: [], notRecounted: Object.keys(analysis).map((name) => `analysis.${name}`) }
      : await countAgain(invocation, report, sources)
  const { recounted, differences, changedSince = [], closedBehind = [] } = compared
  const notRecounted = [...compared.notRecounted, ...blocks]
  if (json) {
    const shown = differences.map(({ path, recounted: own, reported }) => ({
      path,
      recounted: own ?? null,
      reported: reported ?? null,
    }))
    output.json({ session, recounted, differences: shown, notRecounted, changedSince })
  }
  if ('why' in sources) {
    const sentence = `${session}: nothing was recounted: ${sources.why}`
    if (json) output.note(sentence)
    else output.result(sentence)
    // What was not compared does not agree, unless there is nothing that it could be compared with.
    return isOfAgents(analysis.services) ? 0 : 4
  }
  if (closedBehind.length > 0)
    output.note(
      `${[...closedBehind.slice(0, 3), ...andMore(closedBehind.length - 3)].join(', ')} ${closedBehind.length > 1 ? 'were' : 'was'} closed after it: the sessions before it are others now, and what is compared with them was not recounted`,
    )
  if (!json) {
    const agreed = `${session}: ${recounted} numbers were recounted, and all agree`
    output.result(differences.length > 0 ? differences.map(describe).join('\n') : agreed)
    for (const each of changedSince) output.note(describeChange(each))
    if (notRecounted.length > 0) output.note(`Not recounted: ${uncoveredInWords(notRecounted)}`)
  }
  return differences.length > 0 ? 4 : 0
}

async function countAgain(
  invocation: Invocation,
  { session, window, analysis, store }: Reported,
  sources: RawSources,
): Promise<Comparison & Since> {
  const { project, settings } = invocation
  const past = pastOf(invocation, session, window)
  const rules = rulesAsThen(project.root, settings.rules, past?.closedAt)
  const windows = [window, ...(past?.earlier.map((each) => each.window) ?? [])]
  const [current, ...before] = await countSessions(rawLogs(invocation, sources, windows), windows)
  const { canaries = [], expected } = settings
  const calls = isObject((past?.measured ?? analysis).exposure) ? callsOf(invocation) : undefined
  const from: RecountedFrom = {
    analysis,
    ...(past && { measured: past.measured }),
    current: current as CountedSession,
    most: baselineSessions({ config: settings }),
    ...(canaries.length > 0 && { canaries: past?.canaries ?? { tried: [], untried: canaries.length } }),
    ...(store && { store }),
    ...(calls && { toolCalls: calls }),
    ...(expected && { expected }),
    ...(rules && { rules }),
  }
  const earlier = past?.earlier.map((each, n) => ({ ...each, counted: before[n] as CountedSession }))
  const comparison = await compareWith({ ...from, ...(earlier && { earlier }) })
  const named = past?.session === session ? [] : [{ path: 'session.id', recounted: past?.session, reported: session }]
  const { closedBehind = [] } = past ?? {}
  // With other sessions before it than it was compared with, a true report would be called wrong.
  const isOfOthers = comparison.differences.length > 0 && closedBehind.length > 0
  const { differences, ...compared } = isOfOthers ? await compareWith(from) : comparison
  if (isOfOthers) return { ...compared, differences: [...named, ...differences], changedSince: [], closedBehind }
  const changedSince = (past?.earlier ?? []).flatMap(({ session: id, decisions }, n): ChangedSince[] => {
    const logged = before[n]?.decisions.length ?? 0
    return logged === decisions ? [] : [{ session: id, measured: decisions, logged }]
  })
  return { ...compared, differences: [...named, ...differences], changedSince, closedBehind: [] }
}

async function compareWith(from: RecountedFrom): Promise<Comparison> {
  const { recounted, reported, uncounted } = countReport(from)
  return compare(await redactJson(recounted), reported, 'analysis', uncounted)
}

/** What came to the sessions before a report since it was made. */
interface Since {
  changedSince: ChangedSince[]
  /** Sessions before it that were closed only then, where it was counted without those before it for them. */
  closedBehind: string[]
}

/** An earlier session of which more decisions are logged now than when it was measured, or fewer: what was compared with it may differ. */
interface ChangedSince {
  session: string
  measured: number
  logged: number
}

const describeChange = ({ session, measured, logged }: ChangedSince): string =>
  `${session} was measured by ${plural(measured, 'decision')}, and ${logged} are logged of it now: what is compared with it may differ`

function describe({ path, recounted: own, reported }: Difference): string {
  const show = (value: Difference['reported']) => (value === undefined ? 'nothing' : String(value))
  return oneLine(`${path}: recounted ${show(own)}, reported ${show(reported)}`)
}

interface RawSources {
  files: string[]
  stores: MongoAddress[]
}

async function* rawLogs(invocation: Invocation, { files, stores }: RawSources, windows: Window[]) {
  yield* readLogs(invocation.project.root, files)
  yield* readStores(invocation, stores, windows)
}

/**
 * The log files and the stores of the configured sources, and every other file that the cache has read decisions of, as they count in a report too; or why
 * the report cannot be counted from them.
 */
function rawSources(
  { project, settings, environment, openCache }: Invocation,
  { decisions, services }: JsonObject,
): RawSources | { why: string } {
  const files = new Set<string>()
  const stores: MongoAddress[] = []
  for (const source of [settings.audit].flat()) {
    if (source === 'claude-code')
      return { why: '"audit" names the transcripts of the agent, and only log files and stores are recounted' }
    if (isMongoSource(source)) stores.push(addressOf(source, 'audit', environment))
    else for (const file of logFiles(project.root, source)) files.add(file)
  }
  const known = sourceNames(openCache('existing').db).map((name) => resolve(project.root, name))
  for (const file of known.filter((each) => existsSync(each))) files.add(file)
  const mayBeGone = !isObject(decisions) || decisions.total !== 0
  if (files.size + stores.length === 0 && !settings.auditNamed && mayBeGone) return { why: noLog(services) }
  return { files: [...files], stores }
}

/** Whether all that was decided are an agent's tool calls, which have no log. */
function isOfAgents(services: unknown): boolean {
  const names = isObject(services) ? Object.keys(services) : []
  return names.length > 0 && names.every(isAgents)
}

function noLog(services: unknown): string {
  return isOfAgents(services)
    ? "there is no audit log; its decisions are an agent's tool calls, and only log files and stores are recounted"
    : 'there is no audit log'
}

interface Reported {
  session: string
  window: Window
  analysis: JsonObject
  /** What the report has beside its analysis, and nobody counts again. */
  blocks: string[]
  store?: NonNullable<RecountedFrom['store']>
}

/** The report that was asked for: a file, a session of the cache, or that of the last closedown. */
function reportOf(invocation: Invocation): Reported {
  const [asked] = invocation.args
  if (asked?.endsWith('.json')) return checked(readReport(resolve(invocation.cwd, asked), asked), asked)
  const reports = createReports(invocation.openCache('existing').db)
  const found = asked === undefined ? reports.latest('closedown')?.report : reports.of(asked, 'closedown')
  if (found) return checked(found, asked ?? 'the last report')
  const closedown = invocation.project.command('closedown')
  throw new UserError(
    asked === undefined
      ? `there is no report to recount; ${closedown} makes one`
      : `there is no report of a session ${asked}; ${invocation.project.command('history')} lists the sessions`,
  )
}

function readReport(path: string, named: string): unknown {
  let text: string | undefined
  try {
    text = readRegular(path, { named })
  } catch (error) {
    throw new UserError(messageOf(error))
  }
  if (text === undefined) throw new UserError(`there is no file ${named}`)
  try {
    return parseJsonFile(text)
  } catch {
    throw new UserError(`${named} is not valid JSON: it takes what closedown prints with --json`)
  }
}

/** What the rule sync of a report found; one that failed verified nothing. */
function storeIn(sync: unknown, tasks: unknown): RecountedFrom['store'] {
  const count = (list: unknown) => (Array.isArray(list) ? list.length : 0)
  if (isObject(sync)) {
    const { verified, invalid, extra } = sync as JsonObject
    return { verified: verified === true, invalid: count(invalid), extra: count(extra) }
  }
  const step = (Array.isArray(tasks) ? tasks : []).find((task) => isObject(task) && task.id === 'cleanup/sync-rules')
  return ['degraded', 'failed'].includes(step?.outcome) ? { verified: false, invalid: 0, extra: 0 } : undefined
}

function checked(report: unknown, named: string): Reported {
  const { session, analysis, sync, tasks } = isObject(report) ? report : {}
  if (isObject(session) && isObject(analysis)) {
    const [from, to] = [session.from, session.to].map((time) => parseTime(String(time)))
    if (from !== undefined && to !== undefined && from < to) {
      const store = storeIn(sync, tasks)
      return {
        session: String(session.id),
        window: { from, to },
        analysis: analysis as JsonObject,
        blocks: uncoveredBlocks(report as JsonObject),
        ...(store && { store }),
      }
    }
  }
  throw new UserError(
    `${named} has no session with a window and an analysis: it takes what closedown prints with --json`,
  )
}
