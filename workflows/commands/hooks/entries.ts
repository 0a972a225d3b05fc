import { isObject } from '../../../cache/json.ts'

/** One group of an event in the agent's settings. */
export interface Group {
  matcher?: string
  hooks: { type: 'command'; command: string; args?: string[]; timeout: number }[]
}

/** How an agent wants to be told of hooks. */
export interface HookForm {
  /** What is in its file for an event. `script`: the compiled entry, as the agent's file may name it. */
  groupOf(event: HookEvent, script: string): Group
  /** The only keys that its file may have; every key where it says nothing. */
  keys?: string[]
}

/** Seconds; a SessionEnd hook has 1.5 without one, and no hook of bookend's needs a whole one. */
export const timeoutSeconds = 10

/** The events that bookend answers, in the order in which a session meets them, with the matcher of each that takes one. */
const matchers = {
  SessionStart: 'startup|resume|clear|compact|fork',
  PreCompact: undefined,
  Stop: undefined,
  SessionEnd: undefined,
} as const

export type HookEvent = keyof typeof matchers
export const hookEvents = Object.keys(matchers) as HookEvent[]
export const matcherOf = (event: HookEvent): string | undefined => matchers[event]

/**
 * Calls the script that is its first argument, and ends with 0 and silence where that is not there, or not whole: in a fresh clone or a new work tree, before
 * anybody installed the packages, a hook that fails would be in the agent's way at every turn.
 */
const callIfThere = "const f=process.argv[1];if(require('fs').existsSync(f))try{require(f)}catch{}"

export const claudeForm: HookForm = {
  groupOf: (event, script) => ({
    ...matcherIn(event),
    // With `args` no shell stands between the agent and the command, and no character of the path needs quoting.
    hooks: [{ type: 'command', command: 'node', args: ['-e', callIfThere, script, 'hook'], timeout: timeoutSeconds }],
  }),
}

/** Codex gives the ending of a session no more, and complains about a longer time at each start. */
const longestEnding = 3

/** Codex knows no `args`: the command is a line for a shell, which it starts wherever the session is. */
export const codexForm: HookForm = {
  groupOf: (event, script) => ({
    ...matcherIn(event),
    hooks: [
      {
        type: 'command',
        command: `node -e "${callIfThere}" "${script}" hook`,
        timeout: event === 'SessionEnd' ? longestEnding : timeoutSeconds,
      },
    ],
  }),
  keys: ['description', 'hooks'],
}

function matcherIn(event: HookEvent): { matcher?: string } {
  const matcher = matchers[event]
  return matcher ? { matcher } : {}
}

/** The agent's status line is a line for a shell; `CLAUDE_PROJECT_DIR` need not be set for it. */
export const statusLineCommand = (script: string): string =>
  `node -e "${callIfThere}" "${script.replace(/^(\$\{\w+)\}/, '$1:-.}')}" statusline`

/** Whether a status line is bookend's, in whatever form this or an earlier version wrote it. */
export const isOwnStatusLine = (value: unknown): boolean =>
  isObject(value) && typeof value.command === 'string' && /main\.js["']?\s+statusline$/.test(value.command)

const ownCommand =
  /(?:^|[\s/"'])(?:bookend(?:@[^\s"'/]+)?(?:\/dist\/workflows\/main\.js)?|dist\/workflows\/main\.js)["']?\s+hook$/

/** Whether a handler calls `bookend hook`, in whatever form this or an earlier version, or a user, wrote it. */
export function isOwnHandler(handler: unknown): boolean {
  if (!isObject(handler) || typeof handler.command !== 'string') return false
  return ownCommand.test([handler.command, ...argumentsOf(handler)].join(' ').trim())
}

/** The file that a handler of bookend's runs, as it is written there; undefined where it is found on PATH. */
export function scriptOf(handler: object): string | undefined {
  const { command = '' } = handler as { command?: string }
  const typed = [...command.matchAll(/"([^"]*)"|'([^']*)'|\S+/g)].map(
    ([word, double, single]) => double ?? single ?? word,
  )
  return [...argumentsOf(handler), ...typed].find((word) => word.endsWith('main.js'))
}

const argumentsOf = ({ args }: { args?: unknown }): string[] => (Array.isArray(args) ? args.map(String) : [])
