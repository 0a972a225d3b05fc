import type { ModelUsage, Spend } from '../../../cache/transcripts/usage.ts'

/** The table that costs are estimated from: a package that carries its data, so nothing is asked over the network. */
export const priceTable = { name: '@pydantic/genai-prices', version: '0.1.8', date: '2026-09-23' }

export interface Prices {
  /** The contexts from which on one of these models has another price, in tokens. */
  sizes(models: string[]): number[]
  /** What the messages of a model cost in US dollars; null for a model that the table does not have. */
  cost(model: string, spend: Spend[]): number | null
  /** Tokens that fit into a model's context that was `used` tokens large; null where nobody says. */
  contextWindow(model: string, used: number): number | null
}

/** A price per million tokens, and what it is from some size of the context on. */
type Price = number | { base: number; tiers: { start: number; price: number }[] } | undefined

type Table = Pick<typeof import('@pydantic/genai-prices'), 'calcPrice'>

/** What a token of each sort costs, by the table's names; a sort that has no price of its own costs what the next one does. */
const sorts: [tokens: (usage: ModelUsage) => number, prices: string[]][] = [
  [(usage) => usage.input, ['input_mtok']],
  [(usage) => usage.output, ['output_mtok']],
  [(usage) => usage.cacheRead, ['cache_read_mtok', 'input_mtok']],
  [(usage) => usage.cacheWrite - usage.cacheWriteHour, ['cache_write_mtok', 'input_mtok']],
  [(usage) => usage.cacheWriteHour, ['cache_write_1h_mtok', 'cache_write_mtok', 'input_mtok']],
]

/** The clients' mark for a model that is used with a context of a million tokens. */
const longContext = /\[1m\]$/i
const longWindow = 1_000_000

/** The prices that held at a time. Loading the table takes 120 ms, so it is loaded where there is something to price. */
export async function loadPrices(at: number): Promise<Prices> {
  const table: Table = await import('@pydantic/genai-prices')
  const known = new Map<string, ReturnType<typeof look>>()
  const look = (model: string) => {
    const name = model.replace(longContext, '').replace(bedrockProfile, '')
    const provider = providerOf(name)
    return table.calcPrice({}, name, {
      timestamp: new Date(at),
      ...(provider && { providerId: provider }),
    })
  }
  const entry = (model: string) => {
    if (!known.has(model)) known.set(model, look(model))
    return known.get(model)
  }
  const pricesOf = (model: string) => entry(model)?.model_price as Record<string, Price> | undefined
  const sizes = (models: string[]) => {
    const starts = models.flatMap((model) => Object.values(pricesOf(model) ?? {}).flatMap(startsOf))
    return [...new Set(starts)].toSorted((a, b) => a - b)
  }
  return {
    sizes,
    cost(model, spend) {
      const prices = pricesOf(model)
      if (!prices) return null
      const limits = sizes(spend.map((each) => each.model))
      const total = spend
        .filter((each) => each.model === model)
        .reduce((sum, each) => sum + costOf(each, prices, limits[each.exceeded - 1] ?? 0), 0)
      return Math.round(total * 1e6) / 1e6
    },
    contextWindow(model, used) {
      const size = longContext.test(model) ? longWindow : (entry(model)?.model.context_window ?? null)
      if (size === null || used <= size) return size
      // The same model is offered with another window: nothing is larger than its own.
      return /^claude-|\bclaude-/.test(model) && used <= longWindow ? longWindow : null
    },
  }
}

/** What Bedrock puts in front of the name where a client calls it by its whole address. */
const bedrockProfile = /^arn:aws[\w-]*:bedrock:[^/]*\//

/** Who sells a model, by how its name begins: the table has some names more than once, and others of one seller alone. */
const providers: [begins: RegExp, provider: string][] = [
  [/^claude-/, 'anthropic'],
  [/^(?:gpt-|o\d|codex-|chatgpt-)/, 'openai'],
  [/^gemini-/, 'google'],
  // `anthropic/claude-opus-4.5`
  [/^[\w-]+\//, 'openrouter'],
  // `us.anthropic.claude-sonnet-4-5-20250929-v1:0`: the region, the maker, its name of it
  [/^(?:[a-z-]+\.)?[a-z]\w+\.[a-z]/, 'aws'],
]
const providerOf = (model: string): string | undefined => providers.find(([begins]) => begins.test(model))?.[1]

const startsOf = (price: Price): number[] => (typeof price === 'object' ? price.tiers.map(({ start }) => start) : [])

/** `size`: a context that these messages exceeded, and no larger one that has a price of its own. */
function costOf(usage: Spend, prices: Record<string, Price>, size: number): number {
  const dollars = sorts.map(([tokens, names]) => {
    const price = names.map((name) => prices[name]).find((each) => each !== undefined)
    return tokens(usage) * priceAt(price, size)
  })
  return dollars.reduce((sum, each) => sum + each, 0) / 1e6
}

function priceAt(price: Price, size: number): number {
  if (typeof price !== 'object') return price ?? 0
  return price.tiers.findLast(({ start }) => start <= size)?.price ?? price.base
}
