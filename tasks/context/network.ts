/** What became of a request: an HTTP answer, something that is not one, or nothing, and why. */
export type Answer =
  | { kind: 'http'; status: number }
  | { kind: 'other'; detail: string }
  | { kind: 'none'; detail: string }

/** Asks servers. */
export interface Network {
  ask(url: URL, timeoutMs: number): Promise<Answer>
  /** What a page says, redirects followed; undefined where nothing comes within the time. */
  read(url: string, timeoutMs: number): Promise<{ status: number; text: string } | undefined>
}
