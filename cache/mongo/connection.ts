import type { Db, MongoClient, MongoError } from 'mongodb'
import { codeOf, messageOf, StoreRefused, StoreUnavailable, serverTooOld, UserError } from '../errors.ts'
import { type MongoAddress, scrub } from './address.ts'
import { createWatch } from './watch.ts'

/** One server (or replica set) during one run: asked until it does not answer, and never again after that. */
export interface MongoServer {
  /** The options of a question. */
  readonly question: Question
  /** Runs work against a database. Throws StoreUnavailable where the server does not answer or did not before, StoreRefused where it says no. */
  use<T>(address: MongoAddress, work: (db: Db, client: MongoClient) => Promise<T>): Promise<T>
  /** Lets go of every connection. */
  close(): Promise<void>
}

const graceMs = 50

/** How long a server may take, in milliseconds. */
export interface MongoLimits {
  /** Without a sign of life: an answer, or the heartbeat that the driver asks for in the meantime. */
  storeTimeoutMs: number
  /** For one question, or one batch that is written, however lively it is. */
  questionTimeoutMs: number
}

/** What is sent with every question: its limit, whose it is, for whoever looks at the server, and that text is compared as it is written. */
export interface Question {
  maxTimeMS: number
  comment: string
  collation?: { locale: 'simple' }
}

/** What others wrote is read whatever it is: a text that is not UTF-8, a pattern that JavaScript does not know. */
export const asRead = { validation: { utf8: false }, bsonRegExp: true } as const

const optionNotSupportedOnView = 167

/** Asks questions, the first of which reads. A view whose own order of texts is another one takes no other: it is asked in its own. */
export async function inItsOrder<T>(
  { collation, ...bare }: Question,
  ask: (question: Question) => Promise<T>,
): Promise<T> {
  try {
    return await ask({ ...bare, ...(collation && { collation }) })
  } catch (error) {
    if ((error as Partial<MongoError>).code !== optionNotSupportedOnView) throw error
    return ask(bare)
  }
}

/**
 * A server of the user's. The driver is loaded with the first question, the connection made then. The first limit holds for connecting and
 * waiting for a primary too; work of many questions has none.
 */
function createMongoServer({ storeTimeoutMs, questionTimeoutMs }: MongoLimits, signal: AbortSignal): MongoServer {
  const clients = new Map<string, Promise<MongoClient>>()
  // A little later than the driver's own limits: it knows what went wrong with each server, the watch only that nothing came.
  const watch = createWatch(storeTimeoutMs + graceMs, questionTimeoutMs + graceMs)
  /** Why nothing is asked any more: of one URL where it was refused, of the server where that is silent. */
  const unavailable = new Map<string, StoreUnavailable>()
  const everyUrl = ''

  const connect = async ({ url }: MongoAddress): Promise<MongoClient> => {
    // 94 ms, so only projects with a MongoDB URL pay for it.
    const { MongoClient } = await import('mongodb')
    const client = new MongoClient(url, {
      appName: 'bookend',
      serverSelectionTimeoutMS: storeTimeoutMs,
      connectTimeoutMS: storeTimeoutMs,
      waitQueueTimeoutMS: storeTimeoutMs,
      // Often enough that a server that works on a question for long shows in time that it lives.
      heartbeatFrequencyMS: Math.min(10_000, Math.max(500, Math.floor(storeTimeoutMs / 3))),
      ignoreUndefined: true,
      enableUtf8Validation: asRead.validation.utf8,
      bsonRegExp: asRead.bsonRegExp,
    })
    for (const sign of ['serverHeartbeatSucceeded', 'connectionReady'] as const) client.on(sign, () => watch.heard())
    // A connection is out while it waits for an answer. The driver's command events would tell as much, and read every answer twice.
    client.on('connectionCheckedOut', () => watch.asked())
    client.on('connectionCheckedIn', () => watch.answered())
    return client
  }

  /** The driver's own close says goodbye to the server first, which is what a server that is unavailable does not answer. */
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
    question: { maxTimeMS: questionTimeoutMs, comment: 'bookend', collation: { locale: 'simple' } },
    async use(address, work) {
      signal.throwIfAborted()
      const before = unavailable.get(everyUrl) ?? unavailable.get(address.url)
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
        if (error instanceof StoreUnavailable) throw error
        const failure = asFailure(error, address, await knownTrouble(client, address))
        if (failure instanceof StoreUnavailable) {
          // What others were still waiting for failed with the connection that they shared.
          const known = unavailable.get(everyUrl)
          if (known) throw known
          if (!(failure instanceof StoreRefused)) {
            unavailable.set(everyUrl, failure)
            drop()
          } else if (failure.atDoor) unavailable.set(address.url, failure)
        }
        throw failure
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

export function createMongoServers(limits: MongoLimits, signal: AbortSignal): MongoServers {
  const servers = new Map<string, MongoServer>()
  return {
    of(address: MongoAddress): MongoServer {
      const server = servers.get(address.servers) ?? createMongoServer(limits, signal)
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
  description: { servers: Map<string, { error: Error | null }>; compatibilityError?: string }
  closeCheckedOutConnections(): void
  close(): void
}

/** What is known of the servers where nothing more was said than that no answer came; undefined where that is nothing. */
async function knownTrouble(client: Promise<MongoClient>, { url }: MongoAddress): Promise<string | undefined> {
  const { topology } = (await client.catch(() => ({}))) as { topology?: Topology }
  if (!topology) return undefined
  const { servers, compatibilityError } = topology.description
  if (compatibilityError) return compatibilityError
  const named = (option: string) => new RegExp(`[?&]${option}=([^&]*)`, 'i').exec(url)?.[1]
  // Servers of another set than the URL names are left out at once.
  const set = named('replicaSet')
  if (servers.size === 0 && set) return `no server says that it is of the replica set ${set}: see replicaSet in the URL`
  for (const { error } of servers.values()) if (error) return messageOf(error)
  if (named('(?:tls|ssl)') === 'true') return 'it does not begin TLS: where it has none, take tls=true out of the URL'
  return undefined
}

/** What the driver threw, as what it means: the store is unavailable or refused, the configuration is wrong, or a bug (as it was). */
function asFailure(thrown: unknown, address: MongoAddress, trouble: string | undefined): unknown {
  if (!(thrown instanceof Error)) return thrown
  // Of several connections that are made at once the first is told why it is not let in, and the others that the first was not.
  const error = thrown.name === 'MongoPoolClearedError' && thrown.cause instanceof Error ? thrown.cause : thrown
  const saysNothing =
    /^(Silence|MongoTopologyClosed)Error$/.test(error.name) || /^Server selection timed out/.test(error.message)
  const detail = scrub((saysNothing && trouble) || messageOf(error), address).replace(/\.$/, '')
  const unavailable = () => new StoreUnavailable(address.shown, detail)
  if (isTooOld.test(detail)) return new StoreRefused(address.shown, serverTooOld, detail, true)
  if (error.name === 'SilenceError') return unavailable()
  if (isUnusable(error)) return new UserError(`${address.shown}: the URL cannot be used (${detail})`)
  if (isAnswer(error)) return new StoreRefused(address.shown, serverCode(error), detail, refusedAtDoor(error))
  // DNS and sockets fail with the system's own codes.
  return /^(Mongo|BSON)/.test(error.name) || /^E[A-Z]/.test(codeOf(error)) ? unavailable() : error
}

/** What the driver says of a server that answered, in a protocol that it no longer speaks. */
const isTooOld =
  /\breports (?:maximum )?wire version \d+, but this version of the (?:Node\.js D|d)river requires at least\b/

/** Whether the URL itself is wrong: what it says, the file of a certificate that it names, or a port that there is not. */
const isUnusable = (error: Error): boolean =>
  /^Mongo(Parse|API|InvalidArgument|MissingCredentials|MissingDependency)Error$/.test(error.name) ||
  /^(ENOENT|EACCES|EISDIR)$/.test(codeOf(error)) ||
  /^Unable to parse .* with URL$/.test(error.message)

/** Whether it was the server that said no, or what it should not, and not the network. */
const isAnswer = (error: Error): boolean =>
  /^Mongo(Server|BulkWrite|WriteConcern)Error$/.test(error.name) || isNonsense(error)

/** An answer that lacks what the driver reads of it. */
const isNonsense = ({ name }: Error): boolean => /^(BSON.*|MongoUnexpectedServerResponse)Error$/.test(name)

/** Whatever it says before it knows who we are, it does not let us in. */
function refusedAtDoor(error: unknown): boolean {
  return (error as Partial<MongoError>).hasErrorLabel?.('HandshakeError') === true
}

/** The server's own name for what it says, or at least its number. */
function serverCode(error: Error): string {
  if (isNonsense(error)) return 'not a valid answer'
  const { code, codeName } = error as Error & { code?: unknown; codeName?: unknown }
  return typeof codeName === 'string' && codeName !== '' ? codeName : `code ${code ?? 'unknown'}`
}
