import { clip } from '../../../templates/render.ts'
import { firstNames } from '../../../templates/words.ts'

/** What sessions cost, as far as their models have a published price. */
export interface Cost {
  /** An estimate in US dollars; null where no model has a price. */
  costUsd: number | null
  /** The models whose part is missing in it; absent where none is. */
  unpriced?: string[]
}

/** The sum over the models that have a price, and which have none. */
export function costOf(models: Record<string, { costUsd: number | null }>): Cost {
  const all = Object.entries(models)
  const costs = all.flatMap(([, { costUsd }]) => costUsd ?? [])
  const unpriced = all.filter(([, { costUsd }]) => costUsd === null).map(([name]) => name)
  return {
    costUsd: costs.length > 0 ? costs.reduce((sum, cost) => sum + cost, 0) : null,
    ...(unpriced.length > 0 && { unpriced }),
  }
}

/** `$0.30`; `at least $0.30` where a model has no price; nothing where none has one. */
export const amountOf = ({ costUsd, unpriced }: Cost, whole = ''): string =>
  costUsd === null ? '' : `${unpriced ? 'at least ' : whole}$${costUsd.toFixed(2)}`

const shown = { models: 2, characters: 40 }

/** `no price of claude-next and 2 more`; nothing where each model has one. */
export const unpricedOf = ({ unpriced = [] }: Pick<Cost, 'unpriced'>): string =>
  unpriced.length > 0
    ? `no price of ${firstNames(
        unpriced.map((name) => clip(name, shown.characters)),
        shown.models,
      ).trimEnd()}`
    : ''

/** Amount and what is missing in it, as the items of a sentence: `at least $0.30 (no price of claude-next)`. */
export function costInWords(cost: Cost, remark = ''): string[] {
  const [amount, missing] = [amountOf(cost, 'about '), unpricedOf(cost)]
  if (amount === '') return missing === '' ? [] : [missing]
  const aside = [remark, missing].filter(Boolean).join('; ')
  return [aside === '' ? amount : `${amount} (${aside})`]
}
