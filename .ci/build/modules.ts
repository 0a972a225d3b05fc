import { isBuiltin } from 'node:module'
import { parseAst } from 'rolldown/parseAst'

/**
 * V8 forgets to which file an `import()` belongs when it takes the file's code from its cache (Node 20). What is left of them, of packages, is therefore
 * done by a file that is never kept there. Node's own modules are required: its loader for ES modules takes longer to start than they do.
 */
export const importer = 'import.js'
export const importsOutside = {
  name: 'imports-outside',
  renderChunk(code: string, { fileName }: { fileName: string }) {
    if (!fileName.startsWith('modules/') || !code.includes('import(')) return null
    return importsIn(parseAst(code))
      .sort((a, b) => b.start - a.start)
      .reduce((text, found) => text.slice(0, found.start) + importOutside(text, found) + text.slice(found.end), code)
  },
}

function importOutside(code: string, { start, end, source }: Import): string {
  const name = source.type === 'Literal' ? source.value : undefined
  if (typeof name === 'string' && name.startsWith('node:')) return `Promise.resolve(require(${JSON.stringify(name)}))`
  return `require("../${importer}")${code.slice(start + 'import'.length, end)}`
}

interface Import {
  start: number
  end: number
  source: { type: string; value?: unknown }
}

/** Every `import()` of a syntax tree. */
function importsIn(tree: unknown): Import[] {
  if (typeof tree !== 'object' || tree === null) return []
  const found = (tree as { type?: unknown }).type === 'ImportExpression' ? [tree as Import] : []
  return [...found, ...Object.values(tree).flatMap(importsIn)]
}

/** Of Node's own modules the default is the module: none of its hundred members needs a getter of its own in each file that names it. */
export const withNodesOwn = (code: string): string =>
  code.replaceAll(/^(let (\w+) = require\("([\w:/]+)"\);\n)\2 = \w+\.__toESM\(\2, 1\);$/gm, (all, before, name, id) =>
    isBuiltin(id) ? `${before}${name} = { __proto__: ${name}, default: ${name} };` : all,
  )

/**
 * What a file has for others is handed over as one object, not by a getter for each of up to two hundred names. A name that is set again later keeps its getter.
 * No two of the files need each other: nobody has the object that was there before.
 */
export function handingOver(code: string): string {
  const getter =
    /^Object\.defineProperty\(exports, "([\w$]+)", \{\n\tenumerable: true,\n\tget: function\(\) \{\n\t\treturn ([\w$]+);\n\t\}\n\}\);\n?/gm
  const set = assignedIn(parseAst(code))
  const members = [...code.matchAll(getter)].map(([, name, held]) =>
    set.has(held as string) ? `get ${name}() { return ${held}; }` : `${name}: ${held}`,
  )
  return members.length === 0 ? code : `${code.replaceAll(getter, '')}module.exports = { ${members.join(', ')} };\n`
}

/** Every name in what an assignment in a syntax tree sets. */
function assignedIn(tree: unknown, isSet = false, names = new Set<string>()): Set<string> {
  if (typeof tree !== 'object' || tree === null) return names
  const { type, name } = tree as { type?: string; name?: string }
  if (isSet && name !== undefined) names.add(name)
  for (const [member, value] of Object.entries(tree)) {
    const sets = type === 'UpdateExpression' || (member === 'left' && /^(Assignment|For)/.test(type ?? ''))
    assignedIn(value, isSet || sets, names)
  }
  return names
}
