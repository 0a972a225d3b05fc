import { quoted, type Vocabulary } from './vocabulary.ts'

/** For bash 3.2 and later; `bookend completion bash >> ~/.bashrc`, or a file that it sources. */
export function bash(vocabulary: Vocabulary): string {
  const cases = vocabulary.map(({ name, words, files, options }) => {
    const after = options.filter((option) => option.takesValue)
    return [
      `    ${name})`,
      '      case "$previous" in',
      ...after.map(
        (option) =>
          `        ${option.name}) _bookend_offer ${quoted(option.words.join(' '))} ${option.words.length === 0 ? 'files' : ''}; return ;;`,
      ),
      '      esac',
      `      case "$current" in -*) _bookend_offer ${quoted(options.map((option) => option.name).join(' '))} ;;`,
      `        *) _bookend_offer ${quoted(words.join(' '))} ${files ? 'files' : ''} ;;`,
      '      esac ;;',
    ].join('\n')
  })
  const names = vocabulary.map(({ name }) => name).join(' ')
  return `# bash completion for bookend
_bookend_offer() {
  COMPREPLY=($(compgen -W "$1" -- "$current"))
  if [ "$2" = files ]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
_bookend() {
  # The line up to the cursor, in words: COMP_WORDS is cut at colons too.
  local current previous command word
  current="\${COMP_WORDS[COMP_CWORD]}"
  previous="\${COMP_WORDS[COMP_CWORD-1]}"
  command=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) command="$word"; break ;; esac
  done
  COMPREPLY=()
  case "$command" in
    '') _bookend_offer ${quoted(`${names} --help --version`)} ;;
${cases.join('\n')}
  esac
}
complete -o filenames -F _bookend bookend
`
}
