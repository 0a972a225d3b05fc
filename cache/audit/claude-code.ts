import { basename } from 'node:path'
import { actingSource } from '../acting.ts'
import { contentHash, normaliseDecision } from '../decision.ts'
import { type Database, prepared } from '../sqlite.ts'
import type { AgentName } from '../transcripts/dialect.ts'
import { grouped } from '../transcripts/excerpt.ts'
import { hashOf } from '../transcripts/key.ts'
import { type LineReader, openLines } from '../transcripts/lines-at.ts'
import { type Part, type Row, rowsOf } from '../transcripts/part.ts'
import { allParts, partsBehind, partsOfTranscript } from '../transcripts/parts.ts'
import { deedOf } from '../transcripts/refused-deed.ts'
import { commandAt, reasonAt } from '../transcripts/results.ts'
import { commandOf, type Quoting } from '../transcripts/work/calls.ts'
import { decisionWriter, sourceCalled } from './insert.ts'

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
 * another transcript adds none. Without `texts` nothing that a hook said is kept but the rule that it names, and no command.
 */
export function decideCalls(db: Database, options: Omit<Quoting, 'lines'>): void {
  const transcripts = db
    .prepare(
      `SELECT id, path, agent, agent_session AS session, offset, decided FROM transcripts
       WHERE own = 1 AND decided < offset AND last_ms IS NOT NULL ORDER BY id`,
    )
    .all() as DecidedTranscript[]
  if (transcripts.length === 0) return
  const write = decisionWriter(db)
  const callOf = createCallFinder(db)
  const decide = db.transaction((some: DecidedTranscript[]) => {
    for (const transcript of some) decideTranscript(db, transcript, { write, options, callOf })
  })
  for (let first = 0; first < transcripts.length; first += transcriptsAtOnce)
    decide.immediate(transcripts.slice(first, first + transcriptsAtOnce))
}

/** So many transcripts are one transaction. */
const transcriptsAtOnce = 20

interface SettledCall {
  result: Row<'results'>
  /** Undefined where no transcript has it. */
  call?: Row<'calls'>
}

function decideTranscript(
  db: Database,
  { id, path, agent, session, offset, decided }: DecidedTranscript,
  {
    write,
    options,
    callOf,
  }: { write: ReturnType<typeof decisionWriter>; options: Omit<Quoting, 'lines'>; callOf: CallFinder },
): void {
  const service = deciders[agent]
  const name = `${service}/${session}${basename(path).startsWith('agent-') ? `/${basename(path, '.jsonl')}` : ''}`
  const source = sourceCalled(db, name)
  const lines = openLines(db)
  try {
    for (const settled of settledCalls(db, id, decided, callOf)) {
      const normal = normaliseDecision(documentOf(service, settled, { ...options, lines }))
      if ('decision' in normal) write(source, normal.decision, contentHash(normal.decision), 0, settled.result.line)
    }
  } finally {
    lines.close()
  }
  setDecided(db).run(offset, id)
}

/** The results of a transcript behind a byte, in their order, each with its call. */
function settledCalls(db: Database, transcript: number, decided: number, callOf: CallFinder): SettledCall[] {
  const results = new Map<string, Row<'results'>>()
  for (const part of partsBehind(db, transcript, decided))
    for (const result of rowsOf(part, 'results')) {
      const place = `${result.position} ${result.key}`
      const known = results.get(place)
      if (result.position >= decided && result.secondary === 0 && !(known && known.rank >= result.rank))
        results.set(place, result)
    }
  return [...results.values()]
    .toSorted((a, b) => a.position - b.position)
    .flatMap((result) => {
      const call = callOf(result)
      // A success of a call that nobody saw says nothing about a decision.
      return call ? { result, call } : result.rank === 2 ? { result } : []
    })
}

type CallFinder = (result: Row<'results'>) => Row<'calls'> | undefined

/** Finds the call of a result: in the same transcript, where nearly every one is, else in the first that has it. */
function createCallFinder(db: Database): CallFinder {
  const callsIn = (parts: Part[]) => grouped(parts.flatMap((part) => rowsOf(part, 'calls')))
  let own: { transcript: number; calls: Map<number, Row<'calls'>[]> } | undefined
  let all: Map<number, Row<'calls'>[]> | undefined
  return ({ key, transcript }) => {
    if (own?.transcript !== transcript) own = { transcript, calls: callsIn(partsOfTranscript(db, transcript)) }
    const [found] = own.calls.get(key) ?? []
    if (found) return found
    all ??= callsIn(allParts(db))
    return all.get(key)?.toSorted((a, b) => a.transcript - b.transcript || a.position - b.position)[0]
  }
}

const setDecided = prepared((db) => db.prepare('UPDATE transcripts SET decided = ? WHERE id = ?'))

/** A decided call in the form in which the framework's services log theirs. */
function documentOf(service: string, { result, call }: SettledCall, quoting: Quoting): object {
  const { lines, texts } = quoting
  const refused = result.rank === 2
  // Codex has no words of the user's, only the client's about them.
  const users = result.denial === usersOwn && service === deciders['claude-code']
  const words = users || result.denial === 'hook' ? shortReason(reasonAt(lines, result, result.key)) : ''
  const said = users ? '' : words
  const rule = /\binst_\w+/.exec(said)?.[0]
  const reason = texts ? said : ''
  const { name, about, head } = call ?? { name: 'unknown', about: '', head: '' }
  return {
    timestamp: result.at,
    service,
    action,
    allowed: !refused,
    // What a hook says is its rule; of everything else the kind and what was refused are.
    violations: refused
      ? [rule ? { ruleId: rule, ...(reason && { details: reason }) } : reason || refusalOf(result, call, lines)]
      : [],
    metadata: {
      tool_name: name,
      actionType: [name, about === 'other' ? '' : head].filter(Boolean).join(' '),
      ...(about === 'file' && { file: head }),
      ...(refused && { denial: result.denial }),
      // A rule must not forbid more than this.
      ...(result.denial === usersOwn &&
        texts &&
        call?.about === 'command' && { command: commandOf(quoting, { key: result.key, call }) }),
      ...(users && texts && words && { reason: words }),
      call: hashOf(result.key),
    },
  }
}

/** What a person refused is distinguished by what the command does, as far as that can be said without its arguments. */
function refusalOf({ denial }: Row<'results'>, call: Row<'calls'> | undefined, lines: LineReader): string {
  if (denial !== usersOwn || call?.about !== 'command') return `${denial}: ${call?.name ?? 'unknown'}`
  return deedOf(commandAt({ lines, roots: [] }, call)?.command ?? '') ?? `${usersOwn}: ${call.head}`
}

export const longestReason = 120

const acting = new RegExp(`${actingSource}+`, 'gu')

/** A hook's or the user's reason in a few words: its first line, without paths of this machine's and without what could be a secret. */
function shortReason(text: string): string {
  const line = text.split('\n').find((each) => each.trim() !== '') ?? ''
  return line
    .slice(0, 500)
    .replace(acting, ' ')
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
