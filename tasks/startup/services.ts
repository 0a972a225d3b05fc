import { services } from '../../cache/audit/catalogue/services.ts'
import { StoreUnavailable } from '../../cache/errors.ts'
import { dayMs, iso } from '../../cache/window.ts'
import { minuteOf } from '../../templates/words.ts'
import { storeReason } from '../reason.ts'
import { type LoadedService, loadServices } from '../services/load.ts'
import { defineTask, degraded, skipped, type TaskContext } from '../task.ts'

/** A component of the framework: loaded from its module, or known by what it logged. */
export interface ServiceState {
  name: string
  ready: boolean
  /** Its module, where one was loaded. */
  file?: string
  error?: string
  /** Of the last decision in the logs; ISO. */
  lastSeen?: string
}
type Checked = { services: ServiceState[] }

/** Checks that the framework's components initialise; without modules, what the logs show of each. */
export const checkServices = defineTask({
  id: 'startup/services',
  title: 'Initialise the components of the framework',
  check: 'services',
  block: (output: Checked) => output,
  show: ({ services }: Checked) => services.map(describeService).join('\n'),
  brief: summarise,
  run: (context) => (context.config.services ? fromModules(context, context.config.services) : fromLogs(context)),
})

async function fromModules(context: TaskContext, pattern: string) {
  const loaded = await loadServices(context, pattern, ['initialize', 'getStats'])
  const fix = `fix it, or correct "services" in ${context.config.configuration}`
  if (loaded.length === 0)
    return degraded({ services: [] }, { reason: 'check-failed', detail: `no file matches ${pattern}`, fix })
  const states = loaded.map(stateOf)
  const broken = states.filter(({ ready }) => !ready)
  if (broken.length === 0) return { services: states }
  const detail = `${broken.length} of ${states.length} not ready: ${broken.map(({ name, error }) => `${name} (${error})`).join('; ')}`
  return degraded({ services: states }, { reason: 'check-failed', detail, fix })
}

function stateOf({ name, file, error }: LoadedService): ServiceState {
  return { name, ready: error === undefined, file, ...(error !== undefined && { error }) }
}

/** How far back a store is searched for a sign of life of a service: one that never spoke would have all of it searched. */
export const signDays = 30

/** Each of the six services' last decision: a sign of life, no proof that it would initialise now. */
async function fromLogs(context: TaskContext) {
  try {
    const since = context.clock.now() - signDays * dayMs
    const seen = await context.stores.lastDecisions(since, context.progress)
    const states = services.map(({ name }): ServiceState => {
      const last = seen.get(name)
      return { name, ready: last !== undefined, ...(last !== undefined && { lastSeen: iso(last) }) }
    })
    if (states.some(({ ready }) => ready)) return { services: states }
    return skipped({
      reason: 'nothing-there',
      detail: `no "services" in ${context.config.configuration}, and no decision in the logs`,
    })
  } catch (error) {
    // Whether the rule store answers is a check of its own: here nothing is known, which is not a failure of a component.
    if (error instanceof StoreUnavailable) return skipped(storeReason(error))
    throw error
  }
}

function describeService({ name, ready, file, error, lastSeen }: ServiceState): string {
  const told = error ?? (file ? 'ready' : (lastSeen ?? 'never seen'))
  return `${ready ? '✔' : '✖'} ${name}: ${told}${file ? ` (${file})` : ''}`
}

function summarise({ services: states }: Checked): string {
  const loaded = states.some(({ file }) => file !== undefined)
  if (loaded) return `${states.filter(({ ready }) => ready).length} of ${states.length} ready`
  const seen = states.flatMap(({ lastSeen }) => lastSeen ?? []).toSorted()
  return `${seen.length} of ${states.length} seen in the logs, last ${minuteOf(seen.at(-1) ?? '')} UTC`
}
