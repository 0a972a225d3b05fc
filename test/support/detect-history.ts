import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importJsonl } from '../../cache/audit/jsonl-import.ts'
import { createSqliteAuditLog } from '../../cache/audit/sqlite.ts'
import { openCache } from '../../cache/database.ts'
import type { Proposal } from '../../cache/proposals.ts'
import { createRuleObservations } from '../../cache/rule-observations.ts'
import { parseRuleFile } from '../../cache/rules/rule-file.ts'
import { detect } from '../../tasks/rules/detect.ts'
import { observeSessions, sessionsDefaults } from '../../tasks/rules/sessions.ts'
import { fieldVocabulary } from '../../tasks/rules/text/field-vocabulary.ts'

/** Sessions, what was logged in them, and the rules of the project. */
export interface DetectableHistory {
  sessions: { id: string; from: number; to: number }[]
  decisions: object[]
  instructions: object[]
}

/** Everything that the last session's closedown would find, with the sessions before it. */
export async function proposalsOf(history: DetectableHistory): Promise<Proposal[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-history-'))
  const file = join(directory, 'log.jsonl')
  writeFileSync(file, history.decisions.map((decision) => `${JSON.stringify(decision)}\n`).join(''))
  const cache = openCache(directory, 'durable', new Date(0))
  try {
    await importJsonl(cache.db, file, { name: 'log.jsonl' })
    const { rules, misfiled } = parseRuleFile(JSON.stringify({ instructions: history.instructions }))
    const all = [...rules, ...misfiled]
    const log = createSqliteAuditLog(cache.db).rules
    const looked = history.sessions.slice(-sessionsDefaults.ruleSessions)
    const sessions = await observeSessions(
      log,
      createRuleObservations(cache.db),
      looked.map(({ id, from, to }) => ({ session: id, window: { from, to } })),
      { rules: all, vocabulary: fieldVocabulary },
    )
    return detect({ rules: all, sessions, thresholds: {} }, [], Number.POSITIVE_INFINITY).proposals
  } finally {
    cache.close()
    rmSync(directory, { recursive: true })
  }
}
