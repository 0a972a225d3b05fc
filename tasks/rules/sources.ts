import { messageOf } from '../../cache/errors.ts'
import { parseRuleFile, type Rule, type RuleFile } from '../../cache/rules/rule-file.ts'
import { type Config, type Files, ruleTextsOf } from '../task.ts'
import { importers, importsOf } from './imports.ts'
import { parseMarkdownRules } from './markdown-rules.ts'
import { isReadByAll } from './scope.ts'

/** Where a new rule goes in a project without a history of instructions. */
export const ownRulesFile = '.claude/rules/bookend.md'

export interface RuleSources {
  /** The history of instructions, where there is one. */
  history: RuleFile | undefined
  /** Every rule that says something: of the history, also those under a quadrant that does not exist, and those in Markdown. */
  rules: Rule[]
}

/** A file of rules that cannot be used, and why. */
export class UnreadableRules extends Error {
  readonly path: string

  constructor(path: string, error: unknown) {
    super(messageOf(error))
    this.path = path
  }
}

type Sources = Pick<Config, 'rules' | 'ruleTexts'>

type RuleFiles = Pick<Files, 'read' | 'glob' | 'info' | 'linkedFile'>

/** Reads the rules of a project, wherever they are. Throws UnreadableRules where the history is damaged. */
export async function readRules(files: RuleFiles, config: Sources): Promise<RuleSources> {
  const history = readHistory(files, config)
  const markdown: Rule[] = []
  for (const { path, text, names, imported } of await markdownFiles(files, config, history !== undefined)) {
    const [first] = names
    const found = { ...(names.includes(path) ? {} : { readAs: first }), ...(imported && { imported }) }
    for (const rule of await parseMarkdownRules(path, text))
      markdown.push({ ...rule, scope: { ...rule.scope, ...found } })
  }
  return { history, rules: [...(history ? [...history.rules, ...history.misfiled] : []), ...markdown] }
}

function readHistory(files: Pick<Files, 'read'>, { rules }: Sources): RuleFile | undefined {
  const text = files.read(rules)
  try {
    return text === undefined ? undefined : parseRuleFile(text)
  } catch (error) {
    throw new UnreadableRules(rules, error)
  }
}

/** A file of rules, and under which names it is read. */
interface RuleText {
  path: string
  text: string
  /** Its own path where it is one of those that were asked for, and those of the links that lead to it. */
  names: string[]
  imported?: true
}

async function markdownFiles(files: RuleFiles, config: Sources, hasHistory: boolean): Promise<RuleText[]> {
  const patterns = ruleTextsOf(config, hasHistory)
  if (patterns.length === 0) return []
  const found: RuleText[] = []
  const add = (name: string): RuleText | undefined => {
    // Nothing in a link is a duplicate of what it leads to: that is read, and named, as the file that it is.
    const path = files.info(name)?.kind === 'link' ? files.linkedFile(name) : name
    const known = found.find((other) => other.path === path)
    if (known) known.names.push(name)
    if (path === undefined || known || files.info(path)?.kind !== 'file') return known
    const text = files.read(path)
    // Neither is anything in a copy.
    if (text === undefined || found.some((other) => other.text === text)) return undefined
    found.push({ path, text, names: [name] })
    return found.at(-1)
  }
  for (const name of (await files.glob(patterns, 'with links and pipes')).toSorted()) add(name)
  for (const each of found) if (isReadByAll(each.names)) each.imported = true
  // What is imported is read once, also where it is one of the files that are read anyway.
  const isImporter = ({ names }: RuleText) => names.some((name) => importers.test(name))
  const importing = found.filter(isImporter)
  for (const importer of importing)
    for (const path of [importer.path, ...importer.names].flatMap((each) => importsOf({ ...importer, path: each }))) {
      const known = found.find((other) => other.path === path)
      const imported = known ?? add(path)
      if (imported && imported !== importer && !isImporter(imported)) imported.imported = true
      if (imported && !known) importing.push(imported)
    }
  return found
}
