import { inFile, type Mutation } from './mutation.ts'

/** How words and command lines are read: pasts that no list has, who did what to whom, doubtful rules, where a command runs (docs/rules.md, docs/transcripts.md). */
export const wordMutations: Mutation[] = [
  ...inFile(
    'tasks/rules/text/unknown-past.ts',
    ['pasts.test.ts'],
    [
      ['ed$/i.test(word) && !others.test(word)', 'ed$/i.test(word)'],
      ['(?<=[a-z]{3})i$', '(?<=[a-z]{9})i$'],
      ['replace(end, base as string)', "replace(end, '')"],
      ['(?<!focus|canvas|bias)$', '$'],
      ['(?<!zz|tz)$', '$'],
    ],
  ),
  ...inFile(
    'tasks/rules/text/imperative/doubtful.ts',
    ['rules-imperative.test.ts', 'rules-inversion.test.ts'],
    [
      ['if (unsaid.some((pattern) => pattern.test(rule))) return true', 'void unsaid'],
      [' || takenBack.test(rule)', ''],
      [' || remedied.test(rule)', ''],
      [' && !faulty.test(rule)', ''],
      ['(duties.has(base) || isOwn)', 'isOwn'],
      ['(duties.has(base) || isOwn)', 'duties.has(base)'],
      ['return anybody.test(main', 'return /(?!)/.test(main'],
    ],
  ),
  ...inFile(
    'tasks/rules/text/imperative/description.ts',
    ['rules-descriptions.test.ts', 'rules-imperative.test.ts'],
    [
      [' || isOnlyPast(first)', ''],
      ['!(at === 0 && isAdjective)', 'true'],
      [' && bringing.has(verb.base)', ''],
      ['if (givesAway(verb.base, thing)) return false', 'void givesAway'],
      ["verb.form === 'gerund' && acting.has(verb.base)", 'false'],
      [' && !kept.test(thing)', ''],
      ['return !(isMisdeed(verb.base) || ', 'return !('],
    ],
  ),
  ...inFile(
    'tasks/rules/text/imperative/commanding.ts',
    ['rules-descriptions.test.ts'],
    [['if (!alsoNouns.test(first) || isDetermined(rest)) return true', 'return true']],
  ),
  ...inFile(
    'tasks/rules/text/relation/demands.ts',
    ['rules-reserved.test.ts', 'rules-cases.test.ts'],
    [
      ["part.behind !== ':'", "part.behind !== '?'"],
      ['!takesBack(tokens[0]) &&', ''],
      ['if (!first || takesBack(first)) return false', 'if (!first) return false'],
      ["(first.negation && first.raw !== 'not')", 'first.negation'],
      ["!adverbial.has(tokens[0]?.raw ?? '') &&", ''],
      ['index < sentences.indexOf(one) ||', ''],
    ],
  ),
  ...inFile(
    'tasks/rules/text/relation/reserved.ts',
    ['rules-reserved.test.ts'],
    [
      ['isWeaker || a.reservations', 'a.reservations'],
      ['appliesElsewhere(a, b) || appliesElsewhere(b, a)', 'appliesElsewhere(a, b)'],
    ],
  ),
  ...inFile(
    'tasks/rules/text/in-force.ts',
    ['rules-reserved.test.ts'],
    [
      ['isStruckOut(text) || ', ''],
      ['isQuoting, isDormant, remark, said', 'isQuoting, remark, said'],
      ['isQuoting, isDormant, remark, said', 'isQuoting, isDormant, said'],
      ['[isQuoting, isDeprecated]', '[isDeprecated]'],
    ],
  ),
  ...inFile(
    'tasks/rules/text/relation/roles.ts',
    ['rules-rearranged.test.ts', 'rules-new.test.ts', 'rules-consolidate.test.ts'],
    [
      ["=== 'by') ? 'behind'", "=== 'from') ? 'behind'"],
      ["if (!passive) return 'before'", "if (passive) return 'before'"],
      ['isNoun ? [sides[1], sides[0]] : sides', 'isNoun ? sides : sides'],
      ['!doers.some((stem) => others.includes(stem)) &&', ''],
      ['doers.every((stem) => b.words.includes(stem)) &&', ''],
      ["if (past && tokens[at + 1]?.raw === 'by') return", "if (past && tokens[at + 1]?.raw === 'from') return"],
    ],
  ),
  ...inFile(
    'cache/transcripts/place.ts',
    ['agent-places.test.ts'],
    [
      ['unknowable.test(path) ?', "path === '*' ?"],
      [".replace(/(?<=.)\\/+$/, '')", ''],
      ["name === '' || isQuiet ? []", "name === '' ? []"],
      ['.toSorted(([a], [b]) => (a < b ? -1 : 1))', ''],
      ["/\\s/.test(shown) ? '…' : shown", 'shown'],
      ['else if (switches.includes(word.text)) told.place', 'else if (word === words[0]) told.place'],
    ],
  ),
  ...inFile(
    'cache/transcripts/shell-line.ts',
    ['agent-places.test.ts', 'agent-commands.test.ts'],
    [
      ["if (ends === '(') outer.push(place)", ''],
      ['place = outer.pop() ?? place', 'outer.pop()'],
    ],
  ),
  ...inFile(
    'cache/transcripts/place.ts',
    ['agent-same-command.test.ts'],
    [
      ['/^(?:1|true)$/.test(value)', 'true'],
      ['if (shellSettings.has(program)) return', 'if (program.length > 1e6) return'],
      ['printed.reduce(setBy, withVariables(place, words))', 'withVariables(place, words)'],
      ['return isOwn || profiles.test(file) ?', 'return around || profiles.test(file) ?'],
    ],
  ),
  ...inFile(
    'cache/transcripts/whole-text.ts',
    ['agent-same-command.test.ts'],
    [
      ['isLoud || !quietFlags', '!quietFlags'],
      ["recording.test(words[1]?.text ?? '')", 'true'],
      ['...runnersThatDecide(all)', '...runnersThatDecide([])'],
    ],
  ),
  ...inFile('cache/transcripts/command.ts', ['agent-passed.test.ts'], [[', from) === from', ", '') !== undefined"]]),
  ...inFile('cache/transcripts/exit-status.ts', ['agent-passed.test.ts'], [[' && !isLeft', '']]),
  ...inFile(
    'cache/transcripts/work/branches.ts',
    ['agent-passed.test.ts'],
    [
      [' || sawOthers(failure, run)', ''],
      ['\\S*[~^]\\d*|', ''],
      ['|[0-9a-f]{7,40})$', ')$'],
    ],
  ),
  ...inFile(
    'cache/transcripts/place.ts',
    ['agent-passed.test.ts'],
    [
      ['return startOf(words.slice(begun + 1), before)', 'return before'],
      [" && word !== 'HEAD'", ''],
    ],
  ),
  ...inFile(
    'cache/transcripts/work/runs.ts',
    ['agent-background.test.ts'],
    [['if (one.at !== other.at)', 'if (one.at < 0)']],
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
      ['(?! (?:-[Eeru]+ )*s[/|#,@])', '(?= -n)'],
      ['(?! (?:-[Eeru]+ )*s[/|#,@])', ''],
      ["if (!shows('beginning', command, printed) || !shows('end', command, printed)) return false", ''],
    ],
  ),
  ...inFile(
    'cache/transcripts/codex/terminals.ts',
    ['agent-background.test.ts'],
    [
      ['secondary: true, isPart', 'secondary: true'],
      ['state.interrupted?.[session] ? undefined : ', ''],
    ],
  ),
  ...inFile(
    'cache/transcripts/work/passed.ts',
    ['agent-passed.test.ts'],
    [['if (wholeInput(scene, run) !== input) continue', '']],
  ),
  ...inFile(
    'cache/transcripts/shell-line.ts',
    ['agent-same-command.test.ts', 'agent-passed.test.ts'],
    [
      ["sha256(lines.slice(at + 1, end).join('\\n'))", "''"],
      ['unquoted(fed).text', "''"],
      ["if (program === 'for' &&", "if (program === 'in' &&"],
      ['variables.set(...nameAndValue(text))', 'nameAndValue(text)'],
      ['if (isAssignment(text)) return quoted ? [] : [text]', 'if (quoted) return []'],
      ["if (text.startsWith('$')) return", 'if (text.length > 1e6) return'],
      ['decidingWrappers.has(name) ?', 'name.length > 1e6 ?'],
      ["if (fed !== '') place", "if (fed === ' ') place"],
      ['sha256(line)', "''"],
      ["return text.replace(keptInQuotes, '$1=$2')", 'return text'],
      ['variables.has(text) ?', 'text.length > 1e6 ?'],
      ['(?<=^|[\\s;|&(])#[^\\n]*', '(?<=^)#[^\\n]*'],
    ],
  ),
  ...inFile(
    'cache/transcripts/telling-steps.ts',
    ['agent-same-command.test.ts', 'agent-passed.test.ts'],
    [
      ['telling.add(feeding)', 'feeding.at'],
      ['onTheFly.test(', '/^$/.test('],
      ['if (deciding.includes(step)) telling.add(step)', ''],
      ['behind.length > 0 ? before.filter(isEdit) : []', '[]'],
      ['behind.length > 0 ? before.filter(isEdit) : []', 'before.filter(isEdit)'],
      ['(changes.includes(step) || !isAside(step))', '!isAside(step)'],
      ["piece.writes.length > 0 || (programOf(words) === 'sed'", "(programOf(words) === 'sed'"],
      ['return !words.slice(1).some(({ text }) => written.has(text))', 'return written.size === 0 || true'],
      ["if (words.length === 1 && program === 'cat') return false", ''],
    ],
  ),
  ...inFile(
    'cache/transcripts/covering.ts',
    ['agent-wider.test.ts'],
    [
      ['String(one.options) === String(other.options) &&', ''],
      ['one.filters.every((filter) => other.filters.includes(filter)) &&', ''],
      ['(isAll && paths.every(isUsual))', 'isAll'],
      ['path === around ||', ''],
    ],
  ),
  ...inFile(
    'cache/transcripts/work/wider.ts',
    ['agent-wider.test.ts'],
    [
      ['narrow.place !== wide.place ||', ''],
      [' || narrow.setting !== wide.setting', ''],
      ['counts && counts.failed > 0 ? [last] : ran', 'ran'],
      ['failed.every((narrow) =>', 'failed.some((narrow) =>'],
    ],
  ),
  ...inFile(
    'cache/transcripts/claude-code/background.ts',
    ['agent-background.test.ts'],
    [
      ['contentText(block.content))) ?? task.outcome', 'contentText(block.content)))'],
      ["if (status !== 'completed' && status !== 'failed') return undefined", ''],
      ["tagged(text, 'tool-use-id') || task?.call", 'task?.call'],
      ['task !== undefined || /<summary>Background command\\b/.test(text)', 'true'],
      [".replace(/^ *\\d+[→\\t]/gm, '')", ''],
    ],
  ),
  ...inFile(
    'cache/transcripts/codex/terminals.ts',
    ['agent-background.test.ts'],
    [
      ["[{ ...result, outcome: 'done' },", '[result,'],
      ['if (running !== undefined && poll === undefined)', 'if (running !== undefined)'],
    ],
  ),
  ...inFile(
    'cache/transcripts/ended-by-signal.ts',
    ['agent-background.test.ts'],
    [
      ['130, 137, 141, 143, 144', '137, 141, 143, 144'],
      ['143, 144', '144'],
    ],
  ),
]
