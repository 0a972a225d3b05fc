import type { HandoffFacts } from '../facts.ts'

const listedTools = 10

/** What the agent used and what went wrong with its tools; nothing where there is no transcript. */
export function agentSection({ agent }: HandoffFacts) {
  if (!agent)
    return { agent: undefined, context: '', checkpoints: '', remarks: [], models: [], tools: [], moreTools: 0 }
  const { context, checkpoints, compactions, transcripts } = agent
  const share = checkpoints ? `, ${Math.round((context.peak / checkpoints.budget) * 100)} % of the budget` : ''
  const tools = Object.entries(agent.tools).toSorted(([, a], [, b]) => troubles(b) - troubles(a) || b.calls - a.calls)
  return {
    agent: { transcripts },
    context: `${context.peak} tokens at its largest${share}; ${context.last} at last; ${compactions} compactions`,
    checkpoints: checkpoints ? percentages(checkpoints.reached, checkpoints.overdue) : '',
    remarks: remarksOn(agent),
    models: Object.entries(agent.models).map(([name, usage]) => ({ name, ...usage })),
    tools: tools.slice(0, listedTools).map(([name, counts]) => ({ name, ...counts })),
    moreTools: Math.max(0, tools.length - listedTools),
  }
}

const troubles = ({ failures, denials }: { failures: number; denials: number }): number => failures + denials

function percentages(reached: number[], overdue: number[]): string {
  const list = (values: number[]) => (values.length > 0 ? values.map((value) => `${value} %`).join(', ') : 'none')
  return `reached: ${list(reached)}; of these not taken: ${list(overdue)}`
}

function remarksOn({ unended, unknownLines, unreadable }: NonNullable<HandoffFacts['agent']>): string[] {
  const remarks: [count: number, what: string][] = [
    [unended, 'messages were not seen to their end: their output may have been more'],
    [unknownLines, 'lines of the transcripts are of a type that bookend does not know'],
    [unreadable, 'lines of the transcripts are unreadable'],
  ]
  return remarks.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
}
