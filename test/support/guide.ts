/** A console block of a page: commands, each with what it printed. */
export interface Example {
  command: string
  /** Lines of its standard output. */
  output: string[]
  /** Its exit status, written as `[3]` behind the output where it is not 0. */
  status: number
}

const block = /```console\n([\s\S]*?)```/g

export const examplesOf = (page: string): Example[][] =>
  [...page.matchAll(block)].map((match) => parseBlock(match[1] as string))

function parseBlock(text: string): Example[] {
  const examples: Example[] = []
  for (const line of text.trimEnd().split('\n')) {
    const last = examples.at(-1)
    const status = /^\[(\d+)\]$/.exec(line)?.[1]
    if (line.startsWith('$ ')) examples.push({ command: line.slice(2), output: [], status: 0 })
    else if (last && status !== undefined) last.status = Number(status)
    else last?.output.push(line)
  }
  return examples
}

/** The page with other outputs in its blocks. */
export function withExamples(page: string, blocks: Example[][]): string {
  let number = 0
  return page.replace(block, () => `\`\`\`console\n${(blocks[number++] ?? []).map(renderExample).join('')}\`\`\``)
}

function renderExample({ command, output, status }: Example): string {
  return `${[`$ ${command}`, ...output, ...(status === 0 ? [] : [`[${status}]`])].join('\n')}\n`
}

/** What differs from run to run, by its kind: times, ids of commits and processes. */
const kinds: [pattern: RegExp, kind: string][] = [
  [/\d{4}-\d\d-\d\d(?=-\d{3}\b)/g, 'DATE'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'TIME'],
  [/\d{4}-\d\d-\d\d/g, 'DATE'],
  [/\b[0-9a-f]{12,40}\b/g, 'COMMIT'],
  [/\b(pid|kill|Process:) \d+/g, '$1 N'],
  [/\b\d+ bytes\b/g, 'N bytes'],
  [/\d+ (protected|suspected)/g, 'N $1'],
  [/\b\d+ min\b/g, 'N min'],
]

/** A line without what differs from run to run. */
export const skeleton = (line: string): string =>
  kinds.reduce((text, [pattern, kind]) => text.replace(pattern, kind), line)

const cell = { width: 7.8, height: 17 }

/** A picture of a terminal. */
export function terminalPicture({ command, output }: Example): string {
  const lines = [`$ ${command}`, ...output]
  const width = Math.ceil(Math.max(...lines.map((line) => [...line].length), 60) * cell.width) + 32
  const height = lines.length * cell.height + 32
  const inXml = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  const rows = lines.map(
    (line, row) =>
      `<text x="16" y="${(row + 1) * cell.height + 11}" fill="${colourOf(line)}" xml:space="preserve">${inXml(line)}</text>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13">`,
    `<title>${inXml(command)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="#16181d"/>`,
    ...rows,
    '</svg>\n',
  ].join('\n')
}

const colours: [pattern: RegExp, colour: string][] = [
  [/^\$ /, '#8ab4f8'],
  [/^PASS/, '#7bd88f'],
  [/^FAIL|changed:/, '#ff8a80'],
  [/^SKIPPED/, '#9aa0a6'],
  [/^(⚠️|Unfinished|Degraded: (?!nothing))/u, '#ffd479'],
  [/^The session is closed|operational: yes/, '#7bd88f'],
]

const colourOf = (line: string): string => colours.find(([pattern]) => pattern.test(line))?.[1] ?? '#e8eaed'
