import { projectRoot, second } from './transcripts.ts'

/** Lines of Codex's rollouts. */
export const codexLine = (seconds: number, type: string, payload: object): Record<string, unknown> => ({
  timestamp: second(seconds),
  type,
  payload,
})
export const event = (seconds: number, type: string, more: object = {}) =>
  codexLine(seconds, 'event_msg', { type, ...more })
export const item = (seconds: number, type: string, more: object = {}) =>
  codexLine(seconds, 'response_item', { type, ...more })

export const thread = (n: number): string => `00000000-0000-0000-0000-00000000000${n}`
export const rollout = (n: number): string => `rollout-2026-09-14T12-0${n}-00-${thread(n)}.jsonl`

export const meta = (seconds: number, n: number, more: object = {}) =>
  codexLine(seconds, 'session_meta', {
    id: thread(n),
    cwd: projectRoot,
    originator: 'codex_cli_rs',
    cli_version: '0.145.0',
    ...more,
  })
export const turn = (seconds: number, model = 'gpt-5-codex') =>
  codexLine(seconds, 'turn_context', { cwd: projectRoot, model, approval_policy: 'on-request' })

type Counts = [input: number, cached: number, output: number]
const usage = ([input, cached, output]: Counts) => ({
  input_tokens: input,
  cached_input_tokens: cached,
  output_tokens: output,
  reasoning_output_tokens: 0,
  total_tokens: input + output,
})
export const tokenCount = (seconds: number, total: Counts, last: Counts) =>
  event(seconds, 'token_count', {
    info: { total_token_usage: usage(total), last_token_usage: usage(last), model_context_window: 272_000 },
    rate_limits: null,
  })
export const tokenRecord = (seconds: number, response: string, counts: Counts) =>
  event(seconds, 'token_usage_record', { response_id: response, usage: usage(counts) })

/** A shell command and what became of it. */
export const shell = (seconds: number, id: string, command: string, exit: number, output: string) => [
  item(seconds, 'function_call', {
    name: 'exec_command',
    arguments: JSON.stringify({ cmd: command, workdir: projectRoot }),
    call_id: id,
  }),
  item(seconds + 1, 'function_call_output', {
    call_id: id,
    output: `Chunk ID: 1\nWall time: 0.5 seconds\nProcess exited with code ${exit}\nOutput:\n${output}`,
  }),
]
export const asks = (seconds: number, text: string) => [
  item(seconds, 'message', { role: 'user', content: [{ type: 'input_text', text }] }),
  event(seconds, 'user_message', { message: text, images: [] }),
]
