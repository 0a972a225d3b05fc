import { basename, dirname } from 'node:path'
import { instructionFiles, skillFiles } from '../../../tasks/install-record.ts'
import { instructionHistoryFile } from '../../../tasks/own-files.ts'
import type { Files } from '../../../tasks/task.ts'
import { render } from '../../../templates/render.ts'
import type { TypedCommand } from '../../runner/typed-command.ts'
import type { Installation } from './installation.ts'

/** The skills that answer to the phrases of the checklist. */
export function renderSkills({ call }: Installation): { path: string; text: string }[] {
  return Object.entries(skillFiles).map(([name, path]) => ({
    path,
    text: render(`skill-${name}.md`, 'text', { call, name: basename(dirname(path)), allowed: allowedTools(call) }),
  }))
}

/** The commands that a skill runs, as the agent's `allowed-tools` names them: nobody is asked whether they may run. */
export const allowedTools = (call: TypedCommand): string =>
  [
    ...['init', 'closedown', 'notes'].map((command) => call(command)),
    `${call('note')} *`,
    call('task', 'rules/proposals', '--json'),
    `${call('explain')} *`,
  ]
    .map((command) => `Bash(${command})`)
    .join(', ')

/** `replaces`: whether the project has the rule whose checklist closedown replaces. */
export const renderParagraph = ({ call }: Installation, replaces: boolean): string =>
  render('agents-paragraph.md', 'text', { call, replaces })

const checklistRule = /"inst_024(_\w+)?"/

/** Whether the instruction history has the rule that bookend replaces the checklist of. */
export const hasChecklistRule = (files: Files): boolean => checklistRule.test(files.read(instructionHistoryFile) ?? '')

/**
 * Which file of instructions gets the paragraph: the one that is there. Of both CLAUDE.md, which is what the agent with these hooks reads, unless
 * it only points to the other. Of none a new CLAUDE.md.
 */
export function instructionFile(files: Files): string {
  const [claude, agents] = instructionFiles
  if (!files.exists(agents)) return claude
  if (!files.exists(claude) || files.info(claude)?.kind === 'link') return agents
  return /^@(\.\/)?AGENTS\.md\s*$/m.test(files.read(claude) ?? '') ? agents : claude
}
