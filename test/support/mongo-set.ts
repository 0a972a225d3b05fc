import type { Document } from 'mongodb'
import { type Fate, type MongoProxy, refusal, type SentCommand, startMongoProxy } from './mongo-proxy.ts'

/** A replica set of two, as drivers see one: a primary, which is a server, and a secondary, which takes no write and answers as its fates say. */
export interface MongoSet {
  /** Of the set, for questions that the secondary is to answer. */
  url: string
  primary: MongoProxy
  secondary: MongoProxy
  stop(): Promise<void>
}

const name = 'bookend'
const writes = new Set(['insert', 'update', 'delete', 'createIndexes', 'dropDatabase', 'findAndModify'])

/** `fateOf` decides about what the secondary is asked, which has a server of its own where one is given. */
export async function startMongoSet(
  primaryUrl: string,
  fateOf: (command: SentCommand) => Fate,
  secondaryUrl = primaryUrl,
): Promise<MongoSet> {
  const members: MongoProxy[] = []
  const host = (place: number) => new URL(members[place]?.url.replace('mongodb:', 'http:') ?? '').host
  const introduce = (place: number) => (hello: Document) => ({
    ...hello,
    setName: name,
    setVersion: 1,
    hosts: [host(0), host(1)],
    primary: host(0),
    me: host(place),
    ismaster: place === 0,
    isWritablePrimary: place === 0,
    secondary: place === 1,
  })
  members.push(await startMongoProxy(primaryUrl, () => 'pass', introduce(0)))
  const notPrimary = { answer: refusal(10107, 'NotWritablePrimary') }
  const secondFate = (command: SentCommand) => (writes.has(command.name) ? notPrimary : fateOf(command))
  members.push(await startMongoProxy(secondaryUrl, secondFate, introduce(1)))
  const [primary, secondary] = members as [MongoProxy, MongoProxy]
  const { pathname } = new URL(primaryUrl.replace('mongodb:', 'http:'))
  return {
    url: `mongodb://${host(0)},${host(1)}${pathname}?replicaSet=${name}&readPreference=secondary`,
    primary,
    secondary,
    async stop() {
      for (const member of members) await member.stop()
    },
  }
}
