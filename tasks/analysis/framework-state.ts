import { isObject, type JsonObject } from '../../cache/json.ts'
import { parseTime, type Window } from '../../cache/window.ts'

/** What `.claude/session-state.json` says of a session. */
export interface FrameworkState {
  /** As they are in the file. */
  alerts: string[]
  messages: number | null
  tokens: number | null
  thresholds: { messages: number; tokens: number }
  /** Each service's last activity, and how much came after it. */
  activity: Record<string, Activity>
  /** Services that exceed a threshold. */
  stale: string[]
}

export interface Activity {
  at: string | null
  messagesSince: number | null
  tokensSince: number | null
  stale: boolean
}

/** As the framework itself has them where the file has none. */
export const defaultThresholds = { messages: 20, tokens: 30_000 }

/** Whether a state is about a session: it began in it, or was written in it. A state without times is taken at its word. */
export function isAbout(state: JsonObject, { from, to }: Window): boolean {
  const times = [state.started, state.last_updated].flatMap((time) =>
    typeof time === 'string' ? (parseTime(time) ?? []) : [],
  )
  return times.length === 0 || times.some((time) => time >= from && time <= to)
}

export function frameworkState(state: JsonObject): FrameworkState {
  const messages = count(state.message_count)
  const tokens = count(state.token_estimate)
  const given = isObject(state.staleness_thresholds) ? state.staleness_thresholds : {}
  const thresholds = {
    messages: count(given.messages) ?? defaultThresholds.messages,
    tokens: count(given.tokens) ?? defaultThresholds.tokens,
  }
  const logged = isObject(state.last_framework_activity) ? state.last_framework_activity : {}
  const activity = Object.entries(logged)
    .filter((entry): entry is [string, JsonObject] => isObject(entry[1]))
    .map(([service, last]): [string, Activity] => {
      const messagesSince = since(messages, count(last.message))
      const tokensSince = since(tokens, count(last.tokens))
      const stale = (messagesSince ?? 0) > thresholds.messages || (tokensSince ?? 0) > thresholds.tokens
      return [
        service,
        { at: typeof last.timestamp === 'string' ? last.timestamp : null, messagesSince, tokensSince, stale },
      ]
    })
  return {
    alerts: Array.isArray(state.alerts) ? state.alerts.map(alertText) : [],
    messages,
    tokens,
    thresholds,
    activity: Object.fromEntries(activity),
    stale: activity.filter(([, { stale }]) => stale).map(([service]) => service),
  }
}

const count = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null

const since = (now: number | null, then: number | null): number | null =>
  now === null || then === null ? null : Math.max(0, now - then)

/** Alerts are sentences, or objects with one. */
function alertText(alert: unknown): string {
  if (typeof alert === 'string') return alert
  if (isObject(alert) && typeof alert.message === 'string') return alert.message
  return JSON.stringify(alert)
}
