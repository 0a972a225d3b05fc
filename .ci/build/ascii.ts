import { parseAst } from 'rolldown/parseAst'

/**
 * A program with what is not ASCII in its strings, templates and regular expressions written as escapes: V8 keeps text with a single other sign in twice the
 * memory, and reads it more slowly. What a tag may see as it was written stays.
 */
export function inAscii(code: string): string {
  if (!beyond.test(code)) return code
  const parts: string[] = []
  let done = 0
  for (const { start, end } of literalsIn(parseAst(code)).sort((a, b) => a.start - b.start)) {
    parts.push(code.slice(done, start), escaped(code.slice(start, end)))
    done = end
  }
  return [...parts, code.slice(done)].join('')
}

const beyond = /[^\0-\x7f]/

/** Behind a backslash that is no escape by itself, the sign alone is what it means. */
const escaped = (literal: string): string =>
  literal.replace(/(\\\\)|\\?([^\0-\x7f])/g, (_, backslash: string | undefined, sign: string) =>
    backslash === undefined ? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}` : backslash,
  )

interface Literal {
  start: number
  end: number
}

function literalsIn(tree: unknown): Literal[] {
  if (typeof tree !== 'object' || tree === null) return []
  const { type, quasi, tag, ...parts } = tree as { type?: unknown; quasi?: { expressions: unknown }; tag?: unknown }
  if (type === 'TaggedTemplateExpression') return literalsIn([tag, quasi?.expressions])
  if (type === 'Literal' || type === 'TemplateElement') return [tree as Literal]
  return Object.values(parts).flatMap(literalsIn)
}
