import type { Rule } from '../../cache/rules/rule-file.ts'

/** Where agents look for rules, below the folder that these are for. */
const ofFolder = /^(.+?)\/(?:(?:\.claude\/)?(?:CLAUDE|CLAUDE\.local|AGENTS)\.md|\.claude\/rules\/.+\.md)$/

/** The name under which agents read a rule's file. */
const nameOf = ({ scope, place }: Rule): string => scope?.readAs ?? place?.file ?? ''

/** The files that a rule is for, as its front matter or the folder of its file says it; none: all. */
function pathsOf(rule: Rule): string[] {
  if (rule.scope && rule.scope.paths.length > 0) return rule.scope.paths
  const [, folder = '.claude'] = ofFolder.exec(nameOf(rule)) ?? []
  return folder === '.claude' ? [] : [`${folder}/**`]
}

/**
 * Which agents read a rule, where that is not all of them: those that read AGENTS.md know nothing of the CLAUDE.md beside it, and what both say none
 * of them can do without.
 */
export const readersOf = (rule: Rule): string => readersOfFile(nameOf(rule))

const readersOfFile = (name: string): string => (/(?:^|\/)AGENTS\.md$/.test(name) ? 'AGENTS.md' : '')

/** Whether agents of both kinds read what has these names. */
export const isReadByAll = (names: string[]): boolean => new Set(names.map(readersOfFile)).size > 1

/** Whether all who read the one read the other too: of an AGENTS.md that CLAUDE.md imports, and of what is read by the same. */
export const isReadByReadersOf = (rule: Rule, other: Rule): boolean =>
  readersOf(rule) === readersOf(other) || rule.scope?.imported === true

export const pathsDiffer = (a: Rule, b: Rule): boolean => pathsOf(a).join('\n') !== pathsOf(b).join('\n')

/** Whether a rule is for some files, and the other one for all. Of two lists of patterns nobody says which is wider. */
export const isNarrower = (rule: Rule, other: Rule): boolean => pathsOf(rule).length > 0 && pathsOf(other).length === 0

/** Rules for all files come before those for some, those under general headings before those about one subject, and what all agents read before the rest. */
export const narrowness = (rule: Rule): number =>
  Math.sign(pathsOf(rule).length) * 4 + Math.sign(allAreasOf(rule).length) * 2 + (rule.scope?.imported ? 0 : 1)

/** The same for rules that apply in the same places. */
export const scopeKey = (rule: Rule): string =>
  rule.scope ? JSON.stringify([pathsOf(rule), allAreasOf(rule).toSorted()]) : ''

const allAreasOf = ({ scope }: Rule): string[] => (scope?.headings ?? []).flatMap(areasIn)

/** Whether the headings of two rules name different subjects: "Shell scripts" and "Makefiles". What both are under does not count. */
export function areasDiffer(a: Rule, b: Rule): boolean {
  if (!a.scope || !b.scope) return false
  const [left, right] = [a.scope.headings, b.scope.headings]
  const first = left.findIndex((heading, index) => heading !== right[index])
  if (first === -1) return false
  const [one, two] = [left, right].map((headings) => new Set(headings.slice(first).flatMap(areasIn))) as [
    Set<string>,
    Set<string>,
  ]
  // A part of the other subject is under its rules too.
  return ![...one].every((area) => two.has(area)) && ![...two].every((area) => one.has(area))
}

/** Languages, tools, kinds of files and parts of a system, as headings name them: each line one subject. */
const areas = [
  ...[
    'python py',
    'go golang',
    'rust',
    'java',
    'kotlin android',
    'swift ios',
    'ruby rails',
    'php laravel',
    'c',
    'c++ cpp',
    'c# csharp',
  ],
  ...[
    'typescript ts',
    'javascript js',
    'elixir',
    'scala',
    'haskell',
    'perl',
    'lua',
    'dart flutter',
    'zig',
    'sql',
    'graphql',
  ],
  ...['shell bash zsh', 'powershell', 'makefile make', 'dockerfile docker', 'yaml yml', 'json', 'toml', 'markdown md'],
  ...[
    'html template',
    'css scss sass tailwind stylesheet',
    'protobuf proto',
    'terraform hcl',
    'kubernetes helm',
    'ansible',
  ],
  ...['react', 'vue', 'svelte', 'angular', 'next.js', 'django', 'flask', 'fastapi', 'spring', 'notebook jupyter'],
  ...['frontend front-end web client', 'backend back-end server', 'mobile', 'firmware', 'migration'],
]
const areaOf = new Map(areas.flatMap((row) => row.split(' ').map((word) => [word, row] as const)))

/** The subjects that a heading names; paths, patterns and names of files are subjects of their own. */
function areasIn(heading: string): string[] {
  const words = heading.split(/[\s,;:()[\]"'`*_&]+|(?<=[\w.])\/(?=\s)|\.(?=\s|$)/)
  const paths = heading.match(/[\w@.*-]*\/[\w@.*/-]*|\*\.\w+|\.\w+\b/g) ?? []
  const named = words.flatMap((word) => {
    const own = word.toLowerCase()
    return areaOf.get(own) ?? areaOf.get(own.replace(/s$/, '')) ?? []
  })
  return [...named, ...paths]
}
