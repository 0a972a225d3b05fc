import { createAgentSessions } from '../../../cache/agent-sessions.ts'
import type { Cache } from '../../../cache/database.ts'
import { createDeliveries } from '../../../cache/deliveries.ts'
import { createDocuments } from '../../../cache/documents.ts'
import type { Environment } from '../../../cache/environment.ts'
import { createJournal } from '../../../cache/journal.ts'
import { addressOf, isMongoSource, ruleStoreSource, storeAddresses } from '../../../cache/mongo/address.ts'
import { createMongoServers } from '../../../cache/mongo/connection.ts'
import { createNotes } from '../../../cache/notes.ts'
import { createProposals } from '../../../cache/proposals.ts'
import { createReports } from '../../../cache/reports.ts'
import { createRetention } from '../../../cache/retention.ts'
import { createRuleObservations } from '../../../cache/rule-observations.ts'
import { createRuleRelations } from '../../../cache/rule-relations.ts'
import { createMongoRuleStore } from '../../../cache/rules/mongo.ts'
import { createSqliteRuleStore } from '../../../cache/rules/sqlite.ts'
import { createRuleSyncs } from '../../../cache/rules/syncs.ts'
import { createSessions } from '../../../cache/sessions.ts'
import type { Config, Stores } from '../../../tasks/task.ts'
import { buildIdentity } from '../project.ts'
import { createAuditSources } from './audit-sources.ts'
import { createTestDatabases } from './test-databases.ts'
import { createTranscripts } from './transcripts.ts'

export function createStores(
  root: string,
  config: Config,
  environment: Environment,
  cache: Cache,
  signal: AbortSignal,
): Stores & { close(): Promise<void> } {
  const { db } = cache
  const servers = createMongoServers(config, signal)
  const transcripts = createTranscripts({ root, environment, db, signal, texts: config.agentText })
  const stores = {
    close: servers.close,
    ruleSyncs: createRuleSyncs(db),
    rules() {
      const source = ruleStoreSource(config)
      if (!isMongoSource(source)) return createSqliteRuleStore(db)
      const address = addressOf(source, config.ruleStore ? 'ruleStore' : 'audit', environment)
      return createMongoRuleStore(servers.of(address), address)
    },
    testDatabases() {
      const addresses = storeAddresses(config, environment)
      return addresses.length > 0 ? createTestDatabases(servers, addresses, config.testDatabases) : undefined
    },
    transcripts,
    sessions: createSessions(db),
    notes: createNotes(db),
    reports: createReports(db),
    proposals: createProposals(db),
    ruleObservations: createRuleObservations(db),
    ruleRelations: createRuleRelations(db, buildIdentity),
    journal: createJournal(db),
    retention: createRetention(db),
    deliveries: createDeliveries(db),
    documents: createDocuments(db),
    agentSessions: createAgentSessions(db),
    ...createAuditSources({ root, config, environment, db, servers, transcripts, signal }),
  }
  return cache.unloaded ? { ...stores, ...missing(cache.unloaded), documents: unrecorded(stores.documents) } : stores
}

/** A document is written all the same where nothing can be kept of it: nobody will move it into the archive. */
function unrecorded(documents: Stores['documents']): Stores['documents'] {
  const nothing = () => undefined
  return { ...documents, record: nothing, accept: nothing, moved: nothing }
}

/** What only a whole cache has: counting in an empty one would give zeros that nobody counted. */
function missing(why: Error): Pick<Stores, (typeof counted)[number] | 'audit' | 'sync' | 'rules'> {
  const refuse = () => {
    throw why
  }
  const store = new Proxy({}, { get: () => refuse })
  const stores = Object.fromEntries(counted.map((name) => [name, store])) as Pick<Stores, (typeof counted)[number]>
  return { ...stores, audit: refuse, sync: refuse, rules: refuse }
}

const counted = ['ruleSyncs', 'transcripts', 'proposals', 'ruleObservations', 'ruleRelations'] as const
