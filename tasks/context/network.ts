/** What became of a request: an HTTP answer, something that is not one, or nothing, and why. */
export type Answer =
  | { kind: 'http'; status: number }
  | { kind: 'other'; detail: string }
  | { kind: 'none'; detail: string }

/** Asks servers. */
export interface Network {
  ask(url: URL, timeoutMs: number): Promise<Answer>
}
