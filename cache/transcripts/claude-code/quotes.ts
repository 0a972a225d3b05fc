import { isObject } from '../../json.ts'
import type { OwnSummary, OwnTotals, Quotes } from '../quotes.ts'
import { answerAsSentences, asSentences } from '../sentences.ts'
import { isStarted, reportedIn } from './background.ts'
import { blocksOf, contentText, requestOf } from './line.ts'
import { todoPartsOf } from './todo.ts'

export const quotes: Quotes = {
  request: (value) => (value.type === 'last-prompt' ? textOf(value.lastPrompt) : requestOf(value)),
  title: (value) => textOf(value.customTitle) || textOf(value.aiTitle) || textOf(value.summary),
  summary: (value) => summaryOf(textOf(value.content)),
  answer: (value) =>
    answerAsSentences(
      blocksIn(value)
        .map(({ type, text }) => (type === 'text' ? textOf(text) : ''))
        .join('\n'),
    ),
  link(value) {
    const url = textOf(value.prUrl)
    return /^https?:\/\/\S+$/.test(url) ? { kind: 'pr', url } : undefined
  },
  totals: totalsOf,
  todos: todoPartsOf,
  input: (value, id) => blocksIn(value).find((block) => block.type === 'tool_use' && block.id === id)?.input,
  result(value, id) {
    const own = blocksIn(value).find((block) => block.type === 'tool_result' && block.tool_use_id === id)
    return own ? contentText(own.content) : reportedIn(value)
  },
  exit(value, id) {
    const code = /^Exit code (\d+)/.exec(quotes.result(value, id))?.[1]
    return code === undefined ? undefined : Number(code)
  },
  isOpen(value, id) {
    const told = isObject(value.toolUseResult) ? value.toolUseResult : {}
    return told.interrupted === true || textOf(told.backgroundTaskId) !== '' || isStarted(quotes.result(value, id))
  },
  branch: ({ gitBranch }) => textOf(gitBranch) || undefined,
}

function blocksIn(value: Record<string, unknown>): Record<string, unknown>[] {
  const line = isObject(value.data) && isObject(value.data.message) ? value.data.message : value
  return isObject(line.message) ? blocksOf(line.message) : []
}

const parts: [label: RegExp, part: keyof OwnSummary][] = [
  [/^goals?$/i, 'goal'],
  [/^(?:done|so far|progress|completed)$/i, 'done'],
  [/^next(?: steps?| up| action)?$/i, 'next'],
]

/** The agent's own recap: `Goal: … Done: … Next: …`, with any of the three left out; text before the first of them is what was done. */
function summaryOf(text: string): OwnSummary {
  const said = asSentences(text.replace(/\s*\(disable recaps in \/config\)\s*$/, '').replace(/\*\*/g, ''))
  const summary: OwnSummary = {}
  const pieces = said.split(
    /(?:^|(?<=[\s.;]))(?:The )?(Goals?|Done|So far|Progress|Completed|Next(?: steps?| up| action)?)(?:\s?:|(?<=(?:step|action|up)) (?:is|will be))\s+/i,
  )
  const put = (part: keyof OwnSummary, words: string) => {
    const value = words.trim().replace(/[\s;,-]+$/, '')
    if (value !== '') summary[part] = [summary[part], value].filter(Boolean).join(' ')
  }
  put('done', pieces[0] ?? '')
  for (let at = 1; at + 1 < pieces.length; at += 2) {
    const part = parts.find(([label]) => label.test(pieces[at] as string))?.[1]
    if (part) put(part, pieces[at + 1] as string)
  }
  return summary
}

function totalsOf(value: Record<string, unknown>): OwnTotals | undefined {
  const { sessionId, startTime, modelUsage } = value
  if (typeof sessionId !== 'string' || !isObject(modelUsage)) return undefined
  const models = Object.values(modelUsage).filter(isObject)
  const sum = (key: string) => models.reduce((total, model) => total + numberOf(model[key]), 0)
  return {
    session: sessionId,
    since: numberOf(startTime),
    tokens: {
      input: sum('inputTokens'),
      output: sum('outputTokens'),
      cacheRead: sum('cacheReadInputTokens'),
      cacheWrite: sum('cacheCreationInputTokens'),
    },
    costUsd: numberOf(value.totalCostUSD),
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')
const numberOf = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0
