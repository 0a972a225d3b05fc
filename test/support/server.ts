import { createServer, type Server } from 'node:net'

/** A server on a free port of one loopback address; `answer` gets each connection's first bytes and says what is written back, if anything. */
export async function listen(
  answer: string | undefined,
  host = '127.0.0.1',
  port = 0,
): Promise<{ port: number; close(): void }> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', () => answer !== undefined && socket.end(answer))
  })
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject)
    server.listen(port, host, resolve)
  })
  return { port: (server.address() as { port: number }).port, close: () => server.close() }
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const { port, close } = await listen(undefined)
  close()
  return port
}

export const http = (status: number, text = '') =>
  `HTTP/1.1 ${status} Status\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`
