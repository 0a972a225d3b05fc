import { hidesExit } from '../command.ts'
import { namesAnError } from './cause.ts'
import type { Scene } from './scene.ts'
import { isAsking, isCheck } from './worst-first.ts'

const asksForExit = /\$\?|PIPESTATUS|pipestatus/g
const echoed = /\b(?:exit|rc|ret|status|code)\w*\W{0,3}(\d{1,3})\s*$/gim

/** Whether what a command echoed of exit codes says that it ended well; undefined where it echoed none. */
export function saidToEndWell(command: string, output: string): boolean | undefined {
  const asked = command.match(asksForExit)?.length ?? 0
  const codes = asked === 0 ? [] : [...output.matchAll(echoed)].slice(-asked)
  return codes.length === 0 ? undefined : codes.every(([, code]) => Number(code) === 0)
}

/** Whether a command that ends as something else does passed, by what it printed. */
export function passedByOutput({ countTests }: Pick<Scene, 'countTests'>, command: string, output: string): boolean {
  const said = saidToEndWell(command, output)
  if (said !== undefined) return said
  const counts = countTests(output.split('\n'))
  return counts ? counts.failed === 0 : !namesAnError(output)
}

/**
 * Whether a command that is called so, and ended well, failed all the same. Of what is no check a line that names an error may be what it was to
 * show, and a search may end as it likes.
 */
export function failedByOutput(command: string, name: string, output: string): boolean {
  if (!hidesExit(command) || isAsking(name)) return false
  const said = saidToEndWell(command, output)
  return said === undefined ? isCheck(name) && namesAnError(output) : !said
}
