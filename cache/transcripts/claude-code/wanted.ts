import type { Wanted } from '../select.ts'

const leaf: Wanted = {}
const named = (...names: string[]): Record<string, Wanted> => Object.fromEntries(names.map((name) => [name, leaf]))

/** A block of a message: text, a tool's call or its result. */
const block: Wanted = {
  members: {
    ...named('type', 'id', 'name', 'tool_use_id', 'is_error'),
    // Of a request only how it begins is looked at.
    text: { longest: 512 },
    content: { items: { members: named('text') } },
    input: { members: named('file_path', 'notebook_path', 'path', 'command', 'url', 'skill', 'subagent_type') },
  },
}

const message: Wanted = {
  members: {
    ...named('id', 'model', 'stop_reason'),
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
  ...named('type', 'uuid', 'requestId', 'isApiErrorMessage', 'toolDenialKind', 'isMeta', 'isCompactSummary'),
  ...named('isSidechain', 'promptSource'),
  message,
  origin: { members: named('kind') },
  toolUseResult: { members: named('newTodos', 'task', 'statusChange', 'taskId') },
}

/** All that `reduceLine` looks at. */
export const wantedOfLine: Wanted = {
  members: {
    ...shared,
    ...named('timestamp', 'cwd', 'subtype'),
    attachment: { members: named('type') },
    data: { members: { ...named('type'), message: { members: shared } } },
  },
}
