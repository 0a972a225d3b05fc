import type { OptionWords, Vocabulary } from './vocabulary.ts'

/** For fish; `~/.config/fish/completions/bookend.fish`. */
export function fish({ commands, shared, callers }: Vocabulary): string {
  const optionLine = (here: string) => (option: OptionWords) =>
    `${here} -l ${option.name.slice(2)} ${option.takesValue ? '-r ' : ''}${option.words.length > 0 ? `-f -a ${quoted(option.words.join(' '))} ` : ''}-d ${quoted(option.description)}`
  const lines = commands.flatMap(({ name, description, words, files, options }) => {
    const here = `complete -c bookend -n ${quoted(`__bookend_is ${name}`)}`
    return [
      `complete -c bookend -f -n '__bookend_is ""' -a ${quoted(name)} -d ${quoted(description)}`,
      ...(words.length > 0 ? [`${here} -f -a ${quoted(words.join(' '))}`] : []),
      ...(files ? [`${here} -F`] : []),
      ...options.map(optionLine(here)),
    ]
  })
  const taking = shared.filter((option) => option.takesValue).map((option) => option.name)
  return `# fish completion for bookend
function __bookend_command
  # The first word that is neither an option nor the value of one.
  set -l words (commandline -opc)
  set -e words[1]
  while set -q words[1]
    switch $words[1]
      case ${taking.join(' ')}
        set -e words[1]
      case '-*'
      case '*'
        echo $words[1]
        return
    end
    set -e words[1]
  end
end
function __bookend_is
  set -l found (__bookend_command)
  test "$found" = "$argv[1]"
end
${[...lines, ...shared.map(optionLine(`complete -c bookend -n '__bookend_is ""'`))].join('\n')}
# npx bookend, pnpm exec bookend: as if only bookend and what is behind it was typed.
function __bookend_called
  set -l words (commandline -opc)
  set -l place (contains -i -- bookend $words); or return
  complete -C (string join ' ' -- (string escape -- $words[$place..-1]) (commandline -ct))
end
for caller in ${callers.join(' ')}
  complete -c $caller -f -n '__fish_seen_subcommand_from bookend' -a '(__bookend_called)'
end
`
}

/** In single quotes of fish only the backslash and the quote itself mean something. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
