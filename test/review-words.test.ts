import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createProject } from './support/project.ts'
import { history, leaveProposals, proposal, rulesFile, suggestionsFile, tick } from './support/suggestions.ts'

const test = suite('review: rules that are still to be written, and rules that come back')

test('Approve is refused until there are words; whose they are is shown; a retired rule is active again', () => {
  const project = createProject()
  const retired = { id: 'inst_012', text: 'Document every public function', active: false, notes: 'Old.' }
  project.write(rulesFile, history([{ id: 'inst_001', text: 'The application runs on port 9000' }, retired]))
  leaveProposals(project, [
    proposal('new', { proposedRule: null, needsWords: true, suggestion: 'What is to be done about plans?' }),
    proposal('reactivate', { ruleIds: ['inst_012'], proposedRule: retired.text }),
  ])
  const document = project.read(suggestionsFile)
  assert.match(document, /^> \(write the rule: What is to be done about plans\?\)$/m)

  const ticked = tick(document, { 'SR-001': 'Approve', 'SR-002': 'Approve' })
  project.write(suggestionsFile, ticked)
  const refused = project.bookend(['review', '--yes'])
  assert.is(refused.status, 2)
  const line = ticked.split('\n').findIndex((each) => each.includes('[x] Approve')) + 1
  assert.match(refused.stderr, new RegExp(`${suggestionsFile}:${line}: the rule of SR-001 is still a question`))
  assert.is(JSON.parse(project.read(rulesFile)).instructions.length, 2)

  const drafted = ticked
    .replace(/^> \(write the rule: .*\)$/m, '> Do not begin a refactoring without a plan.')
    .replace('**Human Decision**', '**Drafted by**: agent\n**Human Decision**')
  project.write(suggestionsFile, drafted)
  const applied = project.bookend(['review', '--yes'])
  assert.is(applied.status, 0, applied.stderr)
  assert.match(applied.stdout, /drafted by agent: Do not begin a refactoring without a plan\./)
  assert.match(applied.stdout, /bookend's: \(write the rule: What is to be done about plans\?\)/)
  const rules = JSON.parse(project.read(rulesFile)).instructions
  assert.equal(
    rules.map(({ id, text, active }: { id: string; text: string; active: boolean }) => [id, text, active]),
    [
      ['inst_001', 'The application runs on port 9000', true],
      ['inst_012', 'Document every public function', true],
      ['inst_013', 'Do not begin a refactoring without a plan.', true],
    ],
  )
  assert.match(rules[1].notes, /^Old\. Reactivated as SR-002 of /)
  project.remove()
})

test.run()
