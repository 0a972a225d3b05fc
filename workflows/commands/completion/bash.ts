import { quoted, type Vocabulary } from './vocabulary.ts'

/** For bash 3.2 and later; `bookend completion bash >> ~/.bashrc`, or a file that it sources. */
export function bash({ commands, shared, callers }: Vocabulary): string {
  const cases = commands.map(({ name, words, files, options }) => {
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
  const names = [...commands, ...shared].map(({ name }) => name).join(' ')
  const taking = shared.filter((option) => option.takesValue).map((option) => option.name)
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
  local value=no
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [ $value = yes ]; then value=no; continue; fi
    case "$word" in ${taking.join('|')}) value=yes ;; -*) ;; *) command="$word"; break ;; esac
  done
  COMPREPLY=()
  if [ $value = yes ]; then COMPREPLY=($(compgen -f -- "$current")); return; fi
  case "$command" in
    '') _bookend_offer ${quoted(`${names} --help --version`)} ;;
${cases.join('\n')}
  esac
}
complete -o filenames -F _bookend bookend
# npx bookend, pnpm exec bookend: as if only bookend and what is behind it was typed.
_bookend_called() {
  local at
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "\${COMP_WORDS[at]}" in
      bookend) COMP_WORDS=("\${COMP_WORDS[@]:at}"); COMP_CWORD=$((COMP_CWORD - at)); _bookend; return ;;
      exec|-*) ;;
      *) return ;;
    esac
  done
}
for _bookend_caller in ${callers.join(' ')}; do
  # A completion of their own stays.
  complete -p "$_bookend_caller" > /dev/null 2>&1 || complete -o default -o filenames -F _bookend_called "$_bookend_caller"
done
unset _bookend_caller
`
}
