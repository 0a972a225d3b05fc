const names: Record<string, string> = { 'claude-code': 'Claude Code', codex: 'Codex' }

/** Agents as people call them; programs read their ids. */
export const agentsInWords = (agents: string[]): string => agents.map((agent) => names[agent] ?? agent).join(' and ')

/** What was asked last: of several agents of each, with its name, and of several sessions of one agent of each. */
export function requestsOf({
  request,
  requests,
}: {
  request?: string | undefined
  requests?: { agent: string; request: string }[] | undefined
}): { text: string; by: string }[] {
  if (!requests) return request ? [{ text: request, by: '' }] : []
  const several = requests.some(({ agent }) => agent !== requests[0]?.agent)
  return requests.map(({ agent, request: text }, index) => {
    const isOther = requests.findIndex((each) => each.agent === agent) < index
    const by = [...(several ? [agentsInWords([agent])] : []), ...(isOther ? ['another session'] : [])]
    return { text, by: by.length > 0 ? ` (${by.join(', ')})` : '' }
  })
}
