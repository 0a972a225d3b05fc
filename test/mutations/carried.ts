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
    ["said !== '' && /\\S\\s+\\S/.test(text)", "said !== ''"],
    ['(!isWhole ||', '(isWhole ||'],
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
    ['if (answersBookend(scene, asked, line)) continue', ''],
    ['if (answers.some(({ at }) => at > lastOf(parts))) break', 'if (answers.length > 0) break'],
    ['(longest * 2) / 3', 'longest'],
    ['at < window.from || at >= window.to ||', ''],
    ['mark.transcript === transcript && mark.position < position', 'mark.transcript === transcript'],
    ['.find((mark) => !answersBookend(scene, asked, mark))', '[0]'],
  ]),
  ...inFile('cache/transcripts/work/unfinished.ts', endings, [
    ['answered.has(call.key) || call.position < asked', 'answered.has(call.key)'],
    ['calls.length > (open.get(key)?.length ?? 0)', 'false'],
    ['!ofBookend.test(command)', 'true'],
    ['!looking.has(call.name)', 'true'],
    [' && !isAsking(call.head)', ''],
    ['at >= window.from && at < window.to)', 'at >= window.from)'],
    ['at >= window.from && at < window.to)', 'at < window.to)'],
  ]),
  ...inFile('cache/transcripts/claude-code/background.ts', endings, [
    ['known.isStopped = true', 'known.isStopped = false'],
    ["status === 'killed' || ", ''],
    ['known && stopping.has(textOf(name))', 'known'],
    ['outcome || isStopped ? [] : [call]', 'isStopped ? [] : [call]'],
  ]),
  ...inFile(
    'cache/transcripts/codex/terminals.ts',
    ['agent-background.test.ts'],
    [
      ['ended?.[session] || interrupted?.[session]', 'interrupted?.[session]'],
      ['ended?.[session] || interrupted?.[session]', 'ended?.[session]'],
      ['[state.read, state.interrupted, state.ended]', '[state.read, state.interrupted]'],
    ],
  ),
  ...inFile('cache/transcripts/codex/line.ts', endings, [
    [
      "textOf(payload.last_agent_message) !== '' && state.subagent !== true",
      "textOf(payload.last_agent_message) !== ''",
    ],
  ]),
  ...inFile('cache/transcripts/sentences.ts', endings, [["/[.!?;,]/.test(last) ? '' : ';'", "';'"]]),
  ...inFile('cache/transcripts/work/elsewhere.ts', endings, [
    ['branch === here || ', ''],
    ["[branch, here].includes('HEAD')", "[here].includes('HEAD')"],
    ["[branch, here].includes('HEAD')", "[branch].includes('HEAD')"],
  ]),
  ...inFile('cache/transcripts/work/troubled-calls.ts', endings, [
    ['passedLater ? undefined : branchOf()', 'branchOf()'],
  ]),
  ...inFile('cache/transcripts/written-by-hand.ts', endings, [
    ["from.startsWith('<<')", 'true'],
    ['unknowable.test(file) || ', ''],
    [" || file.startsWith('/dev/')", ''],
    [" || (program !== 'cat' && program !== 'tee')", ''],
    ['named.filter((word) => !isOption(word))', 'named'],
    ['isAbsolute(step.place.directory) ?', 'true ?'],
  ]),
  ...inFile(
    'cache/transcripts/results.ts',
    ['transcripts.test.ts'],
    [
      ['Number(gone(b.transcript)) - Number(gone(a.transcript))', '0'],
      ['Number(gone(a.transcript)) - Number(gone(b.transcript))', '0'],
    ],
  ),
  ...inFile(
    'tasks/startup/hook-settings.ts',
    ['hook-words.test.ts'],
    [['if (!config.agentText) stores', 'if (false) stores']],
  ),
  ...inFile('cache/sqlite.ts', ['hook-words.test.ts'], [['secure_delete = ON', 'secure_delete = OFF']]),
  ...inFile(
    'workflows/commands/hook/project.ts',
    ['hook-words.test.ts'],
    [[" && !leavesTextsOut.test(changed()?.text ?? '')", '']],
  ),
  ...inFile(
    'cache/agent-sessions.ts',
    ['agent-kept.test.ts'],
    [
      ['last_ms >= ? AND last_ms < ?', 'last_ms > -? AND last_ms < ?'],
      ['last_ms >= ? AND last_ms < ?', 'last_ms >= ? AND last_ms > -?'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/transcripts.ts',
    ['agent-kept.test.ts'],
    [['options.texts ? withKept(excerpt, found) : found', 'withKept(excerpt, found)']],
  ),
  ...inFile(
    'cache/transcripts/work/kept.ts',
    ['agent-kept.test.ts', 'hook-words.test.ts'],
    [
      ['...(request && { request })', ''],
      ['if (gone.length === 0) return work', 'return work'],
      ['named.has(words(text)) ? []', 'false ? []'],
      ['...(kept.todos?.inProgress ?? [])', '...([] as string[])'],
      ['!isThere(excerpt, session)', 'true'],
    ],
  ),
  ...inFile('cache/transcripts/work/run-again.ts', tests, [['runsOf(scene, call) > 1', 'runsOf(scene, call) > 0']]),
]
