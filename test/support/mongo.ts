import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { type Db, MongoClient } from 'mongodb'
import { suite } from 'uvu'
import { atEnd } from './at-end.ts'

export interface TestDatabase {
  name: string
  url: string
  db: Db
}

/** A server that the tests may use: in databases of their own, whose names begin with `bookend_test_`. */
export interface TestServer {
  /** The URL of a database of this server. */
  url(database: string): string
  /** Which server and version it is, as it says itself. */
  what: string
  /** Whether it is MongoDB itself, and not something that speaks its protocol. */
  real: boolean
  client: MongoClient
  /** A database of its own for a test; dropped when the server is let go of. */
  database(): TestDatabase
  stop(): Promise<void>
}

type Started = { url: string; stop(): Promise<void> }

/** The first server of this run of the tests; undefined where there is none. */
export async function findTestServer(): Promise<TestServer | undefined> {
  const [first, ...others] = await findTestServers(1)
  for (const other of others) await other.stop()
  return first
}

/**
 * The servers of this run of the tests: TEST_MONGODB_URI, the programs that MONGO_TEST_SERVERS lists or MONGO_TEST_SERVER names, and a mongod of
 * this machine, or (only where MONGOMS_DOWNLOAD=1 asks for it) a downloaded one. Says on stdout which they are, or why there is none.
 */
export async function findTestServers(most = Number.POSITIVE_INFINITY): Promise<TestServer[]> {
  const servers: TestServer[] = []
  for (const start of waysToStart().slice(0, most)) servers.push(await connectTo(await start()))
  if (servers.length === 0)
    process.stdout.write(
      '  skipped without a server: set TEST_MONGODB_URI or MONGO_TEST_SERVER, or put mongod on PATH\n',
    )
  return servers
}

/** A suite whose tests run on every server of this run, each in a database of its own; they are skipped where there is none. The servers are let go of at its end. */
export async function serverSuite(name: string) {
  const test = suite(name)
  const servers = await findTestServers()
  const onServers = (what: string, run: (database: TestDatabase, server: TestServer) => Promise<void>) => {
    if (servers.length === 0) test.skip(what, () => undefined)
    for (const server of servers) test(`${what} (${server.what})`, () => run(server.database(), server))
  }
  test.after(async () => {
    for (const server of servers) await server.stop()
  })
  return { test, servers, onServers }
}

async function connectTo(started: Started): Promise<TestServer> {
  const client = await MongoClient.connect(started.url, { serverSelectionTimeoutMS: 60_000 })
  const info = await client.db('admin').command({ buildInfo: 1 })
  // Only MongoDB says which source it was built of.
  const real = typeof info.gitVersion === 'string' && typeof info.storageEngines === 'object'
  const what = real ? `MongoDB ${info.version}` : `a stand-in for MongoDB that calls itself ${info.version}`
  process.stdout.write(`  on ${what}\n`)
  const names: string[] = []
  const url = (database: string) => withDatabase(started.url, database)
  return {
    url,
    what,
    real,
    client,
    database() {
      const name = `bookend_test_${process.pid}_${Date.now().toString(36)}_${names.length}`
      names.push(name)
      return { name, url: url(name), db: client.db(name) }
    },
    async stop() {
      for (const name of names) await client.db(name).dropDatabase()
      await client.close()
      await started.stop()
    },
  }
}

/** Of each program one runs as long as this process runs test files: every file has databases of its own, and a start costs more than most files. */
const running = new Map<string, Promise<string>>()

function urlOf(program: string): Promise<string> {
  const started = running.get(program) ?? startForAll(program)
  running.set(program, started)
  return started
}

async function startForAll(program: string): Promise<string> {
  // Without the mark of what ends with a file.
  const { url, child } = await startProgram(program, [], { ...process.env, TMPDIR: dirname(tmpdir()) })
  const ended = once(child, 'exit')
  for (const stream of [child.stdin, child.stdout]) (stream as Socket | null)?.unref()
  atEnd(async () => {
    child.ref()
    child.stdin?.end()
    await ended
  })
  return url
}

/** How each server that this machine has is started, the preferred one first. */
function waysToStart(): (() => Promise<Started>)[] {
  const { TEST_MONGODB_URI, MONGO_TEST_SERVER, MONGO_TEST_SERVERS, MONGOMS_SYSTEM_BINARY, MONGOMS_DOWNLOAD } =
    process.env
  const ways: (() => Promise<Started>)[] = []
  if (TEST_MONGODB_URI) ways.push(async () => ({ url: TEST_MONGODB_URI, stop: async () => undefined }))
  const programs = [MONGO_TEST_SERVER, ...(MONGO_TEST_SERVERS ?? '').split(delimiter)].filter(Boolean) as string[]
  for (const program of new Set(programs))
    ways.push(async () => ({ url: await urlOf(program), stop: async () => undefined }))
  const binary = MONGOMS_SYSTEM_BINARY ?? onPath('mongod')
  if (binary || (ways.length === 0 && MONGOMS_DOWNLOAD === '1'))
    ways.push(async () => {
      const { MongoMemoryReplSet } = await import('mongodb-memory-server-core')
      const set = await MongoMemoryReplSet.create({
        replSet: { count: 1 },
        binary: binary ? { systemBinary: binary, checkMD5: false } : {},
      })
      return { url: set.getUri(), stop: async () => void (await set.stop()) }
    })
  return ways
}

/** Starts a server that prints its URL when it is ready, and ends when its standard input does. */
export async function startProgram(
  program: string,
  args: string[] = [],
  env = process.env,
): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(program, [...args, '--until-stdin-closes'], { stdio: ['pipe', 'pipe', 'inherit'], env })
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')).trim())
    })
    child.once('error', reject)
    child.once('exit', (status) => reject(new Error(`${program} ended with ${status} before it was ready`)))
  })
  child.unref()
  return { url, child }
}

function onPath(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, name))
    .find((file) => existsSync(file))
}

/** A server's URL with another database, its options kept. */
function withDatabase(url: string, database: string): string {
  const [, scheme = '', servers = '', options = ''] =
    /^(mongodb(?:\+srv)?:\/\/)([^/?]+)(?:\/[^?]*)?(\?.*)?$/.exec(url) ?? []
  return `${scheme}${servers}/${database}${options}`
}
