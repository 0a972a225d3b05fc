import { dirname, join, relative } from 'node:path'
import { createAgentSessions } from '../../cache/agent-sessions.ts'
import { UserError } from '../../cache/errors.ts'
import type { AgentName } from '../../cache/transcripts/dialect.ts'
import { hooksDirectory } from '../../tasks/own-files.ts'
import type { Action } from '../../tasks/task.ts'
import { didYouMean } from '../../templates/did-you-mean.ts'
import { oneLine } from '../../templates/render.ts'
import type { Invocation } from '../runner/command.ts'
import { createFiles } from '../runner/effects/files.ts'
import { refuseUnwritable } from '../runner/open-cache.ts'
import { findUp } from '../runner/project.ts'
import { tidy } from '../runner/tidy.ts'
import { agentNames, toBegin } from './hooks/agents.ts'
import type { planCodexInstall } from './hooks/codex.ts'

const actions = { install, uninstall, status }

export async function manageHooks(invocation: Invocation): Promise<number> {
  const [name = ''] = invocation.args
  const names = Object.keys(actions)
  if (!Object.hasOwn(actions, name))
    throw new UserError(`hooks takes install, status or uninstall, not "${name}"${didYouMean(name, names)}`)
  return actions[name as keyof typeof actions](invocation)
}

// Everything behind these is loaded where it is used: the editor of settings costs 12 ms.
const installing = () => import('./hooks/install.ts')
const undoing = () => import('./hooks/uninstall.ts')
const looking = () => import('./hooks/status.ts')
const changing = () => import('./hooks/changes.ts')
const calling = () => import('./hooks/installation.ts')

async function install(invocation: Invocation): Promise<number> {
  tidy(invocation)
  const { project, options, environment, output, quiet, dryRun } = invocation
  const files = createFiles(project.root, dryRun)
  const installation = (await calling()).installationFor(project.root, environment)
  const wanted = {
    local: options.local === true,
    paragraph: options.agentsMd === true,
    statusLine: options.statusline === true,
  }
  const agent = agentOf(options.agent)
  const plan = await planFor(agent, files, installation, wanted)
  const isCalled = plan.events.length > 0 || wanted.statusLine
  if (isCalled && !installation.portable && !wanted.local && !quiet)
    output.note(
      `bookend: the hooks call ${installation.script}, which other machines do not have: install bookend in the project, or use --local`,
    )
  const { file, events, kept } = plan
  await carryOut(invocation, plan, { file, events, kept })
  if (quiet || dryRun || invocation.json) return 0
  const { problemOf, readStatus } = await looking()
  const problem = problemOf(readStatus(files, installation, undefined), agent)
  const { absent } = installation
  const hindrance = problem ? `${problem.path}: ${problem.problem}` : absent && `${absent.reason}: ${absent.fix}`
  output.note(
    hindrance
      ? `bookend: nothing of this will run: ${hindrance}`
      : `bookend: next, open a session with ${project.command('init')}, then ${toBegin[agent]}; ${project.command('doctor')} then says whether it was heard of`,
  )
  return 0
}

function agentOf(name: unknown): AgentName {
  const found = agentNames.find((agent) => agent === (name ?? 'claude-code'))
  if (found) return found
  throw new UserError(`--agent takes ${agentNames.join(' or ')}, not "${name}"${didYouMean(String(name), agentNames)}`)
}

async function planFor(agent: AgentName, ...plan: Parameters<typeof planCodexInstall>) {
  if (agent === 'codex') return (await import('./hooks/codex.ts')).planCodexInstall(...plan)
  return (await installing()).planInstall(...plan)
}

async function uninstall(invocation: Invocation): Promise<number> {
  tidy(invocation)
  const { project, environment, dryRun } = invocation
  const files = createFiles(project.root, dryRun)
  const installation = (await calling()).installationFor(project.root, environment)
  const top = findUp(project.root, '.git') ?? project.root
  const workTree = {
    files: createFiles(top, dryRun),
    prefix: join(relative(top, project.root), '/').replace(/^\//, ''),
  }
  const plan = (await undoing()).planUninstall(files, installation, workTree)
  await carryOut(invocation, plan, { kept: plan.kept })
  return plan.kept.some(({ path }) => !path.includes('/skills/')) ? 4 : 0
}

/** Does what was planned, or prints it, and says what was done. */
async function carryOut(
  { project, output, json, dryRun }: Invocation,
  plan: import('./hooks/changes.ts').Plan,
  result: { file?: string; events?: string[]; kept: { path: string; reason: string }[] },
): Promise<void> {
  const { actionsOf, applyChanges } = await changing()
  const files = createFiles(project.root, dryRun)
  const done = actionsOf(files, plan)
  if (!dryRun && done.length > 0) {
    // Where what an install did is kept, and the earlier files.
    refuseUnwritable(join(project.root, dirname(hooksDirectory)))
    applyChanges(files, plan)
  }
  if (json) return output.json({ ...result, actions: done })
  const tense: Partial<Record<Action['kind'], string>> = dryRun
    ? { write: 'would write', delete: 'would delete' }
    : { write: 'written', delete: 'deleted' }
  const lines = [
    ...done.map((action) => ('path' in action ? `${tense[action.kind]} ${action.path}` : '')),
    ...result.kept.map(({ path, reason }) => `kept ${path}: ${oneLine(reason)}`),
  ]
  output.result(lines.join('\n') || 'nothing to do')
}

async function status({ project, environment, output, json, openCache }: Invocation): Promise<number> {
  const { describeStatus, readStatus } = await looking()
  const installation = (await calling()).installationFor(project.root, environment)
  const latest = createAgentSessions(openCache('existing').db).latest()
  const found = readStatus(createFiles(project.root, true), installation, latest)
  if (json) output.json(found)
  else output.result(describeStatus(found))
  return 0
}
