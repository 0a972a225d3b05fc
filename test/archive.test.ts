import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decision } from './support/decisions.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('the archive of documents')

const documents = (project: TestProject, directory = '.') =>
  readdirSync(join(project.root, directory)).filter((name) => /^(SESSION_CLOSEDOWN|SUGGESTED_RULES)/.test(name))

interface Report {
  handoff: { file: string }
  rules: { proposals: { id: string; fingerprint: string }[]; file?: string }
  tasks: { id: string; actions?: { kind: string; path: string; to?: string }[] }[]
}

const dayOf = (number: number) => `2025-10-${String(number).padStart(2, '0')}`

/** A session of its own day, in which the same thing is blocked again and again: something to propose. */
function closeDay(project: TestProject, number: number, key = 'the_same_again'): Report {
  const lines = Array.from({ length: 4 }, (_, n) =>
    decision(`${dayOf(number)}T12:0${n}:00.000Z`, { allowed: false, violations: [key], metadata: { file: `f${n}` } }),
  )
  project.write(`.memory/audit/decisions-${dayOf(number)}.jsonl`, `${lines.join('\n')}\n`)
  const window = ['--from', `${dayOf(number)}T11:00:00.000Z`, '--to', `${dayOf(number)}T17:00:00.000Z`]
  return project.json<Report>(['closedown', ...window])
}

test('twelve closedowns leave the latest set and what is still to be decided; the others are in the archive', () => {
  const project = createProject()
  const reports = Array.from({ length: 12 }, (_, n) => closeDay(project, n + 1))
  const first = reports[0] as Report
  const last = reports[11] as Report
  assert.ok(first.rules.proposals.length > 0, 'something is proposed')
  // Nothing new: the file of the first one stays open, and no other was written.
  assert.equal(documents(project), [
    `SESSION_CLOSEDOWN_${dayOf(12)}.html`,
    `SESSION_CLOSEDOWN_${dayOf(12)}.md`,
    `SUGGESTED_RULES_${dayOf(1)}.md`,
  ])
  assert.is(last.rules.file, first.rules.file)
  assert.is(documents(project, '.claude/handoffs').length, 22)
  assert.match(project.read(last.handoff.file), new RegExp(`in \`${first.rules.file}\``))
  const { untracked } = project.json<{ untracked: string[] }>(['task', 'git/status'])
  assert.not.ok(
    untracked.some((path) => /handoffs|SESSION_|SUGGESTED_/.test(path)),
    untracked.join(' '),
  )
  project.remove()
})

test('numbers of proposals are their own for good, and a new finding makes a new file', () => {
  const project = createProject()
  const [first, again, other] = [closeDay(project, 1), closeDay(project, 2), closeDay(project, 3, 'something_else')]
  const numberOf = ({ rules }: Report, fingerprint = '') =>
    rules.proposals.find((each) => each.fingerprint === fingerprint)?.id
  for (const { id, fingerprint } of first.rules.proposals) assert.is(numberOf(again, fingerprint), id)
  const known = new Set(first.rules.proposals.map(({ fingerprint }) => fingerprint))
  const fresh = other.rules.proposals.filter(({ fingerprint }) => !known.has(fingerprint))
  assert.ok(fresh.length > 0)
  for (const { id } of fresh)
    assert.not.ok(
      first.rules.proposals.some((each) => each.id === id),
      id,
    )
  assert.is(other.rules.file, `SUGGESTED_RULES_${dayOf(3)}.md`)
  assert.equal(documents(project), [
    `SESSION_CLOSEDOWN_${dayOf(3)}.html`,
    `SESSION_CLOSEDOWN_${dayOf(3)}.md`,
    `SUGGESTED_RULES_${dayOf(3)}.md`,
  ])
  project.remove()
})

test('what somebody edited or git tracks is where it was; a name is never given twice; a dry run moves nothing', () => {
  const project = createProject()
  const edited = closeDay(project, 1).handoff.file
  project.write(edited, `${project.read(edited)}\nMine.\n`)
  closeDay(project, 2)
  project.git('add', '-f', `SESSION_CLOSEDOWN_${dayOf(2)}.md`)
  project.git('commit', '-qm', 'Keep a letter')
  closeDay(project, 3)
  assert.equal(
    documents(project).filter((name) => name.endsWith('.md') && name.startsWith('SESSION')),
    [edited, `SESSION_CLOSEDOWN_${dayOf(2)}.md`, `SESSION_CLOSEDOWN_${dayOf(3)}.md`],
  )
  const before = documents(project, '.claude/handoffs')
  assert.ok(before.includes(`SESSION_CLOSEDOWN_${dayOf(1)}.html`))
  project.bookend(['init'])
  assert.match(project.bookend(['closedown', '--dry-run']).stdout, /would move SESSION_CLOSEDOWN_2025-10-03\.md/)
  assert.equal(documents(project, '.claude/handoffs'), before)
  closeDay(project, 4)
  assert.is(closeDay(project, 3).handoff.file, `SESSION_CLOSEDOWN_${dayOf(3)}-2.md`)
  project.remove()
})

test('an archive that leads in a circle keeps no handoff from being written, and is named', () => {
  const project = createProject()
  mkdirSync(join(project.root, '.claude'), { recursive: true })
  symlinkSync('handoffs', join(project.root, '.claude/handoffs'))
  closeDay(project, 1)
  const { handoff } = closeDay(project, 2)
  assert.is(handoff.file, `SESSION_CLOSEDOWN_${dayOf(2)}.md`)
  assert.match(project.bookend(['closedown']).stdout, /^Degraded: Move earlier documents into the archive/m)
  project.remove()
})

test.run()
