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

test('what was drafted or changed is shown, ticked or not; ticks against each other are no damage; what was taken back is named', () => {
  const project = createProject()
  const rules = [
    {
      id: 'inst_001',
      text: 'The application runs on port 9000',
      active: true,
      quadrant: 'SYSTEM',
      persistence: 'HIGH',
    },
    { id: 'inst_002', text: 'The old form is used', active: true, quadrant: 'SYSTEM', persistence: 'LOW' },
  ]
  const before = history(rules)
  project.write(rulesFile, before)
  leaveProposals(project, [
    proposal('new', { proposedRule: null, needsWords: true, suggestion: 'What is to be done about plans?' }),
    proposal('new', {
      fingerprint: 'new-2',
      proposedRule: 'Run tests for every change.',
      quadrant: 'SYSTEM',
      persistence: 'HIGH',
    }),
    proposal('deprecate', { ruleIds: ['inst_002'], proposedRule: 'The old form is used' }),
    proposal('clarify', { ruleIds: ['inst_002'], proposedRule: 'The old form is used on paper' }),
  ])
  const written = project.read(suggestionsFile)
  const [first, second = ''] = written.split('### SR-002')
  const drafted = `${(first as string)
    .replace(/^> \(write the rule: .*\)$/m, '> Do not begin a refactoring without a plan.')
    .replace('**Human Decision**', '**Drafted by**: agent\n**Human Decision**')}### SR-002${second
    .replace('**Quadrant**: SYSTEM', '**Quadrant**: OPERATIONAL')
    .replace('**Persistence**: HIGH', '**Persistence**: LOW')}`

  const clash = tick(drafted, { 'SR-003': 'Approve', 'SR-004': 'Approve' })
  project.write(suggestionsFile, clash)
  const refused = project.bookend(['review', '--yes'])
  assert.is(refused.status, 2)
  assert.match(refused.stderr, /: SR-\d+ \w+ inst_002, which SR-/)
  assert.match(refused.stderr, /^bookend: nothing in .*SUGGESTED_RULES.* was applied; change what is named above/m)
  assert.not.match(refused.stderr, /damaged/)

  project.write(suggestionsFile, tick(drafted, { 'SR-002': 'Approve', 'SR-003': 'Approve' }))
  const { stdout } = project.bookend(['review'])
  assert.match(
    stdout,
    /^SR-001 {2}open .*\n {8}drafted by agent: Do not begin a refactoring without a plan\.\n {8}bookend's: \(write/m,
  )
  assert.match(
    stdout,
    /^SR-002 .*\n {8}quadrant: OPERATIONAL \(bookend's: SYSTEM\)\n {8}persistence: LOW \(bookend's: HIGH\)$/m,
  )
  const [open] = JSON.parse(project.bookend(['review', '--json']).stdout).proposals
  assert.equal([open.state, open.draftedBy], ['open', 'agent'])

  assert.is(project.bookend(['review', '--yes']).status, 0)
  project.write(rulesFile, before)
  const undone = project.bookend(['review']).stdout
  assert.match(
    undone,
    /\nNothing to apply: .*\nSR-002 was applied on .*, and since then inst_003 is not in \.claude\/instruction-history\.json: /,
  )
  assert.match(undone, /\nSR-003 was applied on .*, and since then inst_002 is active again: /)
  project.remove()
})

test.run()
