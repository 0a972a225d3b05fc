import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCache } from '../cache/database.ts'
import { sha256 } from '../cache/json.ts'
import { escapeHtml } from '../templates/render.ts'
import { decision } from './support/decisions.ts'
import { tell } from './support/hook.ts'
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

test('no page in the archive has a dead link, however its set came there', () => {
  const project = createProject()
  const archive = "kept/50% of 'it' #1"
  project.write('session.config.ts', `export default { archiveDir: ${JSON.stringify(archive)} }\n`)
  const linksOf = (file: string) =>
    [...project.read(file).matchAll(/<a href="([^"#]+)">([^<]*)<\/a>/g)].map(([, href = '', text = '']) => {
      const there = join(project.root, dirname(file), decodeURIComponent(href))
      assert.ok(existsSync(there), `${file}: ${href}`)
      return `${text}: ${relative(project.root, there)}`
    })
  const page = (number: number, directory = archive) => `${directory}/SESSION_CLOSEDOWN_${dayOf(number)}.html`
  closeDay(project, 1)
  closeDay(project, 2)
  closeDay(project, 3)
  const open = `SUGGESTED_RULES_${dayOf(1)}.md`
  const letter = page(2).replace('html', 'md')
  assert.equal(linksOf(page(3, '.')), [
    `The handoff: SESSION_CLOSEDOWN_${dayOf(3)}.md`,
    `Suggested rules: ${open}`,
    `${escapeHtml(page(1))}: ${page(1)}`,
  ])
  assert.equal(linksOf(page(2)), [`The handoff: ${letter}`])
  // What stays, and may follow later, is named.
  assert.ok(project.read(page(2)).includes(`<li>Suggested rules: ${open}</li>`))
  // Decided, it goes there too, with a set that leads to it; a page of which the letter was edited is alone there.
  project.write(open, project.read(open).replaceAll('- [ ] Reject', '- [x] Reject'))
  project.json(['review', open, '--yes'])
  const { handoff } = closeDay(project, 4, 'something_else')
  project.write(handoff.file, `${project.read(handoff.file)}Mine.\n`)
  closeDay(project, 5, 'something_else')
  closeDay(project, 6, 'something_else')
  assert.ok(existsSync(join(project.root, archive, open)))
  for (const number of [1, 2, 3, 4, 5]) linksOf(page(number))
  assert.ok(linksOf(page(3)).includes(`Suggested rules: ${archive}/${open}`))
  assert.ok(project.read(page(4)).includes(`<li>The handoff: ${handoff.file}</li>`))
  linksOf(page(6, '.'))
  // Nobody changed what was moved.
  const { db } = openCache(join(project.root, '.claude/cache'), 'existing', new Date())
  const kept = db.prepare('SELECT moved_to AS file, sha256 AS hash FROM documents WHERE moved_to IS NOT NULL').all()
  assert.ok(kept.length > 0)
  for (const { file, hash } of kept as { file: string; hash: string }[])
    assert.is(sha256(project.read(file)), hash, file)
  db.close()
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

test('a set whose names the archive has already is archived beside them, all of it under one free number', () => {
  const project = createProject()
  for (let n = 0; n < 3; n++) closeDay(project, 1)
  const before = documents(project, '.claude/handoffs')
  // Whoever moves both directories begins with the first number.
  project.write('session.config.ts', `export default { handoffDir: 'out', archiveDir: 'kept' }`)
  const first = closeDay(project, 1).handoff.file
  const letter = project.read(first)
  project.write('session.config.ts', `export default { handoffDir: 'out' }`)
  const { handoff, tasks } = closeDay(project, 1)
  assert.equal(
    documents(project, 'out').filter((name) => !name.startsWith('SUGGESTED')),
    [handoff.file.replace(/md$/, 'html'), handoff.file].map((file) => file.slice('out/'.length)),
  )
  const moves = tasks.find(({ id }) => id === 'compaction/archive')?.actions ?? []
  const to = moves.find(({ path }) => path === first)?.to as string
  assert.is(project.read(to), letter)
  assert.not.ok(before.includes(to.slice('.claude/handoffs/'.length)), to)
  const page = moves.find(({ path }) => path === first.replace(/md$/, 'html'))?.to
  assert.is(page, to.replace(/md$/, 'html'))
  assert.match(project.read(page as string), new RegExp(`href="${to.slice('.claude/handoffs/'.length)}"`))
  for (const name of before) assert.ok(documents(project, '.claude/handoffs').includes(name), name)
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

test('a handoff that a later closedown moved is named where it is now, and so is the later one', () => {
  const project = createProject()
  project.bookend(['init'])
  project.bookend(['note', '--next', 'Write the parser', '--failed', 'tried a grammar'])
  const { handoff: worked } = project.json<Report>(['closedown'])
  project.bookend(['init'])
  const { handoff: idle } = project.json<Report>(['closedown'])
  const moved = `.claude/handoffs/${worked.file}`
  assert.ok(project.read(moved))
  for (const source of ['startup', 'compact']) {
    const text = tell(project, 'SessionStart', { source })
    assert.match(text, /Write the parser/)
    assert.not.match(text, /is missing/)
    assert.ok(text.includes(`**Handoff**: \`${moved}\` of session`), text)
    assert.ok(text.includes(`**Later handoff**: \`${idle.file}\` of session`), text)
    assert.match(text, /nothing was done in it/)
  }
  assert.is(project.json<Report>(['status']).handoff.file, idle.file)
  const { stdout } = project.bookend(['init'])
  assert.ok(stdout.includes(`Recovery document: ${idle.file}`))
  assert.ok(stdout.includes(`: ${moved} (shown `), stdout)
  rmSync(join(project.root, moved))
  assert.match(tell(project, 'SessionStart', { source: 'startup' }), /\*\*Handoff\*\*.*the file is missing/)
  project.remove()
})

test.run()
