import { lint } from 'markdownlint/sync'

/** What markdownlint finds in a document by its default rules, but for the length of lines: line, rule, and the line itself. */
export function markdownProblems(text: string): string[] {
  const found = lint({ strings: { text }, config: { default: true, MD013: false } })
  return (found.text ?? []).map(({ lineNumber, ruleNames, errorDetail }) => {
    const line = text.split('\n')[lineNumber - 1]
    return `${lineNumber} ${ruleNames[0]} ${errorDetail ?? ''}: ${line}`
  })
}
