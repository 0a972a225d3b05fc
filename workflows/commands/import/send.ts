import { type Outgoing, type Written, writeDecisions } from '../../../cache/audit/sources/mongo-write.ts'
import { StoreAway, UserError } from '../../../cache/errors.ts'
import type { MongoServers } from '../../../cache/mongo/connection.ts'
import { addressOf } from '../../../cache/mongo/sources.ts'
import type { Invocation } from '../../runner/command.ts'

const namedRefusals = 10

/** Writes decisions into a MongoDB. Throws UserError where it is away: what is in by then stays, and the same command goes on. */
export async function sendTo(
  { environment, output, quiet, dryRun }: Invocation,
  servers: MongoServers,
  to: string,
  decisions: AsyncIterable<Outgoing>,
): Promise<Written> {
  const address = addressOf(to, '--to', environment)
  if (dryRun) {
    let added = 0
    for await (const _ of decisions) added++
    return { added, known: 0, refused: [] }
  }
  let done = 0
  try {
    return await writeDecisions(servers.of(address), address, decisions, (written) => {
      done = written
      if (output.interactive && !quiet) output.note(`${address.shown}: ${written} decisions`)
    })
  } catch (error) {
    if (!(error instanceof StoreAway)) throw error
    throw new UserError(
      `${error.url} does not answer (${error.detail}); ${done} decisions are in it: run the same command again, and it goes on`,
      4,
    )
  }
}

export function describeWritten(what: string, { added, known, refused }: Written): string {
  const more = refused.length - namedRefusals
  return [
    `${what}: ${added} decisions added, ${known} known already${refused.length > 0 ? `, ${refused.length} refused` : ''}`,
    ...refused.slice(0, namedRefusals).map(({ id, reason }) => `  ${id}: ${reason}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n')
}
