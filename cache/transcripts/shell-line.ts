import { basename } from 'node:path'
import { behindCommand, isAssignment, type Place, type Told, toldOf, withVariables } from './place.ts'
import { wordList } from './word-list.ts'

export interface Word {
  text: string
  quoted: boolean
}

/** One command of a line, where it runs, and the operator that it stands behind: empty for the first. */
export interface Step extends Told<Word> {
  behind: string
}
export const isPipe = (operator: string): boolean => operator === '|' || operator === '|&'

export const programOf = (words: Word[]): string => basename(words[0]?.text ?? '')

const longestCommand = 4096

/** Programs that run another one, and how many words of their own come with them besides flags. */
const wrappers = new Map<string, number>([
  ...wordList(`
    sudo env time nohup command exec nice ionice stdbuf xargs
    if then else elif do while until !
  `).map((name): [string, number] => [name, 0]),
  ['timeout', 1],
])

/** The commands of a line that begins at a place. */
export function stepsOf(whole: string, from: Place): Step[] {
  const line = withoutHeredocs(whole)
    .slice(0, longestCommand)
    .replace(/\\\r?\n/g, ' ')
  const steps: Step[] = []
  let words: Word[] = []
  let behind = ''
  let place = from
  /** Where the shells are that a bracket began another one in. */
  const outer: Place[] = []
  const end = (operator: string) => {
    const bare = withoutWrappers(words)
    if (bare.length > 0) {
      const set = words.slice(0, words.length - bare.length).filter(({ quoted }) => !quoted)
      const here = withVariables(place, textsOf(set))
      steps.push({ ...toldOf(here, bare, line), behind })
      place = behindCommand(place, textsOf(bare), line)
    }
    // Of several operators in a row, as behind a bracket, the last one says what comes of the command before; and a line may go on behind one.
    if (words.length > 0 || operator !== '\n') behind = operator
    words = []
    if (operator === '(') outer.push(place)
    if (operator === ')') place = outer.pop() ?? place
  }
  for (const match of line.matchAll(tokens)) {
    const { operator, redirection, heredoc, word } = match.groups ?? {}
    if (heredoc !== undefined) break
    if (operator !== undefined) end(operator)
    else if (redirection === undefined && word !== undefined) words.push(unquoted(word))
  }
  end('')
  return steps
}

const textsOf = (words: Word[]): string[] => words.map(({ text }) => text)
const isNoAssignment = ({ text, quoted }: Word): boolean => quoted || !isAssignment(text)

const tokens =
  /(?<heredoc><<-?\s*['"]?\w+)|(?<redirection>\d?(?:>>?|<|>&)\s*(?:&\d|[^\s;|&<>]+)|&>>?\s*\S+)|(?<operator>&&|\|\||\|&|[;|&\n(){}])|(?<word>(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|[^\s;|&<>(){}"'\\])+)|[\s\S]/g

function unquoted(word: string): Word {
  const quoted = /^["']/.test(word)
  return { text: word.replace(/\\(.)/g, '$1').replace(/^(["'])([\s\S]*?)\1?$/, '$2'), quoted }
}

function withoutWrappers(words: Word[]): Word[] {
  let rest = withoutVariables(words)
  for (let own = wrappers.get(programOf(rest)); own !== undefined; own = wrappers.get(programOf(rest))) {
    let at = 1
    while (rest[at]?.text.startsWith('-') || /^\w+=/.test(rest[at]?.text ?? ''))
      at += /^-[nc]$/.test(rest[at]?.text ?? '') ? 2 : 1
    rest = withoutVariables(rest.slice(at + own))
  }
  return rest
}

/**
 * A line without the documents in it (`cat <<EOF`): what they say is no command, and what stands behind them is. One that does not end stays.
 */
function withoutHeredocs(line: string): string {
  if (!line.includes('<<')) return line
  const lines = line.split('\n')
  const kept: string[] = []
  for (let at = 0; at < lines.length; at++) {
    let text = lines[at] as string
    for (const [mark, tag] of [...text.matchAll(heredocs)]) {
      const end = lines.findIndex((each, index) => index > at && each.trim() === tag)
      if (end === -1) continue
      text = text.replace(mark, () => ' ')
      at = end
    }
    kept.push(text)
  }
  return kept.join('\n')
}
const heredocs = /(?<!<)<<-?\s*\\?['"]?([A-Za-z_]\w*)['"]?/g

/** Without what is set in front: nothing is left where nothing runs. */
function withoutVariables(words: Word[]): Word[] {
  const first = words.findIndex(isNoAssignment)
  return first === -1 ? [] : words.slice(first)
}
