import { isShell } from './worst-first.ts'

/** What was called, for people: a command, else the tool with what it was about. */
export const calledOf = ({ tool, command }: { tool: string; command: string }): string =>
  command === '' || !isShell(tool) ? `${tool} ${command}`.trim() : command
