import type { Wanted } from '../select.ts'

const leaf: Wanted = {}
const late: Wanted = { late: true }
const named = (...names: string[]): Record<string, Wanted> => Object.fromEntries(names.map((name) => [name, leaf]))
const repeated = (...names: string[]): Record<string, Wanted> =>
  Object.fromEntries(names.map((name) => [name, { repeats: true }]))

/** A block of a message: text, a tool's call or its result. */
const block: Wanted = {
  members: {
    ...named('id', 'tool_use_id', 'is_error'),
    ...repeated('type', 'name'),
    // Of a request only how it begins is looked at, and of other texts and of what succeeded nothing.
    text: { longest: 512, late: true },
    content: { items: { members: { text: late } }, late: true },
    input: {
      members: {
        ...named('file_path', 'notebook_path', 'path', 'command', 'url', 'skill', 'subagent_type'),
        ...named('bash_id', 'shell_id', 'task_id'),
      },
    },
  },
}

const message: Wanted = {
  members: {
    ...repeated('id', 'model', 'stop_reason'),
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
  ...named('isApiErrorMessage', 'toolDenialKind', 'isMeta', 'isCompactSummary', 'isSidechain'),
  ...repeated('type', 'promptSource', 'requestId'),
  uuid: late,
  message,
  origin: { members: named('kind') },
  toolUseResult: {
    members: {
      ...named('newTodos', 'statusChange', 'taskId', 'backgroundTaskId', 'status', 'exitCode', 'interrupted'),
      task: { members: named('status', 'exitCode') },
    },
  },
}

/** All that `reduceLine` looks at. */
export const wantedOfLine: Wanted = {
  members: {
    ...shared,
    ...named('timestamp', 'subtype'),
    ...repeated('cwd'),
    content: { longest: 512, late: true },
    attachment: {
      members: {
        ...named('type', 'commandMode', 'isMeta', 'source_uuid'),
        origin: { members: named('kind') },
        prompt: { items: { members: { text: { longest: 512, late: true } } }, longest: 512, late: true },
      },
    },
    data: { members: { ...named('type'), message: { members: shared } } },
  },
}
