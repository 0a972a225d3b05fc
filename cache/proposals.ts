import type { Database } from './database.ts'
import type { Json } from './json.ts'
import { insert, query, queryValue } from './rows.ts'

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
  open(): Proposal[]
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
  /** Decisions behind which fewer than `count` sessions ended, of the documents of sessions that ended at or before a time; oldest first. */
  decisionsOfSessions(count: number, before: number): ProposalDecision[]
}

export function createProposals(db: Database): Proposals {
  const decisions = (where: string, ...values: unknown[]) =>
    query<ProposalDecision>(
      db,
      `SELECT fingerprint, decision, occurrences, document, at_ms AS at, decided_by AS decidedBy, rule_ids AS ruleIds, applied
       FROM proposal_decisions ${where} ORDER BY at_ms, id`,
      ['ruleIds', 'applied'],
    ).all(...values)

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
    open: () =>
      query<{ proposal: Proposal }>(db, 'SELECT proposal FROM proposals WHERE open = 1', ['proposal'])
        .all()
        .map(({ proposal }) => proposal)
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
    recordDocument: db.transaction(({ file, session, at, proposals, ruleTexts }) => {
      for (const proposal of proposals) {
        const { id, fingerprint, ruleIds } = proposal
        const texts = Object.fromEntries(Object.entries(ruleTexts).filter(([rule]) => ruleIds.includes(rule)))
        const json = { proposal: JSON.stringify(proposal), rule_texts: JSON.stringify(texts) }
        insert(db, 'OR REPLACE INTO proposal_documents', { file, number: id, fingerprint, session, at_ms: at, ...json })
      }
    }),
    ofDocument: (file) =>
      query<DocumentedProposal>(
        db,
        `SELECT number, fingerprint, session, at_ms AS at, proposal, rule_texts AS ruleTexts
         FROM proposal_documents WHERE file = ? ORDER BY number`,
        ['proposal', 'ruleTexts'],
      ).all(file),
    numbersFor(fingerprints) {
      const of = db.prepare('SELECT number FROM proposal_numbers WHERE fingerprint = ?').pluck()
      // Numbers of before, which began anew in each document, are not given again.
      const highest = queryValue<number>(
        db,
        `SELECT max(coalesce((SELECT max(number) FROM proposal_numbers), 0),
                    coalesce((SELECT max(CAST(substr(number, 4) AS INTEGER)) FROM proposal_documents), 0))`,
      )
      let next = (highest ?? 0) + 1
      return fingerprints.map((fingerprint) => (of.get(fingerprint) as number | undefined) ?? next++)
    },
    latestDocument: () =>
      query<{ file: string; session: string }>(
        db,
        'SELECT file, session FROM proposal_documents ORDER BY at_ms DESC, length(file) DESC, file DESC LIMIT 1',
      ).get(),
    decide: db.transaction((list: ProposalDecision[]) => {
      const close = db.prepare('UPDATE proposals SET open = 0 WHERE fingerprint = ?')
      for (const { at, decidedBy, ruleIds, applied, ...decided } of list) {
        const json = { rule_ids: JSON.stringify(ruleIds), applied: JSON.stringify(applied) }
        insert(db, 'INTO proposal_decisions', { ...decided, at_ms: at, decided_by: decidedBy, ...json })
        close.run(decided.fingerprint)
      }
    }),
    decisions: (fingerprint) =>
      fingerprint === undefined ? decisions('') : decisions('WHERE fingerprint = ?', fingerprint),
    decisionsOfSessions(count, before) {
      // A decision belongs to the session whose closedown proposed it: that is what it was decided on. It is followed from when it was decided, though,
      // which may be many sessions behind that document; `since` is the end of the session that was closed last then.
      return decisions(
        `WHERE EXISTS (SELECT 1 FROM proposal_documents proposed JOIN sessions wrote ON wrote.id = proposed.session
           WHERE proposed.file = document AND wrote.to_ms <= @before AND @count >
             (SELECT COUNT(*) FROM sessions WHERE to_ms <= @before AND to_ms >
               max(wrote.to_ms, CASE WHEN json_extract(applied, '$.since') <= @before THEN json_extract(applied, '$.since') ELSE 0 END)))`,
        { before, count },
      )
    },
  }
}
