import { inFile, type Mutation } from './mutation.ts'

const tests = ['numbers/limits.test.ts']

/** Sizes of documents, lengths of lists and texts, times of sessions, exit codes, and what a redaction takes. */
export const limitMutations: Mutation[] = [
  ...inFile(
    'tasks/handoff/document/letter.ts',
    [...tests, 'letter.test.ts'],
    [
      ['mostBytes = 12_000', 'mostBytes = 12_001'],
      ['{ characters: 200, items: 10 }', '{ characters: 200, items: 11 }'],
    ],
  ),
  ...inFile('tasks/handoff/shown-screen.ts', tests, [['firstScreenBytes = 1800', 'firstScreenBytes = 1801']]),
  ...inFile(
    'tasks/handoff/figures.ts',
    ['summary.test.ts'],
    [
      ['notableLoss = 10', 'notableLoss = 9'],
      ['service === undefined ? anomalies.length > 0 :', 'service === undefined ? false :'],
      ['anomalies.some((anomaly) => anomaly.service === service)', 'anomalies.length > 0'],
      ['[...ends, worst]', '[worst]'],
      ['b.points - a.points', 'a.points - b.points'],
    ],
  ),
  ...inFile(
    'tasks/handoff/agent-rows.ts',
    ['agent-ending.test.ts'],
    [
      ['!Object.values(agent.summary ?? {}).some(Boolean)', 'true'],
      ['filter(({ background }) => !background)', 'filter(() => true)'],
    ],
  ),
  ...inFile(
    'tasks/handoff/sections/agent.ts',
    ['agent-work.test.ts', 'agent.test.ts', ...tests],
    [['more(agent.edited, listed.edited) + (agent.moreEdited ?? 0)', 'more(agent.edited, listed.edited)']],
  ),
  ...inFile(
    'workflows/commands/history.ts',
    ['terminal-width.test.ts'],
    [
      ['widthOf(whole) <= width', 'widthOf(whole) < width'],
      ['rows)) <= width) last.push', 'rows)) < width) last.push'],
    ],
  ),
  ...inFile(
    'tasks/handoff/first-screen.ts',
    [...tests, 'letter.test.ts'],
    [['screenAnomalies = 3', 'screenAnomalies = 4']],
  ),
  ...inFile('tasks/compaction/agent-context.ts', tests, [['mostCharacters = 7900', 'mostCharacters = 7901']]),
  ...inFile(
    'tasks/work/standing/view.ts',
    [...tests, 'open-work.test.ts'],
    [
      ['staleSessions = 5', 'staleSessions = 6'],
      ['staleSessions = 5', 'staleSessions = 4'],
    ],
  ),
  ...inFile(
    'cache/transcripts/todo.ts',
    ['agent-todos.test.ts'],
    [
      [' || Number(isBegun(b)) - Number(isBegun(a))', ''],
      ['Number(a.earlier) - Number(b.earlier) || ', ''],
    ],
  ),
  ...inFile(
    'workflows/commands/hook/session-start.ts',
    ['hook-words.test.ts'],
    [['times: kept.compactions + 1', 'times: kept.compactions']],
  ),
  ...inFile('cache/transcripts/work/request.ts', tests, [['longestQuote = 300', 'longestQuote = 301']]),
  ...inFile(
    'cache/transcripts/packed-rows.ts',
    ['transcript-parts.test.ts'],
    [
      ['largest - least >= 256 ** size', 'largest - least > 256 ** size'],
      ['end % 8 === 0 ? end + 1 : end', 'end'],
      [' || !Number.isSafeInteger(largest - least)', ''],
      ['byte === size - 4', 'byte === size - 3'],
    ],
  ),
  ...inFile(
    'cache/transcripts/parts.ts',
    ['transcript-parts.test.ts'],
    [['known[each] ??= unpacked', 'known[each] = unpacked']],
  ),
  ...inFile(
    'cache/transcripts/messages.ts',
    ['transcript-parts.test.ts'],
    [['isNew && message % inOneTable === 0', 'tables.length === 0']],
  ),
  ...inFile('cache/sqlite.ts', ['transcript-parts.test.ts'], [['cache_size = -1000', 'cache_size = -2000']]),
  ...inFile(
    'cache/transcripts/key.ts',
    ['transcripts.test.ts'],
    [['identities[place] !== identity', 'identities[place]?.length !== identity.length']],
  ),
  ...inFile(
    'cache/transcripts/read.ts',
    ['transcripts.test.ts'],
    [['changed.has(path) || rows.get(path)?.own !== 1', 'changed.has(path)']],
  ),
  ...inFile('cache/audit/claude-code.ts', tests, [['longestReason = 120', 'longestReason = 121']]),
  ...inFile('tasks/analysis/agent.ts', tests, [['mostEdited = 50', 'mostEdited = 51']]),
  ...inFile('tasks/analysis/anomalies.ts', tests, [['shownDecisions = 3', 'shownDecisions = 4']]),
  ...inFile('tasks/startup/services.ts', tests, [['signDays = 30', 'signDays = 31']]),
  ...inFile('tasks/cleanup/end-newcomers.ts', tests, [
    ['mostRounds = 20', 'mostRounds = 21'],
    ['longestMs = 10_000', 'longestMs = 11_000'],
  ]),
  ...inFile('workflows/commands/hook/answer.ts', tests, [['waitMs = 500', 'waitMs = 600']]),
  ...inFile('workflows/commands/hooks/entries.ts', tests, [
    ['timeoutSeconds = 10', 'timeoutSeconds = 11'],
    ['longestEnding = 3', 'longestEnding = 4'],
    ["event === 'SessionEnd' ? longestEnding", "event === 'Stop' ? longestEnding"],
  ]),
  ...inFile('cache/transcripts/work/cause.ts', tests, [['longestError = 160', 'longestError = 161']]),
  ...inFile('cache/transcripts/work/troubled-calls.ts', tests, [['mostListed = 50', 'mostListed = 51']]),
  ...inFile('workflows/runner/life-signs.ts', tests, [
    ['silentMs = 12 * hourMs', 'silentMs = 11 * hourMs'],
    ['> silentMs', '>= silentMs'],
    ['toleranceMs = 60_000', 'toleranceMs = 61_000'],
  ]),
  ...inFile('tasks/startup/due-handoff.ts', tests, [
    ['agedMs = 7 * dayMs', 'agedMs = 8 * dayMs'],
    ['now - since > agedMs', 'now - since >= agedMs'],
  ]),
  ...inFile(
    'cache/sessions.ts',
    ['session.test.ts'],
    [
      ["padStart(3, '0')", "padStart(2, '0')"],
      ['highest + 1', 'highest + 2'],
    ],
  ),
  ...inFile(
    'workflows/runner/session.ts',
    [...tests, 'session.test.ts'],
    [
      ['started >= now - dayMs', 'started > now - dayMs'],
      ['started > (last?.to ?? 0)', 'started >= (last?.to ?? 0)'],
    ],
  ),
  ...inFile(
    'cache/window.ts',
    [...tests, 'session.test.ts', 'numbers/metrics.test.ts'],
    [
      ['day <= 28 ||', 'day <= 29 ||'],
      ['!text.startsWith(lastMinute.text)', 'false'],
      ['second < 60', 'second < 61'],
      ['export const dayMs = 24 * hourMs', 'export const dayMs = 23 * hourMs'],
    ],
  ),
  ...inFile(
    'workflows/runner/workflow-command.ts',
    [...tests, 'init.test.ts', 'closedown.test.ts', 'server.test.ts'],
    [
      ["report.outcome === 'blocked') return 3", "report.outcome === 'blocked') return 4"],
      ["(strict && report.outcome !== 'ok')) return 4", "(strict && report.outcome !== 'ok')) return 1"],
      ['isMissing(step)) ? 4 : 0', 'isMissing(step)) ? 1 : 0'],
      ['if (result.bug) return 1', 'if (result.bug) return 4'],
    ],
  ),
  ...inFile(
    'workflows/runner/run-workflow.ts',
    ['command-line.test.ts'],
    [["(reason?.reason === 'not-selected' && isSkip(reason.flag))", 'false']],
  ),
  ...inFile(
    'workflows/runner/effects/signals.ts',
    ['signals.test.ts'],
    [
      ['SIGINT: 130', 'SIGINT: 131'],
      ['SIGTERM: 143', 'SIGTERM: 144'],
    ],
  ),
  ...inFile(
    'workflows/commands/recount.ts',
    ['recount-command.test.ts'],
    [['differences.length > 0 ? 4 : 0', 'differences.length > 0 ? 1 : 0']],
  ),
  ...inFile(
    'workflows/commands/recount.ts',
    ['recount-other-sources.test.ts'],
    [['for (const file of known.filter((each) => existsSync(each)))', 'for (const file of known.slice(known.length))']],
  ),
  ...inFile('tasks/handoff/sections/performance.ts', ['inferred.test.ts'], [['inferred > 0 && !isLearning', 'false']]),
  ...inFile('tasks/startup/session.ts', ['init.test.ts'], [['opened ? head : before.metadata.startHead', 'head']]),
  ...inFile('cache/errors.ts', ['command-line.test.ts'], [['exit: 2 | 3 | 4 = 2', 'exit: 2 | 3 | 4 = 4']]),
  ...inFile(
    'workflows/runner/effects/foreign-code.ts',
    ['config.test.ts'],
    [
      ['usualLimitMs = 20_000', 'usualLimitMs = 21_000'],
      ['settleMs = 5000', 'settleMs = 6000'],
    ],
  ),
  ...inFile(
    'templates/secrets/value.ts',
    [...tests, 'redaction.test.ts'],
    [
      ["kind === 'password' ? 3 : 8", "kind === 'password' ? 4 : 8"],
      ["kind === 'password' ? 3 : 8", "kind === 'password' ? 3 : 9"],
      ["manner === 'loose' ? 6 : 4", "manner === 'loose' ? 7 : 4"],
      ["manner === 'loose' ? 6 : 4", "manner === 'loose' ? 6 : 5"],
      ['!plain || value.length >= 6', '!plain || value.length >= 7'],
      ['plain ? value.length >= 6 :', 'plain ? value.length >= 7 :'],
      ['word.length < 8 ||', 'word.length < 9 ||'],
      ['value.length < 5 ||', 'value.length < 6 ||'],
      ['bare.length >= 12 &&', 'bare.length >= 13 &&'],
      ['word.length >= 16 && entropy', 'word.length >= 17 && entropy'],
      ['word.length >= 10 &&', 'word.length >= 11 &&'],
    ],
  ),
  ...inFile(
    'templates/secrets/forms.ts',
    [...tests, 'redaction.test.ts'],
    [
      ["{10,255}`, 'ghp_'", "{40,255}`, 'ghp_'"],
      ['[A-Z0-9]{12,20}(?!', '[A-Z0-9]{17,20}(?!'],
    ],
  ),
  ...inFile('tasks/analysis/timeline.ts', tests, [
    ['mostSteps = 48', 'mostSteps = 47'],
    ['mostServices = 7', 'mostServices = 8'],
    ['60, 120, 180, 360', '60, 120, 240, 360'],
  ]),
  ...inFile(
    'tasks/rules/proposals.ts',
    ['unusual-input.test.ts'],
    [
      ['comparedCharacters = 10_000', 'comparedCharacters = 10_001'],
      ['comparedCharacters = 10_000', 'comparedCharacters = 9_999'],
    ],
  ),
  ...inFile('cache/lines.ts', tests, [['longestLine = 16 * 2 ** 20', 'longestLine = 17 * 2 ** 20']]),
  ...inFile('cache/json.ts', tests, [['deepest = 1000', 'deepest = 1001']]),
  ...inFile('cache/audit/sources/mongo-write.ts', tests, [
    ['batchDocuments = 500', 'batchDocuments = 501'],
    ['batchBytes = 8 * 2 ** 20', 'batchBytes = 9 * 2 ** 20'],
  ]),
  ...inFile('workflows/commands/doctor/examine-store.ts', tests, [
    ['leastVersion = [4, 4]', 'leastVersion = [4, 2]'],
    ['farClockMs = 60_000', 'farClockMs = 61_000'],
  ]),
]
