import { isObject } from '../../../cache/json.ts'

/** Events of the agent's that can be in its settings; a key that is not one of them is left alone. */
const knownEvents = new Set([
  ...['SessionStart', 'SessionEnd', 'PreCompact', 'PostCompact', 'UserPromptSubmit', 'UserPromptExpansion'],
  ...['PreToolUse', 'PostToolUse', 'PostToolUseFailure', 'PostToolBatch', 'PermissionRequest', 'PermissionDenied'],
  ...['Stop', 'SubagentStart', 'SubagentStop', 'Notification'],
])
/** A malformed entry of these disables every hook of the file, without a word. */
const fatalEvents = new Set(['PreToolUse', 'PermissionRequest'])

/** What is wrong with the shape of settings, as far as hooks depend on it; undefined where all is well. */
export function shapeProblem(settings: unknown): string | undefined {
  if (!isObject(settings)) return 'it is not a JSON object'
  if (settings.hooks === undefined) return undefined
  if (!isObject(settings.hooks)) return '"hooks" is not an object'
  for (const [event, groups] of Object.entries(settings.hooks)) {
    const problem = eventProblem(event, groups)
    if (!problem) continue
    return fatalEvents.has(event) ? `${problem}; while it is there the agent ignores every hook of the file` : problem
  }
  return undefined
}

function eventProblem(event: string, groups: unknown): string | undefined {
  if (!Array.isArray(groups)) return knownEvents.has(event) ? `"hooks.${event}" is not a list` : undefined
  for (const [position, group] of groups.entries()) {
    const problem = groupProblem(group)
    if (problem) return `entry ${position + 1} of "hooks.${event}" ${problem}`
  }
  return undefined
}

function groupProblem(group: unknown): string | undefined {
  if (!isObject(group)) return 'is not an object'
  if (group.matcher !== undefined && typeof group.matcher !== 'string') return 'has a "matcher" that is not a string'
  if (!Array.isArray(group.hooks)) return 'has no list "hooks"'
  return group.hooks.map(handlerProblem).find((problem) => problem !== undefined)
}

function handlerProblem(handler: unknown): string | undefined {
  if (!isObject(handler)) return 'has a hook that is not an object'
  if (typeof handler.type !== 'string') return 'holds a hook without a "type"'
  if (handler.type !== 'command') return undefined
  if (typeof handler.command !== 'string' || handler.command === '') return 'holds a command hook without a "command"'
  const { args } = handler
  const fine = args === undefined || (Array.isArray(args) && args.every((word) => typeof word === 'string'))
  return fine ? undefined : 'has a hook whose "args" is not a list of strings'
}
