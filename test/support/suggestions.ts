import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openCache } from '../../cache/database.ts'
import { createProposals, type Proposal } from '../../cache/proposals.ts'
import { ruleTextsOf } from '../../tasks/rules/rule-texts.ts'
import { renderSuggestions } from '../../tasks/rules/suggestions-document.ts'
import type { TestProject } from './project.ts'

export const suggestionsFile = 'SUGGESTED_RULES_2025-10-24.md'
export const rulesFile = '.claude/instruction-history.json'
const session = '2025-10-24-001'

/** A proposal as a detector makes one; every field can be replaced. */
export function proposal(category: string, fields: Partial<Proposal> = {}): Proposal {
  return {
    id: 'SR-001',
    fingerprint: `${category}-1`,
    category,
    title: `A ${category} proposal`,
    pattern: 'seen three times',
    occurrences: 3,
    contexts: 2,
    sessions: 1,
    confidence: 'high: 3 of 3',
    suggestion: 'Do something about it',
    proposedRule: 'Ask before changing the architecture',
    quadrant: 'STRATEGIC',
    persistence: 'HIGH',
    ruleIds: [],
    needsWords: false,
    evidence: [{ at: '2025-10-24T10:15:00.000Z', session, action: 'Edit src/server.js' }],
    ...fields,
  }
}

/** What a closedown leaves: the proposals in the cache, numbered, and the document in the project. */
export function leaveProposals(project: TestProject, proposals: Proposal[], file = suggestionsFile): void {
  const numbered = proposals.map((each, index) => ({ ...each, id: `SR-${String(index + 1).padStart(3, '0')}` }))
  const at = Date.parse('2025-10-24T17:00:00.000Z')
  const cache = openCache(join(project.root, '.claude/cache'), 'durable', new Date(at))
  const store = createProposals(cache.db)
  store.report(numbered, session, at)
  const rules = join(project.root, rulesFile)
  const concerned = numbered.flatMap(({ ruleIds }) => ruleIds)
  const ruleTexts = ruleTextsOf(existsSync(rules) ? project.read(rulesFile) : undefined, concerned)
  store.recordDocument({ file, session, at, proposals: numbered, ruleTexts })
  cache.close()
  project.write(file, renderSuggestions(numbered, [], { date: '2025-10-24', reviewCommand: 'bookend review' }))
}

/** Ticks boxes of a document as a person would: `{ 'SR-001': 'Approve' }`. */
export function tick(document: string, ticks: Record<string, string>): string {
  let current = ''
  return document
    .split('\n')
    .map((line) => {
      current = /^### (SR-\d+)/.exec(line)?.[1] ?? current
      const word = ticks[current]
      return line.startsWith('**Human Decision**') && word ? line.replace(`[ ] ${word}`, `[x] ${word}`) : line
    })
    .join('\n')
}

/** An instruction history in the framework's own form. */
export function history(rules: object[], extra: object = {}): string {
  const instructions = rules.map((rule) => ({
    timestamp: '2025-09-01T10:00:00.000Z',
    quadrant: 'SYSTEM',
    persistence: 'HIGH',
    temporal_scope: 'PROJECT',
    verification_required: 'MANDATORY',
    explicitness: 0.9,
    source: 'user',
    session_id: '2025-09-01-001',
    parameters: {},
    active: true,
    notes: '',
    ...rule,
  }))
  return `${JSON.stringify({ version: '4.1', last_updated: '2025-10-24T17:00:00.000Z', ...extra, instructions }, null, 2)}\n`
}
