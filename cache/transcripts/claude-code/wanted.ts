import type { Wanted } from '../select.ts'

const leaf: Wanted = {}
const named = (...names: string[]): Record<string, Wanted> => Object.fromEntries(names.map((name) => [name, leaf]))
const repeated = (...names: string[]): Record<string, Wanted> =>
  Object.fromEntries(names.map((name) => [name, { repeats: true }]))

/** A block of a message: text, a tool's call or its result. */
const block: Wanted = {
  members: {
    ...named('id', 'tool_use_id', 'is_error'),
    ...repeated('type', 'name'),
    // Of a request only how it begins is looked at.
    text: { longest: 512 },
    content: { items: { members: named('text') } },
    input: { members: named('file_path', 'notebook_path', 'path', 'command', 'url', 'skill', 'subagent_type') },
  },
}

const message: Wanted = {
  members: {
    ...named('id'),
    ...repeated('model', 'stop_reason'),
    content: { items: block },
    usage: {
      members: {
        ...named('input_tokens', 'output_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'),
        cache_creation: { members: named('ephemeral_1h_input_tokens') },
      },
    },
  },
}

/** What is both in a line and in the line that a `progress` line has in it. */
const shared: Record<string, Wanted> = {
  ...named('uuid', 'requestId', 'isApiErrorMessage', 'toolDenialKind', 'isMeta', 'isCompactSummary', 'isSidechain'),
  ...repeated('type', 'promptSource'),
  message,
  origin: { members: named('kind') },
  toolUseResult: { members: named('newTodos', 'task', 'statusChange', 'taskId') },
}

/** All that `reduceLine` looks at. */
export const wantedOfLine: Wanted = {
  members: {
    ...shared,
    ...named('timestamp', 'subtype'),
    ...repeated('cwd'),
    attachment: { members: named('type') },
    data: { members: { ...named('type'), message: { members: shared } } },
  },
}
