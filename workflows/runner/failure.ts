import { type Condition, conditionOf } from '../../cache/conditions.ts'
import type { Environment } from '../../cache/environment.ts'
import { Interrupted, messageOf, UserError } from '../../cache/errors.ts'
import { NativeUnavailable } from '../../cache/native.ts'
import { fixingCommand, installationOf } from './package-manager.ts'
import { packageRoot } from './project.ts'
import { shellWord } from './typed-command.ts'

/** How a command ended that could not do what was asked: its exit status, and the words for it. */
export interface Failure {
  status: number
  message: string
  /** What to do next, where the message does not say it itself. */
  hint?: string
  /** Of a bug. */
  stack?: string
}

/** What an error means for whoever called: wrong input, a signal, a condition of the machine, or a bug. */
export function failureOf(error: unknown, environment: Environment): Failure {
  if (error instanceof UserError || error instanceof Interrupted) return { status: error.exit, message: error.message }
  const condition = conditionIn(error, environment)
  if (condition) {
    const { what, fix, path } = condition
    const status = error instanceof NativeUnavailable ? 2 : 4
    return { status, message: path === undefined ? what : `${path}: ${what}`, hint: fix }
  }
  return {
    status: 1,
    message: 'this is a bug, please report it with these lines',
    stack: error instanceof Error ? (error.stack ?? messageOf(error)) : String(error),
  }
}

/** What the machine or the user caused, the missing native module included: that is one command away from working. */
export function conditionIn(error: unknown, environment: Environment): Condition | undefined {
  if (!(error instanceof NativeUnavailable)) return conditionOf(error)
  const fix = fixingCommand(error, packageRoot, environment)
  // A copy that no package manager installed in the project, as a clone: what is run elsewhere would fix something else.
  const isElsewhere = installationOf(packageRoot) === packageRoot && error.state !== 'refused'
  return { what: error.message, fix: isElsewhere ? `(cd ${shellWord(packageRoot)} && ${fix})` : fix }
}

/** A failure as it is printed. */
export function describeFailure({ message, hint, stack }: Failure): string {
  if (stack !== undefined) return `${message}:\n${stack}`
  return hint === undefined ? message : `${message}: ${hint}`
}
