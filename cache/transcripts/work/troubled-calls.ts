import { iso } from '../../window.ts'
import { type BadResult, reasonAt } from '../results.ts'
import { commandOf, firstLine, outputOf } from './calls.ts'
import type { Scene } from './scene.ts'

export const mostListed = 50

/** Who or what refused a call. */
export type RefusedBy = 'user' | 'rule' | 'classifier' | 'hook' | 'interrupted'

export interface FailingCall {
  tool: string
  command: string
  count: number
  lastAt: string
  error?: string
  passedLater: boolean
}

export interface RefusedCall {
  tool: string
  command: string
  by: RefusedBy
  count: number
  reason?: string
}

const nameOf = ({ call }: BadResult): string => `${call?.name} ${call?.subject}`

function grouped(
  results: BadResult[],
  keyOfGroup: (result: BadResult) => string,
  weight: (result: BadResult) => number = () => 0,
): { last: BadResult; count: number }[] {
  const groups = new Map<string, { last: BadResult; count: number }>()
  for (const result of results) {
    const key = keyOfGroup(result)
    groups.set(key, { last: result, count: (groups.get(key)?.count ?? 0) + 1 })
  }
  return [...groups.values()]
    .toSorted(
      (a, b) =>
        b.count - a.count ||
        weight(b.last) - weight(a.last) ||
        b.last.at - a.last.at ||
        (nameOf(a.last) < nameOf(b.last) ? -1 : 1),
    )
    .slice(0, mostListed)
}

export function failingCalls(scene: Scene, results: BadResult[]): FailingCall[] {
  const groups = grouped(results, ({ call }) => String(call?.subject))
  const passed = lastPassed(scene, new Set(groups.flatMap(({ last }) => last.call?.subject ?? [])))
  return groups.map(({ last, count }) => ({
    tool: last.call?.name ?? 'unknown',
    command: commandOf(scene, last),
    count,
    lastAt: iso(last.at),
    ...(scene.texts && { error: firstLine(scene, outputOf(scene, last)) }),
    passedLater: (passed.get(last.call?.subject ?? 0) ?? 0) > last.at,
  }))
}

/** When each of these last succeeded, of what was run in the window. */
function lastPassed({ excerpt, window }: Scene, subjects: Set<number>): Map<number, number> {
  const calls = excerpt.callsWhere(({ subject, at }) => subjects.has(subject) && at >= window.from && at < window.to)
  const passed = new Map<number, number>()
  for (const { key, at, rank } of excerpt.rows('results'))
    for (const { subject } of rank === 0 ? (calls.get(key) ?? []) : [])
      passed.set(subject, Math.max(at, passed.get(subject) ?? 0))
  return passed
}

/** Who refused, by the kind that the transcript states. What is not known is taken for a rule of the client's. */
const refusers: Record<string, RefusedBy> = {
  'user-rejected': 'user',
  interrupted: 'interrupted',
  cancelled: 'interrupted',
  'automode-blocked': 'classifier',
  'automode-unavailable': 'classifier',
  hook: 'hook',
}
const refuserOf = (kind: string): RefusedBy => (Object.hasOwn(refusers, kind) ? (refusers[kind] as RefusedBy) : 'rule')

/** What a person refused says most, an interruption least. */
const weights: RefusedBy[] = ['interrupted', 'classifier', 'rule', 'hook', 'user']

export function refusedCalls(scene: Scene, results: BadResult[]): RefusedCall[] {
  const weight = ({ denial }: BadResult) => weights.indexOf(refuserOf(denial))
  return grouped(results, ({ call, denial }) => `${call?.subject} ${refuserOf(denial)}`, weight).map(
    ({ last, count }) => ({
      tool: last.call?.name ?? 'unknown',
      command: commandOf(scene, last),
      by: refuserOf(last.denial),
      count,
      ...(scene.texts && { reason: firstLine(scene, reasonAt(scene.lines, last, last.key)) }),
    }),
  )
}
