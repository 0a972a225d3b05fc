import type { Statement } from '../statement.ts'

export function compareAmounts(a: Statement, b: Statement): 'same' | 'at odds' | 'unsure' {
  const equal = a.numbers.join() === b.numbers.join()
  // "Two approvals" and "one approval".
  if (countsOne(a, b) || countsOne(b, a)) return 'at odds'
  if (countsMany(a, b) || countsMany(b, a)) return a.numbers.length + b.numbers.length === 0 ? 'at odds' : 'unsure'
  // What is done after 30 days is not done within them.
  if (equal && a.delayed !== b.delayed && (a.bound ?? b.bound) === 'most') return 'unsure'
  // Five hundred are not "at least 500"; what is tried three times is tried at most three times.
  // What is asked for before more than three files is asked for before three; "at most two" is not "two" in any order.
  const isLeast = (a.bound ?? b.bound) === 'least' && Boolean(a.order ?? b.order)
  if (equal && a.numbers.length > 0 && !a.bound !== !b.bound && !a.counted.has('time') && !isLeast) return 'unsure'
  if (equal) return a.bound && b.bound && a.bound !== b.bound ? 'at odds' : 'same'
  if (a.numbers.length === 0 || b.numbers.length === 0) return 'unsure'
  const rest = (one: Statement, other: Statement) => one.numbers.filter((number) => !other.numbers.includes(number))
  const shared = rest(a, b).length < a.numbers.length
  if (a.bound && b.bound && a.bound !== b.bound && a.numbers.length === 1 && b.numbers.length === 1) {
    const [low, high] = a.bound === 'least' ? [a, b] : [b, a]
    // At least two and at most five can both be kept.
    return Number(low.numbers[0]) > Number(high.numbers[0]) ? 'at odds' : 'unsure'
  }
  // Two things that are ruled out can both be.
  if ([a, b].every(({ signs, bound }) => !bound && [...signs.values()].every((sign) => sign < 0))) return 'unsure'
  // "60 fps on a Pixel 6" and "30 fps on a Pixel 6".
  if (shared && a.bound === b.bound && rest(a, b).length === 1 && rest(b, a).length === 1) return 'at odds'
  return shared || (a.bound && b.bound && a.bound !== b.bound) ? 'unsure' : 'at odds'
}

const countsOne = (a: Statement, b: Statement): boolean =>
  a.numbers.length === 1 &&
  b.numbers.length === 0 &&
  !a.bound &&
  !b.bound &&
  [...a.counted].some((stem) => b.single.has(stem))

/** "One assert a test" and "a test may have several asserts". */
const countsMany = (a: Statement, b: Statement): boolean => [...a.many].some((stem) => b.single.has(stem))
