import { messageOf, UserError } from '../../cache/errors.ts'
import { isObject, plainJson, unlikeJson } from '../../cache/json.ts'
import { isReportKey } from '../../tasks/report.ts'
import { actionFields, type Ending, givenReasons, isEnding, type Task } from '../../tasks/task.ts'
import { didYouMean } from '../../templates/did-you-mean.ts'
import { putBackMask } from './effects/file-mask.ts'
import { isRefusedExit } from './effects/foreign-code.ts'
import { NothingLeft, orNothingLeft } from './effects/process-end.ts'
import { fileOf } from './own-tasks.ts'

/** What a task of the project's own gave, and may not give. */
class WrongAnswer extends Error {}

/** What a task of the project's own did wrong, with its file, in a sentence; undefined of one of bookend's. */
export function mistakeOf(task: Task, error: unknown): string | undefined {
  const file = fileOf(task)
  if (file === undefined) return undefined
  const isSaid = isRefusedExit(error) || error instanceof WrongAnswer || error instanceof NothingLeft
  const what = isSaid ? messageOf(error) : `it throws (${messageOf(error)})`
  return `the task "${task.id}" of ${file}: ${what}`
}

type Part = keyof typeof checks

/** What `run`, `plan` or `apply` gives: of a task of the project's own only what the runner and the journal can take. */
export const answerOf = <Value>(task: Task, part: Part, work: Promise<Value>): Promise<Value> =>
  fileOf(task) === undefined ? work : checkedAnswer(part, work)

async function checkedAnswer<Value>(part: Part, work: Promise<Value>): Promise<Value> {
  const value = await orNothingLeft(work).finally(putBackMask)
  if (isEnding(value)) checkEnding(part, value)
  else checks[part](value, part)
  return value
}

/** The same of what it has for the report: its block, and its line behind a check's verdict. */
export function reportOf(task: Task, output: unknown, planned: boolean): { block?: object; brief?: string } {
  const block = task.block?.(output)
  const brief = task.brief?.(output, planned)
  if (fileOf(task) !== undefined) {
    if (task.block) checkBlock(block)
    if (brief !== undefined && typeof brief !== 'string') throw new WrongAnswer('"brief" gives a text')
  }
  return { ...(block !== undefined && { block }), ...(brief !== undefined && { brief }) }
}

/** What a task shows of its output. Throws UserError where one of the project's own cannot. */
export function shownBy(task: Task, output: unknown, planned: boolean): string {
  if (!task.show) return JSON.stringify(output, null, 2)
  try {
    const text: unknown = task.show(output, planned)
    if (typeof text === 'string') return text
    throw new WrongAnswer('"show" gives a text')
  } catch (error) {
    const mistake = mistakeOf(task, error)
    throw mistake === undefined ? error : new UserError(`${mistake}: fix it there`, 4)
  }
}

const checks = { run: checkOutput, plan: checkPlan, apply: checkOutput }

function checkOutput(output: unknown, part: string): void {
  const wrong = output === undefined ? undefined : unlikeJson(output)
  if (wrong !== undefined) throw new WrongAnswer(`"${part}" gives what is not ${plainJson}: ${wrong}`)
}

function checkEnding(part: string, { outcome, reason, output }: Ending<unknown>): void {
  checkOutput(output, part)
  const { reason: kind, ...fields }: Record<string, unknown> = isObject(reason) ? reason : {}
  if (typeof kind !== 'string') {
    const given = typeof reason === 'string' ? `"${reason}"` : String(reason)
    throw new WrongAnswer(`${outcome}() takes a reason such as { reason: 'incomplete', detail: '…' }, not ${given}`)
  }
  const kinds = Object.keys(givenReasons)
  if (!kinds.includes(kind))
    throw new WrongAnswer(
      `there is no kind of reason "${kind}"${didYouMean(kind, kinds) || `; a task gives ${kinds.join(', ')}`}`,
    )
  const needed: readonly string[] = givenReasons[kind as keyof typeof givenReasons]
  const lacking = needed.find((field) => typeof fields[field] !== 'string' || fields[field] === '')
  const odd = Object.keys(fields).find((field) => !isWord(fields[field]))
  const wrong = lacking ?? odd
  if (wrong !== undefined) throw new WrongAnswer(`the reason "${kind}" takes "${wrong}", a text`)
}

/** What a sentence can name. */
const isWord = (value: unknown): boolean =>
  value === undefined || ['string', 'number', 'boolean'].includes(typeof value)

function checkPlan(plan: unknown): void {
  if (!isObject(plan) || !Array.isArray(plan.actions))
    throw new WrongAnswer('"plan" gives { actions, output, data }, actions a list')
  for (const [at, action] of plan.actions.entries()) checkAction(action, `actions[${at}]`)
  checkOutput(plan, 'plan')
}

/** A kind of the project's own says what it likes; one of bookend's is read by its fields. */
function checkAction(action: unknown, named: string): void {
  const { kind, ...fields }: Record<string, unknown> = isObject(action) ? action : {}
  if (typeof kind !== 'string' || kind === '')
    throw new WrongAnswer(`${named} of "plan" takes { kind: 'write', path: '…' } or another kind`)
  const kinds = Object.keys(actionFields)
  const near = kinds.includes(kind) ? '' : didYouMean(kind, kinds)
  if (near !== '') throw new WrongAnswer(`${named} of "plan": there is no kind "${kind}"${near}`)
  const needed: readonly string[] = actionFields[kind as keyof typeof actionFields] ?? []
  const wrong =
    needed.find((field) => fields[field] === undefined) ?? Object.keys(fields).find((field) => !isWord(fields[field]))
  if (wrong !== undefined) throw new WrongAnswer(`${named} of "plan": "${kind}" takes "${wrong}", a text or a number`)
}

function checkBlock(block: unknown): void {
  if (!isObject(block)) throw new WrongAnswer('"block" gives an object: { name: what the report says under it }')
  checkOutput(block, 'block')
  const taken = Object.keys(block).find(isReportKey)
  if (taken !== undefined)
    throw new WrongAnswer(`"${taken}" of the report is bookend's own: "block" takes another name`)
}
