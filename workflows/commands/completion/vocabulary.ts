/** What can be typed, as far as a shell completes it. */
export type Vocabulary = {
  name: string
  description: string
  /** What can follow the command. */
  words: string[]
  /** Whether names of files can. */
  files: boolean
  options: { name: string; description: string; takesValue: boolean; words: string[] }[]
}[]

/** Text within single quotes of a POSIX shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
