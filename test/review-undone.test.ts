import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createProject, type TestProject } from './support/project.ts'
import { history, leaveProposals, proposal, rulesFile, suggestionsFile, tick } from './support/suggestions.ts'

const test = suite('review: what was applied and has been taken back')

const rules = [
  { id: 'inst_001', text: 'MongoDB runs on port 27027 for this project' },
  { id: 'inst_003', text: 'MongoDB runs on port 27017 in this project' },
  { id: 'inst_016', text: 'Never publish statistics' },
  { id: 'inst_024', text: 'Summaries state what was not verified', quadrant: 'rules' },
]

function approved(): { project: TestProject; before: string } {
  const project = createProject()
  const before = history(rules)
  project.write(rulesFile, before)
  leaveProposals(project, [
    proposal('new', { proposedRule: 'Run tests for every change.' }),
    proposal('clarify', { ruleIds: ['inst_016'], proposedRule: 'Never publish statistics without a source' }),
    proposal('consolidate', { ruleIds: ['inst_001', 'inst_003'], proposedRule: rules[0]?.text as string }),
    proposal('quadrant', {
      ruleIds: ['inst_024'],
      proposedRule: rules[3]?.text as string,
      quadrant: 'RULES',
      persistence: 'HIGH',
    }),
  ])
  const ticks = { 'SR-001': 'Approve', 'SR-002': 'Approve', 'SR-003': 'Approve', 'SR-004': 'Approve' }
  project.write(suggestionsFile, tick(project.read(suggestionsFile), ticks))
  assert.is(project.bookend(['review', '--yes']).status, 0)
  return { project, before }
}

const undone = (project: TestProject) =>
  project
    .bookend(['review'])
    .stdout.split('\n')
    .flatMap((line) => /^(SR-\d+) was applied on \S+, and since then (.*): to have it/.exec(line)?.slice(1) ?? [])

test('a merge, a clarification and a quadrant that git took back are named, each with what it is again', () => {
  const { project, before } = approved()
  assert.equal(undone(project), [])
  project.write(rulesFile, before)
  assert.equal(undone(project), [
    ...['SR-001', 'inst_025 is not in .claude/instruction-history.json'],
    ...['SR-002', 'inst_016 has its old text again'],
    ...['SR-003', 'inst_003 is active again'],
    ...['SR-004', 'inst_024 has the quadrant rules again'],
  ])
  project.remove()
})

test('what somebody writes further is not taken back', () => {
  const { project } = approved()
  project.write(rulesFile, project.read(rulesFile).replace('without a source', 'without two sources'))
  assert.equal(undone(project), [])
  project.remove()
})

test('in Markdown too: lines that are back, and a new rule that is gone', () => {
  const project = createProject()
  const before = '# Rules\n\n- Never commit secrets\n- Use tabs\n- Do not commit secrets\n'
  project.write('CLAUDE.md', before)
  const window = ['--from', '2025-10-01T12:00:00Z', '--to', '2025-10-01T13:00:00Z']
  const { rules: report } = project.json<{ rules: { file: string; proposals: { id: string; title: string }[] } }>([
    'closedown',
    ...window,
  ])
  const [merge] = report.proposals
  assert.match(merge?.title ?? '', /^Merge /)
  project.write(report.file, tick(project.read(report.file), { [merge?.id as string]: 'Approve' }))
  assert.is(project.bookend(['review', '--yes']).status, 0)
  assert.equal(undone(project), [])
  const after = project.read('CLAUDE.md')
  project.write('CLAUDE.md', before)
  const [id, what] = undone(project)
  assert.is(id, merge?.id)
  assert.match(what ?? '', /^CLAUDE\.md has "(?:Never|Do not) commit secrets" again$/)
  project.write('CLAUDE.md', `${after}- Use spaces\n`)
  assert.equal(undone(project), [])
  project.remove()
})

test.run()
