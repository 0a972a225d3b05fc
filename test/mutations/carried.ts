import { inFile, type Mutation } from './mutation.ts'

const tests = ['carried-on.test.ts']
const endings = ['agent-ending.test.ts']

/** What agents left open: what is carried, and what a note ends. */
export const carriedMutations: Mutation[] = [
  ...inFile('cache/settled.ts', tests, [
    ["if (kind === 'done') return at", "if (kind === 'done') return Infinity"],
    ['(?:the|an?)', '(?:an?)'],
    ['(closed?.at ?? Infinity)', '(closed?.at ?? 0)'],
    ["kind === 'todo' ?", 'kind ?'],
  ]),
  ...inFile('workflows/commands/note.ts', tests, [
    ['begins.length === 1 ?', 'begins.length > 9 ?'],
    ["words(text).includes(' ') ?", "words(text) !== '' ?"],
  ]),
  ...inFile('workflows/commands/hook/session-start.ts', tests, [['kept !== undefined || ledger', 'ledger']]),
  ...inFile('cache/transcripts/work/judged.ts', tests, [['then.skipped > before.skipped || ', '']]),
  ...inFile('cache/transcripts/work/gone-tests.ts', tests, [
    ['!textIn(join(directory, file)).includes(lastPart(name))', 'true'],
    [".replace(/\\[.*$/, '')", ''],
  ]),
  ...inFile('tasks/work/standing.ts', tests, [
    [' && !seen.has(text)', ''],
    ['settledUntil(ledger, text) === -Infinity', 'true'],
  ]),
  ...inFile('cache/transcripts/work/answer.ts', endings, [
    [' || calling.has(key)', ''],
    ['values[first + column.sidechain] === 1', 'false'],
    ['.filter((line) => !answersBookend(scene, asked, line))', ''],
    ['(longest * 2) / 3', 'longest'],
  ]),
  ...inFile('cache/transcripts/work/unfinished.ts', endings, [
    ['answered.has(call.key) || call.position < asked', 'answered.has(call.key)'],
    ['calls.length > (open.get(key)?.length ?? 0)', 'false'],
    ['!ofBookend.test(command)', 'true'],
    ['!looking.has(call.name)', 'true'],
  ]),
  ...inFile('cache/transcripts/claude-code/background.ts', endings, [
    ['known.isStopped = true', 'known.isStopped = false'],
    ["status === 'killed' || ", ''],
  ]),
  ...inFile('cache/transcripts/work/elsewhere.ts', endings, [['branch === here || ', '']]),
  ...inFile('cache/transcripts/written-by-hand.ts', endings, [["from.startsWith('<<')", 'true']]),
  ...inFile(
    'cache/transcripts/work/kept.ts',
    ['hook-words.test.ts'],
    [
      ['...(request && { request })', ''],
      ['if (gone.length === 0) return work', 'return work'],
    ],
  ),
  ...inFile('cache/transcripts/work/run-again.ts', tests, [['runsOf(scene, call) > 1', 'runsOf(scene, call) > 0']]),
]
