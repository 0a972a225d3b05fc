import { messageOf, UserError } from '../../../cache/errors.ts'
import { isObject } from '../../../cache/json.ts'
import type { ProposalDecision, Proposals } from '../../../cache/proposals.ts'
import { readingProblem } from '../../../cache/regular-file.ts'
import { plural } from '../../../templates/words.ts'
import type { Files } from '../../task.ts'
import { isMarkdownRule } from '../markdown-rules.ts'
import type { Problem } from './document.ts'
import { type MarkdownTexts, markdownFilesOf } from './markdown-book.ts'
import { changesRules, type ReviewedFiles } from './plan.ts'
import { type Resolved, resolveSections } from './resolve.ts'
import type { ReviewDecision } from './review-decision.ts'
import { staleDecisions } from './stale.ts'
import { readSuggestions, type Suggestions } from './suggestions.ts'

/** A suggestions file that was read back, and the rules that it is about. */
export interface Review extends ReviewedFiles {
  /** Relative to the project. */
  file: string
  /** The session whose closedown wrote the file. */
  session: string
  resolved: Resolved[]
}

/** Why nothing of a file is applied: it is damaged, or what was ticked cannot be done so. */
export interface Refused {
  problems: Problem[]
  damaged: boolean
}

const otherwise = 'without a name review takes the latest'

/** The decisions that are to be applied, in the order of the document. */
export const decisionsIn = ({ resolved }: Pick<Review, 'resolved'>): ReviewDecision[] =>
  resolved.flatMap((each) => (each.state === 'ticked' ? [each.decision] : []))

/**
 * Reads a suggestions file and the instruction history. Whatever is wrong with the form of the file is returned as `problems`, all at once.
 * Throws UserError where the file is missing or none that a closedown wrote, or where the history is missing or damaged and needed.
 */
export async function loadReview(
  files: Files,
  proposals: Proposals,
  { file, rulesFile }: { file: string; rulesFile: string },
): Promise<Review | Refused> {
  // Closedown wrote a file: behind a link is somebody else's.
  const text = readFile(files, file, 'itself')
  if (text === undefined) throw new UserError(`${file}: there is no such file; ${otherwise}`)
  const documented = proposals.ofDocument(file)
  const [first] = documented
  if (!first)
    throw new UserError(`${file} is not a suggestions file that a closedown of this project wrote; ${otherwise}`)
  const suggestions = await readSuggestions(text)
  // What was decided before the file was written came up again since; what was decided later, in whichever file, is decided.
  const decisions = proposals.decisions().filter(({ document, at }) => document === file || at >= first.at)
  const { resolved, unknown, undecided } = resolveSections(suggestions, documented, decisions)
  const damage = [...suggestions.problems, ...unknown, ...emptied(suggestions, documented.length)]
  const problems = [...damage, ...undecided].toSorted((a, b) => a.line - b.line)
  if (problems.length > 0) return { problems, damaged: damage.length > 0 }
  const rules = readFile(files, rulesFile)
  const concerned = resolved.flatMap(({ ruleIds }) => ruleIds)
  const markdown: MarkdownTexts = new Map(markdownFilesOf(concerned).map((path) => [path, readFile(files, path)]))
  const stale = await rulesProblems({ rulesFile, rules, markdown }, resolved, decisions.flatMap(writtenText))
  if (stale.length > 0) return { problems: stale, damaged: false }
  return { file, session: first.session, resolved, rulesFile, rules, markdown }
}

/** A file in which nothing is left was not read and left open, but lost. */
function emptied({ sections, problems }: Suggestions, written: number): Problem[] {
  if (sections.length > 0 || problems.length > 0) return []
  const what = `none of the ${plural(written, 'proposal')} is left that a closedown wrote into it: take it back from git, or delete it and run closedown again`
  return [{ line: 1, what }]
}

const writtenText = ({ applied }: ProposalDecision): string[] =>
  isObject(applied) && typeof applied.text === 'string' ? [applied.text] : []

async function rulesProblems(reviewed: ReviewedFiles, resolved: Resolved[], written: string[]): Promise<Problem[]> {
  const { rulesFile, rules } = reviewed
  const changing = decisionsIn({ resolved }).filter(changesRules)
  if (changing.length === 0) return []
  const ofHistory = changing.some(({ proposal: { ruleIds } }) => ruleIds.some((id) => !isMarkdownRule(id)))
  if (rules === undefined && ofHistory)
    throw new UserError(
      `${rulesFile} is missing: nothing was applied; restore it, or begin one with {"instructions": []}`,
    )
  try {
    return await staleDecisions(reviewed, resolved, written)
  } catch (error) {
    throw new UserError(`${rulesFile} is damaged (${messageOf(error)}): nothing was applied; fix it first`)
  }
}

function readFile(files: Files, path: string, which?: 'itself'): string | undefined {
  let text: string | undefined
  try {
    text = which === 'itself' ? files.readItself(path) : files.read(path)
  } catch (error) {
    throw new UserError(`${path} cannot be read (${readingProblem(error) || messageOf(error)})`)
  }
  const info = files.info(path)
  // What is not UTF-8 would come back as other bytes.
  if (text !== undefined && info?.kind === 'file' && Buffer.byteLength(text) !== info.bytes)
    throw new UserError(`${path} is not UTF-8: nothing was applied; save it as UTF-8 first`)
  return text
}
