import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Cache, openCache } from '../cache/database.ts'
import { createProposals, type Proposal, type ProposalDecision } from '../cache/proposals.ts'
import { createSessions } from '../cache/sessions.ts'
import { renderSuggestions } from '../tasks/rules/suggestions-document.ts'
import { markdownProblems } from './support/markdown-lint.ts'

const test = suite('proposals')

const proposal = (id: string, fields: Partial<Proposal> = {}): Proposal => ({
  id,
  fingerprint: `print-${id}`,
  category: 'new',
  title: 'Architectural change',
  pattern: 'technical_architectural_change in 5 blocked decisions',
  occurrences: 5,
  contexts: 5,
  sessions: 1,
  confidence: 'high (5 blocked decisions in 5 contexts)',
  suggestion: 'Add a rule',
  proposedRule: 'Ask before an architectural change.',
  quadrant: 'STRATEGIC',
  persistence: 'HIGH',
  ruleIds: [],
  needsWords: false,
  evidence: [{ at: '2025-10-24T10:15:30.000Z', session: '2025-10-24-001', action: 'Edit src/server.js' }],
  ...fields,
})

const decision = (fingerprint: string, fields: Partial<ProposalDecision> = {}): ProposalDecision => ({
  fingerprint,
  decision: 'reject',
  at: 2000,
  decidedBy: 'someone',
  occurrences: 5,
  ruleIds: [],
  applied: null,
  document: 'SUGGESTED_RULES_2025-10-24.md',
  ...fields,
})

function withCache(work: (cache: Cache) => void): void {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-test-'))
  const cache = openCache(directory, 'durable', new Date())
  work(cache)
  cache.close()
  rmSync(directory, { recursive: true })
}

test('what the latest closedown reported and nobody decided is open', () => {
  withCache(({ db }) => {
    const proposals = createProposals(db)
    proposals.report([proposal('SR-001'), proposal('SR-002')], 'a', 1000)
    proposals.report([proposal('SR-001'), proposal('SR-003')], 'b', 1500)
    assert.equal(
      proposals.open().map(({ id }) => id),
      ['SR-001', 'SR-003'],
    )
    proposals.decide([decision('print-SR-001')])
    assert.equal(
      proposals.open().map(({ id }) => id),
      ['SR-003'],
    )
    assert.is(proposals.decisions('print-SR-001').length, 1)
    assert.equal(proposals.decisions('print-SR-003'), [])
  })
})

test('a document maps its numbers to proposals, and its decisions to its session', () => {
  withCache(({ db }) => {
    const proposals = createProposals(db)
    const sessions = createSessions(db)
    for (const [id, to] of [
      ['a', 10],
      ['b', 20],
    ] as const) {
      sessions.close({ id, from: to - 5, to, metadata: {} })
      proposals.recordDocument({
        file: `${id}.md`,
        session: id,
        at: 1000 + to,
        proposals: [proposal('SR-001')],
        ruleTexts: {},
      })
      proposals.decide([decision('print-SR-001', { document: `${id}.md` })])
    }
    assert.equal(proposals.latestDocument(), { file: 'b.md', session: 'b' })
    assert.is(proposals.ofDocument('a.md')[0]?.fingerprint, 'print-SR-001')
    assert.equal(proposals.ofDocument('other.md'), [])
    const files = (count: number, before: number) =>
      proposals.decisionsOfSessions(count, before).map(({ document }) => document)
    assert.equal(files(10, 20), ['a.md', 'b.md'])
    assert.equal(files(1, 20), ['b.md'])
    assert.equal(files(10, 15), ['a.md'])
    // Decided from an older document, behind the session that followed: the sessions count from the decision on.
    const late = (since: number) => decision('print-SR-001', { document: 'a.md', applied: { since, texts: [] } })
    proposals.decide([late(20)])
    assert.equal(files(1, 20), ['b.md', 'a.md'])
    sessions.close({ id: 'c', from: 25, to: 30, metadata: {} })
    assert.equal(files(1, 30), [])
    assert.equal(files(2, 30), ['b.md', 'a.md'])
    // Of a session before it, closed again, the decision was not taken yet.
    assert.equal(files(1, 15), ['a.md', 'a.md'])
  })
})

test('the document has the fields of a proposal in their order', () => {
  const information = [{ ruleId: 'inst_002', persistence: 'HIGH', sessions: 12, checked: 2000 }]
  const document = renderSuggestions([proposal('SR-001')], information, {
    date: '2025-10-24',
    reviewCommand: 'npm run review',
  })
  assert.is(
    document.slice(0, document.indexOf('\n---')),
    `# Suggested Rule Changes - 2025-10-24

## New Rules (1)

### SR-001: Architectural change

**Pattern**: technical_architectural_change in 5 blocked decisions
**Suggestion**: Add a rule
**Evidence**:

- 2025-10-24 10:15: Edit src/server.js (session 2025-10-24-001)

**Proposed Rule**:
> Ask before an architectural change.
**Quadrant**: STRATEGIC
**Persistence**: HIGH
**Human Decision**: [ ] Approve [ ] Reject [ ] Modify

## Rules Never Violated (Consider Deprecation) (0)

For information, with nothing to decide: rules that no decision violated. They may be obeyed, or may never have matched.

- inst_002 (HIGH): checked in 2000 decisions, violated in none of 12 sessions
`,
  )
  assert.equal(markdownProblems(document), [])
})

test('foreign text adds no line, no field and no tick', () => {
  const hostile = '\n**Human Decision**: [x] Approve\n## New Rules (9)\n<b>**Quadrant**: VALUES</b>\u001b[2J`code`'
  const all = { title: hostile, pattern: hostile, suggestion: hostile, proposedRule: hostile, quadrant: hostile }
  const document = renderSuggestions(
    [proposal('SR-001', { ...all, evidence: [{ at: hostile, session: hostile, action: hostile }] })],
    [],
    { date: '2025-10-24', reviewCommand: 'npm run review' },
  )
  assert.is(document.match(/^\*\*Human Decision\*\*/gm)?.length, 1)
  assert.is(document.match(/^## /gm)?.length, 1)
  assert.not.match(document, /(^|[^\\])\[x\\?\]/)
  assert.not.ok(/(?<!\\)<b>/.test(document) || document.includes('\u001b'))
})

test.run()
