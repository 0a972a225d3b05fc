import { type Argument, Help, InvalidArgumentError, Option, Command as Program } from 'commander'
import { didYouMean } from '../../templates/did-you-mean.ts'
import { plural } from '../../templates/words.ts'
import { answers, type Command, dryRun, type OptionValues, optionsOf, optionsOfAll, wordsOf } from './command.ts'
import { type Output, usualWidth } from './effects/output.ts'
import type { TypedCommand } from './typed-command.ts'

/** A description that has less room beside its term is put below it, and wrapped there. */
const narrowest = 24
const belowTerm = ' '.repeat(6)

const formatItem: Help['formatItem'] = (term, termWidth, description, helper) => {
  const width = helper.helpWidth ?? usualWidth
  if (description === '' || width - termWidth - 4 >= narrowest)
    return Help.prototype.formatItem.call(helper, term, termWidth, description, helper)
  const below = helper.boxWrap(description, width - belowTerm.length).replaceAll('\n', `\n${belowTerm}`)
  return `  ${term}\n${belowTerm}${below}`
}

const ofAll = `Every command takes ${optionsOfAll.map(([flags]) => flags).join(', ')}; ${dryRun[0]} shows what one that writes would do. "help COMMAND" shows the rest.`

interface Parts {
  commands: Command[]
  version: string
  /** Whether what is printed is a JSON document. */
  json: boolean
  output: Output
  /** How bookend is called here: an error ends with the command that says how to go on. */
  typed(): TypedCommand
  run(command: Command, args: string[], options: OptionValues): Promise<void>
}

/** The command line as a parser: what can be typed, with its help. */
export function createProgram({ commands, version, json, output, typed, run }: Parts): Program {
  const program = new Program('bookend')
    .description("Opens and closes a coding agent's working session in a git project.")
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    // Without the word [options], which every command takes, names stay short enough for descriptions beside them.
    .configureHelp({
      subcommandTerm: (sub) => [sub.name(), ...sub.registeredArguments.map(termOf)].join(' '),
      minWidthToWrap: narrowest,
      formatItem,
      // Without the parser's own remarks on what an option is without its value.
      optionDescription: ({ description }) => description,
      // Help is printed in one piece: with --json it is one document.
      formatHelp: (command, helper) =>
        [
          Help.prototype.formatHelp.call(helper, command, helper),
          ...(command.parent ? [] : [helper.boxWrap(ofAll, helper.helpWidth ?? usualWidth)]),
        ].join('\n'),
    })
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      // Only help and version are printed by the parser.
      writeOut: (text) =>
        json ? output.json(text.trim() === version ? { version } : { help: text }) : output.result(text),
      writeErr: (text) => output.note(text.trimEnd()),
      outputError: (text) => output.note(`bookend: ${usageError(text)}; ${typed()('--help')} lists the commands`),
      getOutHelpWidth: () => output.columns ?? usualWidth,
      getErrHelpWidth: () => output.columns ?? usualWidth,
    })
  for (const command of commands) {
    const sub = program
      .command([command.name, command.arguments ?? ''].join(' ').trim())
      .description(command.description)
      .configureOutput({
        ...program.configureOutput(),
        outputError: (text) =>
          output.note(`bookend: ${usageError(text)}; ${typed()(command.name, '--help')} shows what it takes`),
      })
    for (const [flags, description, several] of optionsOf(command)) {
      const option = new Option(flags, description)
      const known = optionsOf(command).flatMap(([each]) => wordsOf(each))
      // Given without its value, it is there as an empty text.
      if (several) option.argParser(collect).preset('')
      else if (option.required) option.argParser((value) => notAnOption(value, known))
      sub.addOption(option)
    }
    sub.action(async (...parameters: unknown[]) => {
      const args = parameters.slice(0, -2).flat()
      await run(command, args.filter((value) => value !== undefined) as string[], sub.opts())
    })
  }
  const [help, printVersion] = answers.map(({ name, arguments: takes = '', description }) =>
    optionsOfAll.reduce(
      (sub, [flags, says]) => sub.option(flags, says),
      program.command(`${name} ${takes}`.trim()).description(description),
    ),
  ) as [Program, Program]
  help.action((name?: string) => {
    const sub = program.commands.find((candidate) => candidate.name() === name)
    if (name === undefined || sub) return (sub ?? program).help()
    program.error(
      `error: unknown command '${name}'${didYouMean(
        name,
        program.commands.map((one) => one.name()),
      )}`,
    )
  })
  printVersion.action(() => (json ? output.json({ version }) : output.result(version)))
  return program
}

const termOf = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`
  return argument.required ? `<${name}>` : `[${name}]`
}

/** The parser's words for what is wrong, in bookend's own form, on one line. */
const usageError = (text: string): string =>
  text
    .trim()
    .replace(/^error: /, '')
    .replace(
      /\s*\(Did you mean (?:one of )?(.+?)\?\)$/s,
      (_, near: string) => `; did you mean "${near.replaceAll(', ', '" or "')}"?`,
    )
    .replace(/\.$/, '')
    .replace(
      /^too many arguments for '(.+?)'\. Expected (\d+) arguments? but got (\d+)$/,
      (_, name: string, most: string, given: string) =>
        `${name} takes ${plural(Number(most), 'argument')} and was given ${given}${most === '1' ? '; a text of several words goes in quotes' : ''}`,
    )
    .replaceAll('\n', ' ')

/** `--html --json` names no file: the value was forgotten. */
function notAnOption(value: string, known: string[]): string {
  if (known.includes(value)) throw new InvalidArgumentError('that is an option itself; the value is missing.')
  return value
}

const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value]
