import { type Command, type OptionRow, optionsOf, optionsOfAll } from '../runner/command.ts'

/** docs/commands.md: every command with its options, from the tables that the command line itself is made from. */
export function commandReference(commands: Command[]): string {
  const table = (rows: OptionRow[]) => [
    '| option | does |',
    '|---|---|',
    ...rows.map(([flags, description]) => `| \`${flags}\` | ${description.replaceAll('|', '\\|')} |`),
  ]
  const shared = new Set(optionsOfAll.map(([flags]) => flags))
  const sections = commands.flatMap((command) => {
    const own = optionsOf(command).filter(([flags]) => !shared.has(flags))
    const usage = ['bookend', command.name, '[options]', command.arguments ?? '']
      .filter((part) => part !== '')
      .join(' ')
    return [
      '',
      `## ${command.name}`,
      '',
      `\`${usage}\``,
      '',
      `${command.description[0]?.toUpperCase()}${command.description.slice(1)}.`,
      ...(own.length > 0 ? ['', ...table(own)] : []),
    ]
  })
  return [
    '# Commands',
    '',
    'Made from the command table by `npm run commands`; `bookend help COMMAND` prints the same. Without a command, bookend prints the glance.',
    '',
    'Every command takes:',
    '',
    ...table(optionsOfAll),
    ...sections,
    '',
  ].join('\n')
}
