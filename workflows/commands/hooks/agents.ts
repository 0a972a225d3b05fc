import type { AgentName } from '../../../cache/transcripts/dialect.ts'
import type { Project } from '../../../tasks/task.ts'

export const agentNames: AgentName[] = ['claude-code', 'codex']

/** What is left to do for each agent, once it is installed, until it calls the hooks. */
export const toBegin: Record<AgentName, string> = {
  'claude-code': 'start the agent anew in this project',
  codex: 'start Codex anew in this project and trust the hooks with /hooks there, after each change of them too',
}

export const installCommand = (project: Pick<Project, 'command'>, agent: AgentName): string =>
  agent === 'codex' ? project.command('hooks', 'install', '--agent', agent) : project.command('hooks', 'install')
