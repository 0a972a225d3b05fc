import type { Vocabulary } from './vocabulary.ts'

/** For fish; `~/.config/fish/completions/bookend.fish`. */
export function fish(vocabulary: Vocabulary): string {
  const lines = vocabulary.flatMap(({ name, description, words, files, options }) => {
    const here = `complete -c bookend -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`
    return [
      `complete -c bookend -f -n __fish_use_subcommand -a ${quoted(name)} -d ${quoted(description)}`,
      ...(words.length > 0 ? [`${here} -f -a ${quoted(words.join(' '))}`] : []),
      ...(files ? [`${here} -F`] : []),
      ...options.map(
        (option) =>
          `${here} -l ${option.name.slice(2)} ${option.takesValue ? '-r ' : ''}${option.words.length > 0 ? `-f -a ${quoted(option.words.join(' '))} ` : ''}-d ${quoted(option.description)}`,
      ),
    ]
  })
  return `# fish completion for bookend\n${lines.join('\n')}\n`
}

/** In single quotes of fish only the backslash and the quote itself mean something. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
