import { UserError } from '../../cache/errors.ts'
import { type Command, type Invocation, optionName } from '../runner/command.ts'
import { tasksOf } from '../runner/graph.ts'
import { optionsOf } from '../runner/program.ts'
import { workflowCommand } from '../runner/workflow-command.ts'
import { bash } from './completion/bash.ts'
import { fish } from './completion/fish.ts'
import type { Vocabulary } from './completion/vocabulary.ts'
import { zsh } from './completion/zsh.ts'

const scripts: Record<string, (vocabulary: Vocabulary) => string> = { bash, zsh, fish }
const shells = Object.keys(scripts)

/** Options that take a task's id. */
const takeTasks = ['--only', '--skip', '--from-task']

export const completionCommand: Command = {
  name: 'completion',
  arguments: '<shell>',
  description: `print a completion script for ${shells.join(', ')}: commands, options and the ids of tasks complete`,
  writes: false,
  async run(invocation) {
    const [shell = ''] = invocation.args
    const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined
    if (!script) throw new UserError(`completion ${shell}: it takes ${shells.join(', ')}`)
    const text = script(vocabularyOf(invocation))
    invocation.output.result(invocation.json ? JSON.stringify({ shell, script: text }) : text)
    return 0
  },
}

/** What can be typed in this project: its own workflows and tasks included. */
function vocabularyOf({ commands: known, workflows }: Invocation): Vocabulary {
  const own = workflows.filter(({ name }) => !known.some((command) => command.name === name))
  const commands = [...known, ...own.map(workflowCommand)]
  const ids = workflows.flatMap(tasksOf).map(({ id }) => id)
  const tasks = [...new Set(ids)].sort()
  const words: Record<string, string[]> = {
    task: tasks,
    completion: shells,
    hooks: ['install', 'status', 'uninstall'],
    help: commands.map(({ name }) => name),
  }
  return [
    ...commands.map((command) => ({
      name: command.name,
      description: command.description,
      words: words[command.name] ?? [],
      files: /<?(file|path)\b/.test(command.arguments ?? ''),
      options: optionsOf(command).map(([flags, description]) => {
        const name = optionName(flags)
        return { name, description, takesValue: /[<[]/.test(flags), words: takeTasks.includes(name) ? tasks : [] }
      }),
    })),
    ...[
      { name: 'help', description: 'print the help of a command' },
      { name: 'version', description: 'print the version' },
    ].map((extra) => ({ ...extra, words: words[extra.name] ?? [], files: false, options: [] })),
  ]
}
