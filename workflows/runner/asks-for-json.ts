/** Whether a command line asks for a JSON document. What stands behind `--` is another command's. */
export function asksForJson(argv: string[]): boolean {
  const end = argv.indexOf('--')
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json')
}
