import { inFile, type Mutation } from './mutation.ts'

const tests = ['carried-on.test.ts']

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
  ...inFile('cache/transcripts/work/run-again.ts', tests, [['runsOf(scene, call) > 1', 'runsOf(scene, call) > 0']]),
]
