import { iso } from '../../window.ts'
import { commandName } from '../command.ts'
import { type BadResult, commandAt, reasonAt, settledResults } from '../results.ts'
import { commandInFull, commandOf, exitOf, outputOf } from './calls.ts'
import { errorOf, firstLine } from './cause.ts'
import { branchElsewhere } from './elsewhere.ts'
import { passedSince, runsSince, wholeInput } from './passed.ts'
import { begunAs, byBeginning } from './runs.ts'
import type { Scene } from './scene.ts'
import { saysNo, worstFirst } from './worst-first.ts'

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
  /** Where it failed before the window and has not passed since: when it did first, as far as is known. */
  since?: string
  /** The branch on which it did, where another one was checked out at the end. */
  branch?: string
}

export interface RefusedCall {
  tool: string
  command: string
  by: RefusedBy
  count: number
  reason?: string
}

const nameOf = ({ call }: BadResult): string => `${call?.name} ${call?.subject}`

/** Results of one thing. */
interface Group {
  all: BadResult[]
  last: BadResult
  count: number
}

function grouped(
  results: BadResult[],
  keyOfGroup: (result: BadResult) => string,
  weight: (result: BadResult) => number = () => 0,
): Group[] {
  const named = new Map<string, BadResult[]>()
  for (const result of results) {
    const key = keyOfGroup(result)
    named.set(key, [...(named.get(key) ?? []), result])
  }
  const groups = [...named.values()].map((all) => ({ all, last: all.at(-1) as BadResult, count: all.length }))
  return groups.toSorted(
    (a, b) =>
      b.count - a.count ||
      weight(b.last) - weight(a.last) ||
      b.last.at - a.last.at ||
      (nameOf(a.last) < nameOf(b.last) ? -1 : 1),
  )
}

/** What failed, and the runs whose tests failed although their command ended well: the worst first. */
export function failingCalls(scene: Scene, failed: BadResult[], hidden: BadResult[]): FailingCall[] {
  const all = [...failed, ...hidden].toSorted((a, b) => byBeginning(begunAs(a), begunAs(b)))
  const groups = grouped(all, ({ call }) => String(call?.subject))
  const lasts = new Map(groups.map((group) => [group, lastsOf(scene, group)]))
  const since = runsSince(scene, [...lasts.values()].flat(), new Set(hidden.map(({ key }) => key)))
  const chosen = worstByName(groups, since).filter(({ last }) => !foundNothing(scene, last))
  const passed = passedSince(
    scene,
    chosen.flatMap((group) => lasts.get(group) ?? []),
    since,
  )
  const branchOf = branchElsewhere(scene)
  return worstFirst(
    merged(
      scene,
      chosen.map((group) => ({
        tool: toolOf(group.last),
        command: commandInFull(scene, group.last),
        count: group.count,
        lastAt: iso(group.last.at),
        ...(scene.texts && errorOf(scene, outputOf(scene, group.last))),
        ...outcomeOf(lasts.get(group)?.every((each) => passed.has(each)) ?? false, () => branchOf(group.last)),
      })),
      (one, other) => ({
        ...one,
        count: one.count + other.count,
        lastAt: [one.lastAt, other.lastAt].toSorted().at(-1) ?? one.lastAt,
        passedLater: one.passedLater && other.passedLater,
      }),
    ),
  )
}

/** Where something failed matters until it has passed. */
function outcomeOf(passedLater: boolean, branchOf: () => string | undefined) {
  const branch = passedLater ? undefined : branchOf()
  return { passedLater, ...(branch !== undefined && { branch }) }
}

/** The last failure of each thing that the calls of a group were about. */
const lastsOf = (scene: Scene, { all }: Group): BadResult[] => [
  ...new Map(all.map((result) => [wholeInput(scene, result) ?? result.key, result])).values(),
]

/** Whether a call only asked, and the answer was no. */
function foundNothing(scene: Scene, { call, ...result }: BadResult): boolean {
  const given = call?.about === 'command' ? commandAt(scene, call) : undefined
  if (!given) return false
  return saysNo(commandName(given.command, given).text, exitOf(scene, result), outputOf(scene, result))
}

/** Without texts, different commands of one name look the same: they are one. */
function merged<Call extends { tool: string; command: string; by?: string }>(
  { texts }: Scene,
  calls: Call[],
  together: (one: Call, other: Call) => Call,
): Call[] {
  if (texts) return calls
  const named = new Map<string, Call>()
  for (const call of calls) {
    const name = `${call.tool}\n${call.command}\n${call.by}`
    const other = named.get(name)
    named.set(name, other ? together(other, call) : call)
  }
  return [...named.values()]
}

const toolOf = ({ call }: BadResult): string => call?.name ?? 'unknown'

/** Those that are listed, as far as is known without reading what they printed. */
function worstByName(groups: Group[], since: Map<BadResult, unknown>): Group[] {
  if (groups.length <= mostListed) return groups
  const named = groups.map((group) => ({
    group,
    tool: toolOf(group.last),
    command: group.last.call?.head ?? '',
    count: group.count,
    lastAt: iso(group.last.at),
    passedLater: since.has(group.last),
  }))
  return worstFirst(named)
    .slice(0, mostListed)
    .map(({ group }) => group)
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

/** What was refused in a window. */
export const refusedIn = (scene: Scene): RefusedCall[] =>
  refusedCalls(
    scene,
    settledResults(scene.excerpt).filter(({ denial }) => denial !== ''),
  )

export function refusedCalls(scene: Scene, results: BadResult[]): RefusedCall[] {
  const weight = ({ denial }: BadResult) => weights.indexOf(refuserOf(denial))
  const listed = grouped(results, ({ call, denial }) => `${call?.subject} ${refuserOf(denial)}`, weight)
    .slice(0, mostListed)
    .map(({ last, count }): RefusedCall => {
      const by = refuserOf(last.denial)
      // What was interrupted has printed something, which is no reason.
      const reason = scene.texts && by !== 'interrupted' ? firstLine(scene, reasonAt(scene.lines, last, last.key)) : ''
      return { tool: toolOf(last), command: commandOf(scene, last), by, count, ...(reason && { reason }) }
    })
  return merged(scene, listed, (one, other) => ({ ...one, count: one.count + other.count })).toSorted(
    (a, b) => b.count - a.count,
  )
}
