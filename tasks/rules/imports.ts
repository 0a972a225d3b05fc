import { posix } from 'node:path'

/** Files whose imports hold for the whole project: those of a folder are for that folder. */
export const importers = /^(?:\.claude\/)?CLAUDE(?:\.local)?\.md$/

const code = /^[ \t]*(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^[ \t]*\1[`~]*[ \t]*$|$(?![\s\S]))|`[^`\n]*`|<!--[\s\S]*?-->/gm
const imported = /(?<=^|\s)@((?:[\w.-]+\/)*[\w.-]+\.md)(?![\w/])/gm

/** The Markdown files of the project that a file imports, as the agent reads `@docs/style.md`: from the file's own folder, and not in code. */
export function importsOf({ path, text }: { path: string; text: string }): string[] {
  const named = [...text.replace(code, ' ').matchAll(imported)].map(([, name = '']) => name)
  return named.map((name) => posix.join(posix.dirname(path), name)).filter((each) => !each.startsWith('../'))
}
