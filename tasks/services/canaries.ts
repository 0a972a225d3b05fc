import { isObject, type Json } from '../../cache/json.ts'
import { oneLine } from '../../templates/render.ts'
import type { Canary } from '../config.ts'
import type { TaskContext } from '../task.ts'
import { callService, serviceName } from './load.ts'

/** The result of a canary: whether the service answered as it must, and what it did. */
export interface CanaryResult {
  service: string
  call: string
  passed: boolean
  detail: string
}

type CanaryContext = Pick<TaskContext, 'shell' | 'files' | 'config' | 'project'>

/** Calls each service as the configuration says, in a process of its own, and looks whether it refuses. In their order. */
export async function tryCanaries(context: CanaryContext, canaries: Canary[]): Promise<CanaryResult[]> {
  const { services } = context.config
  const files = services === undefined ? [] : await context.files.glob([services])
  const results: CanaryResult[] = []
  for (const canary of canaries) {
    const file = files.find((path) => serviceName(path) === canary.service)
    const { service, call } = canary
    results.push({ service, call, ...(file === undefined ? withoutModule : await tryOne(context, file, canary)) })
  }
  return results
}

const withoutModule = { passed: false, detail: 'no module of that name matches "services"' }

async function tryOne(context: CanaryContext, file: string, { call, args = [], blocked = true }: Canary) {
  const { results, error } = await callService(context, file, [{ call, args }])
  if (error !== undefined) return { passed: false, detail: oneLine(error) }
  const answer = results?.[call]
  if (answer === undefined) return { passed: false, detail: 'no answer' }
  const refused = isRefusal(answer)
  return { passed: refused === blocked, detail: refused ? 'refused' : 'not refused' }
}

const refusals = ['BLOCK', 'BLOCKED', 'REJECT', 'REJECTED']

/** An answer that allows nothing: `allowed: false`, `blocked: true`, or a decision that says so. */
function isRefusal(answer: Json): boolean {
  if (!isObject(answer)) return false
  const { allowed, blocked, decision } = answer
  return (
    allowed === false || blocked === true || (typeof decision === 'string' && refusals.includes(decision.toUpperCase()))
  )
}
