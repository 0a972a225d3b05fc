import { join } from 'node:path'
import type { TestProject } from './project.ts'

const common = { version: '2.1.270', isSidechain: false }
let lines = 0

/** An agent that works in a project: each piece of its transcript is written when it is called for, with that time. */
export function agentIn(project: TestProject, sessionId = 's1', gitBranch = 'main', daysAgo = 0) {
  const path = `agent/projects/p/${sessionId}.jsonl`
  const written: string[] = []
  const add = (rest: object) => {
    const at = new Date(Date.now() - daysAgo * 86_400_000).toISOString()
    written.push(
      JSON.stringify({
        ...common,
        gitBranch,
        sessionId,
        cwd: project.root,
        uuid: `u${++lines}`,
        timestamp: at,
        ...rest,
      }),
    )
    project.write(path, `${written.join('\n')}\n`)
  }
  const call = (name: string, input: object, result: object, line: object = {}) => {
    const id = `t${++lines}`
    const message = {
      id: `m${lines}`,
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      content: [{ type: 'tool_use', id, name, input }],
      usage: { input_tokens: 100_000, output_tokens: 100 },
    }
    add({ type: 'assistant', requestId: `r${lines}`, message })
    add({
      type: 'user',
      message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, ...result }] },
      ...line,
    })
  }
  return {
    transcript: join(project.root, path),
    env: { CLAUDE_CONFIG_DIR: join(project.root, 'agent') },
    asks: (content: string) => add({ type: 'user', message: { role: 'user', content } }),
    compacts: () => add({ type: 'system', subtype: 'compact_boundary', content: 'Conversation compacted' }),
    says: (text: string) =>
      add({
        type: 'assistant',
        requestId: `r${++lines}`,
        message: {
          id: `m${lines}`,
          role: 'assistant',
          model: 'claude-sonnet-4-5',
          content: [{ type: 'text', text }],
          stop_reason: 'end_turn',
          usage: { input_tokens: 100_000, output_tokens: 100 },
        },
      }),
    title: (aiTitle: string) => add({ type: 'ai-title', aiTitle }),
    fails: (command: string, content: string) => call('Bash', { command }, { is_error: true, content }),
    passes: (command: string, content: string) => call('Bash', { command }, { content }),
    edits: (path: string) => call('Edit', { file_path: join(project.root, path) }, { content: 'ok' }),
    refused: (command: string, reason: string) =>
      call(
        'Bash',
        { command },
        {
          is_error: true,
          content: `The user doesn't want to proceed with this tool use. The tool use was rejected. To tell you how to proceed, the user said:\n${reason}`,
        },
        { toolDenialKind: 'user-rejected' },
      ),
    lists: (todos: [content: string, status: string][]) =>
      call(
        'TodoWrite',
        {},
        { content: 'ok' },
        {
          toolUseResult: { newTodos: todos.map(([content, status]) => ({ content, status, activeForm: content })) },
        },
      ),
  }
}
