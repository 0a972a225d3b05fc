import type { Answer, Config, TaskContext } from '../../task.ts'

/** How long a server may take to answer; thresholds `serverAnswerMs` and, from its start on, `serverStartMs`. */
export const serverDefaults = { serverAnswerMs: 5000, serverStartMs: 60_000 }

export interface ServerState {
  url: string
  up: boolean
  /** What it answered, or why it did not. */
  detail: string
}

export type Server = NonNullable<Config['server']>

export function describeServer({ url, up, detail }: ServerState): string {
  return `${url} ${up ? 'is up' : 'is down'}: ${detail}`
}

/** Asks the server once. */
export async function ask({ network }: TaskContext, server: Server, timeoutMs: number): Promise<ServerState> {
  const url = server.url ?? `http://localhost:${server.port}/`
  const answer = await network.ask(new URL(url), timeoutMs)
  return { url, ...verdictOn(answer, server) }
}

/**
 * Any HTTP answer means that the server runs, an error of its own too: the check asks for the server, not for the page. Where only a port is
 * configured, whatever answers there counts: it may speak TLS.
 */
function verdictOn(answer: Answer, server: Server): { up: boolean; detail: string } {
  switch (answer.kind) {
    case 'http':
      return { up: true, detail: `it answers with status ${answer.status}` }
    case 'other':
      return { up: server.url === undefined, detail: answer.detail }
    case 'none':
      return { up: false, detail: answer.detail }
  }
}
