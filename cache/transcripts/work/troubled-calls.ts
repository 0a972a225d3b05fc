import { iso } from '../../window.ts'
import { type BadResult, reasonAt } from '../results.ts'
import { causeLine, commandOf, errorLine, firstLine, outputOf } from './calls.ts'
import type { Scene } from './scene.ts'

export const mostListed = 50

/** Who or what refused a call. */
export type RefusedBy = 'user' | 'rule' | 'classifier' | 'hook' | 'interrupted'

export interface FailingCall {
  tool: string
  command: string
  count: number
  lastAt: string
  /** The first line of what the last one printed. */
  error?: string
  /** The line of it that names what was wrong, where that is another. */
  cause?: string
  passedLater: boolean
}

export interface RefusedCall {
  tool: string
  command: string
  by: RefusedBy
  count: number
  reason?: string
}

/** Tools that run commands: what a command is says by itself what was done. */
const shells = /bash|shell|exec|command|terminal/i

/** What was called, for people: a command, else the tool with what it was about. */
export const calledOf = ({ tool, command }: { tool: string; command: string }): string =>
  command === '' || !shells.test(tool) ? `${tool} ${command}`.trim() : command

/** Commands before the agent's own tools: a build that fails says more of the work than a file that was not there. */
export const commandsFirst = <Call extends { tool: string }>(calls: Call[]): Call[] =>
  calls.toSorted((a, b) => Number(shells.test(b.tool)) - Number(shells.test(a.tool)))

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
    ...(scene.texts && errorOf(scene, outputOf(scene, last))),
    passedLater: (passed.get(last.call?.subject ?? 0) ?? []).some((result) => isBehind(result, last)),
  }))
}

function errorOf(scene: Scene, output: string): Pick<FailingCall, 'error' | 'cause'> {
  const [error, cause] = [errorLine(scene, output), causeLine(scene, output)]
  return cause === error ? { error } : { error, cause }
}

type Result = Pick<BadResult, 'at' | 'transcript' | 'position'>

/** Whether a result came after another: results of one message are often of one time, and in the order of their lines. */
function isBehind(result: Result, other: Result): boolean {
  if (result.at !== other.at) return result.at > other.at
  return result.transcript === other.transcript && result.position > other.position
}

/** The last results of each of these that succeeded, of what was run in the window: one of each transcript, as forks have the same lines. */
function lastPassed({ excerpt, window }: Scene, subjects: Set<number>): Map<number, Result[]> {
  const calls = excerpt.callsWhere(({ subject, at }) => subjects.has(subject) && at >= window.from && at < window.to)
  const passed = new Map<number, Result[]>()
  for (const result of excerpt.results(calls))
    for (const { subject } of result.rank === 0 ? (calls.get(result.key) ?? []) : []) {
      const others = (passed.get(subject) ?? []).filter(({ transcript }) => transcript !== result.transcript)
      const last = passed.get(subject)?.find(({ transcript }) => transcript === result.transcript)
      passed.set(subject, [...others, last && isBehind(last, result) ? last : result])
    }
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
