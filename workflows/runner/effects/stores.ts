import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { importJsonl } from '../../../cache/audit/jsonl-import.ts'
import { createSqliteAuditLog } from '../../../cache/audit/sqlite.ts'
import type { Cache } from '../../../cache/database.ts'
import { createDeliveries } from '../../../cache/deliveries.ts'
import { codeOf, UserError } from '../../../cache/errors.ts'
import { createJournal } from '../../../cache/journal.ts'
import { createMongoServers } from '../../../cache/mongo/connection.ts'
import { addressOf, isMongoSource, ruleStoreSource } from '../../../cache/mongo/sources.ts'
import { createNotes } from '../../../cache/notes.ts'
import { createProposals } from '../../../cache/proposals.ts'
import { createReports } from '../../../cache/reports.ts'
import { createMongoRuleStore } from '../../../cache/rules/mongo.ts'
import { createSqliteRuleStore } from '../../../cache/rules/sqlite.ts'
import { createRuleSyncs } from '../../../cache/rules/syncs.ts'
import { createSessions } from '../../../cache/sessions.ts'
import type { Config, Stores } from '../../../tasks/task.ts'
import { createTranscripts } from './transcripts.ts'

/** Where the framework writes its file form of the audit log. */
const defaultAuditDirectory = '.memory/audit'

export function createStores(
  root: string,
  config: Config,
  environment: Record<string, string | undefined>,
  cache: Cache,
  signal: AbortSignal,
): Stores & { close(): Promise<void> } {
  const { db } = cache
  const servers = createMongoServers(config.storeTimeoutMs, signal)
  const decisions = [config.audit].flat().includes('claude-code')
  const transcripts = createTranscripts({ root, environment, db, signal, decisions })
  return {
    close: servers.close,
    ruleSyncs: createRuleSyncs(db),
    rules() {
      const source = ruleStoreSource(config)
      if (!isMongoSource(source)) return createSqliteRuleStore(db)
      const address = addressOf(source, config.ruleStore ? 'ruleStore' : 'audit', environment)
      return createMongoRuleStore(servers.of(address), address)
    },
    transcripts,
    sessions: createSessions(db),
    notes: createNotes(db),
    reports: createReports(db),
    proposals: createProposals(db),
    journal: createJournal(db),
    deliveries: createDeliveries(db),
    async audit() {
      return createSqliteAuditLog(db)
    },
    async sync(progress) {
      const total = { files: 0, added: 0, known: 0, failed: [] as { file: string; detail: string }[] }
      for (const file of auditFiles(root, config)) {
        const name = relative(root, file)
        try {
          const read = await importJsonl(db, file, {
            name,
            signal,
            progress: (bytes) => progress(`${name}: ${(bytes / 1e6).toFixed(1)} MB`),
          })
          total.files++
          total.added += read.added
          total.known += read.known
        } catch (error) {
          if (!/^E[A-Z]+$/.test(codeOf(error))) throw error
          total.failed.push({ file: name, detail: codeOf(error) })
        }
      }
      if (decisions) {
        total.failed.push(...(await transcripts.read(progress)))
        total.files++
      }
      return total
    },
  }
}

/** The JSONL files that the configured sources name, in the order in which they are read. */
function auditFiles(root: string, config: Config): string[] {
  const sources = Array.isArray(config.audit) ? config.audit : [config.audit]
  return sources.flatMap((source) => {
    if (source === 'sqlite:') return jsonlFiles(join(root, defaultAuditDirectory))
    if (source.startsWith('jsonl:')) {
      const directory = join(root, source.slice('jsonl:'.length))
      if (!existsSync(directory))
        throw new UserError(`session.config.ts: "audit" names ${source}, and there is no such directory`)
      return jsonlFiles(directory)
    }
    if (source === 'claude-code') return []
    throw new UserError(
      `session.config.ts: this version reads decisions from 'sqlite:', 'jsonl:DIR' and 'claude-code', not from ${source.split(':')[0]}:`,
    )
  })
}

function jsonlFiles(directory: string): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => join(directory, name))
}
