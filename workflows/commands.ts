import type { Workflow } from '../tasks/task.ts'
import { shells } from './commands/completion/shells.ts'
import { usualLimit } from './commands/history/limit.ts'
import { noteOptions } from './commands/note/options.ts'
import { type Command, windowOptions } from './runner/command.ts'

/** The workflows of the tool, in the order of the help; with them come all of their tasks, which most commands can do without. */
export async function loadWorkflows(): Promise<Workflow[]> {
  const [{ init }, { closedown }] = await Promise.all([import('./init.ts'), import('./closedown.ts')])
  return [init, closedown]
}

/** Every other command, in the order of the help. What one does is loaded when it is called. */
export const commands: Command[] = [
  {
    name: 'glance',
    description: 'where the project stands, in a few lines; what bookend without a command prints',
    writes: false,
    run: async (invocation) => (await import('./commands/glance.ts')).showGlance(invocation),
  },
  {
    name: 'task',
    arguments: '[id]',
    description: 'run one task, with the reads that it needs; without an id, list the tasks',
    options: [...windowOptions, ['--session <id>', 'the window of that session']],
    writes: true,
    run: async (invocation) => (await import('./commands/task.ts')).runOneTask(invocation),
  },
  {
    name: 'list',
    description: 'list the workflows and their tasks',
    writes: false,
    run: async (invocation) => (await import('./commands/list.ts')).listTasksAndWorkflows(invocation),
  },
  {
    name: 'status',
    description: 'the open session, what is open and unfinished, the last handoff, open proposals',
    writes: false,
    run: async (invocation) => (await import('./commands/status.ts')).showStatus(invocation),
  },
  {
    name: 'history',
    description: 'metrics and health over sessions',
    options: [
      ['--limit <n>', `the last n sessions (default: ${usualLimit})`],
      ['--from <iso>', 'only sessions that ended at or after this time'],
      ['--to <iso>', 'only sessions that ended at or before this time'],
      ['--html <file>', 'write them as one page with charts, each session with a link to its own page'],
    ],
    writes: true,
    run: async (invocation) => (await import('./commands/history.ts')).showHistory(invocation),
  },
  {
    name: 'recount',
    arguments: '[session|report.json]',
    description:
      'count the numbers of a report again from the raw logs, by code of its own (default: the last closedown)',
    writes: false,
    run: async (invocation) => (await import('./commands/recount.ts')).recountReport(invocation),
  },
  {
    name: 'explain',
    arguments: '<path>',
    description: "what a number of a session's report is, what it was made of, and which decisions show it",
    options: [['--session <id>', "of this session's report (default: the latest closedown's)"]],
    writes: false,
    run: async (invocation) => (await import('./commands/explain.ts')).explainNumber(invocation),
  },
  {
    name: 'note',
    arguments: '[text]',
    description: 'note something for the handoff, or close what was noted',
    options: noteOptions,
    writes: true,
    run: async (invocation) => (await import('./commands/note.ts')).takeNotes(invocation),
  },
  {
    name: 'notes',
    description: 'list the open notes, with their numbers and their age',
    options: [['--all', 'also what is done, dropped or replaced, and what nobody has to close']],
    writes: false,
    run: async (invocation) => (await import('./commands/notes.ts')).listNotes(invocation),
  },
  {
    name: 'review',
    arguments: '[file]',
    description: 'show what the ticks in a suggestions file do to the rules, and apply it',
    options: [
      ['--yes', 'apply it'],
      ['--interactive', 'ask for each decision whether to apply it'],
    ],
    writes: true,
    run: async (invocation) => (await import('./commands/review.ts')).reviewSuggestions(invocation),
  },
  {
    name: 'restore',
    arguments: '[path...]',
    description: 'list what cleanups moved into the trash, or bring it back where nothing is in the way',
    writes: true,
    run: async (invocation) => (await import('./commands/restore.ts')).restoreFromTrash(invocation),
  },
  {
    name: 'import',
    arguments: '<file...>',
    description:
      'read decisions, one JSON object a line, into the cache or a store; what that has already is not added again',
    options: [['--to <url>', 'a mongodb:// URL, or env:NAME (default: the cache)']],
    writes: true,
    run: async (invocation) => (await import('./commands/import.ts')).importDecisions(invocation),
  },
  {
    name: 'export',
    description:
      'write every decision, one JSON object a line, or into another store; what that has already is not added again',
    options: [['--to <target>', 'a mongodb:// URL, env:NAME, or a file (default: stdout)']],
    writes: true,
    run: async (invocation) => (await import('./commands/export.ts')).exportDecisions(invocation),
  },
  {
    name: 'run',
    arguments: '<command...>',
    description: 'start a background command that closedown ends: run -- npm run dev',
    writes: true,
    run: async (invocation) => (await import('./commands/run.ts')).runInBackground(invocation),
  },
  {
    name: 'env',
    description: "print the open session's mark as a line that a shell can eval",
    writes: false,
    run: async (invocation) => (await import('./commands/env.ts')).printMark(invocation),
  },
  {
    name: 'hooks',
    arguments: '<install|status|uninstall>',
    description: "the agent's hooks and skills: put them into .claude/, look at them, take them out again",
    options: [
      ['--local', 'install: into .claude/settings.local.json instead of .claude/settings.json'],
      ['--agents-md', 'install: also the paragraph for CLAUDE.md or AGENTS.md'],
      ['--statusline', "install: also the agent's status line, where it has none"],
      ['--agent <name>', "install: codex for Codex's hooks in .codex/hooks.json; claude-code if nothing is said"],
    ],
    writes: true,
    run: async (invocation) => (await import('./commands/hooks.ts')).manageHooks(invocation),
  },
  {
    name: 'hook',
    description: "answer an event of the agent's, read from the standard input; the agent calls it",
    writes: false,
    withoutConfiguration: true,
    run: async (invocation) => (await import('./commands/hook.ts')).answerEvent(invocation),
  },
  {
    name: 'statusline',
    description: "the agent's status line: goal or next action, open work, context, cost; the agent calls it",
    writes: false,
    withoutConfiguration: true,
    run: async (invocation) => (await import('./commands/statusline.ts')).printStatusLine(invocation),
  },
  {
    name: 'doctor',
    description: 'look at every prerequisite, one line a check, and say what fixes what fails',
    options: [
      ['--store', 'instead ask the configured MongoDB everything that bookend depends on there'],
      ['--fix', 'remove what killed runs left, renew hooks of an earlier version, set a damaged cache aside'],
      ['--dry-run', 'with --fix: fix nothing, and say of each check what would'],
    ],
    writes: false,
    withoutConfiguration: true,
    run: async (invocation) => (await import('./commands/doctor.ts')).examineEverything(invocation),
  },
  {
    name: 'completion',
    arguments: '<shell>',
    description: `print a completion script for ${shells.join(', ')}: commands, options and the ids of tasks complete`,
    writes: false,
    run: async (invocation) => (await import('./commands/completion.ts')).printCompletion(invocation),
  },
]
