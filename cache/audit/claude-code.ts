import { basename } from 'node:path'
import type { Database } from '../database.ts'
import { contentHash, normaliseDecision } from '../decision.ts'
import { sha256 } from '../json.ts'
import type { ToolResult } from '../transcripts/line.ts'
import type { CallSink, KnownCall, Place } from '../transcripts/recorder.ts'
import { decisionWriter } from './insert.ts'

/** Who decides on tool calls: the agent's permissions, its hooks, and the user. */
const service = 'ClaudeCode'
const action = 'tool_call'

/**
 * Turns the tool calls of transcripts into decisions: allowed where the tool ran (whether or not it succeeded), blocked where a rule, a hook,
 * a mode or the user refused it. A call's id is part of its decision, so that a copy of the call in another transcript adds none.
 */
export function createCallDecisions(db: Database): (place: Place) => CallSink {
  const addSource = db.prepare(
    "INSERT INTO sources (path, offset, lines, fingerprint) VALUES (?, 0, 0, '') ON CONFLICT DO NOTHING",
  )
  const sourceId = db.prepare('SELECT id FROM sources WHERE path = ?').pluck()
  const addUnreadable = db.prepare(
    'INSERT OR REPLACE INTO unreadable (source, line, earliest_ms, latest_ms, reason) VALUES (?, ?, ?, ?, ?)',
  )
  return (place) => {
    const name = `${service}/${place.session}${place.subagent ? `/${basename(place.path, '.jsonl')}` : ''}`
    addSource.run(name)
    const source = sourceId.get(name) as number
    // What stood behind the last whole line is read again: it may be whole now.
    db.prepare('DELETE FROM unreadable WHERE source = ? AND line > ?').run(source, place.lines)
    const write = decisionWriter(db, source)
    return {
      decided(call, result, at, line) {
        const normal = normaliseDecision(documentOf(call, result, at))
        if ('decision' in normal) write(normal.decision, contentHash(normal.decision), 0, line)
      },
      unreadable: (at, line) => addUnreadable.run(source, line, at, at, 'not JSON'),
      settle: (at) =>
        db.prepare('UPDATE unreadable SET earliest_ms = ?, latest_ms = ? WHERE source = ?').run(at, at, source),
    }
  }
}

/** A decided call in the form in which the framework's services log theirs. */
function documentOf(call: KnownCall, result: ToolResult, at: number): object {
  const { outcome } = result
  const refused = typeof outcome === 'string' ? undefined : outcome
  const reason = refused?.kind === 'hook' ? shortReason(refused.reason) : ''
  const rule = /\binst_\w+/.exec(reason)?.[0]
  return {
    timestamp: at,
    service,
    action,
    allowed: refused === undefined,
    // What a hook says is its rule; of everything else the kind and the tool are.
    violations: refused ? [rule ? { ruleId: rule, details: reason } : reason || `${refused.kind}: ${call.name}`] : [],
    metadata: {
      tool_name: call.name,
      actionType: [call.name, call.about === 'other' ? '' : call.head].filter(Boolean).join(' '),
      ...(call.about === 'file' && { file: call.head }),
      ...(refused && { denial: refused.kind }),
      call: sha256(result.id).slice(0, 12),
    },
  }
}

const longestReason = 120

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
