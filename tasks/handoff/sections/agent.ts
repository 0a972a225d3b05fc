import { calledOf } from '../../../cache/transcripts/work/called.ts'
import { numberOf } from '../../../cache/transcripts/work/links.ts'
import { clip } from '../../../templates/render.ts'
import { shownPath } from '../../../templates/shown-path.ts'
import { minuteOf, plural, shortSha } from '../../../templates/words.ts'
import { agentsInWords } from '../../analysis/agent/agents-in-words.ts'
import { failedTimes, times } from '../../analysis/agent/calls-in-words.ts'
import { costInWords, costOf } from '../../analysis/agent/cost.ts'
import { priceTable } from '../../analysis/agent/prices.ts'
import { saidOfTests } from '../../analysis/agent/tests-in-words.ts'
import { namedOnScreen } from '../agent-rows.ts'
import { type HandoffFacts, taskCommand } from '../facts.ts'
import type { Budget } from '../listed.ts'

type Agent = NonNullable<HandoffFacts['agent']>

/** The letter shows the worst of a list; the page and the report have the rest. */
const listed = { failing: 5, refused: 3, unfinished: 3, edited: 5, tools: 3, links: 3 }

/** What the agent did and what went wrong, in short; nothing where there is no transcript. */
export function agentSection(facts: HandoffFacts, { characters, items }: Budget) {
  const { agent, git, work } = facts
  const more = (list: unknown[], most: number) => Math.max(0, list.length - most)
  const short = (text: string) => clip(text, characters)
  const failed = (calls: Agent['failing'], most: number) =>
    calls.slice(0, most).map(({ error, cause = error, ...each }) => ({
      ...each,
      times: failedTimes(each),
      command: short(calledOf(each)),
      ...(cause && { error: short(cause) }),
    }))
  if (!agent) {
    // As much as the first screen has is not said twice.
    const { failing = [] } = work.agent
    const carried = failing.length > namedOnScreen ? failed(failing, items) : []
    return { agent: undefined, carried, more: { failing: more(failing, items) } }
  }
  return {
    agent: true,
    command: taskCommand(facts, 'analysis/agent'),
    sentence: sentenceOn(agent),
    context: contextOf(agent),
    checkpoints: agent.checkpoints ? percentages(agent.checkpoints.reached, agent.checkpoints.overdue) : '',
    leftOut: leftOutOf(agent),
    title: agent.title && short(agent.title),
    request: agent.request && short(agent.request),
    answer: agent.answer && short(agent.answer),
    summary: Object.fromEntries(Object.entries(agent.summary ?? {}).map(([part, text]) => [part, short(text)])),
    links: agent.links.slice(-listed.links).map(({ url }) => url),
    pushed:
      agent.links.length > 0
        ? [...agent.links.flatMap(headOf).slice(-1), pushedState(git)].filter(Boolean).join('; ')
        : '',
    tests: agent.tests && testsOf(agent.tests, short),
    failing: failed(agent.failing, listed.failing),
    refused: agent.refused.slice(0, listed.refused).map((each) => ({
      ...each,
      times: times(each.count),
      command: short(calledOf(each)),
      ...(each.reason && { reason: short(each.reason) }),
    })),
    unfinished: agent.unfinished.slice(0, listed.unfinished).map(({ at, background, ...each }) => ({
      at: minuteOf(at),
      background,
      command: short(calledOf(each)),
    })),
    edited: agent.edited.slice(0, listed.edited).map((each) => ({
      ...each,
      path: shownPath(each.path, characters),
      times: times(each.edits),
    })),
    tools: toolsThatFailed(agent),
    remarks: remarksOn(agent),
    more: {
      failing: more(agent.failing, listed.failing),
      refused: more(agent.refused, listed.refused),
      unfinished: more(agent.unfinished, listed.unfinished),
      edited: more(agent.edited, listed.edited) + (agent.moreEdited ?? 0),
    },
  }
}

/** `said`: in a sentence, with commands written as they are in a document. */
const testsOf = (tests: NonNullable<Agent['tests']>, short: (text: string) => string) => ({
  at: minuteOf(tests.at),
  said: (code: (text: string) => string) => saidOfTests(tests, (command) => code(short(command))),
})

/** What a reader would look for in vain, and why. */
function leftOutOf({ leftOut }: Agent): string {
  const parts = [...(leftOut?.title ? ['title'] : []), ...(leftOut?.request ? ['last request'] : [])]
  return parts.length > 0 ? `${parts.join(' and ')} (agentText is false)` : ''
}

/** Whose sessions they were, how long, and what they cost. */
export function sentenceOn({
  agents,
  transcripts,
  activeMinutes,
  turns,
  models,
}: Pick<Agent, 'agents' | 'transcripts' | 'activeMinutes' | 'turns' | 'models'>): string {
  return `${agentsInWords(agents)}: ${plural(transcripts, 'transcript')}, ${plural(activeMinutes, 'active minute')}, ${plural(turns, 'request')}; ${spent(models)}`
}

/** Messages, what share of what was read came from the cache, and what it cost. */
export function spent(models: Agent['models']): string {
  const all = Object.values(models)
  const total = (of: (model: (typeof all)[number]) => number) => all.reduce((sum, model) => sum + of(model), 0)
  const read = total(({ input, cacheRead, cacheWrite }) => input + cacheRead + cacheWrite)
  const share = read > 0 ? `, ${Math.round((total(({ cacheRead }) => cacheRead) / read) * 100)} % read from cache` : ''
  const messages = plural(
    total((model) => model.messages),
    'message',
  )
  return [messages + share, ...costInWords(costOf(models), `estimate, prices of ${priceTable.date}`)].join(', ')
}

function contextOf({ context, checkpoints, compactions }: Agent): string {
  const share = (tokens: number, of: number, what: string) => `, ${Math.round((tokens / of) * 100)} % of ${what}`
  const budget = checkpoints ? share(context.peak, checkpoints.budget, 'the budget') : ''
  const window = context.window ? share(context.peak, context.window, `the model's ${context.window}`) : ''
  const other = context.lastWindow ? share(context.last, context.lastWindow, `its model's ${context.lastWindow}`) : ''
  return `${context.peak} tokens at its largest${budget || window}; ${context.last} at last${budget ? '' : other}; ${plural(compactions, 'compaction')}`
}

function percentages(reached: number[], overdue: number[]): string {
  const list = (values: number[]) => (values.length > 0 ? values.map((value) => `${value} %`).join(', ') : 'none')
  return `reached: ${list(reached)}; of these not taken: ${list(overdue)}`
}

/** The commit that a pull request is at, beside HEAD. */
function headOf({ url, head }: Agent['links'][number]): string[] {
  if (!head) return []
  const { sha, by, at, ahead, behind } = head
  const source = by === 'git' ? 'as last fetched' : `as the agent saw ${at && minuteOf(at)}`
  const place =
    ahead === undefined || behind === undefined
      ? 'which this repository does not have'
      : ahead + behind === 0
        ? 'which is HEAD'
        : `HEAD has ${plural(ahead, 'commit')} that it lacks, and lacks ${behind} of its commits`
  return [`pull request ${numberOf(url) ?? ''} is at ${shortSha(sha)}, ${source}: ${place}`]
}

/** Whether what a pull request was made of is what is here, as far as this repository knows without asking anybody. */
function pushedState(git: HandoffFacts['git']): string {
  if (!git?.head) return ''
  const head = shortSha(git.head)
  if (git.unpushed === 0) return `HEAD ${head} is on a remote, as last fetched`
  if (git.upstream === null) return `${head} is on no upstream branch: nothing of this branch is known to be pushed`
  if (git.ahead > 0) return `HEAD ${head} is ${plural(git.ahead, 'commit')} ahead of ${git.upstream}, as last fetched`
  if (git.behind > 0) return `HEAD ${head} is ${plural(git.behind, 'commit')} behind ${git.upstream}, as last fetched`
  return `HEAD ${head} is what ${git.upstream} has, as last fetched`
}

function toolsThatFailed({ tools }: Agent): string {
  const trouble = ({ failures, denials }: Agent['tools'][string]) => failures + denials
  const worst = Object.entries(tools)
    .filter(([, counts]) => trouble(counts) > 0)
    .toSorted(([, a], [, b]) => trouble(b) - trouble(a))
  const said = worst
    .slice(0, listed.tools)
    .map(([name, { calls, failures, denials }]) => `${name} ${failures} failed and ${denials} refused of ${calls}`)
  const calls = Object.values(tools).reduce((sum, tool) => sum + tool.calls, 0)
  return [`${plural(calls, 'call')} of ${plural(Object.keys(tools).length, 'tool')}`, ...said].join('; ')
}

function remarksOn({ unended, unknownLines, unreadable, reconciled, notRead }: Agent): string[] {
  const remarks: [count: number, noun: string, what: string][] = [
    [unended, 'message', 'not seen to the end: the output may have been more'],
    [unknownLines, 'line', 'of the transcripts of a type that bookend does not know'],
    [unreadable, 'unreadable line', 'in the transcripts'],
    [notRead.length, 'file', 'beside the transcripts not read; the report says which and why'],
  ]
  const said = remarks.filter(([count]) => count > 0).map(([count, noun, what]) => `${plural(count, noun)} ${what}`)
  return reconciled ? [...said, ...differenceOf(reconciled)] : said
}

function differenceOf({ own, counted }: NonNullable<Agent['reconciled']>): string[] {
  const kinds = [
    ['input', 'input'],
    ['output', 'output'],
    ['cacheRead', 'from cache'],
    ['cacheWrite', 'to cache'],
  ] as const
  const differ = kinds
    .filter(([kind]) => own[kind] !== counted[kind])
    .map(([kind, name]) => `${name} ${own[kind]} against ${counted[kind]}`)
  return differ.length > 0
    ? [`the agent's own totals of tokens differ from what was counted: ${differ.join(', ')}`]
    : []
}
