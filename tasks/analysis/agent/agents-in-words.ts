const names: Record<string, string> = { 'claude-code': 'Claude Code', codex: 'Codex' }

/** Agents as people call them; programs read their ids. */
export const agentsInWords = (agents: string[]): string => agents.map((agent) => names[agent] ?? agent).join(' and ')

/** What was asked last; of several agents, of each, with its name. */
export const requestsOf = ({
  request,
  requests,
}: {
  request?: string
  requests?: { agent: string; request: string }[]
}): { text: string; by: string }[] =>
  requests?.map(({ agent, request: text }) => ({ text, by: ` (${agentsInWords([agent])})` })) ??
  (request ? [{ text: request, by: '' }] : [])
