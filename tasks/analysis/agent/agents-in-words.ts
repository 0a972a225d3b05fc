const names: Record<string, string> = { 'claude-code': 'Claude Code', codex: 'Codex' }

/** Agents as people call them; programs read their ids. */
export const agentsInWords = (agents: string[]): string => agents.map((agent) => names[agent] ?? agent).join(' and ')
