import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { createAgentSessions } from '../../../cache/agent-sessions.ts'
import { cacheFile } from '../../../cache/attach.ts'
import { type Cache, damageOf, emptyCache } from '../../../cache/database.ts'
import { messageOf } from '../../../cache/errors.ts'
import { createJournal } from '../../../cache/journal.ts'
import { fullDisk, refusalOf } from '../../../cache/refusal.ts'
import { createRetention } from '../../../cache/retention.ts'
import { createSessions } from '../../../cache/sessions.ts'
import { countTranscripts } from '../../../cache/transcripts/known-transcripts.ts'
import { dayMs, iso } from '../../../cache/window.ts'
import { readAgent } from '../../../tasks/analysis/agent.ts'
import { unwritableDirectory } from '../../../tasks/document-names.ts'
import { readGitStatus } from '../../../tasks/git/status.ts'
import { type Reason, reasonParts, withFile } from '../../../tasks/reason.ts'
import { finishing, interruptedRun } from '../../../tasks/startup/interrupted-run.ts'
import { loadRules } from '../../../tasks/startup/rules.ts'
import { configurationFiles, describeReason, type Task } from '../../../tasks/task.ts'
import { plural } from '../../../templates/words.ts'
import { chooseSession } from '../../runner/choose-session.ts'
import type { Invocation } from '../../runner/command.ts'
import { createFiles } from '../../runner/effects/files.ts'
import { failureOf } from '../../runner/failure.ts'
import { CacheDamaged, movable } from '../../runner/open-cache.ts'
import { runReads } from '../../runner/run-here.ts'
import { runningRun } from '../../runner/running.ts'
import type { Settled } from '../../runner/step.ts'
import { installCommand } from '../hooks/agents.ts'
import { installationFor } from '../hooks/installation.ts'
import { allDisabled, readStatus } from '../hooks/status.ts'
import type { Check } from './check.ts'

/** What bookend needs and finds in the project. Nothing of it is changed: reads go into a copy of the cache. */
export async function examineProject(invocation: Invocation): Promise<Check[]> {
  const before = [configurationCheck(invocation), ...documentsCheck(invocation)]
  const opened = openCopy(invocation)
  const found = 'problem' in opened ? opened.problem : cacheCheck(invocation, opened)
  // Of one that is damaged or cannot be opened nothing is read: the rest is looked at without it.
  const cache =
    'problem' in opened || found.verdict === 'FAIL'
      ? emptyCache(dirname(cacheFileOf(invocation)), found.reason ?? '')
      : opened
  const session = chooseSession(invocation, cache)
  const settled = await runReads(invocation, [readGitStatus, readAgent, loadRules], { session, cache })
  const stepCheck = (id: string, task: Task, passed: (output: unknown) => string): Check => {
    const step = settled.find((one) => one.id === task.id)
    return asConsequence(checkOf(id, step, passed), found)
  }
  return [
    ...before,
    found,
    ...unfinishedCheck(invocation, cache),
    stepCheck('git', readGitStatus, (output) => `branch ${(output as { branch: string | null }).branch ?? 'none'}`),
    hooksCheck(invocation, cache),
    transcriptsCheck(
      cache,
      stepCheck('transcripts', readAgent, (output) => {
        const { agents, transcripts } = output as { agents: string[]; transcripts: number }
        return `${plural(transcripts, 'transcript')} of ${agents.join(' and ')} in the last session`
      }),
    ),
    stepCheck('rules', loadRules, (output) => loadRules.brief?.(output as never, false) ?? ''),
  ]
}

function configurationCheck({ settings, project, configurationProblem }: Invocation): Check {
  if (configurationProblem !== undefined)
    return { id: 'configuration', verdict: 'FAIL', reason: configurationProblem, fix: `edit ${settings.configuration}` }
  const [read, ...others] = configurationFiles.filter((name) => existsSync(join(project.root, name)))
  if (read === undefined) return { id: 'configuration', verdict: 'SKIPPED', reason: 'none: the defaults apply' }
  const unread = others.length > 0 ? `; ${others.join(' and ')} beside it is not read` : ''
  return { id: 'configuration', verdict: 'PASS', reason: `${settings.configuration}${unread}` }
}

/** Where documents can be written nothing is said. */
function documentsCheck({ settings, project }: Invocation): Check[] {
  const reason = unwritableDirectory(createFiles(project.root, true), settings)
  if (reason === undefined) return []
  return [{ id: 'documents', verdict: 'FAIL', ...failureWith(withFile(reason, settings.configuration)) }]
}

function failureWith(why: Reason): Pick<Check, 'reason' | 'fix'> {
  const [reason, next] = reasonParts(why)
  return { reason, ...(next !== '' && { fix: next.replace(/^[:;] /, '') }) }
}

function openCopy(invocation: Invocation): Cache | { problem: Check } {
  const { openCache, environment, project } = invocation
  try {
    return openCache('scratch')
  } catch (error) {
    if (error instanceof CacheDamaged) {
      const fix = project.command('doctor', '--fix')
      return { problem: { id: 'cache', verdict: 'FAIL', reason: error.what, fix } }
    }
    const { message, hint } = failureOf(error, environment)
    return { problem: { id: 'cache', verdict: 'FAIL', reason: message, ...(hint && { fix: hint }) } }
  }
}

function cacheCheck({ project, settings, now }: Invocation, cache: Cache): Check {
  const file = cacheFileOf({ project, settings })
  const refused = refusalOf(dirname(file))
  const refusal = refused ? movable(refused, project.root) : fullDisk(dirname(file))
  if (refusal) return { id: 'cache', verdict: 'FAIL', reason: refusal.message, fix: refusal.fix }
  if (!existsSync(file))
    return { id: 'cache', verdict: 'SKIPPED', reason: `none yet; ${project.command('init')} makes it` }
  const damage = damageIn(cache)
  if (damage !== undefined)
    return { id: 'cache', verdict: 'FAIL', reason: damage, fix: project.command('doctor', '--fix') }
  const size = `${(statSync(file).size / 1e6).toFixed(1)} MB`
  const days = settings.retentionDays
  if (days === 0) return { id: 'cache', verdict: 'PASS', reason: `${size}; everything is kept (retentionDays is 0)` }
  const { decisions, runs, reports } = createRetention(cache.db).count(now() - days * dayMs)
  const leaving = [plural(decisions, 'decision'), plural(runs, 'run'), plural(reports, 'report')].join(', ')
  return { id: 'cache', verdict: 'PASS', reason: `${size}; the next closedown removes ${leaving}` }
}

/** Of an init or a closedown that runs, or was interrupted; where everything came to its end nothing is said. */
function unfinishedCheck({ project }: Invocation, { db, file }: Cache): Check[] {
  const running = runningRun(db, file)
  if (running) {
    const reason = `the ${running.workflow} of session ${running.session} (pid ${running.pid})`
    return [{ id: 'running', verdict: 'PASS', reason }]
  }
  const run = interruptedRun(createJournal(db), createSessions(db))
  if (!run) return []
  const reason = `the ${run.workflow} of session ${run.session} was interrupted`
  return [{ id: 'unfinished', verdict: 'FAIL', reason, fix: finishing(project, run) }]
}

/** What opening did not look for, because it would take too long at each start. */
function damageIn(cache: Cache): string | undefined {
  const damage = damageOf(cache.db)
  return damage === undefined ? undefined : `it is damaged (${damage})`
}

/** Absolute. */
export const cacheFileOf = ({ project, settings }: Pick<Invocation, 'project' | 'settings'>): string =>
  join(resolve(project.root, settings.cacheDir), cacheFile)

/** A session that has just begun, or ended, has none; those of the project show that they are found and read. */
function transcriptsCheck(cache: Cache, check: Check): Check {
  if (check.verdict !== 'SKIPPED') return check
  const { count, agents, last } = countTranscripts(cache.db)
  if (count === 0) return check
  const found = `${plural(count, 'transcript')} of ${agents.join(' and ')} in the project, ${createSessions(cache.db).open() ? 'none of this session yet' : 'no session is open'}`
  return { id: check.id, verdict: 'PASS', reason: last === null ? found : `${found}; the newest ends ${iso(last)}` }
}

function hooksCheck({ project, environment }: Invocation, cache: Cache): Check {
  try {
    const files = createFiles(project.root, true)
    const installation = installationFor(project.root, environment)
    const status = readStatus(files, installation, createAgentSessions(cache.db).latest())
    const { settings, codex, plugin } = status
    const isUsed = ({ events }: (typeof settings)[number]) => events.length > 0
    const used = [...settings, ...(codex ? [codex] : [])].filter(isUsed)
    // What keeps the agent from reading its settings keeps an install from editing them, and hides what is installed there.
    const faulty = settings.find(({ problem }) => problem && (plugin || problem !== allDisabled))
    if (faulty && (plugin || used.length === 0)) return unreadHooks(faulty)
    if (used.length === 0 && !plugin)
      return {
        id: 'hooks',
        verdict: 'SKIPPED',
        reason: `not installed; ${installCommand(project, 'claude-code')} does it`,
      }
    // What one of Claude Code's two files says of all hooks is said of those in the other.
    const unread = [...(settings.some(isUsed) ? settings : []), ...used].find(({ problem }) => problem)
    if (unread) return unreadHooks(unread)
    const broken = used.find(({ missing, outdated }) => missing.length + outdated.length > 0)
    const fix = installCommand(project, broken === codex ? 'codex' : 'claude-code')
    if (broken) return { id: 'hooks', verdict: 'FAIL', reason: `${broken.path}: of another version`, fix }
    const { absent } = installation
    if (absent && used.length > 0)
      return {
        id: 'hooks',
        verdict: 'FAIL',
        reason: `${absent.reason}, and its hooks do nothing here`,
        fix: absent.fix,
      }
    const heard = status.heard
      ? `last heard of an agent ${status.heard.at}`
      : 'no agent was heard of yet in an open session'
    const places = [
      ...(plugin ? [`by the plugin ${plugin.name} (${plugin.path})`] : []),
      ...used.map(({ path }) => path),
    ]
    return { id: 'hooks', verdict: 'PASS', reason: `${places.join(', ')}; ${heard}` }
  } catch (error) {
    return { id: 'hooks', verdict: 'SKIPPED', reason: messageOf(error) }
  }
}

const unreadHooks = ({ path, problem = '' }: { path: string; problem?: string }): Check => ({
  id: 'hooks',
  verdict: 'FAIL',
  reason: `${path}: ${problem}`,
  fix: `edit ${path}`,
})

/** What failed only because the cache does is not a failure of its own: it was not checked. */
function asConsequence(check: Check, cache: Check): Check {
  const follows = cache.reason !== undefined && check.reason?.startsWith(cache.reason) === true
  return check.verdict === 'FAIL' && cache.verdict === 'FAIL' && follows ? { ...check, verdict: 'SKIPPED' } : check
}

function checkOf(id: string, step: Settled | undefined, passed: (output: unknown) => string): Check {
  if (step?.outcome === 'done') return { id, verdict: 'PASS', reason: passed(step.output) }
  if (step === undefined || step.outcome === 'skipped')
    return { id, verdict: 'SKIPPED', ...(step?.reason && { reason: describeReason(step.reason) }) }
  return { id, verdict: 'FAIL', ...(step.reason && failureWith(step.reason)) }
}
