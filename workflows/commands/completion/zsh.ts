import { quoted, type Vocabulary } from './vocabulary.ts'

/** For zsh; a file `_bookend` in a directory of `$fpath`, or sourced behind `compinit`. */
export function zsh(vocabulary: Vocabulary): string {
  const described = (name: string, description: string) => quoted(`${name.replaceAll(':', '\\:')}:${description}`)
  const cases = vocabulary.map(({ name, words, files, options }) => {
    const taking = options.filter((option) => option.takesValue)
    const values = taking.map(
      (option) =>
        `        ${option.name}) ${option.words.length > 0 ? `compadd -- ${option.words.map(quoted).join(' ')}` : '_files'}; return ;;`,
    )
    return [
      `    ${name})`,
      '      case "$words[CURRENT-1]" in',
      ...values,
      '      esac',
      `      offers=(${options.map((option) => described(option.name, option.description)).join(' ')})`,
      "      if [[ $PREFIX == -* ]]; then _describe -o 'option' offers; return; fi",
      ...(words.length > 0 ? [`      compadd -- ${words.map(quoted).join(' ')}`] : []),
      ...(files ? ['      _files'] : []),
      '      ;;',
    ].join('\n')
  })
  return `#compdef bookend
_bookend() {
  local -a offers
  if (( CURRENT == 2 )); then
    offers=(${vocabulary.map(({ name, description }) => described(name, description)).join(' ')})
    _describe 'command' offers
    return
  fi
  case "$words[2]" in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _bookend ]]; then _bookend "$@"; else compdef _bookend bookend; fi
`
}
