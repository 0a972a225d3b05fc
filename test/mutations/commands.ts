import { inFile, type Mutation } from './mutation.ts'

/** What a command is: where and how it runs, which are the same thing, and how it ended. */
export const commandMutations: Mutation[] = [
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
      ['isLoud || !isQuiet', '!isQuiet'],
      ['/^(?:g?make|cmake|ninja)$/.test(programAsTyped(words)) ? jobs', "'' === programAsTyped(words) ? jobs"],
      ['(?:=\\S*| (?:never|always|auto))?', '(?:=\\S*)?'],
      ["recording.test(words[1]?.text ?? '')", 'true'],
      ['...runnersThatDecide(all)', '...runnersThatDecide([])'],
    ],
  ),
  ...inFile(
    'cache/transcripts/work/runs.ts',
    ['agent-background.test.ts'],
    [['if (one.at !== other.at)', 'if (one.at < 0)']],
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
      ['JSON.stringify(from)', 'strict'],
      ['onTheFly.test(', '/^$/.test('],
      ['if (deciding.includes(step)) telling.add(step)', ''],
      ['behind.length > 0 ? before.filter(isEdit) : []', '[]'],
      ['behind.length > 0 ? before.filter(isEdit) : []', 'before.filter(isEdit)'],
      ['(changes.includes(step) || !isAside(step))', '!isAside(step)'],
      ["piece.writes.length > 0 || (programOf(words) === 'sed'", "(programOf(words) === 'sed'"],
      ['return !words.slice(1).some(({ text }) => isWrittenBefore(text, at, steps))', 'return true'],
      ["if (words.length === 1 && program === 'cat') return false", ''],
    ],
  ),
  ...inFile(
    'cache/transcripts/claude-code/background.ts',
    ['agent-background.test.ts'],
    [
      ['outcomeOf(status) ?? task.outcome', 'outcomeOf(status)'],
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
  ...inFile(
    'workflows/runner/running.ts',
    ['signals.test.ts', 'irregular-files.test.ts'],
    [
      ['(isHeld(file) || isSeen(holder))', 'true'],
      ['isHeld(file) || isSeen(holder)', 'isHeld(file)'],
    ],
  ),
  ...inFile('cache/journal.ts', ['signals.test.ts'], [['steps.started_ms >= @since)', 'steps.started_ms < 0)']]),
  ...inFile(
    'tasks/startup/interrupted-run.ts',
    ['signals.test.ts'],
    [
      ["command(workflow, '--resume') :", 'command(workflow) :'],
      ['sessions.get(init.session)?.to', 'init.session'],
    ],
  ),
  ...inFile(
    'workflows/runner/run-workflow.ts',
    ['command-line.test.ts'],
    [["if (id === '') throw", "if (id === ' ') throw"]],
  ),
]
