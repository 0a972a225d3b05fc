import { UserError } from '../../cache/errors.ts'
import { answers, type Invocation, type OptionRow, optionName, optionsOf, optionsOfAll } from '../runner/command.ts'
import { tasksOf } from '../runner/graph.ts'
import { calls } from '../runner/typed-command.ts'
import { workflowCommand } from '../runner/workflow-command.ts'
import { bash } from './completion/bash.ts'
import { fish } from './completion/fish.ts'
import { shells } from './completion/shells.ts'
import type { Vocabulary } from './completion/vocabulary.ts'
import { zsh } from './completion/zsh.ts'
import { agentNames } from './hooks/agents.ts'

const scripts: Record<(typeof shells)[number], (vocabulary: Vocabulary) => string> = { bash, zsh, fish }

/** Options that take a task's id. */
const takeTasks = ['--only', '--skip', '--from-task']

export async function printCompletion(invocation: Invocation): Promise<number> {
  const [shell = ''] = invocation.args
  const known = shells.find((name) => name === shell)
  if (!known) throw new UserError(`completion ${shell}: it takes ${shells.join(', ')}`)
  const text = scripts[known](await vocabularyOf(invocation))
  invocation.output.exact(invocation.json ? JSON.stringify({ shell, script: text }) : text)
  return 0
}

const callers = (): string[] => Object.values(calls).map((call) => call.split(' ')[0] as string)

/** What can be typed in this project: its own workflows and tasks included. */
async function vocabularyOf(invocation: Invocation): Promise<Vocabulary> {
  const workflows = await invocation.workflows()
  const commands = [...workflows.map(workflowCommand), ...invocation.commands]
  const idsOf = (some: typeof workflows) => [...new Set(some.flatMap(tasksOf).map(({ id }) => id))].sort()
  const tasks = idsOf(workflows)
  const optionWords = (command: string) => {
    // A workflow refuses the tasks of another.
    const own = idsOf(workflows.filter(({ name }) => name === command))
    return ([flags, description]: OptionRow) => {
      const name = optionName(flags)
      const words = takeTasks.includes(name) ? own : command === 'hooks' && name === '--agent' ? agentNames : []
      return { name, description, takesValue: /[<[]/.test(flags), words }
    }
  }
  const words: Record<string, string[]> = {
    task: tasks,
    completion: [...shells],
    hooks: ['install', 'status', 'uninstall'],
    help: commands.map(({ name }) => name),
  }
  const called = [
    ...commands.map((command) => ({
      name: command.name,
      description: command.description,
      words: words[command.name] ?? [],
      files: /<?(file|path)\b/.test(command.arguments ?? ''),
      options: optionsOf(command).map(optionWords(command.name)),
    })),
    ...answers.map(({ name, description }) => ({
      name,
      description,
      words: words[name] ?? [],
      files: false,
      options: optionsOfAll.map(optionWords(name)),
    })),
  ]
  return { commands: called, shared: optionsOfAll.map(optionWords('')), callers: callers() }
}
