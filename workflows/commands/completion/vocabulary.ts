/** What can be typed, as far as a shell completes it. */
export interface Vocabulary {
  commands: CommandWords[]
  /** The options that may be before the command. */
  shared: OptionWords[]
  /** The programs that bookend is called through: `npx` of `npx bookend`. */
  callers: string[]
}

interface CommandWords {
  name: string
  description: string
  /** What can follow the command. */
  words: string[]
  /** Whether names of files can. */
  files: boolean
  options: OptionWords[]
}

export interface OptionWords {
  name: string
  description: string
  takesValue: boolean
  words: string[]
}

/** Text within single quotes of a POSIX shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
