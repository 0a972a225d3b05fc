import { messageOf } from '../../cache/errors.ts'
import { parseMarkdownRules } from '../../cache/rules/markdown-rules.ts'
import { parseRuleFile, type Rule, type RuleFile } from '../../cache/rules/rule-file.ts'
import type { Config, Files } from '../task.ts'

/** Where agents look for rules themselves, and where bookend does where a project keeps no history of instructions. */
const usualFiles = ['CLAUDE.md', 'AGENTS.md', '.claude/rules/**/*.md']

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
  for (const { path, text } of await markdownFiles(files, config, history !== undefined))
    markdown.push(...(await parseMarkdownRules(path, text)))
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

/** Globs of the Markdown that holds rules: as configured, else the usual files, unless a history of instructions is there. */
export const ruleTextsOf = ({ ruleTexts }: Pick<Sources, 'ruleTexts'>, hasHistory: boolean): string[] =>
  ruleTexts ?? (hasHistory ? [] : usualFiles)

async function markdownFiles(
  files: Pick<Files, 'read' | 'glob' | 'info'>,
  config: Sources,
  hasHistory: boolean,
): Promise<{ path: string; text: string }[]> {
  const patterns = ruleTextsOf(config, hasHistory)
  if (patterns.length === 0) return []
  const found: { path: string; text: string }[] = []
  for (const path of (await files.glob(patterns)).toSorted()) {
    // A link, or a copy, says what another file says: nothing in it is a duplicate that could go.
    if (files.info(path)?.kind !== 'file') continue
    const text = files.read(path)
    if (text !== undefined && !found.some((other) => other.text === text)) found.push({ path, text })
  }
  return found
}
