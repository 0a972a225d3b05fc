import { redactJson } from '../../../templates/redact.ts'
import type { Invocation } from '../../runner/command.ts'
import { type Look, lookAtProject } from '../status/look.ts'
import { readStatus, type Status } from '../status/read.ts'

/** The status, the work tree, and the agent's last session; what there is not is absent. */
export type Glance = Status & Look

export async function readGlance(invocation: Invocation): Promise<Glance> {
  const { words, ...look } = await lookAtProject(invocation)
  const status = await readStatus(invocation, words)
  const { failing } = status.work.agent
  const agent = look.agent && { ...look.agent, failing: failing ?? look.agent.failing }
  return redactJson<Glance>({ ...status, ...look, ...(agent && { agent }) })
}
