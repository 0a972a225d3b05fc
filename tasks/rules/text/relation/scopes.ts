import { stemOf } from '../vocabulary.ts'

/** Words that say where a rule applies: with one of them more it is another rule, however much is shared. */
const scopes = new Set(
  [
    'test tests unit integration staging production development local ci frontend backend server client public private internal external admin administrator',
    'user users mobile web desktop api new old legacy temporary generated main draft',
  ]
    .flatMap((line) => line.split(' '))
    .map(stemOf),
)

export const scoped = (words: string[]) => words.some((word) => scopes.has(word))
