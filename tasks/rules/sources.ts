import { messageOf } from '../../cache/errors.ts'
import { parseMarkdownRules } from '../../cache/rules/markdown-rules.ts'
import { parseRuleFile, type Rule, type RuleFile } from '../../cache/rules/rule-file.ts'
import { type Config, type Files, ruleTextsOf } from '../task.ts'
import { importers, importsOf } from './imports.ts'

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

/** Reads the rules of a project, wherever they are. Throws UnreadableRules where the history is damaged. */
export async function readRules(files: Pick<Files, 'read' | 'glob' | 'info'>, config: Sources): Promise<RuleSources> {
  const history = readHistory(files, config)
  const markdown: Rule[] = []
  for (const { path, text, imported } of await markdownFiles(files, config, history !== undefined)) {
    const rules = await parseMarkdownRules(path, text)
    markdown.push(...(imported ? rules.map((rule) => ({ ...rule, scope: { ...rule.scope, imported } })) : rules))
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

/** A file of rules, and whether a CLAUDE.md imports it. */
interface RuleText {
  path: string
  text: string
  imported?: true
}

async function markdownFiles(
  files: Pick<Files, 'read' | 'glob' | 'info'>,
  config: Sources,
  hasHistory: boolean,
): Promise<RuleText[]> {
  const patterns = ruleTextsOf(config, hasHistory)
  if (patterns.length === 0) return []
  const found: RuleText[] = []
  const add = (path: string): RuleText | undefined => {
    // A link, or a copy, says what another file says: nothing in it is a duplicate that could go.
    if (files.info(path)?.kind !== 'file') return undefined
    const text = files.read(path)
    if (text === undefined || found.some((other) => other.text === text)) return undefined
    found.push({ path, text })
    return found.at(-1)
  }
  for (const path of (await files.glob(patterns)).toSorted()) add(path)
  // What is imported is read once, also where it is one of the files that are read anyway.
  const importing = found.filter(({ path }) => importers.test(path))
  for (const importer of importing)
    for (const path of importsOf(importer)) {
      const known = found.find((other) => other.path === path)
      const imported = known ?? add(path)
      if (imported && imported !== importer && !importers.test(path)) imported.imported = true
      if (imported && !known) importing.push(imported)
    }
  return found
}
