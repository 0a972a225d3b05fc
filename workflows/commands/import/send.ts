import {
  type Outgoing,
  Unconfirmed,
  type Writing,
  type Written,
  writeDecisions,
} from '../../../cache/audit/sources/mongo-write.ts'
import { StoreRefused, StoreUnavailable, UserError } from '../../../cache/errors.ts'
import { addressOf, type MongoAddress } from '../../../cache/mongo/address.ts'
import { auditCollection, auditIndex, hasTimeIndex, kindOf } from '../../../cache/mongo/collections.ts'
import type { MongoServers } from '../../../cache/mongo/connection.ts'
import { andMore, plural } from '../../../templates/words.ts'
import type { Invocation } from '../../runner/command.ts'

const namedRefusals = 10

/** What a store is asked to change besides its decisions: made, or why not; of a dry run neither. */
export interface IndexMade {
  collection: string
  key: typeof auditIndex
  made?: boolean
  reason?: string
}

/**
 * Writes decisions into a MongoDB. Throws UserError where it stops in the middle, with the store's own words and what is in: the same command goes
 * on from there.
 */
export async function sendTo(
  { environment, output, quiet, dryRun }: Invocation,
  servers: MongoServers,
  to: string,
  decisions: AsyncIterable<Outgoing>,
  source?: { file: string; before: Pick<Written, 'added' | 'known'>[] },
): Promise<Written> {
  const address = addressOf(to, '--to', environment)
  const total: Writing = { added: 0, known: 0, unconfirmed: 0, unanswered: 0, refused: [] }
  if (dryRun) {
    for await (const _ of decisions) total.added++
    return writtenIn(total)
  }
  // The first line of what is on its way.
  let line: number | undefined
  async function* watched() {
    for await (const decision of decisions) {
      line ??= decision.line
      yield decision
    }
  }
  try {
    await writeDecisions(servers.of(address), address, watched(), total, () => {
      line = undefined
      if (output.interactive && !quiet)
        output.note(`${address.shown}: ${plural(total.added + total.known, 'decision')}`)
    })
    return writtenIn(total)
  } catch (error) {
    const words = error instanceof Unconfirmed ? `${address.shown} did not confirm: ${error.message}` : messageOf(error)
    const { unconfirmed, unanswered } = total
    const inAll = (key: 'added' | 'known') =>
      [...(source?.before ?? []), total].reduce((sum, each) => sum + each[key], 0)
    const place = source ? ` at ${source.file}${line === undefined ? '' : `:${line}`}` : ''
    const least = unanswered > 0 ? 'at least ' : ''
    const more = [
      ...(unconfirmed > 0 ? [`, ${unconfirmed} written and not confirmed`] : []),
      ...(unanswered > 0 ? [`, ${unanswered} sent without an answer`] : []),
    ].join('')
    throw new UserError(
      `${words}${place}; in all ${least}${plural(inAll('added'), 'decision')} added${more}, ${inAll('known')} known already: run the same command again, and it goes on`,
      4,
    )
  }
}

const writtenIn = ({ unanswered: _, ...written }: Writing): Written => written

/** A command that was to bring decisions into a store has not done so where some of them are not there. */
export const statusOf = (missing: number): number => (missing > 0 ? 4 : 0)

function messageOf(error: unknown): string {
  if (error instanceof StoreUnavailable) return error.message
  throw error
}

/** Decisions go into a plain collection only: what is written into another kind would not stay, or could be there twice. */
export async function refuseOddCollection(servers: MongoServers, address: MongoAddress): Promise<void> {
  const server = servers.of(address)
  const kind = await server
    .use(address, (db) => kindOf(db, auditCollection, server.question))
    .catch((error) => {
      if (!(error instanceof StoreRefused) || error.atDoor)
        throw new UserError(`${messageOf(error)}: nothing was written`, 4)
    })
  if (typeof kind === 'object')
    throw new UserError(`${address.shown}: ${auditCollection} is ${kind.is}: ${kind.means}; nothing was written`, 4)
}

/** The index that bookend's questions need of a store and that it has not: made by `import --to` alone. */
export async function planIndex(invocation: Invocation, servers: MongoServers, to: string): Promise<IndexMade[]> {
  const address = addressOf(to, '--to', invocation.environment)
  const server = servers.of(address)
  await refuseOddCollection(servers, address)
  try {
    const there = await server.use(address, (db) => hasTimeIndex(db.collection(auditCollection), server.question))
    return there ? [] : [{ collection: auditCollection, key: auditIndex }]
  } catch (error) {
    if (!(error instanceof StoreRefused) || error.atDoor)
      throw new UserError(`${messageOf(error)}: nothing was written`, 4)
    invocation.output.note(`bookend: the indexes cannot be seen: ${messageOf(error)}`)
    return []
  }
}

/** Makes the planned index. One that cannot be made (we may not, or the server has no room) costs time, never the result. */
export async function makeIndexes(
  { environment }: Invocation,
  servers: MongoServers,
  to: string,
  planned: IndexMade[],
): Promise<IndexMade[]> {
  const address = addressOf(to, '--to', environment)
  const done: IndexMade[] = []
  for (const action of planned) {
    const { collection, key } = action
    try {
      await servers
        .of(address)
        .use(address, (db) => db.collection(collection).createIndex(key, { collation: { locale: 'simple' } }))
      done.push({ ...action, made: true })
    } catch (error) {
      done.push({ ...action, made: false, reason: messageOf(error) })
    }
  }
  return done
}

export function describeIndex({ collection, key, made, reason }: IndexMade): string {
  const fields = Object.entries(key).map(([field, direction]) => `${field} ${direction}`)
  const verb = made === undefined ? 'would make' : made ? 'made' : 'did not make'
  return `${verb} an index on ${collection}: ${fields.join(', ')}${reason === undefined ? '' : `: ${reason}`}`
}

export function describeWritten(
  what: string,
  { added, known, refused, unreadable }: Written & { unreadable?: unknown[] },
  dryRun: boolean,
): string {
  const unread = unreadable?.length ? `, ${plural(unreadable.length, 'unreadable line')}` : ''

  // A dry run asks the store for nothing: what of them it has already, nobody knows.
  if (dryRun) return `${what}: ${plural(added, 'decision')} would be sent${unread}`
  return [
    `${what}: ${plural(added, 'decision')} added, ${known} known already${refused.length > 0 ? `, ${refused.length} refused` : ''}${unread}`,
    ...refused
      .slice(0, namedRefusals)
      .map(({ id, line, reason }) => `  ${line === undefined ? id : `${what}:${line}`}: ${reason}`),
    ...andMore(refused.length - namedRefusals).map((line) => `  ${line}`),
  ].join('\n')
}
