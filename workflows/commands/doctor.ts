import { examineStore, type StoreCheck } from '../../cache/audit/sources/mongo-examine.ts'
import { UserError } from '../../cache/errors.ts'
import { createMongoServers } from '../../cache/mongo/connection.ts'
import { addressOf, isMongoSource, ruleStoreSource } from '../../cache/mongo/sources.ts'
import { oneLine } from '../../templates/render.ts'
import type { Command, Invocation } from '../runner/command.ts'

export const doctorCommand: Command = {
  name: 'doctor',
  description: 'ask the configured MongoDB everything that bookend depends on there, and say what to do',
  options: [['--store', 'ask the MongoDB of "audit" and "ruleStore"']],
  writes: false,
  async run(invocation) {
    if (invocation.options.store !== true) throw new UserError('doctor takes --store: say what is to be looked at')
    const checks = await examineStores(invocation)
    const { output, json } = invocation
    if (json) output.result(JSON.stringify({ checks }))
    else for (const check of checks) output.result(describe(check))
    return checks.some(({ verdict }) => verdict === 'FAIL') ? 4 : 0
  },
}

/** Each configured MongoDB once. */
async function examineStores({ settings, environment, interruption, now }: Invocation): Promise<StoreCheck[]> {
  const named: [source: string, key: string][] = [
    ...[settings.audit].flat().map((source): [string, string] => [source, 'audit']),
    [ruleStoreSource(settings), 'ruleStore'],
  ]
  const addresses = new Map(
    named
      .filter(([source]) => isMongoSource(source))
      .map(([source, key]) => addressOf(source, key, environment))
      .map((address) => [address.url, address]),
  )
  if (addresses.size === 0) return [{ id: 'store', verdict: 'SKIPPED', reason: 'no MongoDB is configured' }]
  const servers = createMongoServers(settings, interruption.signal)
  try {
    const checks: StoreCheck[] = []
    for (const address of addresses.values()) checks.push(...(await examineStore(servers.of(address), address, now())))
    return checks
  } finally {
    await servers.close()
  }
}

function describe({ id, verdict, reason, fix }: StoreCheck): string {
  return `${verdict.padEnd(7)} ${id}${reason ? `: ${oneLine(reason)}` : ''}${fix ? `; ${fix}` : ''}`
}
