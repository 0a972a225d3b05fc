import { wordList } from './word-list.ts'

/** Programs that only show what is already there: a summary of tests in what they print is not a run of tests. */
const showing = new Set(
  wordList(`
    ls cat head tail less more grep rg ag sed awk find fd wc sort uniq
    git gh diff cp mv rm mkdir touch chmod curl wget jq ps kill which tree
  `),
)

export const isShowing = (program: string): boolean => showing.has(program)
