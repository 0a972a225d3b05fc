import { quoted, type Vocabulary } from './vocabulary.ts'

/** For zsh; a file `_bookend` in a directory of `$fpath`, or sourced behind `compinit`. */
export function zsh({ commands, shared, callers }: Vocabulary): string {
  const described = (name: string, description: string) => quoted(`${name.replaceAll(':', '\\:')}:${description}`)
  const cases = commands.map(({ name, words, files, options }) => {
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
  const taking = shared.filter((option) => option.takesValue).map((option) => option.name)
  return `#compdef bookend
_bookend() {
  local -a offers
  # The command is the first word that is neither an option nor the value of one.
  local -i place=2
  while (( place < CURRENT )) && [[ $words[place] == -* ]]; do
    case "$words[place]" in (${taking.join('|')}) (( place += 1 )) ;; esac
    (( place += 1 ))
  done
  if (( place > CURRENT )); then _files; return; fi
  if (( place == CURRENT )); then
    offers=(${[...commands, ...shared].map(({ name, description }) => described(name, description)).join(' ')})
    _describe 'command' offers
    return
  fi
  case "$words[place]" in
${cases.join('\n')}
  esac
}
# npx bookend, pnpm exec bookend: as if only bookend and what is behind it was typed.
_bookend_called() {
  local -i place=$words[(i)bookend]
  if (( place >= CURRENT )); then _default; return; fi
  words=("\${(@)words[place,-1]}")
  (( CURRENT -= place - 1 ))
  _bookend
}
if (( $+functions[compdef] )); then
  for _bookend_caller in ${callers.join(' ')}; do
    # A completion of their own stays.
    (( $+_comps[$_bookend_caller] )) || compdef _bookend_called $_bookend_caller
  done
  unset _bookend_caller
fi
if [[ $funcstack[1] == _bookend ]]; then _bookend "$@"; else compdef _bookend bookend; fi
`
}
