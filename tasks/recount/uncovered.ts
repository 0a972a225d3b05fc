import type { JsonObject } from '../../cache/json.ts'

/** Blocks of a report that a recount does not count again, and what is in them. What is made of the numbers of earlier days changes with what is logged late. */
const blocks: Record<string, string> = {
  rules:
    'what is proposed about the rules from this and earlier sessions, those of decisions that were logged late too',
  agent: "what the agent's transcripts come to",
  git: 'the work tree',
  work: 'what was noted and is open',
  sync: 'the sync of the rules',
  cleanup: 'what a cleanup found',
  deployment: 'what is deployed',
  tasks: 'how the steps went',
}

/** Parts of the analysis that are not, where they are not just one metric. */
const parts: Record<string, string> = {
  'analysis.framework': "what the framework's own files say",
  'analysis.stats': "what the services' own counters say",
  'analysis.baseline': 'the comparison with earlier sessions',
  'analysis.baseline.own': 'which sessions each service is compared with',
  'analysis.baseline.unread': 'what a store has further back',
  'analysis.baseline.comparisons.*.verdict': 'the verdicts of the comparisons',
  'analysis.anomalies': 'the anomalies',
  'analysis.agent': "the agent's own numbers",
  'analysis.exposure.commits': "the session's commits",
  'analysis.exposure.toolCalls': 'the tool calls',
  'analysis.exposure.toolCallsAfterLog': 'the tool calls behind the log',
  'analysis.health': 'the score',
}

/** The blocks of a report that are not covered. */
export const uncoveredBlocks = (report: JsonObject): string[] => Object.keys(blocks).filter((name) => name in report)

/** What was not recounted, in words: what has none is called by its path. */
export function uncoveredInWords(paths: string[]): string {
  const words = paths.map((path) => {
    const deduction = /^analysis\.health\.\*\.(\w+)\*$/.exec(path)?.[1]
    return deduction ? `what ${deduction} takes off the score` : (blocks[path] ?? parts[path] ?? path)
  })
  return [...new Set(words)].join('; ')
}
