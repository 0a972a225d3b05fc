import { basename } from 'node:path'
import { behindCommand, isAssignment, type Place, type Told, toldOf, withVariables } from './place.ts'
import { wordList } from './word-list.ts'

export interface Word {
  text: string
  quoted: boolean
}

/** What stands between two operators of a line. */
export interface Piece {
  words: Word[]
  /** Files that its output goes to. */
  writes: string[]
  /** Files that its input comes from. */
  reads: string[]
  /** The operator behind it; empty for the last. */
  ends: string
}

/** One command of a line, where it runs, and the operator that it stands behind: empty for the first. */
export interface Step extends Told<Word> {
  behind: string
  /** Which piece of the line it is. */
  at: number
  piece: Piece
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

/** A line, cut at its operators. */
export function piecesOf(whole: string): Piece[] {
  const line = readable(whole)
  const pieces: Piece[] = []
  let piece: Piece = { words: [], writes: [], reads: [], ends: '' }
  const end = (operator: string) => {
    pieces.push({ ...piece, ends: operator })
    piece = { words: [], writes: [], reads: [], ends: '' }
  }
  for (const match of line.matchAll(tokens)) {
    const { operator, redirection, alsoInto, into = alsoInto, heredoc, word } = match.groups ?? {}
    if (heredoc !== undefined) break
    if (operator !== undefined) end(operator)
    else if (into !== undefined) (redirection?.startsWith('<') ? piece.reads : piece.writes).push(unquoted(into).text)
    else if (redirection === undefined && word !== undefined) piece.words.push(unquoted(word))
  }
  end('')
  return pieces
}

const readable = (whole: string): string =>
  withoutHeredocs(whole)
    .slice(0, longestCommand)
    .replace(/\\\r?\n/g, ' ')

/** The commands of a line that begins at a place. */
export function stepsOf(whole: string, from: Place): Step[] {
  const line = readable(whole)
  const steps: Step[] = []
  let behind = ''
  let place = from
  /** Where the shells are that a bracket began another one in. */
  const outer: Place[] = []
  for (const [at, piece] of piecesOf(whole).entries()) {
    const { words, ends } = piece
    const bare = withoutWrappers(words)
    if (bare.length > 0) {
      const set = words.slice(0, words.length - bare.length).filter(({ quoted }) => !quoted)
      const here = withVariables(place, textsOf(set))
      steps.push({ ...toldOf(here, bare, line), behind, at, piece })
      place = behindCommand(place, textsOf(bare), line)
    }
    // Of several operators in a row, as behind a bracket, the last one says what comes of the command before; and a line may go on behind one.
    if (words.length > 0 || ends !== '\n') behind = ends
    if (ends === '(') outer.push(place)
    if (ends === ')') place = outer.pop() ?? place
  }
  return steps
}

const textsOf = (words: Word[]): string[] => words.map(({ text }) => text)
const isNoAssignment = ({ text, quoted }: Word): boolean => quoted || !isAssignment(text)

/**
 * What a command prints that is put into a word (`$(…)`) is a part of it, unless all that the line does with it is to keep it (`OUT=$(npm test)`);
 * braces group commands where they stand alone.
 */
const tokens =
  /(?<heredoc><<-?\s*['"]?\w+)|(?<redirection>(?:\d?(?:>>?|<|>&)\s*(?:&\d|(?<into>[^\s;|&<>]+))|&>>?\s*(?<alsoInto>[^\s;|&<>]+)))|(?<operator>&&|\|\||\|&|[;|&\n()]|(?<=^|[\s;|&()]){(?=\s)|(?<=[\s;&])}(?=$|[\s;|&)]))|(?<word>(?:"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|(?<!=)\$\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|\$\{[^{}]*\}|[^\s;|&<>()"'\\])+)|[\s\S]/g

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
