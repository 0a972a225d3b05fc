import type { Answer, Network } from '../../../tasks/task.ts'

export function createNetwork(signal: AbortSignal): Network {
  return {
    // No redirect is followed and no certificate is judged: the question is only whether something answers.
    async ask(url, timeoutMs) {
      const answers = await Promise.all(
        addressesOf(url.hostname).map((address) => ask(url, address, timeoutMs, signal)),
      )
      const best = (['http', 'other', 'none'] as const).flatMap((kind) =>
        answers.filter((answer) => answer.kind === kind),
      )
      return best[0] as Answer
    },
    async read(url, timeoutMs) {
      try {
        const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) })
        return { status: answer.status, text: await answer.text() }
      } catch {
        return undefined
      }
    },
  }
}

/** A server that listens on one of the two loopback addresses only is up; which one `localhost` leads to differs between systems. */
function addressesOf(hostname: string): string[] {
  return hostname === 'localhost' ? ['127.0.0.1', '::1'] : [hostname.replace(/^\[(.*)\]$/, '$1')]
}

async function ask(url: URL, hostname: string, timeoutMs: number, signal: AbortSignal): Promise<Answer> {
  // 5 ms, and only projects with a server pay for it.
  const { get } = await import(url.protocol === 'https:' ? 'node:https' : 'node:http')
  return new Promise((resolve) => {
    let connected = false
    const request = (get as typeof import('node:https').get)({
      protocol: url.protocol,
      hostname,
      port: url.port,
      path: `${url.pathname}${url.search}`,
      agent: false,
      signal,
      ...(url.username && { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` }),
      headers: { host: url.host, 'user-agent': 'bookend', accept: '*/*', connection: 'close' },
      rejectUnauthorized: false,
    })
    const timer = setTimeout(() => request.destroy(Object.assign(new Error('silent'), { code: 'ESILENT' })), timeoutMs)
    const settle = (answer: Answer) => {
      clearTimeout(timer)
      resolve(answer)
      request.destroy()
    }
    request.on('socket', (socket) => socket.once('connect', () => (connected = true)))
    request.on('response', ({ statusCode = 0 }) => settle({ kind: 'http', status: statusCode }))
    request.on('error', (error: NodeJS.ErrnoException) => settle(withoutAnswer(error, connected, timeoutMs)))
  })
}

/** What a failed request says: nobody listens, whoever listens keeps silent, or speaks something else (TLS, another protocol). */
function withoutAnswer({ code = '', message }: NodeJS.ErrnoException, connected: boolean, timeoutMs: number): Answer {
  const within = `within ${timeoutMs >= 1000 ? `${timeoutMs / 1000} s` : `${timeoutMs} ms`}`
  if (code === 'ESILENT')
    return {
      kind: 'none',
      detail: connected ? `it accepts connections and says nothing ${within}` : `no connection ${within}`,
    }
  if (connected) return { kind: 'other', detail: 'what answers does not speak HTTP' }
  return { kind: 'none', detail: code === 'ECONNREFUSED' ? 'connection refused' : code || message }
}
