import type { Journal, RunRecord } from '../../cache/journal.ts'
import type { Invocation } from './command.ts'
import { canBeMadeUpFor } from './redo.ts'

/** The last closedown, where the machine kept it from writing its handoff or marker: `--resume` takes it up, as it does an interrupted one. */
export async function failedClosedown(
  journal: Journal,
  { workflows }: Pick<Invocation, 'workflows'>,
): Promise<RunRecord | undefined> {
  const run = journal.last('closedown')
  // The workflows are loaded only where there is something to find.
  if (run === undefined || run.outcome !== 'failed') return undefined
  const { essential = [] } = (await workflows()).find(({ name }) => name === run.workflow) ?? {}
  const steps = essential.flatMap(({ id }) => journal.step(run.id, id) ?? [])
  if (!steps.some((step) => step.outcome === 'failed' && canBeMadeUpFor(step))) return undefined
  return run
}
