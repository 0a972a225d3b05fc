import type { Statement } from '../statement.ts'

export function compareOrder(a: Statement, b: Statement): 'same' | 'turned' | 'unsure' {
  if (!a.order && !b.order) return a.sequence === b.sequence ? 'same' : 'unsure'
  // What "without an approval" implies another rule need not say.
  if (!a.order || !b.order) return (a.order ?? b.order)?.implied && a.sequence === b.sequence ? 'same' : 'unsure'
  const alike = (one: Set<string>, other: Set<string>) => isSubset(one, other) || isSubset(other, one)
  const [straight, turned] = [
    alike(a.order.first, b.order.first) && alike(a.order.second, b.order.second),
    alike(a.order.first, b.order.second) && alike(a.order.second, b.order.first),
  ]
  return straight === turned ? 'unsure' : straight ? 'same' : 'turned'
}

const isSubset = (a: Set<string>, b: Set<string>) => [...a].every((word) => b.has(word))
