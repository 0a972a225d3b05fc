import { upward } from '../../cache/upward.ts'
import { builtInAnswers } from './built-in-answers.ts'
import { configurationOf } from './effects/configuration-file.ts'

/** The words that ask for the version and nothing else. */
export const versionWords = /^(-V|--version|version)$/

/**
 * What a command line prints that no project can change, so that neither the parser nor any task is loaded for it. Undefined for every other, and where
 * a configuration may add tasks.
 */
export function answerAtOnce(argv: string[], cwd: string): string | undefined {
  const [name = '', ...others] = argv
  if (builtInAnswers === undefined || others.length > 0 || cwd === '') return undefined
  if (versionWords.test(name)) return builtInAnswers.version
  return name === 'list' && !mayBeConfigured(cwd) ? builtInAnswers.list : undefined
}

/** Whether there is a configuration at or above a directory, wherever its project ends; also where that cannot be seen. */
function mayBeConfigured(start: string): boolean {
  try {
    return [...upward(start)].some((directory) => configurationOf(directory) !== undefined)
  } catch {
    return true
  }
}
