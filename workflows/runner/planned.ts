import type { Action } from '../../tasks/task.ts'
import { oneLine } from '../../templates/render.ts'
import { listedPath } from '../../templates/shown-path.ts'
import { plural } from '../../templates/words.ts'

type Fields<Kind extends Action['kind']> = Extract<Action, { kind: Kind }>

/** What is said of an action whose fields do not read as a sentence one after the other. */
const said: { [Kind in Action['kind']]?: (action: Fields<Kind>) => string } = {
  delete: ({ path, bytes }) => `${listedPath(path)} (${plural(bytes, 'byte')})`,
  trash: ({ path, bytes }) => `${listedPath(path)} (${plural(bytes, 'byte')})`,
  move: ({ path, to }) => `${path} to ${to}`,
  kill: ({ pid, command, proof }) => `${pid} (${command}): ${proof}`,
  drop: ({ database, server }) => `${database} on ${server}`,
}

/** An action as a dry run prints it, in one line; tasks of a project's own may have kinds of their own. */
export function plannedLine(action: Action): string {
  const { kind, ...fields } = action
  const say = said[kind] as ((action: Action) => string) | undefined
  return oneLine(`would ${kind} ${say?.(action) ?? Object.values(fields).join(' ')}`)
}
