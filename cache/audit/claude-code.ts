import { basename } from 'node:path'
import { type Database, prepared } from '../database.ts'
import { contentHash, normaliseDecision } from '../decision.ts'
import type { AgentName } from '../transcripts/dialect.ts'
import { type LinePlace, type LineReader, openLines } from '../transcripts/lines-at.ts'
import type { KnownCall } from '../transcripts/recorder.ts'
import { deedOf } from '../transcripts/refused-deed.ts'
import { commandAt, reasonAt } from '../transcripts/results.ts'
import { decisionWriter } from './insert.ts'

/** Who decides on an agent's tool calls: its permissions, its hooks, and the user. */
const deciders: Record<AgentName, string> = { 'claude-code': 'ClaudeCode', codex: 'Codex' }
const action = 'tool_call'
/** The kind of a refusal by a person. */
const usersOwn = 'user-rejected'

interface DecidedTranscript {
  id: number
  path: string
  agent: AgentName
  session: string
  offset: number
  decided: number
}

/**
 * Makes decisions of the tool calls that transcripts have and the decisions do not yet: allowed where the tool ran (whether or not it
 * succeeded), blocked where a rule, a hook, a mode or the user refused it. A call's id is part of its decision, so that a copy of the call in
 * another transcript adds none. Without `texts` nothing that a hook said is kept but the rule that it names.
 */
export function decideCalls(db: Database, { texts }: { texts: boolean }): void {
  const transcripts = db
    .prepare(
      `SELECT id, path, agent, agent_session AS session, offset, decided FROM transcripts
       WHERE own = 1 AND decided < offset AND last_ms IS NOT NULL ORDER BY id`,
    )
    .all() as DecidedTranscript[]
  const write = decisionWriter(db)
  const decide = db.transaction((some: DecidedTranscript[]) => {
    for (const transcript of some) decideTranscript(db, transcript, { write, texts })
  })
  for (let first = 0; first < transcripts.length; first += transcriptsAtOnce)
    decide.immediate(transcripts.slice(first, first + transcriptsAtOnce))
}

/** So many transcripts are one transaction. */
const transcriptsAtOnce = 20

interface SettledCall extends KnownCall, LinePlace {
  /** Where the call itself is; null where no transcript has it. */
  callTranscript: bigint | null
  callPosition: bigint | null
  key: bigint
  at: bigint
  line: bigint
  rank: bigint
  denial: string
}

function decideTranscript(
  db: Database,
  { id, path, agent, session, offset, decided }: DecidedTranscript,
  { write, texts }: { write: ReturnType<typeof decisionWriter>; texts: boolean },
): void {
  const sql = statements(db)
  const service = deciders[agent]
  const name = `${service}/${session}${basename(path).startsWith('agent-') ? `/${basename(path, '.jsonl')}` : ''}`
  sql.addSource.run(name)
  const source = sql.source.get(name) as number
  const lines = openLines(db)
  try {
    for (const call of sql.calls.all(id, decided) as SettledCall[]) {
      const normal = normaliseDecision(documentOf(service, call, lines, texts))
      if ('decision' in normal) write(source, normal.decision, contentHash(normal.decision), 0, Number(call.line))
    }
  } finally {
    lines.close()
  }
  sql.decided.run(offset, id)
}

const statements = prepared((db) => ({
  addSource: db.prepare(
    "INSERT INTO sources (path, offset, lines, fingerprint) VALUES (?, 0, 0, '') ON CONFLICT DO NOTHING",
  ),
  source: db.prepare('SELECT id FROM sources WHERE path = ?').pluck(),
  // A success of a call that nobody saw says nothing about a decision.
  calls: db
    .prepare(
      `SELECT r.key, r.transcript, r.position, r.at_ms AS at, line, rank, denial,
              coalesce(name, 'unknown') AS name, coalesce(about, '') AS about, coalesce(head, '') AS head,
              c.transcript AS callTranscript, c.position AS callPosition
       FROM transcript_results AS r
       LEFT JOIN transcript_calls AS c ON c.key = r.key AND c.transcript =
         (SELECT MIN(transcript) FROM transcript_calls WHERE key = r.key)
       WHERE r.transcript = ? AND r.position >= ? AND secondary = 0 AND (rank = 2 OR c.key IS NOT NULL)
       GROUP BY r.key, r.position ORDER BY r.position`,
    )
    .safeIntegers(),
  decided: db.prepare('UPDATE transcripts SET decided = ? WHERE id = ?'),
}))

const placeOf = ({ transcript, position }: LinePlace): LinePlace => ({
  transcript: Number(transcript),
  position: Number(position),
})

/** The beginning of the hash that the key is the beginning of, in hex. */
function hashOf(key: bigint): string {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(key)
  return bytes.toString('hex', 0, 6)
}

/** A decided call in the form in which the framework's services log theirs. */
function documentOf(service: string, call: SettledCall, lines: LineReader, texts: boolean): object {
  const refused = call.rank === 2n
  const said = call.denial === 'hook' ? shortReason(reasonAt(lines, placeOf(call), call.key)) : ''
  const rule = /\binst_\w+/.exec(said)?.[0]
  const reason = texts ? said : ''
  return {
    timestamp: Number(call.at),
    service,
    action,
    allowed: !refused,
    // What a hook says is its rule; of everything else the kind and what was refused are.
    violations: refused
      ? [rule ? { ruleId: rule, ...(reason && { details: reason }) } : reason || refusalOf(call, lines)]
      : [],
    metadata: {
      tool_name: call.name,
      actionType: [call.name, call.about === 'other' ? '' : call.head].filter(Boolean).join(' '),
      ...(call.about === 'file' && { file: call.head }),
      ...(refused && { denial: call.denial }),
      call: hashOf(call.key),
    },
  }
}

/** What a person refused is distinguished by what the command does, as far as that can be said without its arguments. */
function refusalOf(call: SettledCall, lines: LineReader): string {
  if (call.denial !== usersOwn || call.about !== 'command') return `${call.denial}: ${call.name}`
  const command =
    call.callTranscript === null
      ? undefined
      : commandAt(
          lines,
          placeOf({ transcript: Number(call.callTranscript), position: Number(call.callPosition) }),
          call.key,
        )
  return deedOf(command ?? '') ?? `${usersOwn}: ${call.head}`
}

export const longestReason = 120

/** A hook's reason in a few words: its first line, without paths of this machine's and without what could be a secret. */
function shortReason(text: string): string {
  const line = text.split('\n').find((each) => each.trim() !== '') ?? ''
  return line
    .slice(0, 500)
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/(?:\/[\w.@-]+)+\/([\w.@-]+)/g, '$1')
    .replace(/\b(\w{0,40}(?:secret|token|password|passwd|key)\w{0,10}["']?\s?[:=]\s?)\S+/gi, '$1…')
    .replace(/\b(?=[\w+/=-]*\d)[\w+/=-]{24,}/g, '…')
    .trim()
    .slice(0, longestReason)
}

/** Services whose decisions are an agent's own, and not a governance framework's. */
export const isAgents = (service: string): boolean => Object.values(deciders).includes(service)

/** Whether the cache has read any audit log that is not an agent's transcripts. */
export function hasAuditLog(db: Database): boolean {
  const isNot = Object.values(deciders).map((decider) => `path NOT LIKE '${decider}/%'`)
  return db.prepare(`SELECT 1 FROM sources WHERE ${isNot.join(' AND ')} LIMIT 1`).get() !== undefined
}
