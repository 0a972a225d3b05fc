/** The line that puts a session's mark into a shell's environment. */
export const exportLine = (mark: string): string => `export BOOKEND_SESSION=${mark}`

/** What is to be added to a file of such lines so that it has this one; undefined where it has. */
export function withExportLine(text: string, mark: string): string | undefined {
  const line = exportLine(mark)
  if (text.split('\n').includes(line)) return undefined
  return `${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`
}
