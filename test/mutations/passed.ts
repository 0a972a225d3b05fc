import { inFile, type Mutation } from './mutation.ts'

/** What counts as passed since it failed. */
export const passedMutations: Mutation[] = [
  ...inFile('cache/transcripts/command.ts', ['agent-passed.test.ts'], [[', from) === from', ", '') !== undefined"]]),
  ...inFile(
    'cache/transcripts/telling-steps.ts',
    ['agent-commands.test.ts'],
    [["line === '' || adding.test(line)", "line === ''"]],
  ),
  ...inFile(
    'cache/transcripts/work/judged.ts',
    ['agent-commands.test.ts'],
    [
      ['hidesAny(command) && summaryOfFailing', 'summaryOfFailing'],
      ['(?!.*\\b0 remaining)', ''],
    ],
  ),
  ...inFile(
    'cache/transcripts/shown-commands.ts',
    ['agent-commands.test.ts'],
    [["operator === '&&' || operator === '||'", "operator === '&&'"]],
  ),
  ...inFile('cache/transcripts/exit-status.ts', ['agent-passed.test.ts'], [[' && !isLeft', '']]),
  ...inFile(
    'cache/transcripts/work/branches.ts',
    ['agent-passed.test.ts'],
    [
      ['(isDone || isStill(around, before, then, isPut))', 'true'],
      ['isDone || isStill', 'isStill'],
      ["if (before === 'HEAD' && then === 'HEAD' && switched) return false", ''],
      ['before !== then || (switched', '(switched'],
      [' || (switched !== undefined && switched.target !== then)', ''],
      ['(isBegunHere && [...behind.slice(at), ...between].some(isCommit))', 'false'],
      ['[...behind.slice(at), ...between].some(isCommit)', 'true'],
      ['each.call.key !== call.key &&', ''],
      [' || nameOfBranch(place.branch) === then', ' || true'],
      ['mostCommands, 1)', 'mostCommands, 0)'],
      ['!/CONFLICT/.test(outputOf(scene, run.result))', 'true'],
      ['(!here || isOneTree(roots, each.move.place, here))', 'true'],
    ],
  ),
  ...inFile(
    'cache/transcripts/moves.ts',
    ['agent-passed.test.ts'],
    [
      ['moves.length === 1 && nothingDone.test(output) ? [] : moves', 'moves'],
      [' || /^Updated \\d+ path/m.test(output)', ''],
      ['named.some(isFile) || ', ''],
      ["if (name === '' || keeping.has(name)) return undefined", ''],
      ['  rm: (words', '  rmdir: (words'],
      ["const tee = piped && programOf(piped.words) === 'tee'", "const tee = piped && programOf(piped.words) === 'te'"],
      ['[...step.piece.writes, ...tee', '[...tee'],
      ['generated.test(file) ||', ''],
      ['!isAbsolute(directoryIn(roots, path))', 'true'],
    ],
  ),
  ...inFile(
    'cache/transcripts/place.ts',
    ['agent-passed.test.ts'],
    [
      ['return startOf(words.slice(begun + 1), before)', 'return before'],
      [" && word !== 'HEAD'", ''],
      ["command === 'bisect' && what === 'reset'", 'false'],
    ],
  ),
  ...inFile(
    'cache/transcripts/work/judged.ts',
    ['agent-passed.test.ts', 'agent-background.test.ts'],
    [
      ['result.secondary === 2 || ', ''],
      ['leftOut.test(output) || ', ''],
      [" || !shows('end', command, printed)", ''],
      ["!shows('beginning', command, printed) &&", ''],
      ['runsSeverally.test(name) ||', ''],
      [' || summaryOfOne.test(output)', ''],
      [' || announcesMore(own)', ''],
      ["output === '' ? 0 :", "output === '-' ? 0 :"],
    ],
  ),
  ...inFile(
    'cache/transcripts/seen-output.ts',
    ['agent-passed.test.ts'],
    [
      ['return few ? Number(few[1] ?? 10) : 0', 'return Number(few?.[1] ?? 10)'],
      ['few[1] ?? 10', 'few[1] ?? 11'],
      ['!isPipe(behind) && others.length === texts.length', '!isPipe(behind)'],
      ['(?! (?:-[Eeru]+ )*s[/|#,@])', '(?= -n)'],
      ['(?! (?:-[Eeru]+ )*s[/|#,@])', ''],
      ["if (!shows('beginning', command, printed) || !shows('end', command, printed)) return false", ''],
    ],
  ),
  ...inFile(
    'cache/transcripts/work/passed.ts',
    ['agent-passed.test.ts'],
    [['if (wholeInput(scene, run) !== input) continue', '']],
  ),
  ...inFile(
    'cache/transcripts/covering.ts',
    ['agent-wider.test.ts'],
    [
      ['String(one.options) === String(other.options) &&', ''],
      ['one.filters.every((filter) => other.filters.includes(filter)) &&', ''],
      ['(isAll && paths.every(isUsual))', 'isAll'],
      ['isAtOrBelow(path, around)', "path.startsWith(around + '/')"],
      ["[remote, ...named].join(' ')", "[remote, named[1]].join(' ')"],
    ],
  ),
  ...inFile(
    'cache/transcripts/place.ts',
    ['agent-wider.test.ts'],
    [
      ['/^core\\.hookspath/i.test(value)', 'false'],
      ['packages.every((each) => each === everyPackage)', 'packages.includes(everyPackage)'],
      ['if (keyOfPlace(roots, { ...place, directory, packages }) !== key) return false', ''],
      ['isOverAll(place) && directory.startsWith', 'directory.startsWith'],
      [" && !place.packages.some((each) => each.startsWith('!'))", ''],
    ],
  ),
  ...inFile(
    'cache/transcripts/covering.ts',
    ['agent-wider.test.ts'],
    [
      ['names.every((each) => name.test(each))', 'true'],
      ['names.length > 1 &&', 'names.length > 9 &&'],
    ],
  ),
  ...inFile(
    'cache/transcripts/work/also-run.ts',
    ['agent-wider.test.ts'],
    [
      ['(?![\\s\\S]*^\\[package\\])', ''],
      [' && Object.keys(where.environment).length === 0', ''],
      [' && where.packages.length === 0', ''],
      ['.filter(({ isSure }) => isSure)', ''],
      ['commands.length === 1 && commands[0]', 'commands[0]'],
      ['commands[0]?.isSure && isAlone', 'commands[0]?.isSure'],
    ],
  ),
  ...inFile(
    'cache/transcripts/work/wider.ts',
    ['agent-wider.test.ts'],
    [
      ['!isThere ||', ''],
      ['skipsHooks(wide.words) && !skipsHooks(narrow.words)', 'false'],
      [' || narrow.setting !== wide.setting', ''],
      ['counts && counts.failed > 0 ? [last] : ran', 'ran'],
      ['failed.every((narrow) =>', 'failed.some((narrow) =>'],
    ],
  ),
]
