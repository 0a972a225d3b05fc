import { storeAddresses } from '../../../cache/mongo/address.ts'
import { createMongoServers } from '../../../cache/mongo/connection.ts'
import type { Invocation } from '../../runner/command.ts'
import type { Check } from './check.ts'
import { examineStore } from './examine-store.ts'

/** Each configured MongoDB once. */
export async function examineStores({ settings, environment, interruption, now }: Invocation): Promise<Check[]> {
  const addresses = new Map(storeAddresses(settings, environment).map((address) => [address.url, address]))
  if (addresses.size === 0) return [{ id: 'store', verdict: 'SKIPPED', reason: 'no MongoDB is configured' }]
  const servers = createMongoServers(settings, interruption.signal)
  try {
    const checks: Check[] = []
    const known = { now, rules: settings.rules }
    for (const address of addresses.values()) checks.push(...(await examineStore(servers.of(address), address, known)))
    return checks
  } finally {
    await servers.close()
  }
}
