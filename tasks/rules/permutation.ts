/** Decisions of a session, and how many of them violate something. */
export interface Exposure {
  decisions: number
  violations: number
}

/** How often chance would put the sessions into an order as extreme as theirs, in each direction, and how rarely it could at all. */
export interface Chances {
  /** Share of all divisions of the sessions whose rate falls at least as much as it did. */
  fewer: number
  more: number
  /** The same of the most extreme division. */
  least: { fewer: number; more: number }
}

/** Divisions that are all tried; of more, so many are drawn, always the same ones. */
const most = 200_000
const drawn = 20_000

/**
 * Permutation test: were the sessions after a decision other than those before it, by the rate of violations per decision? Every way to divide
 * the same sessions in two is compared with the one that was. Nothing is assumed of how violations scatter, only that without an effect any
 * order of the sessions is as likely as another; so bursts and long sessions do not pass for effects.
 */
export function testDivision(before: Exposure[], after: Exposure[]): Chances {
  const sessions = [...before, ...after]
  const scores = scoresOf(sessions)
  const own = scores.of(before.length, sessions.length)
  let [all, fewer, more] = [0, 0, 0]
  let [low, high] = [own, own]
  let [lows, highs] = [0, 0]
  const see = (score: number) => {
    all++
    if (score <= own + tolerance) fewer++
    if (score >= own - tolerance) more++
    if (score < low - tolerance) [low, lows] = [score, 0]
    if (score > high + tolerance) [high, highs] = [score, 0]
    if (Math.abs(score - low) <= tolerance) lows++
    if (Math.abs(score - high) <= tolerance) highs++
  }
  const exact = ways(sessions.length, after.length) <= most
  if (exact) scores.each(after.length, see)
  else {
    // The division that was is one of them.
    see(own)
    scores.draw(after.length, drawn, see)
  }
  return { fewer: fewer / all, more: more / all, least: { fewer: lows / all, more: highs / all } }
}

const tolerance = 1e-9

function ways(n: number, k: number): number {
  let count = 1
  for (let index = 1; index <= k; index++) count = (count * (n - k + index)) / index
  return count
}

/**
 * How much higher the rate of some of the sessions is than that of the others: the difference of their rates, and beside it, so that few are
 * equal, the difference of the mean square roots of their rates, to which a single burst adds little.
 */
function scoresOf(sessions: Exposure[]) {
  const roots = sessions.map(({ violations, decisions }) => Math.sqrt(violations / decisions))
  const total = sessions.reduce(
    (sum, each) => ({
      violations: sum.violations + each.violations,
      decisions: sum.decisions + each.decisions,
    }),
    { violations: 0, decisions: 0 },
  )
  const rate = Math.max(total.violations, 1) / total.decisions
  const rootTotal = roots.reduce((sum, root) => sum + root, 0)
  const score = (violations: number, decisions: number, root: number, count: number): number => {
    const [rest, others] = [total.decisions - decisions, sessions.length - count]
    const difference = violations / decisions - (total.violations - violations) / rest
    // In units of the rate and of its root over all sessions, so that neither depends on how rare violations are.
    return difference / rate + 0.01 * ((root / count - (rootTotal - root) / others) / Math.sqrt(rate))
  }
  const scoreOf = (chosen: Iterable<number>, count: number): number => {
    let [violations, decisions, root] = [0, 0, 0]
    for (const index of chosen) {
      const each = sessions[index] as Exposure
      violations += each.violations
      decisions += each.decisions
      root += roots[index] as number
    }
    return score(violations, decisions, root, count)
  }
  return {
    /** Of the sessions from one position up to another. */
    of: (from: number, to: number): number =>
      scoreOf(
        Array.from({ length: to - from }, (_, index) => from + index),
        to - from,
      ),
    /** Of every choice of so many sessions. */
    each(count: number, see: (score: number) => void): void {
      const choose = (from: number, left: number, violations: number, decisions: number, root: number): void => {
        if (left === 0) {
          see(score(violations, decisions, root, count))
          return
        }
        for (let index = from; index <= sessions.length - left; index++) {
          const each = sessions[index] as Exposure
          choose(
            index + 1,
            left - 1,
            violations + each.violations,
            decisions + each.decisions,
            root + (roots[index] as number),
          )
        }
      }
      choose(0, count, 0, 0, 0)
    },
    /** Of so many choices drawn by a fixed sequence, so that the same sessions always give the same answer. */
    draw(count: number, times: number, see: (score: number) => void): void {
      let state = 20_251_126
      const next = (below: number): number => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
        return Math.floor((state / 2 ** 32) * below)
      }
      const order = sessions.map((_, index) => index)
      for (let time = 0; time < times; time++) {
        for (let index = 0; index < count; index++) {
          const other = index + next(order.length - index)
          const swapped = order[index] as number
          order[index] = order[other] as number
          order[other] = swapped
        }
        see(scoreOf(order.slice(0, count), count))
      }
    },
  }
}
