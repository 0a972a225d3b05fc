import { CommanderError } from 'commander'
import { whyUnwritten } from '../../cache/conditions.ts'
import { UserError } from '../../cache/errors.ts'
import type { Workflow } from '../../tasks/task.ts'
import { versionWords } from './answer-at-once.ts'
import { loadConfig } from './config.ts'
import { type ForeignCode, watchForeignCode } from './effects/foreign-code.ts'
import { createOutput, type Output } from './effects/output.ts'
import { rememberPath } from './effects/own-path.ts'
import { exitAtOnce } from './effects/process-end.ts'
import { describeFailure, type Failure, failureOf } from './failure.ts'
import { type InvokedFrom, invoke } from './invoke.ts'
import { type Observed, observed } from './observed-output.ts'
import { createProgram } from './program.ts'
import { findProject, packageVersion } from './project.ts'
import { typedCommandIn } from './typed-command.ts'
import { asksForJson, asTyped, markTexts, projectArgument, withCommand } from './words-typed.ts'
import { workflowCommand } from './workflow-command.ts'

export interface CommandLine extends InvokedFrom {
  argv: string[]
  /** Where results and notes go; the process's own streams unless told otherwise. */
  output?: Output
}

/** Runs one command line and returns its exit status; the one place where errors become words. */
export async function runCommandLine(line: CommandLine): Promise<number> {
  const output = observed(line.output ?? createOutput())
  let bug = false
  const say = (error: unknown): Failure => {
    const failure = failureOf(error, line.environment)
    const cause = failure.stack === undefined ? undefined : foreign.blame()
    if (cause !== undefined) return { status: 2, message: cause }
    const lines = describeFailure(failure)
    output.note(`bookend: ${failure.stack === undefined ? lines.replaceAll('\n', '\nbookend: ') : lines}`)
    return failure
  }
  rememberPath()
  const foreign = watchForeignCode({
    tell: (sentence) => output.note(`bookend: ${sentence}`),
    onBug(error) {
      bug = true
      say(error)
    },
    onEndless(sentence) {
      const failure = say(new UserError(sentence))
      putIntoDocument(failure, true)
      exitAtOnce(failure.status)
    },
  })
  // One document, on errors too: what the command itself has not put into one is put into one here, beside what it was asked for where it was done all the same.
  const putIntoDocument = ({ status, message, hint }: Failure, late: boolean) => {
    const error = { status, message, ...(hint !== undefined && { hint }) }
    if (output.document !== undefined) output.print(late ? { ...output.document, error } : output.document)
    else if (status !== 0 && !output.printed && asksForJson(line.argv)) output.print({ error })
  }
  const ended = await attempt(line, output, foreign, say)
  foreign.release(ended.status)
  const late = ended.status <= 1 && (bug || foreign.late.length > 0)
  const message = foreign.late.length > 0 ? foreign.late.join('\n') : ended.message
  const failure = late ? { ...ended, status: foreign.late.length > 0 ? 2 : 1, message } : ended
  putIntoDocument(failure, late)
  const unwritten = output.failure()
  if (unwritten === undefined) return failure.status
  output.note(`bookend: ${whyUnwritten('the standard output', unwritten)}`)
  return failure.status || 4
}

async function attempt(
  line: CommandLine,
  output: Observed,
  foreign: ForeignCode,
  say: (error: unknown) => Failure,
): Promise<Failure> {
  const said = (status: number) => ({ status, message: output.lastNote.replace(/^bookend: /, '') })
  try {
    return said(await dispatch(line, output, foreign))
  } catch (error) {
    if (error instanceof CommanderError) return said(error.exitCode === 0 ? 0 : 2)
    return say(error)
  }
}

async function dispatch(line: CommandLine, output: Output, foreign: ForeignCode): Promise<number> {
  if (line.cwd === '') throw new UserError('the working directory was removed: change to one that is there')
  const argv = markTexts(withCommand(line.argv))
  const commands = [...(await workflowsTyped(argv, line, foreign)).map(workflowCommand), ...line.commands]
  let status = 0
  const program = createProgram({
    commands,
    version: packageVersion(),
    json: asksForJson(line.argv),
    output,
    typed: () => typedCommandIn(findProject(projectArgument(line.argv), line.cwd), line.environment),
    async run(command, args, options) {
      const values = Object.fromEntries(Object.entries(options).map(([name, value]) => [name, asTyped(value)]))
      status = await invoke(foreign, line, command, asTyped(args), values, output)
    },
  })
  await program.parseAsync(argv, { from: 'user' })
  return status
}

/**
 * The workflows that a command line may mean, or list in its help: none where it names another command. A project's own are commands too; its
 * configuration is read early only where the command is not one of the tool's.
 */
async function workflowsTyped(argv: string[], line: CommandLine, foreign: ForeignCode): Promise<Workflow[]> {
  const [name, topic] = argv.filter((word) => !word.startsWith('-'))
  const isOne = (word: string | undefined) => line.commands.some((command) => command.name === word)
  if (versionWords.test(argv[0] ?? '') || isOne(name)) return []
  const workflows = await line.loadWorkflows()
  const isKnown = (word: string | undefined) =>
    word === undefined || isOne(word) || workflows.some((workflow) => workflow.name === word)
  if (isKnown(name)) return workflows
  try {
    return [...workflows, ...(await ownWorkflows(line, foreign))]
  } catch (error) {
    // What the tool itself can do is said in a project with a wrong configuration, too.
    if (name === 'help' && isKnown(topic) && error instanceof UserError) return workflows
    throw error
  }
}

async function ownWorkflows(line: CommandLine, foreign: ForeignCode): Promise<Workflow[]> {
  const { cwd, commands, environment, loadWorkflows } = line
  const project = findProject(projectArgument(line.argv), cwd)
  const settings = await loadConfig(project, environment, { cwd, commands, foreign, loadWorkflows })
  return settings.workflows
}
