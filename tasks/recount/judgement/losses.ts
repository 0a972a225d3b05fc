import { fixed, percent, total, within } from './arithmetic.ts'
import type { ScoredFrom } from './scored-from.ts'
import type { Loss } from './spread.ts'
import { costOf, evidence, type Rate, type Standing } from './verdict.ts'

interface Lost {
  loss: number
  from: Record<string, number>
}

/** The first of those that are lost most. */
const most = (all: Lost[]): Lost => all.reduce((worst, each) => (each.loss > worst.loss ? each : worst))

function lossOfPace({ pace }: Standing): Lost {
  if (!pace) return { loss: 0, from: {} }
  const { p, ratio, count, usual } = pace
  const { sessions, of, most: share } = pace.used
  const ways = (k: number): number => (k === 0 ? 1 : (ways(k - 1) * (of - k + 1)) / k)
  const asFew = total(Array.from({ length: sessions + 1 }, (_, k) => ways(k) * share ** k * (1 - share) ** (of - k)))
  const few = Math.min(1, asFew)
  return most([
    { loss: evidence(p) * within(1 - ratio), from: { p, evidence: evidence(p), ratio } },
    {
      loss: share === 0 ? 0 : evidence(few) * within(1 - sessions / of / share),
      from: { p: few, evidence: evidence(few), sessionsUsed: sessions, sessions: of, usualShare: share },
    },
    { loss: count === 0 && usual >= 20 ? 0.15 : 0, from: { decisions: count, usual } },
  ])
}

/** Those that have been there for ten sessions. */
const ofLongStanding = (services: Standing[]): Standing[] => {
  const old = services.filter(({ pace }) => pace !== undefined && pace.sessions >= 10)
  return old.length > 0 ? old : services
}

export function coverage({ standings, missing }: ScoredFrom): Loss[] {
  const unknown = missing.filter((name) => !standings.some((each) => each.name === name))
  const size = ofLongStanding(standings).length + unknown.length
  return [
    ...standings.map((standing): Loss => {
      const { name } = standing
      const isMissing = missing.includes(name)
      const figures = [name, ...(isMissing ? [] : littleOf(standing))]
      const { loss, from } = isMissing ? { loss: 1, from: {} } : lossOfPace(standing)
      return { weight: loss / size, service: name, figures, from: { ...from, loss, services: size } }
    }),
    ...unknown.map(
      (name): Loss => ({ weight: 1 / size, service: name, figures: [name], from: { loss: 1, services: size } }),
    ),
  ]
}

/** In how many sessions it decided, or how often in a run of little, and how often was expected; nothing of one that is silent. */
function littleOf({ pace }: Standing): (string | number)[] {
  if (!pace) return []
  if (pace.p > 0.1 && pace.used.sessions > 0) return [pace.used.sessions, pace.used.of]
  return pace.count > 0 ? [Math.round(pace.ratio * pace.expected), fixed(pace.expected, 1)] : []
}

export function enforcement({ standings, passed, untried }: ScoredFrom): Loss[] {
  const rated = standings.flatMap((standing) => (standing.rate ? { ...standing, rate: standing.rate } : []))
  const enforcing = rated.filter(({ rate }) => rate.most >= 0.005)
  const blocksOf = ({ rate, pace }: Standing) => (rate?.usual ?? 0) * (pace?.usual ?? 0)
  const old = ofLongStanding(enforcing)
  const blocks = total(old.map(blocksOf))
  const canaries = [
    ...passed.map((name): Loss => ({ weight: 0.6, service: name, figures: [name] })),
    ...(untried > 0 ? [{ weight: 0.1, figures: [untried] }] : []),
  ]
  const losses = rated.map((standing): Loss => {
    const { name, rate } = standing
    const enforces = rate.most >= 0.005
    const byBlocks = blocks > 0 ? within(blocksOf(standing) / blocks) : 1 / old.length
    const share = enforces ? Math.round(25 * (1 / old.length + byBlocks)) / 50 : 1 / (2 * rated.length)
    const few = enforces ? costOf(rate.low) : 0
    const less = enforces && rate.fewer ? Math.max(few, costOf(rate.fewer)) : few
    const more = evidence(rate.high.p) * within((rate.high.rate - rate.usual) / 0.2)
    const quiet = lossOfPace(standing)
    const { loss: silent } = quiet
    const raised: Lost = {
      loss: more,
      from: {
        p: rate.high.p,
        evidence: evidence(rate.high.p),
        blocked: rate.count,
        decisions: rate.n,
        usualRate: rate.usual,
      },
    }
    const { loss, from } = most([
      quiet,
      ...(enforces ? [rate.low, ...(rate.fewer ? [rate.fewer] : [])].map((few: Few) => lossOfFew(few)) : []),
      raised,
    ])
    const told =
      silent >= Math.max(few, more) && silent >= less / 2
        ? littleOf(standing)
        : less > more
          ? fewOf(rate)
          : [rate.count, rate.n, ...beforeOf(rate)]
    return { weight: share * loss, service: name, figures: [name, ...told], from: { ...from, loss, share } }
  })
  return [...canaries, ...losses]
}

type Few = Parameters<typeof costOf>[0] & Partial<Pick<NonNullable<Rate['fewer']>, 'count' | 'n' | 'crept'>>

function lossOfFew(few: Few): Lost {
  const { p, ratio, found, count = 0, n = 0, crept } = few
  const by = crept ? { blocked: count, decisions: n, usualRate: crept.rate } : {}
  return { loss: costOf(few), from: { p, evidence: evidence(p, found), ratio, ...by } }
}

const beforeOf = ({ before, usual }: Rate) => [before.count, before.n, percent(usual)]

/** Of one session its blocks; of a run of more those of all of it, in how many sessions, and how many were expected. */
function fewOf(rate: Rate): (string | number)[] {
  const { count, n, usual, low, fewer } = rate
  const isFewer = fewer !== undefined && costOf(fewer) > costOf(low)
  const few = isFewer ? fewer : low.run && { ...low.run, expected: low.run.n * usual }
  if (!few || (!isFewer && few.sessions === 1)) return [count, n, ...beforeOf(rate)]
  const found = [few.count, few.n, ...(few.sessions > 1 ? [few.sessions] : []), fixed(few.expected, 1)]
  return [...found, ...(isFewer && fewer.crept ? [percent(fewer.crept.rate), fewer.crept.earlier] : beforeOf(rate))]
}
