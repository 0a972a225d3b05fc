import { type Argument, Option, Command as Program } from 'commander'
import { didYouMean } from '../../templates/did-you-mean.ts'
import type { Command, OptionRow, OptionValues } from './command.ts'
import type { Output } from './effects/output.ts'

export const optionsOfAll: OptionRow[] = [
  ['--project <dir>', 'the project (default: the nearest one at or above the working directory)'],
  ['--json', 'print exactly one JSON document'],
  ['--verbose', 'say more'],
  ['--quiet', 'say less'],
]
const dryRun: OptionRow = ['--dry-run', 'print what would be done, and change nothing']

/** Help is wrapped at the terminal's width, and at this one where there is no terminal. */
const usualWidth = 80

/** Every option that a command takes: its own first, then what it shares with others. */
export const optionsOf = (command: Command): OptionRow[] => [
  ...(command.options ?? []),
  ...(command.writes ? [dryRun] : []),
  ...optionsOfAll,
]

interface Parts {
  commands: Command[]
  version: string
  output: Output
  run(command: Command, args: string[], options: OptionValues): Promise<void>
}

/** The command line as a parser: what can be typed, with its help. */
export function createProgram({ commands, version, output, run }: Parts): Program {
  const program = new Program('bookend')
    .description("Opens and closes a coding agent's working session in a git project.")
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    // Without the word [options], which every command takes, names stay short enough for descriptions beside them.
    .configureHelp({ subcommandTerm: (sub) => [sub.name(), ...sub.registeredArguments.map(termOf)].join(' ') })
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.result(text),
      writeErr: (text) => output.note(text.replace(/^error: /, 'bookend: ').trimEnd()),
      getOutHelpWidth: () => output.columns ?? usualWidth,
      getErrHelpWidth: () => output.columns ?? usualWidth,
    })
  for (const command of commands) {
    const sub = program
      .command([command.name, command.arguments ?? ''].join(' ').trim())
      .description(command.description)
    for (const [flags, description, several] of optionsOf(command)) {
      const option = new Option(flags, description)
      // Given without its value, it is there as an empty text.
      sub.addOption(several ? option.argParser(collect).preset('') : option)
    }
    sub.action(async (...parameters: unknown[]) => {
      const args = parameters.slice(0, -2).flat()
      await run(command, args.filter((value) => value !== undefined) as string[], sub.opts())
    })
  }
  program
    .command('help [command]')
    .description('print the help of a command')
    .action((name?: string) => {
      const sub = program.commands.find((candidate) => candidate.name() === name)
      if (name === undefined || sub) return (sub ?? program).help()
      program.error(
        `error: there is no command ${name}${didYouMean(
          name,
          program.commands.map((one) => one.name()),
        )}`,
      )
    })
  program
    .command('version')
    .description('print the version')
    .action(() => output.result(version))
  return program
}

const termOf = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`
  return argument.required ? `<${name}>` : `[${name}]`
}

const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value]
