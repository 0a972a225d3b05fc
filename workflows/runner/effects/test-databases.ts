import { hostname } from 'node:os'
import type { Db } from 'mongodb'
import { isLoopback, isLoopbackHost, type MongoAddress } from '../../../cache/mongo/address.ts'
import type { MongoServers } from '../../../cache/mongo/connection.ts'
import type { TestDatabase, TestDatabases } from '../../../tasks/task.ts'

/** The server's own, whatever a pattern says. */
const untouchable = new Set(['admin', 'local', 'config'])

/**
 * Test databases beside the configured ones. Without `patterns`, only a server on this machine that says so itself has any: those of a
 * configured database's own stem. A configured database is never one.
 */
export function createTestDatabases(
  servers: MongoServers,
  addresses: MongoAddress[],
  patterns: string[] | undefined,
): TestDatabases {
  const configured = new Set(addresses.map(({ database }) => database.toLowerCase()))
  const isTestDatabase = (name: string, address: MongoAddress) => {
    if (untouchable.has(name.toLowerCase()) || configured.has(name.toLowerCase())) return false
    return patternsFor(address, patterns).some((pattern) => matches(pattern, name))
  }
  const of = (address: MongoAddress) => `${address.servers}${address.shown.startsWith('mongodb+srv') ? ' (srv)' : ''}`
  const findAt = (address: MongoAddress) =>
    servers.of(address).use(address, async (_, client) => {
      if (!patterns && !(await isThisMachine(client.db('admin')))) return []
      const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true })
      return databases
        .filter(({ name }) => isTestDatabase(name, address))
        .map(({ name }) => ({ name, server: of(address) }))
    })
  return {
    async find() {
      const found = new Map<string, TestDatabase>()
      for (const address of addresses) {
        if (patternsFor(address, patterns).length === 0) continue
        for (const database of await findAt(address)) found.set(JSON.stringify(database), database)
      }
      return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    async drop({ name, server }) {
      const address = addresses.find((each) => of(each) === server && isTestDatabase(name, each))
      if (!address) return false
      return servers.of(address).use(address, (_, client) => client.db(name).dropDatabase())
    },
  }
}

function patternsFor(address: MongoAddress, patterns: string[] | undefined): string[] {
  if (patterns) return patterns
  if (!isLoopback(address)) return []
  const stem = stemOf(address.database)
  return [`${stem}_test`, `${stem}_test_*`]
}

const noSuchCommand = 59

/**
 * Whether a server says that it is this machine's own. What listens on a loopback address may be the end of a tunnel, and somebody else's databases
 * behind it. A server that cannot name its host is not MongoDB, and nobody's but this machine's.
 */
async function isThisMachine(admin: Db): Promise<boolean> {
  const named = (await said(admin, 'hello', 'me')) ?? (await said(admin, 'serverStatus', 'host'))
  if (named === undefined) return true
  const host = named.replace(/:\d+$/, '').toLowerCase()
  return isLoopbackHost(host) || shortName(host) === shortName(hostname().toLowerCase())
}

const shortName = (host: string): string | undefined => host.split('.')[0]

/** What a server says of itself; '' where it does not say so, undefined where it has no such thing. */
async function said(admin: Db, command: string, field: string): Promise<string | undefined> {
  try {
    const { [field]: value } = await admin.command({ [command]: 1 })
    return typeof value === 'string' ? value : undefined
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'MongoServerError') throw error
    return 'code' in error && error.code === noSuchCommand ? undefined : ''
  }
}

/** What the databases of one application have in common: the name without the environment. */
function stemOf(database: string): string {
  return database.replace(/_(dev|prod|production|staging|local)$/, '')
}

/** Whether a name is what a pattern says; `*` stands for any characters, every other one for itself. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name)
}
