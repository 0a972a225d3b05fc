import { isPipe } from './shell-line.ts'

/** What is shown in front of a command behind another one. Of line ends, `&` and brackets only that the next one runs all the same. */
export const separator = (operator: string): string =>
  isPipe(operator) ? ' | ' : operator === '&&' || operator === '||' ? ` ${operator} ` : '; '

/** The commands of a line as it is shown, with what each is piped into. What is in a text separates nothing. */
export const shownCommands = (line: string): string[] => line.split(/ (?:&&|\|\|) |; (?=(?:[^']*'[^']*')*[^']*$)/)
