import { connect, createServer, type Socket } from 'node:net'
import { BSON, type Document } from 'mongodb'

/** A command as it was sent: its name, its database, and all of it. */
export interface SentCommand {
  name: string
  document: Document
}

/**
 * What becomes of a command: it goes through; the server never sees it and this is the answer; the connection breaks before the server sees it, or
 * once it has done it; half of the server's answer comes, and then the connection breaks; the server's answer, changed, as a document or byte by byte;
 * the server gets the command with these fields changed, and this is the answer all the same.
 */
export type Fate =
  | 'pass'
  | { answer: Document; send?: Document }
  | 'reset'
  | 'reset after'
  | 'half'
  | { change(answer: Document): Document }
  | { bytes(answer: Buffer): void }

export interface MongoProxy {
  url: string
  /** Every command, but those by which the driver finds out whom it talks to. */
  commands: SentCommand[]
  stop(): Promise<void>
}

const message = 2013
/** How a server answers the first greeting of a connection. */
const oldReply = 1
const greetings = new Set(['hello', 'ismaster', 'isMaster', 'ping', 'endSessions', 'buildInfo'])

/**
 * A proxy before a server that understands what is said: `fateOf` decides about each command, in the order in which they come. `introduce` changes what
 * the server says that it is.
 */
export async function startMongoProxy(
  url: string,
  fateOf: (command: SentCommand) => Fate,
  introduce?: (hello: Document) => Document,
): Promise<MongoProxy> {
  const { hostname, port, pathname, search } = new URL(url.replace('mongodb:', 'http:'))
  const commands: SentCommand[] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect({ host: hostname, port: Number(port) })
    const fates = new Map<number, Fate>()
    const end = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', end)
      socket.on('close', () => {
        sockets.delete(socket)
        end()
      })
    }
    client.on('data', (chunk) =>
      eachMessage(client, chunk, (bytes) => {
        const document = bytes.readInt32LE(12) === message ? bodyOf(bytes) : undefined
        const name = Object.keys(document ?? {})[0] ?? ''
        if (introduce && /^(|hello|ismaster)$/i.test(name)) fates.set(bytes.readInt32LE(4), { change: introduce })
        if (!document || greetings.has(name)) return void upstream.write(bytes)
        const command = { name, document }
        commands.push(command)
        const fate = fateOf(command)
        if (fate === 'reset') return end()
        if (typeof fate === 'object' && 'answer' in fate) {
          const { answer, send } = fate
          if (!send) return void client.write(messageOf(answer, bytes.readInt32LE(4)))
          fates.set(bytes.readInt32LE(4), { change: () => answer })
          return void upstream.write(messageOf({ ...document, ...send }, 0, bytes.readInt32LE(4)))
        }
        fates.set(bytes.readInt32LE(4), fate)
        upstream.write(bytes)
      }),
    )
    upstream.on('data', (chunk) =>
      eachMessage(upstream, chunk, (bytes) => {
        const asked = bytes.readInt32LE(8)
        const fate = fates.get(asked)
        if (fate === 'reset after') return end()
        if (fate === 'half') return void client.write(bytes.subarray(0, bytes.length >> 1), end)
        if (typeof fate === 'object' && 'change' in fate)
          return void client.write(messageOf(fate.change(bodyOf(bytes)), asked))
        if (typeof fate === 'object' && 'bytes' in fate) fate.bytes(bytes)
        client.write(bytes)
      }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `mongodb://127.0.0.1:${typeof address === 'object' ? address?.port : 0}${pathname}${search}`,
    commands,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const rests = new WeakMap<Socket, Buffer>()

function eachMessage(socket: Socket, chunk: Buffer, take: (bytes: Buffer) => void): void {
  let rest = Buffer.concat([rests.get(socket) ?? Buffer.alloc(0), chunk])
  while (rest.length >= 16 && rest.length >= rest.readInt32LE(0)) {
    const length = rest.readInt32LE(0)
    take(rest.subarray(0, length))
    rest = rest.subarray(length)
  }
  rests.set(socket, rest)
}

/** The body of a message: what comes in a sequence of its own (documents of an insert) is put where it belongs. */
function bodyOf(bytes: Buffer): Document {
  if (bytes.readInt32LE(12) === oldReply) return BSON.deserialize(bytes.subarray(36))
  const body: Document = {}
  for (let at = 20; at < bytes.length; ) {
    const kind = bytes[at]
    const length = bytes.readInt32LE(at + 1)
    if (kind === 0) Object.assign(body, BSON.deserialize(bytes.subarray(at + 1, at + 1 + length)))
    else {
      const nameEnd = bytes.indexOf(0, at + 5)
      const documents: Document[] = []
      for (let next = nameEnd + 1; next < at + 1 + length; next += bytes.readInt32LE(next))
        documents.push(BSON.deserialize(bytes.subarray(next, next + bytes.readInt32LE(next))))
      body[bytes.toString('utf8', at + 5, nameEnd)] = documents
    }
    at += 1 + length
  }
  return body
}

function messageOf(document: Document, respondsTo: number, id = 0): Buffer {
  const body = BSON.serialize(document)
  const head = Buffer.alloc(21)
  head.writeInt32LE(head.length + body.length, 0)
  head.writeInt32LE(id, 4)
  head.writeInt32LE(respondsTo, 8)
  head.writeInt32LE(message, 12)
  return Buffer.concat([head, body])
}

/** How a server says no. */
export const refusal = (code: number, codeName: string | undefined, errmsg = 'played by the test'): Document => ({
  ok: 0,
  errmsg,
  code,
  ...(codeName !== undefined && { codeName }),
})
