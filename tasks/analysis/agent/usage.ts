import { rounded } from '../../../cache/json.ts'
import { type AgentUsage, modelsOf } from '../../../cache/transcripts/usage.ts'
import type { Window } from '../../../cache/window.ts'
import type { Transcripts } from '../../context.ts'
import { sum } from '../statistics.ts'
import type { AgentReport } from './agent-report.ts'
import { costOf } from './cost.ts'
import { loadPrices } from './prices.ts'

/** What the transcripts come to in a window, with what it cost. */
export type CountedUsage = Omit<AgentUsage, 'spend' | 'context'> & Pick<AgentReport, 'models' | 'context'>

/** Undefined where no transcript has a line in the window. */
export async function countUsage(
  transcripts: Pick<Transcripts, 'usage'>,
  window: Window,
): Promise<CountedUsage | undefined> {
  const prices = await loadPrices(window.to)
  const counted = transcripts.usage(window, prices.sizes)
  if (!counted) return undefined
  const { spend, context, ...usage } = counted
  const models = Object.entries(modelsOf(spend)).map(([name, { cacheWriteHour: _, ...tokens }]) => [
    name,
    { ...tokens, costUsd: prices.cost(name, spend) },
  ])
  const windowOf = (of: { model: string | null; window: number | null }, used: number) =>
    of.window ?? (of.model === null ? null : prices.contextWindow(of.model, used))
  const size = windowOf(context, context.peak)
  const lastWindow = context.final ? windowOf(context.final, context.last) : size
  return {
    ...usage,
    models: Object.fromEntries(models),
    context: {
      peak: context.peak,
      last: context.last,
      window: size,
      ...(lastWindow !== size && { lastWindow }),
    },
  }
}

/** What agents' sessions are compared by. */
export interface AgentNumbers {
  /** Of each tool no fewer than failed or were refused. */
  calls: number
  failures: number
  /** Share of the calls, 0..1; null without calls. */
  failureRate: number | null
  refusals: number
  /** Estimated; null where no model has a published price. */
  costUsd: number | null
  /** Tokens. */
  contextPeak: number
  compactions: number
}

export function agentNumbers({
  tools,
  models,
  context,
  compactions,
}: Pick<CountedUsage, 'tools' | 'models' | 'context' | 'compactions'>): AgentNumbers {
  const all = (key: 'failures' | 'denials') => sum(Object.values(tools).map((tool) => tool[key]))
  const { costUsd } = costOf(models)
  // A call that was made before the window may fail in it.
  const calls = sum(Object.values(tools).map((tool) => Math.max(tool.calls, tool.failures + tool.denials)))
  const failures = all('failures')
  return {
    calls,
    failures,
    failureRate: calls > 0 ? rounded(failures / calls) : null,
    refusals: all('denials'),
    costUsd: costUsd === null ? null : rounded(costUsd),
    contextPeak: context.peak,
    compactions,
  }
}
