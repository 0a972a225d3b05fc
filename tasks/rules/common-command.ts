/** Words of a command; without what was shortened or taken out, as nobody could compare it. */
const wordsOf = (command: string): string[] =>
  (command.match(/'[^']*'|\S+/g) ?? []).filter((word) => !/…|\[redacted\]|`/.test(word))

/** The commands of a line, without where they run. */
const stepsOf = (line: string): string[][] =>
  line
    .split(/ (?:&&|\|) /)
    .map(wordsOf)
    .filter(([program = 'cd']) => program !== 'cd')

const isFlag = (word = ''): boolean => word.startsWith('-')
const argumentsIn = (words: string[]): string[] => words.filter((word) => !isFlag(word))

/** The arguments with which both begin, and the flags of both, with their values. */
function commonWords(words: string[], others: string[]): string[] {
  const rest = argumentsIn(others)
  const kept: string[] = []
  let isSame = true
  for (const [at, word] of words.entries()) {
    const flag = words[at - 1]
    const isValue = isFlag(flag) && kept.at(-1) === flag && others[others.indexOf(flag as string) + 1] === word
    if (isFlag(word) ? others.includes(word) : isValue || (isSame && rest[0] === word)) kept.push(word)
    if (isFlag(word)) continue
    isSame &&= rest[0] === word
    if (isSame) rest.shift()
  }
  return kept
}

/** What may be the name of a subcommand: nobody who refused one refused them all. */
const isName = (word = ''): boolean => /^[a-z][a-z:-]*$/.test(word)

/** Whether what refused commands have in common is no more than what each of them does. */
function saysWhat(common: string[], commands: string[][]): boolean {
  if (commands.some((words) => words.join(' ') === common.join(' '))) return true
  if (isFlag(common.at(-1))) return true
  const depth = argumentsIn(common).length
  const next = commands.map((words) => argumentsIn(words)[depth])
  return depth > 1 && next.every((word) => word !== undefined && (depth > 2 || !isName(word)))
}

/**
 * The longest command that is in all of these: program, subcommands, arguments, flags. Undefined where it would be more than was refused: `git stash` of
 * `git stash drop` and `git stash clear`.
 */
export function commonCommand(lines: string[]): string | undefined {
  const all = lines.map(stepsOf)
  const candidates = (all[0] ?? []).map((step) => {
    const likeness = (words: string[]) => (words[0] === step[0] ? commonWords(step, words).length : 0)
    const like = all.map((steps) => steps.toSorted((a, b) => likeness(b) - likeness(a))[0] ?? [])
    return { commands: like, common: like.reduce(commonWords, step) }
  })
  return candidates
    .filter(({ common, commands }) => argumentsIn(common).length > 0 && saysWhat(common, commands))
    .map(({ common }) => common.join(' '))
    .toSorted((a, b) => b.length - a.length)[0]
}
