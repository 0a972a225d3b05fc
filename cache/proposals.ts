import type { Database } from './database.ts'
import type { Json } from './json.ts'

export type ProposalTick = 'approve' | 'reject' | 'modify'

/** A decision that shows what a proposal is about. */
export interface Evidence {
  /** ISO, UTC. */
  at: string
  session: string
  /** What was attempted, in its own words. */
  action: string
}

/** A change of the rules that a human is asked to decide, as the report has it. */
export interface Proposal {
  /** Its number in its document: `SR-001`. */
  id: string
  /** The same finding in another session has the same. */
  fingerprint: string
  /** A key of tasks/rules/categories.ts. */
  category: string
  title: string
  pattern: string
  occurrences: number
  contexts: number
  /** Sessions in which it came up; 0 where no decision is needed to see it. */
  sessions: number
  /** In words, with its basis. */
  confidence: string
  suggestion: string
  /** Ready to use; null where the evidence does not carry a sentence and a person has to write it. */
  proposedRule: string | null
  quadrant: string
  persistence: string
  /** The rules concerned; empty for a new rule. */
  ruleIds: string[]
  /** The rule has to be written before it can be approved; `suggestion` has the question to be answered. */
  needsWords: boolean
  evidence: Evidence[]
  /** How the rules of a consolidation relate. */
  relation?: 'same' | 'contains' | 'contradicts'
  /** Where those of the rules stand that are in Markdown. */
  places?: { ruleId: string; file: string; line: number }[]
}

export interface KnownProposal {
  proposal: Proposal
  firstSession: string
  lastSession: string
  seenAt: number
}

/** A proposal as it is in a document. */
export interface DocumentedProposal {
  /** `SR-001`. */
  number: string
  fingerprint: string
  /** The session whose closedown wrote the document. */
  session: string
  /** When it was written. */
  at: number
  proposal: Proposal
  /** What the rules concerned said when it was written. */
  ruleTexts: RuleTexts
}

/** What rules said, by id, as hashes: enough to notice that one was reworded. */
export type RuleTexts = Record<string, string>

export interface ProposalDecision {
  fingerprint: string
  decision: ProposalTick
  at: number
  decidedBy: string
  /** How often it had occurred when it was decided. */
  occurrences: number
  /** The rules that were changed or added. */
  ruleIds: string[]
  /** What was done, in the words of the review. */
  applied: Json
  /** The document in which it was ticked, relative to the project. */
  document: string
}

/** What was proposed, where it was written, and what people decided about it. */
export interface Proposals {
  /** What a closedown reports: these are open now, whatever was open before is not. */
  report(proposals: Proposal[], session: string, at: number): void
  /** The number of a finding, its own for good: what has none gets the next ones, in this order. They are kept by `report`. */
  numbersFor(fingerprints: string[]): number[]
  /** Reported by the latest closedown and not decided since. */
  open(): KnownProposal[]
  get(fingerprint: string): KnownProposal | undefined
  recordDocument(document: {
    file: string
    session: string
    at: number
    proposals: Proposal[]
    ruleTexts: RuleTexts
  }): void
  /** The proposals of a document in its order; empty where the file is not one that was recorded. */
  ofDocument(file: string): DocumentedProposal[]
  /** The document that was recorded last, and its session. */
  latestDocument(): { file: string; session: string } | undefined
  /** Records decisions, all or none; what is decided is no longer open. */
  decide(decisions: ProposalDecision[]): void
  /** Oldest first; of one proposal where `fingerprint` is given. */
  decisions(fingerprint?: string): ProposalDecision[]
  /** Decisions about documents of the latest `count` sessions that ended at or before a time, oldest first. */
  decisionsOfSessions(count: number, before: number): ProposalDecision[]
}

interface KnownRow {
  proposal: string
  first_session: string
  last_session: string
  seen_ms: number
}

interface DecisionRow {
  fingerprint: string
  decision: ProposalDecision['decision']
  at_ms: number
  decided_by: string
  occurrences: number
  rule_ids: string
  applied: string
  document: string
}

export function createProposals(db: Database): Proposals {
  const known = 'SELECT proposal, first_session, last_session, seen_ms FROM proposals'
  const decided = `SELECT fingerprint, decision, at_ms, decided_by, occurrences, rule_ids, applied, document FROM proposal_decisions`
  const decisions = (where: string, ...values: unknown[]) =>
    (db.prepare(`${decided} ${where} ORDER BY at_ms, id`).all(...values) as DecisionRow[]).map(decisionOf)

  return {
    report: db.transaction((proposals: Proposal[], session: string, at: number) => {
      const upsert = db.prepare(
        `INSERT INTO proposals (fingerprint, category, proposal, occurrences, first_session, last_session, seen_ms, open)
         VALUES (@fingerprint, @category, @json, @occurrences, @session, @session, @at, 1)
         ON CONFLICT (fingerprint) DO UPDATE SET category = excluded.category, proposal = excluded.proposal,
           occurrences = excluded.occurrences, last_session = excluded.last_session, seen_ms = excluded.seen_ms, open = 1`,
      )
      db.prepare('UPDATE proposals SET open = 0').run()
      const number = db.prepare('INSERT OR IGNORE INTO proposal_numbers (number, fingerprint) VALUES (?, ?)')
      for (const { id, fingerprint } of proposals) number.run(Number(id.replace('SR-', '')), fingerprint)
      for (const proposal of proposals) {
        const { fingerprint, category, occurrences } = proposal
        upsert.run({ fingerprint, category, occurrences, json: JSON.stringify(proposal), session, at })
      }
    }),
    open() {
      const rows = db.prepare(`${known} WHERE open = 1`).all() as KnownRow[]
      return rows.map(knownOf).toSorted((a, b) => (a.proposal.id < b.proposal.id ? -1 : 1))
    },
    get(fingerprint) {
      const row = db.prepare(`${known} WHERE fingerprint = ?`).get(fingerprint) as KnownRow | undefined
      return row && knownOf(row)
    },
    recordDocument: db.transaction(({ file, session, at, proposals, ruleTexts }) => {
      const insert = db.prepare(
        `INSERT OR REPLACE INTO proposal_documents (file, number, fingerprint, session, at_ms, proposal, rule_texts)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      for (const proposal of proposals) {
        const known = Object.fromEntries(Object.entries(ruleTexts).filter(([id]) => proposal.ruleIds.includes(id)))
        const json = [JSON.stringify(proposal), JSON.stringify(known)]
        insert.run(file, proposal.id, proposal.fingerprint, session, at, ...json)
      }
    }),
    ofDocument(file) {
      const rows = db
        .prepare(
          `SELECT number, fingerprint, session, at_ms AS at, proposal, rule_texts AS ruleTexts
           FROM proposal_documents WHERE file = ? ORDER BY number`,
        )
        .all(file) as (Omit<DocumentedProposal, 'proposal' | 'ruleTexts'> & { proposal: string; ruleTexts: string })[]
      return rows.map((row) => ({
        ...row,
        proposal: JSON.parse(row.proposal) as Proposal,
        ruleTexts: JSON.parse(row.ruleTexts) as RuleTexts,
      }))
    },
    numbersFor(fingerprints) {
      const of = db.prepare('SELECT number FROM proposal_numbers WHERE fingerprint = ?').pluck()
      // Numbers of before, which began anew in each document, are not given again.
      const highest = db
        .prepare(
          `SELECT max(coalesce((SELECT max(number) FROM proposal_numbers), 0),
                      coalesce((SELECT max(CAST(substr(number, 4) AS INTEGER)) FROM proposal_documents), 0))`,
        )
        .pluck()
        .get() as number | undefined
      let next = (highest ?? 0) + 1
      return fingerprints.map((fingerprint) => (of.get(fingerprint) as number | undefined) ?? next++)
    },
    latestDocument() {
      return db
        .prepare(
          'SELECT file, session FROM proposal_documents ORDER BY at_ms DESC, length(file) DESC, file DESC LIMIT 1',
        )
        .get() as { file: string; session: string } | undefined
    },
    decide: db.transaction((list: ProposalDecision[]) => {
      const insert = db.prepare(
        `INSERT INTO proposal_decisions (fingerprint, decision, at_ms, decided_by, occurrences, rule_ids, applied, document)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      const close = db.prepare('UPDATE proposals SET open = 0 WHERE fingerprint = ?')
      for (const { fingerprint, decision, at, decidedBy, occurrences, ruleIds, applied, document } of list) {
        const json = [JSON.stringify(ruleIds), JSON.stringify(applied)]
        insert.run(fingerprint, decision, at, decidedBy, occurrences, ...json, document)
        close.run(fingerprint)
      }
    }),
    decisions: (fingerprint) =>
      fingerprint === undefined ? decisions('') : decisions('WHERE fingerprint = ?', fingerprint),
    decisionsOfSessions(count, before) {
      // A decision belongs to the session whose closedown proposed it: that is what it was decided on.
      return decisions(
        `WHERE document IN (SELECT file FROM proposal_documents WHERE session IN
           (SELECT id FROM sessions WHERE to_ms <= ? ORDER BY to_ms DESC LIMIT ?))`,
        before,
        count,
      )
    },
  }
}

function knownOf({ proposal, first_session, last_session, seen_ms }: KnownRow): KnownProposal {
  return {
    proposal: JSON.parse(proposal) as Proposal,
    firstSession: first_session,
    lastSession: last_session,
    seenAt: seen_ms,
  }
}

function decisionOf({ at_ms, decided_by, rule_ids, applied, ...row }: DecisionRow): ProposalDecision {
  return {
    ...row,
    at: at_ms,
    decidedBy: decided_by,
    ruleIds: JSON.parse(rule_ids) as string[],
    applied: JSON.parse(applied) as Json,
  }
}
