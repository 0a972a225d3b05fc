import { oneLine } from '../../templates/render.ts'
import type { Invocation } from '../runner/command.ts'
import { tidy } from '../runner/tidy.ts'
import type { Check } from './doctor/check.ts'
import { replaceDamagedCache } from './doctor/damaged-cache.ts'
import { examineMachine } from './doctor/machine.ts'
import { examineProject } from './doctor/project.ts'
import { examineStores } from './doctor/stores.ts'
import { agentNames, installCommand } from './hooks/agents.ts'
import { manageHooks } from './hooks.ts'

export async function examineEverything(invocation: Invocation): Promise<number> {
  const { output, json, options, dryRun } = invocation
  const machine = examineMachine(invocation)
  // Without the native module nothing can be repaired: its own check says what comes first.
  const isUsable = machine.every(({ verdict }) => verdict !== 'FAIL')
  if (options.fix === true && !dryRun && isUsable) await fix(invocation)
  const checks =
    options.store === true ? await examineStores(invocation) : [...machine, ...(await examineProject(invocation))]
  if (json) output.json({ checks })
  else for (const check of checks) output.result(describe(check))
  return checks.some(({ verdict }) => verdict === 'FAIL') ? 4 : 0
}

/** Only what can be taken back or was bookend's own anyway. */
async function fix(invocation: Invocation): Promise<void> {
  tidy(invocation)
  replaceDamagedCache(invocation)
  const checks = await examineProject(invocation)
  const hooks = checks.find(({ id }) => id === 'hooks')
  const agent = agentNames.find((name) => hooks?.fix === installCommand(invocation.project, name))
  if (!agent) return
  const unheard = { ...invocation.output, result: (text: string) => invocation.output.note(text) }
  await manageHooks({ ...invocation, args: ['install'], options: { agent }, json: false, output: unheard })
}

function describe({ id, verdict, reason, fix }: Check): string {
  const what = reason === undefined ? id : `${id}: ${oneLine(reason)}`
  return `${verdict.padEnd(7)} ${what}${fix === undefined ? '' : `; to fix it: ${fix}`}`
}
