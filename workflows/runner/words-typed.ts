/** What the words of a command line say before anything is parsed. */

/** What stands behind `--` is another command's. */
export function asksForJson(argv: string[]): boolean {
  const end = argv.indexOf('--')
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json')
}

/** What is run where no command is named. */
const usual = 'glance'

/** The words with the command in front of its options; the usual one, where there is none among them: those of options and their values are not. */
export function withCommand(argv: string[]): string[] {
  const isCommand = (word: string, at: number) => !word.startsWith('-') && argv[at - 1] !== '--project'
  const answersItself = argv.some((word) => /^(-h|--help|-V|--version)$/.test(word))
  const at = argv.findIndex(isCommand)
  if (answersItself || argv.slice(0, at).includes('--')) return argv
  return at === -1 ? [usual, ...argv] : [argv[at] as string, ...argv.slice(0, at), ...argv.slice(at + 1)]
}

/** The value of `--project DIR` or `--project=DIR`, before anything is parsed. */
export function projectArgument(argv: string[]): string | undefined {
  const at = argv.indexOf('--project')
  if (at !== -1) return argv[at + 1]
  return argv.find((word) => word.startsWith('--project='))?.slice('--project='.length)
}

/** No word of a command line can hold it. */
const mark = '\0'

/** The words with those marked that are texts though they begin as options do, such as "- fix the build": no option has a blank in its name. */
export function markTexts(argv: string[]): string[] {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length
  return argv.map((word, at) => (at < end && /^-[^\s=]*\s/.test(word) ? mark + word : word))
}

/** A parsed value as it was typed. */
export function asTyped<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(asTyped) as Value
  return typeof value === 'string' && value.startsWith(mark) ? (value.slice(mark.length) as Value) : value
}
