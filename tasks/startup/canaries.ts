import { type CanaryResult, tryCanaries } from '../services/canaries.ts'
import { defineTask, degraded, skipped } from '../task.ts'

interface Checked {
  canaries: CanaryResult[]
}

/** Calls the services as configured: the only direct proof that the framework refuses what it must. */
export const checkCanaries = defineTask({
  id: 'startup/canaries',
  title: 'Call the services with what they must refuse',
  check: 'canaries',
  block: (output: Checked) => output,
  show: ({ canaries }: Checked) =>
    canaries
      .map(({ service, call, passed, detail }) => `${passed ? '✔' : '✖'} ${service}.${call}: ${detail}`)
      .join('\n'),
  brief: ({ canaries }: Checked) =>
    `${canaries.filter(({ passed }) => passed).length} of ${canaries.length} as they must`,
  async run(context) {
    const { canaries = [], configuration } = context.config
    if (canaries.length === 0) return skipped({ reason: 'not-configured', key: 'canaries' })
    const results = await tryCanaries(context, canaries)
    const failed = results.filter(({ passed }) => !passed)
    if (failed.length === 0) return { canaries: results }
    return degraded<Checked>(
      { canaries: results },
      {
        reason: 'check-failed',
        detail: failed.map(({ service, call, detail }) => `${service}.${call}: ${detail}`).join('; '),
        fix: `fix the service, or correct "canaries" in ${configuration}`,
      },
    )
  },
})
