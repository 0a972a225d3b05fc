import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Explanation } from '../workflows/commands/explain/explain.ts'
import { changeProgram } from './support/changed-program.ts'
import { at, day, decision } from './support/decisions.ts'
import { createProject } from './support/project.ts'
import { rulesFile, suggestionsFile, tick } from './support/suggestions.ts'

const test = suite('categories of proposals')

const row = `
  tighten: {
    title: 'Rules To Tighten',
    definition: 'a rule that only asks to try',
    detect: ({ rules }) => ({
      findings: rules
        .filter(({ text }) => text.startsWith('Try to '))
        .map(({ id, text, quadrant, persistence }) => ({
          fingerprint: 'tighten-' + id, category: 'tighten', level: 'high', title: 'Tighten ' + id, pattern: 'it begins with Try to',
          occurrences: 1, contexts: 1, sessions: 0, confidence: 'high: its words', suggestion: 'Say what is to be done',
          proposedRule: text.replace('Try to use', 'Use'), quadrant, persistence, ruleIds: [id], needsWords: false, evidence: [],
        })),
    }),
    change: rewordRules,
  },
`

test('a category is one row: it is proposed, documented, explained, and its file is read back by review', () => {
  const project = createProject()
  const rule = { id: 'inst_001', text: 'Try to use port 27027', quadrant: 'SYSTEM', persistence: 'HIGH', active: true }
  project.write(rulesFile, JSON.stringify({ instructions: [rule] }))
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${decision(at(0))}\n`)
  const before = '\n  // Found beside what is new'
  const changed = changeProgram([['tasks/rules/categories.ts', before, `${row}${before}`]])
  try {
    type Report = { rules: { proposals: { id: string; category: string }[] } }
    const { rules } = changed.json<Report>(project, ['closedown', ...day])
    const [proposal, ...others] = rules.proposals.filter(({ category }) => category === 'tighten')
    assert.ok(proposal && others.length === 0)
    assert.match(project.read(suggestionsFile), `\n## Rules To Tighten (1)\n`)
    assert.match(project.read('SESSION_CLOSEDOWN_2025-10-24.md'), `Rules To Tighten: ${proposal.id} Tighten inst_001`)
    const explained = changed.json<Explanation>(project, ['explain', `rules.proposals.${proposal.id}`])
    assert.is(explained.definition, 'a rule that only asks to try')

    project.write(suggestionsFile, tick(project.read(suggestionsFile), { [proposal.id]: 'Approve' }))
    const { status, stderr, stdout } = changed.run(project, ['review', '--yes'])
    assert.is(status, 0, stderr + stdout)
    const { instructions } = JSON.parse(project.read(rulesFile)) as { instructions: { text: string }[] }
    assert.equal(
      instructions.map(({ text }) => text),
      ['Use port 27027'],
    )
  } finally {
    changed.remove()
    project.remove()
  }
})

test.run()
