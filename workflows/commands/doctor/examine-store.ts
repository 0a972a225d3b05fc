import type { Db, Document, MongoClient } from 'mongodb'
import { readIn } from '../../../cache/audit/sources/mongo-ranges.ts'
import { lookAtTimes } from '../../../cache/audit/sources/mongo-times.ts'
import { StoreRefused, StoreUnavailable, toBeLetIn } from '../../../cache/errors.ts'
import type { MongoAddress } from '../../../cache/mongo/address.ts'
import {
  auditCollection,
  type CollectionKind,
  hasTimeIndex,
  kindOf,
  rulesCollection,
} from '../../../cache/mongo/collections.ts'
import { inItsOrder, type MongoServer, type Question } from '../../../cache/mongo/connection.ts'
import { isUnreadableEnd } from '../../../cache/rules/stored-form.ts'
import { dayMs } from '../../../cache/window.ts'
import { noDate } from '../../../tasks/cleanup/rule-sync-words.ts'
import { firstNames } from '../../../templates/words.ts'
import { spanOf } from '../status/span.ts'
import type { Check } from './check.ts'

interface Asked {
  db: Db
  client: MongoClient
  question: Question
  /** Asked when it is needed: what took this process long to begin is no difference of clocks. */
  now(): number
  /** The file of the rules, as it is configured. */
  rules: string
}

type Answer = Omit<Check, 'id'>
const pass = (reason: string): Answer => ({ verdict: 'PASS', reason })
const fail = (reason: string, fix: string): Answer => ({ verdict: 'FAIL', reason, fix })

/** So many rules are asked for ends that are text. */
const mostRules = 1000

const leastVersion = [4, 4]
const farClockMs = 60_000

/** One question a row, in the order in which they are reported. */
const questions: { id: string; ask(asked: Asked): Promise<Answer> }[] = [
  { id: 'store-server', ask: askServer },
  { id: 'store-clock', ask: askClock },
  { id: 'store-permissions', ask: askPermissions },
  { id: 'store-reading', ask: askReading },
  { id: 'store-collection', ask: askCollection },
  { id: 'store-indexes', ask: askIndexes },
  { id: 'store-expiry', ask: askExpiry },
  { id: 'store-times', ask: askTimes },
  { id: 'store-rule-dates', ask: askRuleDates },
  { id: 'store-stream', ask: askStream },
]

/** Asks a store everything that bookend depends on there; it changes nothing. Where the store does not answer, the rest is skipped. */
export async function examineStore(
  server: MongoServer,
  address: MongoAddress,
  { now, rules }: Pick<Asked, 'now' | 'rules'>,
): Promise<Check[]> {
  const checks: Check[] = []
  let closed: string | undefined
  for (const { id, ask } of questions) {
    if (closed !== undefined) {
      checks.push({ id, verdict: 'SKIPPED', reason: closed })
      continue
    }
    try {
      const answer = await server.use(address, (db, client) =>
        inItsOrder(server.question, (question) => ask({ db, client, question, now, rules })),
      )
      checks.push({ id, ...answer })
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      if (!(error instanceof StoreRefused)) closed = 'the store does not answer'
      else if (error.atDoor) closed = 'the store does not let us in'
      checks.push({ id, ...answerOf(id, error) })
    }
  }
  return checks
}

/** Questions about indexes, which the role of the documents need not list. */
const unneeded = new Set(['store-indexes', 'store-expiry'])

function answerOf(id: string, error: StoreUnavailable): Answer {
  if (error instanceof StoreRefused && error.atDoor)
    return fail(`${error.url} refused (${error.code}): ${error.detail}`, toBeLetIn(error.code))
  if (error instanceof StoreRefused && error.code === 'CommandNotFound')
    return { verdict: 'SKIPPED', reason: `the server has no such command (${error.detail})` }
  if (error instanceof StoreRefused && error.code === 'Unauthorized' && unneeded.has(id))
    return { verdict: 'SKIPPED', reason: `the server does not say (${error.detail}); a closedown does not need it` }
  const fix = error instanceof StoreRefused ? 'see "Permissions" in docs/mongodb.md' : 'start it, or correct the URL'
  return fail(error.message, fix)
}

async function askServer({ db, question: { maxTimeMS } }: Asked): Promise<Answer> {
  const { version } = await db.admin().command({ buildInfo: 1, maxTimeMS })
  const [major = 0, minor = 0] = String(version).split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = leastVersion
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
    ? pass(`version ${version}`)
    : fail(`version ${version}`, `bookend needs ${leastVersion.join('.')} or later`)
}

async function askClock({ db, now }: Asked): Promise<Answer> {
  const { localTime } = await db.admin().command({ isMaster: 1 })
  if (!(localTime instanceof Date)) return { verdict: 'SKIPPED', reason: 'the server does not say what time it is' }
  const apart = Math.round(Math.abs(localTime.getTime() - now()) / 1000)
  return apart * 1000 <= farClockMs
    ? pass(`${apart} s from this machine's`)
    : fail(`${spanOf(Math.round(apart / 60))} from this machine's`, 'set both clocks: sessions are cut by time')
}

/** What a closedown needs to do with each collection. */
const needed: Record<string, string[]> = {
  [auditCollection]: ['find'],
  [rulesCollection]: ['find', 'insert', 'update'],
}

async function askPermissions({ db }: Asked): Promise<Answer> {
  const { authInfo } = await db.admin().command({ connectionStatus: 1, showPrivileges: true })
  const users: Document[] = authInfo?.authenticatedUsers ?? []
  if (users.length === 0) return pass('no user: the server asks for none')
  const privileges: Document[] = authInfo.authenticatedUserPrivileges ?? []
  const may = (collection: string, action: string) =>
    privileges.some(
      ({ resource, actions }) =>
        (resource.anyResource ||
          (['', db.databaseName].includes(resource.db) && ['', collection].includes(resource.collection))) &&
        actions.includes(action),
    )
  const lacking = Object.entries(needed).flatMap(([collection, actions]) =>
    actions.filter((action) => !may(collection, action)).map((action) => `${action} on ${collection}`),
  )
  const who = users.map(({ user }) => user).join(', ')
  return lacking.length === 0
    ? pass(`${who} may do what a closedown needs`)
    : fail(`${who} may not: ${lacking.join(', ')}`, 'see "Permissions" in docs/mongodb.md')
}

async function askReading({ client }: Asked): Promise<Answer> {
  const { readPreference, readConcern } = client
  const concern = readConcern?.level ?? 'the default'
  const said = `read preference ${readPreference.mode}, read concern ${concern}`
  return readPreference.mode === 'primary'
    ? pass(said)
    : pass(`${said}: decisions are read from members that may be behind; what is late is read at the next run`)
}

async function askCollection({ db, question }: Asked): Promise<Answer> {
  const kind = await kindOf(db, auditCollection, question)
  if (kind === undefined) return { verdict: 'SKIPPED', reason: `there is no ${auditCollection} yet` }
  return pass(`${auditCollection} is ${kind === 'plain' ? 'a plain collection' : `${kind.is}: ${kind.means}`}`)
}

/** A view has no indexes to ask for, and a time-series collection is in order of time without one. */
async function skippedFor(
  { db, question }: Asked,
  needed: (kind: CollectionKind) => boolean,
): Promise<Answer | undefined> {
  const kind = await kindOf(db, auditCollection, question)
  if (kind === undefined) return { verdict: 'SKIPPED', reason: `there is no ${auditCollection} yet` }
  return kind === 'plain' || needed(kind)
    ? undefined
    : { verdict: 'SKIPPED', reason: `${auditCollection} is ${kind.is}` }
}

async function askIndexes(asked: Asked): Promise<Answer> {
  const { db, question } = asked
  const skipped = await skippedFor(asked, ({ indexed }) => indexed)
  if (skipped) return skipped
  return (await hasTimeIndex(db.collection(auditCollection), question))
    ? pass(`${auditCollection} has an index that begins with timestamp`)
    : fail(
        `${auditCollection} has no index that begins with timestamp and compares text as it is written: each question looks at every document`,
        `db.${auditCollection}.createIndex({ timestamp: 1, _id: 1 }, { collation: { locale: 'simple' } })`,
      )
}

async function askExpiry(asked: Asked): Promise<Answer> {
  const { db, question } = asked
  const { maxTimeMS, comment } = question
  const skipped = await skippedFor(asked, () => false)
  if (skipped) return skipped
  const indexes = await db.collection(auditCollection).listIndexes({ maxTimeMS, comment }).toArray()
  const seconds = indexes.find(({ expireAfterSeconds }) => expireAfterSeconds !== undefined)?.expireAfterSeconds
  return pass(
    seconds === undefined
      ? 'decisions do not expire'
      : `decisions expire after ${spanOf(Math.round(Number(seconds) / 60))}; what was read stays in the cache`,
  )
}

/** Which types a field has, of those that documents were found with. */
async function typesOf({ db, question }: Asked, collection: string, field: string): Promise<string[]> {
  const forms: [string, Document][] = [
    ['dates', { $gte: new Date(-8.64e15) }],
    ['text', { $gte: '' }],
    ['numbers', { $gte: Number.NEGATIVE_INFINITY }],
  ]
  const present: string[] = []
  for (const [name, condition] of forms) {
    const found = await db
      .collection(collection)
      .findOne({ [field]: condition }, { ...question, projection: { _id: 1 } })
    if (found) present.push(name)
  }
  return present
}

async function askTimes(asked: Asked): Promise<Answer> {
  const types = await typesOf(asked, auditCollection, 'timestamp')
  const seen = await lookAtTimes(asked.db, asked.question)
  if (types.length === 0) {
    if (seen.documents === 0) return { verdict: 'SKIPPED', reason: `${auditCollection} has no documents` }
    return fail(
      `no document of ${auditCollection} has a time in "timestamp": no session finds any`,
      'write the time of each decision there, as a date',
    )
  }
  const others = types.filter((type) => type !== 'dates')
  const more = others.length > 0 ? `: bookend reads them all, but ${others.join(' and ')} never expire` : ''
  const without =
    seen.untimed > 0 ? `; of the latest documents, ${seen.untimed} of ${seen.documents} have no usable time` : ''
  return pass(`timestamp is stored as ${types.join(', ')}${more}${without}`)
}

async function askRuleDates(asked: Asked): Promise<Answer> {
  const types = await typesOf(asked, rulesCollection, 'expiresAt')
  const others = types.filter((type) => type !== 'dates')
  if (types.length === 0) return { verdict: 'SKIPPED', reason: 'no rule has an end' }
  const texts = await asked.db
    .collection(rulesCollection)
    .find({ expiresAt: { $gte: '' } }, { ...asked.question, projection: { id: 1, expiresAt: 1 }, limit: mostRules })
    .toArray()
  const unreadable = texts.filter(({ expiresAt }) => isUnreadableEnd(expiresAt))
  if (unreadable.length > 0) {
    const ends = unreadable.map(({ id, expiresAt }) => noDate(id, expiresAt))
    return fail(`${firstNames(ends, 5)}: the framework does not find such rules`, `correct it in ${asked.rules}`)
  }
  return others.length === 0
    ? pass('expiresAt is stored as dates')
    : fail(
        `expiresAt is stored as ${types.join(', ')}: the framework does not find such rules`,
        'closedown writes dates',
      )
}

async function askStream({ db, question, ...asked }: Asked): Promise<Answer> {
  const now = asked.now()
  const plan = await db
    .collection(auditCollection)
    .find(readIn({ from: now - dayMs, to: now }), question)
    .sort({ timestamp: 1 })
    .explain('queryPlanner')
  const stages = new Set([...JSON.stringify(plan).matchAll(/"stage":"(\w+)"/g)].map(([, stage]) => stage))
  if (stages.size === 0) return { verdict: 'SKIPPED', reason: 'the server does not explain how it finds documents' }
  const named = [...stages].join(', ')
  return stages.has('COLLSCAN')
    ? fail(`the last day is found by looking at every document (${named})`, 'make an index that begins with timestamp')
    : pass(`the last day is found by ${named}`)
}
