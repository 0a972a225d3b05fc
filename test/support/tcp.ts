import { connect, createServer, type Server, type Socket } from 'node:net'
import { BSON } from 'mongodb'

/** Something that listens where a MongoDB server should, and plays one that is not well. */
export interface Listener {
  port: number
  stop(): Promise<void>
}

export interface Behaviour {
  /** Milliseconds that each answer is held back. */
  delayMs?: number
  /** Bytes of answers after which something happens, over all connections. */
  after?: number
  /** What happens then: nothing comes any more, the sending side is closed, or the connection breaks and no other is taken. */
  ending?: 'silence' | 'half-close' | 'die'
}

/** A proxy before a server. */
export async function startProxy(
  target: string,
  { delayMs = 0, after = Number.POSITIVE_INFINITY, ending }: Behaviour,
): Promise<Listener> {
  const [host = '', port = ''] = new URL(target.replace('mongodb:', 'http:')).host.split(':')
  let passed = 0
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ host, port: Number(port), allowHalfOpen: true })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
    client.on('data', (chunk) => upstream.write(chunk))
    client.on('end', () => upstream.end())
    client.on('close', () => upstream.destroy())
    upstream.on('data', (chunk: Buffer) => {
      if (passed >= after) return stop(client)
      passed += chunk.length
      setTimeout(() => client.writable && client.write(chunk), delayMs)
    })
  })
  const stop = (client: Socket) => {
    if (ending === 'half-close') client.end()
    if (ending !== 'die') return
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return listening(server, sockets)
}

/** Accepts, and never says a word. */
export function startSilent(): Promise<Listener> {
  const sockets = new Set<Socket>()
  return listening(
    createServer((socket) => void sockets.add(socket.on('error', () => socket.destroy()))),
    sockets,
  )
}

/** A member of a replica set that has no primary: it knows so, and answers nothing else. */
export function startSecondary(): Promise<Listener> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()))
    let rest = Buffer.alloc(0)
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk])
      while (rest.length >= 16 && rest.length >= rest.readInt32LE(0)) {
        const length = rest.readInt32LE(0)
        socket.write(answer(rest.subarray(0, length), `127.0.0.1:${socket.localPort}`))
        rest = rest.subarray(length)
      }
    })
  })
  return listening(server, sockets)
}

const opcodes = { reply: 1, query: 2004, message: 2013 }

/** The answer of a secondary to one message of the wire protocol, as a reply to a query or as a message. */
function answer(message: Buffer, self: string): Buffer {
  const hello = BSON.serialize({
    ok: 1,
    helloOk: true,
    isWritablePrimary: false,
    ismaster: false,
    secondary: true,
    setName: 'rs',
    setVersion: 1,
    hosts: [self],
    me: self,
    minWireVersion: 0,
    maxWireVersion: 21,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
  })
  const query = message.readInt32LE(12) === opcodes.query
  const head = Buffer.alloc(query ? 36 : 21)
  head.writeInt32LE(head.length + hello.length, 0)
  head.writeInt32LE(message.readInt32LE(4), 8)
  head.writeInt32LE(query ? opcodes.reply : opcodes.message, 12)
  if (query) head.writeInt32LE(1, 32)
  return Buffer.concat([head, hello])
}

async function listening(server: Server, sockets: Set<Socket>): Promise<Listener> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
