import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { answer, prompt, result, use } from '../support/transcripts.ts'

const bytes = 2 * 10 ** 6

/** A transcript of two megabytes, as one day's work leaves it, whose turns are of now; `grow` adds a turn of about 10 KB. */
export function growingTranscript(root: string): { path: string; grow(): void } {
  const path = join(root, 'agent-1.jsonl')
  let turns = 0
  const grow = () => appendFileSync(path, turn(turns++, root))
  const some = turn(0, root).length
  while (turns * some < bytes) grow()
  return { path, grow }
}

/** A request, a file that is read and changed, a command (every fourth fails), now and then a new list of to-dos. */
function turn(number: number, root: string): string {
  const own = { cwd: root, sessionId: 'agent-1', timestamp: new Date().toISOString() }
  const file = { file_path: join(root, `src/f${number}.ts`) }
  const fails = number % 4 === 0
  const calls: [name: string, input: object, said: object, line?: object][] = [
    ['Read', file, { content: 'const x = 1\n'.repeat(400) }],
    ['Edit', { ...file, old_string: 'a'.repeat(300), new_string: 'b'.repeat(300) }, { content: 'ok '.repeat(200) }],
    [
      'Bash',
      { command: number % 3 ? `npm test -- part${number % 9}` : 'npm run lint' },
      fails
        ? { content: `Exit code 1\nError: expected ${number}\n${'at x\n'.repeat(100)}`, is_error: true }
        : { content: 'ok\n'.repeat(300) },
    ],
  ]
  const newTodos = [{ content: `Step ${number}`, status: 'pending', activeForm: 'x' }]
  if (number % 5 === 0) calls.push(['TodoWrite', {}, {}, { toolUseResult: { newTodos } }])
  const lines = calls.flatMap(([name, input, said, line], at) => {
    const id = `${number}-${at}`
    const content = [use(`toolu_${id}`, name, input)]
    return [
      answer(0, id, { input: 10, output: 100, read: 50_000 + number * 10, write: 900 }, { content, line: own }),
      result(0, `toolu_${id}`, said, { ...own, ...line }),
    ]
  })
  return [prompt(0, `Please do thing number ${number}`, own), ...lines]
    .map((line, at) => `${JSON.stringify({ ...line, uuid: `u${number}-${at}` })}\n`)
    .join('')
}
