import { isIdentifier, wordingOf } from '../wording.ts'
import { clausesOf, isContent } from './clauses.ts'
import { directionKey } from './directions.ts'
import { doersIn } from './relation/roles.ts'
import { withoutShortForms } from './short-forms.ts'
import { type Statement, statementOf } from './statement.ts'
import { withoutActor, withoutCase } from './subject.ts'
import { labelled, type Token } from './tokens.ts'
import { stemOf, type Vocabulary, withoutImplied } from './vocabulary.ts'

/** Nouns that name a thing by the number behind it: "article 6" is another thing than "article 17", and "12 files" only more than three. */
const numbered = new Set(
  'http status code article section port version rule step chapter clause paragraph principle rfc iso cve level phase stage tier node python error utf sensor drug motor channel lane gate ward room zone track option'.split(
    ' ',
  ),
)

/** "Longer than nine hours": another limit is another rule. How many more than three there were only counts. */
const limit = /\b(?!(?:other|rather|fewer)\b)[a-z]{2,}er than \d/i

/** Words behind which a quotation is the thing itself; elsewhere it is one example of many ("function "parse" is too long"). */
const naming =
  /(?:^|\b(?:uses?|used|using|calls?|called|calling|imports?|imported|contains?|says?|said|sets?|with|without|of|from|the|a|an|to|as)\s+)$/i

const quotation =
  /(?:"([^"\n]{1,200})"|`([^`\n]{1,200})`|“([^”\n]{1,200})”|(?<=^|[\s(])'([^'\n]{1,200})'(?=$|[\s).,;:!?]))/g
const path = new RegExp(
  [
    String.raw`\b\w{2,16}:\/\/[^\s"')\]}]{1,2000}`,
    String.raw`(?<=^|[\s("'\`])(?:~|\.{1,2})?\/[^\s"')\]},;]{1,2000}`,
    String.raw`(?<=^|[\s("'\`])(?![a-z]\/[a-z](?![\w/.-]))(?!(?:k?m|[mk]?g|m?l|[kmg]b|m?mol|\u20ac|eur|usd)\/(?:s|h|d|min|day|m?l|kg|m|month|year)\b)(?:[\w@.~-]{1,255}\/){1,32}[\w@.-]{1,255}(?::\d{1,6}){0,2}(?=$|[\s)"'\`,;:!?.])`,
    String.raw`(?<=^|[\s("'\`])[\w-]{1,255}(?:\.[\w-]{1,64}){0,3}\.(?:[cm]?[jt]sx?|json|md|html?|css|sql|py|go|rs|rb|java|kt|swift|ya?ml|toml|env|sh|txt|csv)(?::\d{1,6}){0,2}(?=$|[\s)"'\`,;:!?.])`,
  ].join('|'),
  'gi',
)

/** A noun that a path follows: what is said of one of them is said of all. */
const filed = new RegExp(
  String.raw`\b(file|module|page|table|component|script|migration|test|class|template)\s+(?:${path.source})(\s+(?:is|was|has)\b)?`,
  'gi',
)

/** A place behind what is complete without it, and behind a noun. */
const placed = new RegExp(
  String.raw`(?<=\S\s+\S+\s+)(?:in|inside|at|on|within)\s+(?:${path.source})|(?<=\b(?:path|director(?:y|ies)|folder|url|address|file|endpoint)\s+)(?:${path.source})`,
  'gi',
)
const isRooted = (found: string): boolean => /^(?:\w{2,16}:\/\/|(?:~|\.{1,2})?\/)/.test(found)

export interface ViolationKind {
  /** The same for every wording of one kind. */
  key: string
  /** A wording of it without what belongs to the case. */
  example: string
}

/**
 * What kind of violation a text names: the set of its stems, whatever their order and endings, with the numbers and quotations that are its
 * subject. Who did it, where and how often do not count.
 */
export function violationKind(text: string, vocabulary: Vocabulary): ViolationKind {
  const plain = withoutActor(withoutCase(withoutShortForms(text).replace(settledAside, ', $1')))
  const quoted: string[] = []
  const bare = plain.replace(quotation, (match, ...rest) => {
    const value = String(rest.slice(0, 4).find((group) => group !== undefined) ?? '')
    const before = plain.slice(0, rest.at(-2) as number)
    if (naming.test(before) && !/[\s/]/.test(value.trim())) quoted.push(value.trim().toLowerCase())
    return match.startsWith("'") || match.startsWith('"') || match.startsWith('`') || match.startsWith('“')
      ? ' '
      : match
  })
  const example =
    plain
      .replace(filed, (_, noun: string, one?: string) => (one ? `${noun}${one}` : `${noun}s`))
      .replace(placed, ' ')
      .replace(path, (found) => (isRooted(found) ? found : 'a file'))
      .replace(/\ba file(?:(?:,| and| or|, and|, or) a file)+\b/g, 'files')
      .replace(/\s+/g, ' ')
      .trim() || plain
  const statement = statementOf(plainly(withoutForeignArticles(bare.replace(path, ' '))), vocabulary)
  const isNumber = ({ kind, stem }: Token) => kind === 'number' || stem.startsWith(labelled)
  const words = withoutImplied(
    vocabulary,
    statement.tokens.filter((token) => isContent(token) && !isNumber(token)).map(({ stem }) => stem),
  )
  const hasLimit = limit.test(plain)
  const target = targetOf(statement.tokens, words)
  // What is nothing but weak words ("uses") is told apart by these.
  if (words.size === 0) for (const { kind, stem } of statement.tokens) if (kind === 'word') words.add(stem)
  const numbers = statement.tokens.flatMap((token, index) =>
    isNumber(token) && (hasLimit || isNumbered(statement.tokens, index)) ? [token.stem.replace(labelled, '')] : [],
  )
  if (words.size === 0) return { key: wordingOf(text), example: plain }
  const negative = clausesOf(statement.tokens).some(isDenied) ? '!' : ''
  // "Waited too long for approval" and "waited for approval" are opposites.
  const excess = statement.tokens.some(({ raw }) => raw === 'too') ? ' ~too' : ''
  // Below one limit and above another are two faults.
  const [, side = ''] = /\b(above|below|over|under)\s+\d/i.exec(plain) ?? []
  const beyond = side === '' ? '' : ` ~${/above|over/i.test(side) ? 'above' : 'below'}`
  const turned = smallWord.exec(plain)?.slice(1).find(Boolean)?.toLowerCase()
  const way = turned === undefined ? '' : ` ~${turned}`
  return {
    key: `${negative}${[...words].sort().join(' ')}${target === undefined ? '' : ` >${target}`}${excess}${beyond}${way}${placesIn(statement, plain)}${[...numbers, ...quoted].map((each) => ` "${each}"`).join('')}`,
    example,
  }
}

/** Whether a clause denies what it says; two negations in it take each other back. */
const isDenied = (clause: Token[]): boolean =>
  clause.filter(({ negation, inverse, raw }) => inverse || (negation && raw !== 'nor')).length % 2 === 1

/** Small words that make another deed of one, and another way to open a thing. */
const smallWord =
  /\bopt(?:s|ed|ing)?(?:\s+\w+)?[\s_-]+(in|out)(?![a-z])|\bread[- ](only|write)\b|\b(read|write)[ -](?:access|permissions?|rights?)\b/i

/** Who did it, and what came first, behind the words of a kind. */
const doing = '<'
const coming = '^'

/** "Hard-coded the speed": what begins a text is half of the deed and nobody who did it. */
const compoundDeed = /^\p{L}+-\p{L}+ed\b/u

/** The same words with who did it to whom, and what before what: it counts where both are reported, one and its reverse. */
function placesIn(statement: Statement, text: string): string {
  const doers = compoundDeed.test(text) ? [] : doersIn(statement)
  const { order, directions } = statement
  const way = directionKey(directions)
  const [smallest = ''] = order && !order.implied ? [...order.first, ...order.second].sort() : []
  return [
    ...(doers.length > 0 ? [` ${doing}${doers.sort().join('+')}`] : []),
    ...(smallest !== '' ? [` ${coming}${order?.first.has(smallest) ? 1 : 2}`] : []),
    ...(way === '' ? [] : [` ${coming}${way}`]),
    ...(statement.bound && statement.tokens.some(({ raw }) => raw === 'than') ? [` ${coming}${statement.bound}`] : []),
  ].join('')
}

/** A kind whoever did it, and whatever came first. */
export const plainKindOf = (key: string): string => key.replace(/ [<^]\S+/g, '')

/** Whether two kinds are one: of which only one says who did it, what came first or which way it went, the other may be the same. */
export function areOneKind(one: string, other: string): boolean {
  if (one === other) return true
  const plain = plainKindOf(one)
  return plain === plainKindOf(other) && (one === plain || other === plain)
}

/** Deeds that bring something from one place to another: which is which makes another deed. */
const moving = new Set(
  'copy move send transfer migrate merge sync synchronise port convert redirect forward import export restore replicate rename promote'
    .split(' ')
    .map(stemOf),
)

/** Where something is brought to, of "from staging to production" and of "staging data to production": what else is named may be where it comes from. */
function targetOf(tokens: Token[], words: Set<string>): string | undefined {
  if (words.size < 3 || ![...words].some((stem) => moving.has(stem))) return undefined
  const at = tokens.findIndex(({ raw }) => /^(?:to|into|onto)$/.test(raw))
  const named = at < 0 ? -1 : tokens.findIndex((token, index) => index > at && isContent(token))
  if (named < 0) return undefined
  // "To the opted-out customers": what is named last. "From pit 2 to pit 5" and the other way round.
  const end = tokens.findIndex((token, index) => index > named && !isContent(token))
  const [target, next] = tokens.slice(end < 0 ? tokens.length - 1 : end - 1)
  return next?.kind === 'number' || next?.stem.startsWith(labelled) ? `${target?.stem}${next.stem}` : target?.stem
}

/** Words that only texts of other languages have, and what begins a noun or helps a verb in them: it makes no other kind. */
const foreign =
  /(?<!\p{L})(?:ohne|wurden?|nicht|keine?|fehlt|der|das|zonder|niet|geen|het|een|werd|sans|une|les|n['\u2019]est|est|sin|fue|una|los|las|senza|sono|stat[aoie]|sem|foi|um|uma|utan|inte|\u00e4r|ett)(?!\p{L})|[\u00e4\u00f6\u00fc\u00df\u00e5\u00e9\u00e8\u00f1\u00e3\u00f5\u00e7\u00f3]/iu
const english = /\b(?:the|and|of|was|were|for|not|with|without|before|after|by|to|on)\b/i
const articles =
  /(?<![\p{L}'\u2019])(?:der|die|das|dem|den|des|eine?[nmrs]?|wurden?|worden|ist|sind|de|het|een|is|werd|werden|le|la|les|un|une|est|sont|a|\u00e9t\u00e9|el|los|las|una|fue|fueron|il|lo|gli|\u00e8|sono|stat[aoie]|o|os|as|um|uma|foi|foram|en|ett|\u00e4r|har|blev)(?!\p{L})/giu
const withoutForeignArticles = (text: string): string =>
  foreign.test(text) && !english.test(text) ? text.replace(articles, ' ') : text

/** Other ways to say that something was not done, or was not there. */
const undone = /\b(?:fail(?:s|ed|ing|ure)?|forg(?:ets?|ot|otten)|neglect(?:s|ed|ing)?|omit(?:s|ted|ting)?)\s+to\b/gi
const absent = /\b(?:missing|lack(?:s|ed|ing)?(?:\s+of)?|absence\s+of)\b/gi
/** The same in an identifier, whose words nothing separates. */
const absentInName = /^missing(?:[_-]|(?=\p{Lu}))|(?:[_-]missing|(?<=\p{Ll})Missing)$/gu
function withoutIt(identifier: string): string {
  const rest = identifier.replace(absentInName, ' no ')
  return rest === identifier ? rest : rest.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
}
/** The words of an identifier, and the numbers between them or behind three: "POLICY_12_4_BREACH". "one_off_1" is a name. */
const inWords = (identifier: string): string =>
  /(?:\d.*\p{L}{3}|(?:\p{L}{2,}[_-]){3,}\d+$)/u.test(identifier) && /\p{L}{2,}[_-]/u.test(identifier)
    ? identifier.replace(/(?<=\d)_(?=\d)/g, '.').replace(/(?<=[\p{L}\d])[_-](?=[\p{L}\d])/gu, ' ')
    : identifier.replace(/(?<=\p{L})[_-](?=\p{L})(?!.*\d)/gu, ' ')
/** "(fixed)" is no aside: it is another report than the one without. */
const settledAside = /\s*[([](resolved|fixed|solved|settled|corrected)[)\]]\s*[.!]?\s*$/i

/** What was tried is what is wrong, whether or not it came about. */
const tried = /\b(?:attempt(?:s|ed|ing)?|tr(?:y|ies|ied|ying))\s+(?:to\b|(?=\w+ing\b))/gi
const plainly = (text: string): string =>
  (isIdentifier(text.trim()) ? inWords(withoutIt(text.trim())) : text)
    .replace(/\bnon[- ](?=\p{L})/giu, 'no ')
    .replace(undone, 'not')
    .replace(absent, 'no')
    .replace(tried, ' ')

function isNumbered(tokens: { raw: string }[], index: number): boolean {
  const before = tokens[index - 1]?.raw ?? ''
  return numbered.has(before) || numbered.has(before.replace(/s$/, '')) || numbered.has(stemOf(before))
}
