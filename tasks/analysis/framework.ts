import { messageOf } from '../../cache/errors.ts'
import { isObject, type JsonObject, parseJsonFile } from '../../cache/json.ts'
import { parseCheckpoints, tokenFacts } from '../checkpoints.ts'
import { checkpointsFile, sessionStateFile } from '../own-files.ts'
import { defineTask, degraded, type Files, type Reason, skipped } from '../task.ts'
import { type FrameworkState, frameworkState, isAbout } from './framework-state.ts'

/** What the framework's own files say of the session. */
export interface Framework {
  state?: FrameworkState
  /** Percentages of the token budget: taken, and reached without being taken. */
  checkpoints?: { tokens: number | null; budget: number; hit: number[]; overdue: number[]; next: number | null }
}

/** Reads alerts, activity and token checkpoints where the framework's files are about this session. */
export const readFramework = defineTask({
  id: 'analysis/framework',
  title: "Read the framework's state",
  block: (framework: Framework) => ({ analysis: { framework } }),
  show: showFramework,
  run({ files, session }) {
    const text = files.read(sessionStateFile)
    if (text === undefined) return skipped({ reason: 'nothing-there', detail: `no ${sessionStateFile}` })
    const state = parseState(text)
    if (typeof state === 'string') return degraded<Framework>({}, unreadable(sessionStateFile, state))
    if (!isAbout(state, session))
      return skipped({ reason: 'nothing-there', detail: `${sessionStateFile} is about another session` })
    return withCheckpoints(frameworkState(state), files)
  },
})

const unreadable = (path: string, detail: string): Reason => ({ reason: 'unreadable', path, detail })

function withCheckpoints(state: FrameworkState, files: Files) {
  const text = files.read(checkpointsFile)
  if (text === undefined) return { state }
  const parsed = parseCheckpoints(text)
  if ('problem' in parsed) return degraded<Framework>({ state }, unreadable(checkpointsFile, parsed.problem))
  const { budget, overdue, next } = tokenFacts(parsed, state.tokens ?? 0)
  const hit = parsed.checkpoints
    .filter(({ completed }) => completed === true)
    .map(({ percentage }) => Number(percentage))
  return { state, checkpoints: { tokens: state.tokens, budget, hit, overdue, next } }
}

function parseState(text: string): JsonObject | string {
  try {
    const state: unknown = parseJsonFile(text)
    return isObject(state) ? (state as JsonObject) : 'no object'
  } catch (error) {
    return messageOf(error)
  }
}

function showFramework({ state, checkpoints }: Framework): string {
  if (!state) return 'nothing that can be read'
  return [
    `messages: ${state.messages ?? 'unknown'}, tokens: ${state.tokens ?? 'unknown'}; stale: ${state.stale.join(', ') || 'none'}`,
    ...state.alerts.map((alert) => `alert: ${alert}`),
    ...(checkpoints
      ? [
          `checkpoints taken: ${checkpoints.hit.join(', ') || 'none'} %; overdue: ${checkpoints.overdue.join(', ') || 'none'}`,
        ]
      : []),
  ].join('\n')
}
