import type { Db, MongoClient, MongoError } from 'mongodb'
import { codeOf, messageOf, StoreAway, UserError } from '../errors.ts'
import { isObject, type JsonObject } from '../json.ts'
import { type MongoAddress, scrub } from './address.ts'
import { createWatch } from './watch.ts'

/** One server (or replica set) during one run: asked until it is away, and never again after that. */
export interface MongoServer {
  /** Runs work against a database. Throws StoreAway where the server does not answer, refuses us, or was away before. */
  use<T>(address: MongoAddress, work: (db: Db, client: MongoClient) => Promise<T>): Promise<T>
  /** The same for work that gives one thing after the other: each is an answer. */
  stream<T>(address: MongoAddress, work: (db: Db) => AsyncIterable<T>): AsyncGenerator<T>
  /** Lets go of every connection. */
  close(): Promise<void>
}

const graceMs = 50

/** Refusals that nothing but another configuration or another state of the server cures; everything else it answers is a bug of ours. */
const refusals = new Set([
  ...[18, 8000], // authentication failed
  13, // not authorised
  ...[91, 11600, 11602], // shutting down
  ...[10107, 13435, 13436, 189], // no primary
  ...[50, 89, 6, 7], // out of time, network, host unknown
  26_001, // write concern cannot be met
])

/**
 * A server of the user's. The driver is loaded with the first question, the connection made then.
 * `timeoutMs`: how long it may leave us without an answer, connecting and waiting for a primary included; work that goes on is not limited.
 */
function createMongoServer(timeoutMs: number, signal: AbortSignal): MongoServer {
  const clients = new Map<string, Promise<MongoClient>>()
  // A little later than the driver's own limits: it knows what went wrong with each server, the watch only that nothing came.
  const watch = createWatch(timeoutMs + graceMs)
  /** Why nothing is asked any more: of one URL where it was refused, of the server where that is silent. */
  const away = new Map<string, StoreAway>()
  const everyUrl = ''

  const connect = async ({ url }: MongoAddress): Promise<MongoClient> => {
    // 94 ms, so only projects with a MongoDB URL pay for it.
    const { MongoClient } = await import('mongodb')
    const client = new MongoClient(url, {
      appName: 'bookend',
      serverSelectionTimeoutMS: timeoutMs,
      connectTimeoutMS: timeoutMs,
      waitQueueTimeoutMS: timeoutMs,
      ignoreUndefined: true,
    })
    for (const sign of ['serverHeartbeatSucceeded', 'connectionReady'] as const)
      client.on(sign, () => watch.connecting())
    // A connection is out while it waits for an answer. The driver's command events would tell as much, and read every answer twice.
    client.on('connectionCheckedOut', () => watch.asked())
    client.on('connectionCheckedIn', () => watch.answered())
    return client
  }

  /** The driver's own close says goodbye to the server first, which is what a server that is away does not answer. */
  const drop = () => {
    for (const connected of clients.values())
      connected.then(
        (client) => {
          const { topology } = client as unknown as { topology?: Topology }
          // In this order: what is closed no longer knows of the connections that wait for an answer.
          topology?.closeCheckedOutConnections()
          topology?.close()
          return client.close()
        },
        () => undefined,
      )
    clients.clear()
  }
  signal.addEventListener('abort', drop, { once: true })

  const server: MongoServer = {
    async use(address, work) {
      signal.throwIfAborted()
      const before = away.get(everyUrl) ?? away.get(address.url)
      if (before) throw before
      let client = clients.get(address.url)
      if (!client) {
        client = connect(address)
        clients.set(address.url, client)
      }
      try {
        const connected = await client
        return await watch.during(() => work(connected.db(address.database), connected))
      } catch (error) {
        signal.throwIfAborted()
        const failure = asFailure(error, address)
        if (failure instanceof StoreAway) {
          // What others were still waiting for failed with the connection that they shared.
          const known = away.get(everyUrl)
          if (known) throw known
          const refused = error instanceof Error && isAnswer(error)
          away.set(refused ? address.url : everyUrl, failure)
          if (!refused) drop()
        }
        throw failure
      }
    },
    async *stream(address, work) {
      const iterator = await server.use(address, async (db) => work(db)[Symbol.asyncIterator]())
      try {
        for (;;) {
          const { done, value } = await server.use(address, () => iterator.next())
          if (done) return
          yield value
        }
      } finally {
        await iterator.return?.()
      }
    },
    async close() {
      signal.removeEventListener('abort', drop)
      const open = [...clients.values()]
      clients.clear()
      await Promise.all(open.map(async (client) => (await client.catch(() => undefined))?.close()))
    },
  }
  return server
}

/** The servers of one run, by what their URLs name: two databases of one server are one server. */
export interface MongoServers {
  of(address: MongoAddress): MongoServer
  close(): Promise<void>
}

export function createMongoServers(timeoutMs: number, signal: AbortSignal): MongoServers {
  const servers = new Map<string, MongoServer>()
  return {
    of(address: MongoAddress): MongoServer {
      const server = servers.get(address.servers) ?? createMongoServer(timeoutMs, signal)
      servers.set(address.servers, server)
      return server
    },
    async close(): Promise<void> {
      await Promise.all([...servers.values()].map((server) => server.close()))
    },
  }
}

/** What the driver keeps of its connections; not part of its published types. */
interface Topology {
  closeCheckedOutConnections(): void
  close(): void
}

/** What the driver threw, as what it means: the store is away, the configuration is wrong, or a bug (as it was). */
function asFailure(error: unknown, address: MongoAddress): unknown {
  if (!(error instanceof Error)) return error
  const detail = scrub(messageOf(error), address)
  const away = () => new StoreAway(address.shown, detail)
  if (error.name === 'SilenceError') return away()
  if (/^Mongo(Parse|API|InvalidArgument|MissingCredentials)Error$/.test(error.name))
    return new UserError(`${address.shown}: the URL cannot be used (${detail})`)
  if (isAnswer(error)) return refusals.has(serverCode(error)) || refusedAtDoor(error) ? away() : error
  // DNS and sockets fail with the system's own codes.
  return error.name.startsWith('Mongo') || /^E[A-Z]/.test(codeOf(error)) ? away() : error
}

/** Whether it was the server that said no, and not the network. */
function isAnswer(error: Error): boolean {
  return /^Mongo(Server|BulkWrite|WriteConcern)Error$/.test(error.name)
}

/** Whatever it says before it knows who we are, it does not let us in. */
function refusedAtDoor(error: Error): boolean {
  return (error as Partial<MongoError>).hasErrorLabel?.('HandshakeError') === true
}

function serverCode(error: Error): number {
  return 'code' in error && typeof error.code === 'number' ? error.code : 0
}

/** A stored document as plain JSON, as the same document would stand in a file: times as ISO text, object ids as hex. */
export function plainJson(document: unknown): JsonObject {
  const plain: unknown = JSON.parse(JSON.stringify(document))
  return isObject(plain) ? (plain as JsonObject) : {}
}
