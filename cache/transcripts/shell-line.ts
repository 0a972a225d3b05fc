import { basename } from 'node:path'
import { sha256 } from '../json.ts'
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
export const isOption = (word: string): boolean => word !== '-' && word.startsWith('-')
export const isPipe = (operator: string): boolean => operator === '|' || operator === '|&'

export const programOf = (words: Word[]): string => basename(words[0]?.text ?? '')

const longestCommand = 4096

/** A program that runs another one: how many words of its own come with it besides options, and which of these have a value. */
interface Wrapper {
  own: number
  valued: string[]
}
const wrappers = new Map<string, Wrapper>([
  ...wordList('time nohup command exec if then else elif do while until !').map((name): [string, Wrapper] => [
    name,
    { own: 0, valued: [] },
  ]),
  ['sudo', { own: 0, valued: wordList('-u -g -h -p -C -D -R -T -U --user --group') }],
  ['env', { own: 0, valued: wordList('-u -C --unset --chdir') }],
  ['nice', { own: 0, valued: ['-n'] }],
  ['ionice', { own: 0, valued: wordList('-c -n') }],
  ['stdbuf', { own: 0, valued: wordList('-i -o -e') }],
  ['xargs', { own: 0, valued: wordList('-n -I -P -L -d -a -E -s') }],
  ['timeout', { own: 1, valued: wordList('-k -s --kill-after --signal') }],
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
    const { operator, redirection, alsoInto, into = alsoInto, fed, heredoc, word } = match.groups ?? {}
    // One without an end: all that follows is in it.
    if (heredoc !== undefined) {
      piece.reads.push(`<< ${line.slice(match.index)}`)
      break
    }
    if (fed !== undefined) piece.reads.push(`<<< ${unquoted(fed).text}`)
    else if (operator !== undefined) end(operator)
    else if (into !== undefined) (redirection?.startsWith('<') ? piece.reads : piece.writes).push(unquoted(into).text)
    else if (redirection === undefined && word !== undefined) piece.words.push(unquoted(word))
  }
  end('')
  return pieces
}

/** What is too long to be read as a shell would is only distinguished. */
function readable(whole: string): string {
  const line = withoutHeredocs(whole).replace(/\\\r?\n/g, ' ')
  const text = line.length > longestCommand ? `${line.slice(0, longestCommand)} <<< ${sha256(line)}` : line
  return text.replace(keptInQuotes, '$1=$2')
}

/** The commands of a line that begins at a place. */
export function stepsOf(whole: string, from: Place): Step[] {
  const line = readable(whole)
  const steps: Step[] = []
  let behind = ''
  let place = from
  /** What the line itself keeps in variables: a list that it goes through, and a word. */
  const variables = new Map<string, string>()
  /** Where the shells are that a bracket began another one in. */
  const outer: Place[] = []
  const pieces = piecesOf(whole)
  const fed = fedIn(pieces)
  if (fed !== '') place = withVariables(place, [`fed=${fed}`])
  for (const [at, piece] of pieces.entries()) {
    const { words, ends } = piece
    const bare = withoutWrappers(words)
    const set = words.slice(0, words.length - bare.length)
    if (bare.length > 0) {
      const used = [...variables].filter(([name]) => bare.some(({ text }) => isUsed(name, text)))
      const here = withVariables(place, [...used.map((each) => each.join('=')), ...setIn(set)])
      steps.push({ ...toldOf(here, bare, line), behind, at, piece })
      place = behindCommand(
        place,
        textsOf(bare).map((text) => exported(text, variables)),
        line,
      )
      const [program, name = '', , ...list] = textsOf(bare)
      if (program === 'for' && /^\w+$/.test(name)) variables.set(name, list.join(' '))
    } else for (const { text } of set) if (isAssignment(text)) variables.set(...nameAndValue(text))
    // Of several operators in a row, as behind a bracket, the last one says what comes of the command before; and a line may go on behind one.
    if (words.length > 0 || ends !== '\n') behind = ends
    if (ends === '(') outer.push(place)
    if (ends === ')') place = outer.pop() ?? place
  }
  return steps
}

/** What the line itself reads into its variables: `while read f; do …; done < FILE`. */
const fedIn = (pieces: Piece[]): string =>
  pieces
    .flatMap(({ words, reads }, at) => {
      if (!words.some(({ text, quoted }) => !quoted && readers.has(text))) return []
      const piped = pieces.slice(pieces.findLastIndex(({ ends }, before) => before < at && !isPipe(ends)) + 1, at)
      return [...piped.flatMap((piece) => [...textsOf(piece.words), ...piece.reads]), ...reads]
    })
    .join(' ')
const readers = new Set(['read', 'mapfile', 'readarray', 'done'])

const isUsed = (name: string, text: string): boolean => new RegExp(`\\$\\{?${name}\\b`).test(text)
/** `export NAME` of a variable that the line has set. */
const exported = (text: string, variables: Map<string, string>): string =>
  variables.has(text) ? `${text}=${variables.get(text)}` : text
const nameAndValue = (text: string): [string, string] => {
  const at = text.indexOf('=')
  return [text.slice(0, at), text.slice(at + 1)]
}

const decidingWrappers = new Set(['sudo', 'env', 'xargs'])

/** What is set in front of a program, as variables; as whom and in what it runs, and what a command prints for it, are such too. */
const setIn = (words: Word[]): string[] =>
  words.flatMap(({ text, quoted }, at) => {
    if (isAssignment(text)) return quoted ? [] : [text]
    if (text.startsWith('$')) return [`set=${text}`]
    const by = words.findLastIndex((word, before) => before <= at && wrappers.has(programOf([word])))
    const name = words[by]?.text ?? ''
    return at > by && decidingWrappers.has(name) ? [`${name}${at - by}=${text}`] : []
  })

const textsOf = (words: Word[]): string[] => words.map(({ text }) => text)
const isNoAssignment = ({ text, quoted }: Word): boolean => quoted || !isAssignment(text)

/** Brackets in brackets, three deep. */
const inBrackets = String.raw`\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)`
/** Behind which words a command begins. */
const beginning = String.raw`(?:^|[;&|\n(]|\bdo|\bthen)[ \t]*`
/** `OUT="$(npm test)"` is read like `OUT=$(npm test)`. */
const keptInQuotes = new RegExp(String.raw`(?<=${beginning})(\w+)="(\$${inBrackets})"(?=[ \t]*(?:[;&|\n)]|$))`, 'g')
/** All that the line does with what a command prints is to keep it: there the command is what runs. */
const kept = String.raw`(?<=${beginning}\w+=)\$${inBrackets}(?![ \t]+(?!\d?>)[^\s;|&)#])`
const word = String.raw`(?:[<>]${inBrackets}|"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|(?!${kept})\$${inBrackets}|\$\{[^{}]*\}|[^\s;|&<>()"'\\])+`
const file = String.raw`(?:[<>]${inBrackets}|[^\s;|&<>]+)`

/** Braces group commands where they stand alone. What else a command prints is a part of the word that it is put into. */
const tokens = new RegExp(
  [
    String.raw`(?<=^|[\s;|&(])#[^\n]*`,
    String.raw`<<<\s*(?<fed>${word})`,
    String.raw`(?<heredoc><<-?\s*['"]?\w+)`,
    String.raw`(?<redirection>(?:\d?(?:>>?|<|>&)(?!\()\s*(?:&\d|(?<into>${file}))|&>>?\s*(?<alsoInto>${file})))`,
    String.raw`(?<operator>&&|\|\||\|&|[;|&\n()]|(?<=^|[\s;|&()]){(?=\s)|(?<=[\s;&])}(?=$|[\s;|&)]))`,
    `(?<word>${word})`,
    String.raw`[\s\S]`,
  ].join('|'),
  'g',
)

function unquoted(word: string): Word {
  const [quote = ''] = /^["']?/.exec(word) ?? []
  const escaped = quote === '"' ? /\\(["\\$`])/g : /\\(.)/g
  const text = quote === "'" ? word : word.replace(escaped, '$1')
  return { text: text.replace(/^(["'])([\s\S]*?)\1?$/, '$2'), quoted: quote !== '' }
}

function withoutWrappers(words: Word[]): Word[] {
  let rest = withoutVariables(words)
  for (let wrapper = wrapperOf(rest); wrapper !== undefined; wrapper = wrapperOf(rest)) {
    let at = 1
    for (let text = rest[at]?.text ?? ''; /^(?:-|\w+=|\$\()/.test(text); text = rest[at]?.text ?? '')
      at += wrapper.valued.includes(text) ? 2 : 1
    rest = withoutVariables(rest.slice(at + wrapper.own))
  }
  return rest
}
const wrapperOf = (words: Word[]): Wrapper | undefined =>
  // `command -v NAME` asks where a program is, and runs none.
  programOf(words) === 'command' && /^-[vV]$/.test(words[1]?.text ?? '') ? undefined : wrappers.get(programOf(words))

/**
 * A line with a word in place of each of the documents in it (`cat <<EOF`): what they say is no command, and what stands behind them is. One that
 * does not end stays.
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
      text = text.replace(mark, () => ` <<< ${sha256(lines.slice(at + 1, end).join('\n'))} `)
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
