import { isAssignment } from './place.ts'
import { type Piece, piecesOf, type Word } from './shell-line.ts'
import { wordList } from './word-list.ts'

/** What the status of a part of a line says of the pieces in it. */
interface Said {
  /** They ran and ended well where it is 0. */
  well: Set<number>
  /** They did where it is another. */
  otherwise: Set<number>
  /** They did where the line goes on behind it, or ends well. */
  onward: Set<number>
  /** It is never 0; and the line ends with it. */
  fails: boolean
  exits: boolean
  /** Of several in a pipe, what the first one's status says. */
  first?: Set<number>
}

type Token = { operator: string } | { keyword: string } | { at: number; words: Word[] }

const keywords = new Set(wordList('if then elif else fi for while until do done case esac select function !'))
const none: ReadonlySet<number> = new Set()
const nothing: Said = { well: new Set(), otherwise: new Set(), onward: new Set(), fails: false, exits: false }

/**
 * The pieces of a line that surely ran and ended well where the line ended with 0: `b` of `a; b`, both of `a && b`, none of `a | tail`, `a || true`
 * or `a &`. Of a line that is not understood it is none. `strict`: the shell stops at the first command that fails.
 */
export function surelyPassed(line: string, strict = false): ReadonlySet<number> {
  const tokens = tokensOf(piecesOf(line))
  // Where a command's status is asked for by anything else, the shell does not stop.
  const asks = tokens.some(
    (token) => 'keyword' in token || ('operator' in token && /^(?:&&|\|\|)$/.test(token.operator)),
  )
  const reader = createReader(tokens, {
    pipefail: /\bpipefail\b/.test(line),
    errexit: !asks && (strict || /(?:^|[;&\n])\s*set -\w*e/.test(line)),
  })
  try {
    const said = reader.list([])
    return reader.atEnd() ? union(said.well, said.onward) : none
  } catch (error) {
    if (error === notUnderstood) return none
    throw error
  }
}

const notUnderstood = Symbol('not understood')

function tokensOf(pieces: Piece[]): Token[] {
  return pieces.flatMap(({ words, ends }, at) => {
    const tokens: Token[] = []
    let rest = words
    for (let first = rest[0]; first && !first.quoted && keywords.has(first.text); first = rest[0]) {
      tokens.push({ keyword: first.text })
      rest = rest.slice(1)
    }
    if (rest.length > 0) tokens.push({ at, words: rest })
    if (ends !== '') tokens.push({ operator: ends })
    return tokens
  })
}

function createReader(tokens: Token[], { pipefail, errexit }: { pipefail: boolean; errexit: boolean }) {
  let next = 0
  const operator = (): string | undefined => {
    const token = tokens[next]
    return token && 'operator' in token ? token.operator : undefined
  }
  const keyword = (): string | undefined => {
    const token = tokens[next]
    return token && 'keyword' in token ? token.keyword : undefined
  }
  const expect = (...wanted: string[]): string => {
    const found = operator() ?? keyword() ?? ''
    if (!wanted.includes(found)) throw notUnderstood
    next++
    return found
  }
  const passLines = () => {
    while (operator() === '\n') next++
  }

  /** Commands one after the other, up to a word or bracket that ends them. */
  function list(until: string[]): Said {
    let last: Said = nothing
    const onward = new Set<number>()
    for (;;) {
      while (operator() === '\n' || operator() === ';') next++
      const here = operator() ?? keyword()
      if (next >= tokens.length || (here !== undefined && until.includes(here))) break
      const given = chain(last)
      if (last.exits) throw notUnderstood
      last = given
      if (operator() === '&') {
        next++
        last = nothing
        continue
      }
      add(onward, last.onward)
      if (errexit) add(onward, last.well)
      const behind = operator() ?? keyword()
      if (operator() === ';' || operator() === '\n') next++
      else if (next < tokens.length && !(behind !== undefined && until.includes(behind))) throw notUnderstood
    }
    return { ...last, onward }
  }

  /** What is joined by `&&` and `||`. */
  function chain(before: Said): Said {
    let left = pipeline(before)
    for (let by = operator(); by === '&&' || by === '||'; by = operator()) {
      next++
      passLines()
      const right = pipeline(left)
      left = by === '&&' ? both(left, right) : either(left, right)
    }
    return left
  }

  function pipeline(before: Said): Said {
    if (keyword() === '!') {
      next++
      const { well, otherwise, onward } = pipeline(before)
      return { ...nothing, well: otherwise, otherwise: well, onward }
    }
    const parts = [command(before)]
    while (operator() === '|' || operator() === '|&') {
      next++
      passLines()
      parts.push(command(nothing))
    }
    const [first = nothing] = parts
    if (parts.length === 1) return first
    const last = parts.at(-1) ?? nothing
    const well = pipefail ? union(...parts.map((part) => part.well)) : last.well
    return { ...nothing, well, fails: last.fails, first: first.well }
  }

  function command(before: Said): Said {
    const token = tokens[next]
    if (token === undefined) throw notUnderstood
    if ('keyword' in token) return compound(token.keyword)
    if ('operator' in token) return bracket(token.operator)
    next++
    // What `OUT=$(…)` ends with is what is in the bracket does.
    if (operator() === '(') {
      if (!token.words.every(({ text }) => isAssignment(text)) || !token.words.at(-1)?.text.endsWith('=$'))
        throw notUnderstood
      return bracket('(')
    }
    return simple(token.words, token.at, before)
  }

  function bracket(opening: string): Said {
    if (opening !== '(' && opening !== '{') throw notUnderstood
    next++
    const inner = list([opening === '(' ? ')' : '}'])
    expect(opening === '(' ? ')' : '}')
    // Another shell's exit is no exit of this one.
    if (opening === '{') return inner
    return { ...inner, well: union(inner.well, inner.onward), onward: new Set(), exits: false }
  }

  function compound(word: string): Said {
    next++
    if (word === 'if') return conditional()
    if (word === 'for') {
      if (!('at' in (tokens[next] ?? {}))) throw notUnderstood
      next++
      while (operator() === ';' || operator() === '\n') next++
    } else if (word !== 'while' && word !== 'until') throw notUnderstood
    const { well } = word === 'for' ? nothing : list(['do'])
    expect('do')
    const begin = next
    const { onward } = list(['done'])
    const isLeft = tokens.slice(begin, next).some((token) => 'at' in token && token.words[0]?.text === 'break')
    expect('done')
    if (word === 'for') return { ...nothing, onward }
    // It ends when its condition holds.
    return word === 'until' && !isLeft ? { ...nothing, well, onward: well } : nothing
  }

  function conditional(): Said {
    const condition = list(['then'])
    expect('then')
    const body = list(['else', 'elif', 'fi'])
    const then = { ...both(condition, body), exits: body.exits }
    const ending = expect('else', 'elif', 'fi')
    let other: Said = nothing
    if (ending === 'elif') other = conditional()
    if (ending === 'else') {
      other = list(['fi'])
      expect('fi')
    }
    return either({ ...other, well: union(condition.otherwise, other.well), onward: new Set() }, then)
  }

  return { list, atEnd: () => next >= tokens.length }
}

const both = (left: Said, right: Said): Said => ({
  ...nothing,
  well: union(left.well, right.well),
  onward: union(left.onward, ...(right.exits && right.fails ? [left.otherwise] : [])),
  fails: left.fails || right.fails,
  exits: left.exits,
})

/** One of two: where one never ends well, it was the other. */
function either(left: Said, right: Said): Said {
  const well = right.fails ? left.well : left.fails ? right.well : common(left.well, right.well)
  return {
    ...nothing,
    well,
    onward: union(left.onward, ...(right.exits ? [right.fails ? left.well : common(left.well, right.well)] : [])),
    fails: left.fails && right.fails,
    exits: left.exits,
  }
}

function simple(words: Word[], at: number, before: Said): Said {
  const [program = '', argument = ''] = words.map(({ text }) => text)
  if (program === 'false') return { ...nothing, fails: true }
  if (program !== 'exit' && program !== 'return') return { ...nothing, well: new Set([at]) }
  if (/PIPESTATUS\[0\]|pipestatus\[1\]/.test(argument))
    return { ...nothing, well: before.first ?? before.well, exits: true }
  if (argument === '' || argument === '$?') return { ...nothing, well: before.well, fails: before.fails, exits: true }
  // With 0 a line ends well whatever was before it, and with a variable nobody knows.
  if (!/^[1-9]\d*$/.test(argument)) throw notUnderstood
  return { ...nothing, fails: true, exits: true }
}

function union(...sets: Set<number>[]): Set<number> {
  return new Set(sets.flatMap((set) => [...set]))
}
const common = (one: Set<number>, other: Set<number>): Set<number> => new Set([...one].filter((at) => other.has(at)))
function add(to: Set<number>, from: Set<number>): void {
  for (const at of from) to.add(at)
}
