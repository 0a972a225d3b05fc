import { readFileSync } from 'node:fs'
import { createSqliteAuditLog } from '../../cache/audit/sqlite.ts'
import { openCache } from '../../cache/database.ts'
import { createProposals } from '../../cache/proposals.ts'
import { createRuleObservations } from '../../cache/rule-observations.ts'
import { createRuleRelations } from '../../cache/rule-relations.ts'
import { parseRuleFile } from '../../cache/rules/rule-file.ts'
import { detect } from '../../tasks/rules/detect.ts'
import { observeSessions } from '../../tasks/rules/sessions.ts'
import { fieldVocabulary } from '../../tasks/rules/text/field-vocabulary.ts'

/** One run of the detectors in a process of its own, from a filled cache: what it took, as JSON on stdout. */
const [directory, ruleFile, from, to] = process.argv.slice(2) as [string, string, string, string]
const cache = openCache(directory, 'durable', new Date())
const session = { session: 'bench', window: { from: Number(from), to: Number(to) } }

/** User and system time of this process: of wall time others on the machine take their share. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const bareStarted = cpuMs()
const lists = cache.db.prepare('SELECT document FROM decisions').pluck().iterate() as Iterable<string>
let bytes = 0
let names = 0
for (const document of lists) {
  bytes += document.length
  names += Object.keys(JSON.parse(document)).length
}
const bare = cpuMs() - bareStarted

const started = cpuMs()
const { rules } = parseRuleFile(readFileSync(ruleFile, 'utf8'))
const log = createSqliteAuditLog(cache.db).rules
const sessions = await observeSessions(log, createRuleObservations(cache.db), [session], {
  rules,
  vocabulary: fieldVocabulary,
})
const observed = cpuMs() - started
const { proposals, more, information } = detect(
  { rules, sessions, thresholds: {}, kept: createRuleRelations(cache.db, () => 'bench') },
  createProposals(cache.db).decisions(),
)
const ms = cpuMs() - started
cache.close()
const megabytes = process.resourceUsage().maxRSS / 1024
process.stdout.write(
  JSON.stringify({
    bare,
    ms,
    observed,
    megabytes,
    bytes,
    names,
    findings: proposals.length + more,
    informed: information.length,
  }),
)
