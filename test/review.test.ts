import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Cache, openCache } from '../cache/database.ts'
import { type JsonObject, sha256 } from '../cache/json.ts'
import { createProposals, type Proposal } from '../cache/proposals.ts'
import { createRuleSyncs } from '../cache/rules/syncs.ts'
import { createUnrecordedReviews } from '../cache/unrecorded-review.ts'
import { cleanEnvironment, createProject, entry as program, type TestProject } from './support/project.ts'
import { history, leaveProposals, proposal, rulesFile, suggestionsFile, tick } from './support/suggestions.ts'

const test = suite('review')

const rules = [
  {
    id: 'inst_001',
    text: 'MongoDB runs on port 27027 for this project',
    mine: { kept: true },
    parameters: { port: '27027', of: 'db' },
  },
  {
    id: 'inst_003',
    text: 'MongoDB runs on port 27017 in this project',
    persistence: 'MEDIUM',
    parameters: { port: '27017' },
  },
  { id: 'inst_016', text: 'Never publish statistics' },
  { id: 'inst_020', text: 'Ask before deleting more than three files', notes: 'An old note.' },
  { id: 'inst_024_CONSOLIDATED', text: 'Summaries state what was not verified', quadrant: 'rules' },
]
/** One of each kind: SR-001 … SR-005. */
const five = [
  proposal('new', { proposedRule: 'Ask before changing the architecture' }),
  proposal('clarify', { ruleIds: ['inst_016'], proposedRule: 'Never publish statistics without a source' }),
  proposal('deprecate', { ruleIds: ['inst_020'], proposedRule: rules[3]?.text as string, quadrant: 'SYSTEM' }),
  proposal('consolidate', { ruleIds: ['inst_001', 'inst_003'], proposedRule: rules[0]?.text as string }),
  proposal('quadrant', {
    ruleIds: ['inst_024_CONSOLIDATED'],
    proposedRule: rules[4]?.text as string,
    quadrant: 'RULES',
  }),
]
const numbers = ['SR-001', 'SR-002', 'SR-003', 'SR-004', 'SR-005']
const all = (word: string) => Object.fromEntries(numbers.map((id) => [id, word]))

function proposed(proposals: Proposal[] = five, ticks: Record<string, string> = {}): TestProject {
  const project = createProject()
  project.git('config', 'user.name', 'Ada Example')
  project.write(rulesFile, history(rules, { mine: ['kept'] }))
  leaveProposals(project, proposals)
  retick(project, ticks)
  return project
}
const retick = (project: TestProject, ticks: Record<string, string>) =>
  project.write(suggestionsFile, tick(project.read(suggestionsFile), ticks))
const edit = (project: TestProject, from: string, to: string) =>
  project.write(suggestionsFile, project.read(suggestionsFile).replace(from, to))

type Entry = Record<string, unknown> & { id: string; text: string; notes: string; active: boolean }
const entries = (project: TestProject): Entry[] => JSON.parse(project.read(rulesFile)).instructions
const entry = (project: TestProject, id: string) => entries(project).find((each) => each.id === id) as Entry
const backups = (project: TestProject) =>
  readdirSync(`${project.root}/.claude`).filter((name) => name.includes('.before-review-'))

test('without --yes it shows the exact change, and changes nothing', () => {
  const project = proposed(five, { 'SR-001': 'Approve', 'SR-003': 'Approve' })
  const before = project.read(rulesFile)
  const { status, stdout } = project.bookend(['review'])
  assert.is(status, 0)
  assert.match(stdout, /^SR-001 {2}approve .* \(inst_025\)$/m)
  assert.match(stdout, /^SR-002 {2}open {6}no tick$/m)
  assert.match(stdout, /^--- a\/\.claude\/instruction-history\.json$/m)
  assert.match(stdout, /^- {6}"active": true,$/m)
  assert.match(stdout, /^\+ {6}"active": false,$/m)
  assert.match(stdout, /\nNothing was changed\. To apply it: bookend review SUGGESTED_RULES_2025-10-24\.md --yes/)
  assert.not.ok(stdout.includes('\u001b'), 'no colours where no terminal shows them')
  assert.is(project.read(rulesFile), before)
  assert.equal(backups(project), [])
  project.remove()
})

test('approve: each kind does what it says, nothing is deleted, unknown keys and order stay', () => {
  const project = proposed(five, all('Approve'))
  const before = project.read(rulesFile)
  const { status, stdout, stderr } = project.bookend(['review', '--yes'])
  assert.is(status, 0, stderr)
  assert.match(stdout, /\nApplied: 5 decisions recorded/)
  assert.equal(
    entries(project).map(({ id, active }) => [id, active]),
    [
      ['inst_001', true],
      ['inst_003', false],
      ['inst_016', true],
      ['inst_020', false],
      ['inst_024_CONSOLIDATED', true],
      ['inst_025', true],
    ],
  )
  const added = entry(project, 'inst_025')
  assert.equal(
    [added.text, added.quadrant, added.persistence, added.source, added.session_id],
    ['Ask before changing the architecture', 'STRATEGIC', 'HIGH', 'user', '2025-10-24-001'],
  )
  assert.match(added.notes, /SR-001 of SUGGESTED_RULES_2025-10-24\.md, approved by Ada Example on /)
  assert.is(entry(project, 'inst_016').text, 'Never publish statistics without a source')
  assert.match(entry(project, 'inst_020').notes, /^An old note\. Deactivated as SR-003 of /)
  assert.match(entry(project, 'inst_003').notes, /^Replaced by inst_001 as SR-004 of /)
  assert.is(entry(project, 'inst_024_CONSOLIDATED').quadrant, 'RULES')
  assert.equal(entry(project, 'inst_001').mine, { kept: true })
  assert.equal(JSON.parse(project.read(rulesFile)).mine, ['kept'])
  assert.equal(
    backups(project).map((name) => project.read(`.claude/${name}`)),
    [before],
  )
  project.remove()
})

test('modify: each kind takes the text, the quadrant and the persistence that the human wrote', () => {
  const project = proposed(five, all('Modify'))
  const document = project.read(suggestionsFile).split('### ')
  const edited = document.map((section) =>
    section
      .replace(/^> .*$/m, (line) => `${line},\n> and \`say\` so`)
      .replace('**Persistence**: HIGH', '**Persistence**: LOW'),
  )
  project.write(suggestionsFile, edited.join('### '))
  const { status, stderr } = project.bookend(['review', '--yes'])
  assert.is(status, 0, stderr)
  const said = (id: string) => [entry(project, id).text, entry(project, id).persistence, entry(project, id).active]
  assert.equal(said('inst_025'), ['Ask before changing the architecture, and `say` so', 'LOW', true])
  assert.equal(said('inst_016'), ['Never publish statistics without a source, and `say` so', 'LOW', true])
  assert.equal(said('inst_020'), ['Ask before deleting more than three files, and `say` so', 'LOW', true])
  assert.equal(said('inst_026'), ['MongoDB runs on port 27027 for this project, and `say` so', 'LOW', true])
  assert.equal([said('inst_001')[2], said('inst_003')[2]], [false, false])
  assert.match(entry(project, 'inst_001').notes, /^Replaced by inst_026 /)
  assert.equal(entry(project, 'inst_026').parameters, { of: 'db' }, 'what they disagree on is left to be said')
  assert.equal(said('inst_024_CONSOLIDATED'), ['Summaries state what was not verified, and `say` so', 'LOW', true])
  assert.is(entry(project, 'inst_024_CONSOLIDATED').quadrant, 'RULES')
  project.remove()
})

test('two ticks of which one takes away what the other writes are refused, and named', () => {
  const [port, other] = rules as [Entry, Entry]
  const words = proposal('clarify', { ruleIds: ['inst_003'], proposedRule: `${other.text}, and nowhere else` })
  const merge = proposal('consolidate', { ruleIds: ['inst_001', 'inst_003'], proposedRule: port.text })
  const retire = proposal('deprecate', { ruleIds: ['inst_001'], proposedRule: port.text })
  const larger = { ...merge, fingerprint: 'consolidate-2', ruleIds: ['inst_001', 'inst_016'] }
  larger.proposedRule = rules.find(({ id }) => id === 'inst_016')?.text as string
  const again = { ...words, fingerprint: 'clarify-2', proposedRule: `${other.text} only` }
  const clashes: [Proposal[], string][] = [
    [[words, merge], 'SR-002 removes inst_003, which SR-001 (line 17) writes'],
    [[merge, words], 'SR-001 removes inst_003, which SR-002 (line 17) writes'],
    [[retire, merge], 'SR-002 keeps inst_001, which SR-001 (line 17) removes'],
    [[merge, larger], 'SR-002 removes inst_001, which SR-001 (line 17) keeps'],
    [[words, again], 'SR-002 writes inst_003, which SR-001 (line 17) writes in another way'],
  ]
  for (const [proposals, said] of clashes) {
    const project = proposed(proposals, { 'SR-001': 'Approve', 'SR-002': 'Approve' })
    const before = project.read(rulesFile)
    const { status, stderr } = project.bookend(['review', '--yes'])
    assert.is(status, 2)
    assert.ok(stderr.includes(said), stderr)
    assert.is(project.read(rulesFile), before)
    project.remove()
  }
})

test('a file of which no proposal is left is damaged', () => {
  const project = proposed()
  for (const left of ['', '\n', 'nothing more\n']) {
    project.write(suggestionsFile, left)
    const { status, stderr } = project.bookend(['review', '--yes'])
    assert.is(status, 2)
    assert.match(stderr, /\.md:1: none of the 5 proposals is left that a closedown wrote into it: /)
    const { error } = JSON.parse(project.bookend(['review', '--yes', '--json']).stdout) as {
      error: { message: string }
    }
    assert.match(error.message, /\.md:1: none of the 5 proposals is left .*\n.* is damaged: nothing in it was applied$/)
  }
  project.remove()
})

test('reject: each kind leaves the rules alone, and the decision is kept', () => {
  const project = proposed(five, all('Reject'))
  const before = project.read(rulesFile)
  const { status, stdout } = project.bookend(['review', '--yes'])
  assert.is(status, 0)
  assert.match(stdout, /\nApplied: 5 decisions recorded\n$/)
  assert.is(project.read(rulesFile), before)
  assert.equal(backups(project), [])
  assert.match(project.bookend(['review']).stdout, /^SR-005 {2}reject {4}decided on .* by Ada Example$/m)
  project.remove()
})

test('a second review of the same file applies nothing again; later ticks are applied', () => {
  const project = proposed(five, { 'SR-001': 'Approve' })
  project.bookend(['review', '--yes'])
  const once = project.read(rulesFile)
  assert.match(project.bookend(['review', '--yes']).stdout, /\nNothing to apply: /)
  assert.is(project.read(rulesFile), once)
  retick(project, { 'SR-003': 'Approve' })
  // Named as it is in the project, from a directory in it.
  const { status, stderr } = project.bookend(['review', suggestionsFile, '--yes'], { cwd: `${project.root}/.claude` })
  assert.is(status, 0, stderr)
  assert.is(entries(project).length, 6)
  assert.is(entry(project, 'inst_020').active, false)
  assert.is(backups(project).length, 2)
  project.remove()
})

test('what was decided in one document is decided in every other that proposed the same', () => {
  const project = proposed(five, { 'SR-001': 'Approve' })
  leaveProposals(project, five, 'SUGGESTED_RULES_2025-10-24-2.md')
  project.bookend(['review', suggestionsFile, '--yes'])
  const other = 'SUGGESTED_RULES_2025-10-24-2.md'
  project.write(other, tick(project.read(other), { 'SR-001': 'Approve', 'SR-003': 'Approve' }))
  const { stdout, status } = project.bookend(['review', other, '--yes'])
  assert.is(status, 0)
  assert.match(stdout, /\nApplied: 1 decision recorded\n/)
  assert.is(entries(project).length, 6)
  project.remove()
})

test('what an earlier review of the file wrote does not stand in the way of a later one', () => {
  const again = proposal('quadrant', { fingerprint: 'quadrant-2', ruleIds: ['inst_016'], quadrant: 'VALUES' })
  const project = proposed([five[1] as Proposal, again], { 'SR-001': 'Approve' })
  project.bookend(['review', '--yes'])
  retick(project, { 'SR-002': 'Approve' })
  const { status, stderr } = project.bookend(['review', '--yes'])
  assert.is(status, 0, stderr)
  assert.equal(
    [entry(project, 'inst_016').text, entry(project, 'inst_016').quadrant],
    ['Never publish statistics without a source', 'VALUES'],
  )
  project.remove()
})

test('a rejection can still become an approval; what was applied is not taken back', () => {
  const project = proposed(five, { 'SR-001': 'Reject', 'SR-003': 'Approve' })
  project.bookend(['review', '--yes'])
  project.write(suggestionsFile, project.read(suggestionsFile).replaceAll('[x]', '[ ]'))
  retick(project, { 'SR-001': 'Approve', 'SR-003': 'Reject' })
  const { stderr, status } = project.bookend(['review', '--yes'])
  assert.is(status, 0)
  assert.match(stderr, /SR-003 was decided \(approve\) on .* edit the rule itself/)
  assert.is(entry(project, 'inst_025').active, true)
  assert.is(entry(project, 'inst_020').active, false)
  project.remove()
})

test('--json: one document; --dry-run: no byte changes', () => {
  const project = proposed(five, { 'SR-001': 'Approve', 'SR-002': 'Reject' })
  const before = project.read(rulesFile)
  const shown = project.json<Record<string, unknown>>(['review', '--yes', '--dry-run'])
  assert.is(project.read(rulesFile), before)
  assert.equal([shown.file, shown.applied], [suggestionsFile, false])
  assert.match(String(shown.diff), /^\+ {6}"id": "inst_025",$/m)
  interface Applied {
    applied: boolean
    proposals: object[]
    backup: string
    sync: { verified: boolean; store: object; invalid: { id: string }[] }
  }
  const applied = project.json<Applied>(['review', '--yes'])
  assert.is(applied.applied, true)
  assert.is(applied.sync.verified, true)
  assert.equal(applied.sync.store, { total: 5, active: 5 })
  assert.equal(
    applied.sync.invalid.map(({ id }) => id),
    ['inst_024_CONSOLIDATED'],
  )
  assert.equal(applied.proposals.slice(0, 3), [
    { id: 'SR-001', fingerprint: 'new-1', line: 5, state: 'ticked', decision: 'approve', ruleIds: ['inst_025'] },
    { id: 'SR-002', fingerprint: 'clarify-1', line: 21, state: 'ticked', decision: 'reject', ruleIds: [] },
    { id: 'SR-003', fingerprint: 'deprecate-1', line: 37, state: 'open', decision: null, ruleIds: ['inst_020'] },
  ])
  assert.is(project.read(applied.backup), before)
  project.remove()
})

test('a redacted secret never becomes part of a rule', () => {
  const secret = proposal('clarify', {
    ruleIds: ['inst_016'],
    proposedRule: 'Log in with password=[redacted]. Ask first.',
  })
  const quadrant = { ...(five[4] as Proposal), proposedRule: 'Log in with password=[redacted]' }
  const project = proposed([secret, quadrant], { 'SR-001': 'Approve', 'SR-002': 'Approve' })
  const { status, stderr } = project.bookend(['review', '--yes'])
  assert.is(status, 2)
  assert.match(stderr, /\.md:5: the rule of SR-001 has a secret in it that was redacted/)
  edit(project, '> Log in with password=[redacted]. Ask first.', '> Ask before logging in')
  assert.is(project.bookend(['review', '--yes']).status, 0)
  assert.is(entry(project, 'inst_016').text, 'Ask before logging in')
  assert.is(entry(project, 'inst_024_CONSOLIDATED').text, 'Summaries state what was not verified')
  project.remove()
})

const refused: [name: string, spoil: (project: TestProject) => void, says: RegExp][] = [
  [
    'two ticks',
    (project) => retick(project, { 'SR-001': 'Reject' }),
    /^SUGGESTED_RULES_2025-10-24\.md:17: .* 2 ticks/m,
  ],
  [
    'a number that no closedown wrote',
    (project) => edit(project, 'SR-002', 'SR-007'),
    /\.md:21: unknown number SR-007/,
  ],
  [
    'Modify without a change',
    (project) => retick(project, { 'SR-002': 'Modify' }),
    /\.md:33: SR-002 is ticked Modify and nothing/,
  ],
  [
    'a rule that is gone',
    (project) => {
      retick(project, { 'SR-003': 'Approve' })
      project.write(rulesFile, history(rules.slice(0, 3)))
    },
    /\.md:37: SR-003 is about inst_020, which \.claude\/instruction-history\.json no longer has/,
  ],
  [
    'a damaged history',
    (project) => project.write(rulesFile, '{"instructions": ['),
    /instruction-history\.json is damaged \(.*\): nothing/,
  ],
  [
    'a history without rules',
    (project) => project.write(rulesFile, '{}'),
    /is damaged \(it has no list "instructions"\)/,
  ],
  [
    'a document of another project',
    (project) => project.write('OTHER.md', project.read(suggestionsFile)),
    /^bookend: OTHER\.md is not a sugg/m,
  ],
]
for (const [name, spoil, says] of refused) {
  test(`refused, and nothing of the file applied: ${name}`, () => {
    const project = proposed(five, { 'SR-001': 'Approve' })
    spoil(project)
    const before = project.read(rulesFile)
    const file = name.includes('another project') ? ['OTHER.md'] : []
    const { status, stderr, stdout } = project.bookend(['review', ...file, '--yes'])
    assert.is(status, 2, stderr)
    assert.match(stderr, says)
    assert.is(stdout, '')
    assert.is(project.read(rulesFile), before)
    assert.equal(backups(project), [])
    project.remove()
  })
}

test('nothing to review, a missing file, flags that exclude each other, no terminal to ask on', () => {
  const project = createProject()
  for (const [args, says] of [
    [['review'], /nothing to review: no closedown has proposed/],
    [['review', 'NONE.md'], /NONE\.md: there is no such file/],
    [['review', '--yes', '--interactive'], /not both/],
  ] as const) {
    const { status, stderr } = project.bookend([...args])
    assert.is(status, 2)
    assert.match(stderr, says)
  }
  project.remove()
  const asked = proposed(five, { 'SR-001': 'Approve' })
  const { status, stderr } = asked.bookend(['review', '--interactive'])
  assert.is(status, 2)
  assert.match(stderr, /--interactive asks on a terminal, and this is not one: use --yes/)
  asked.remove()
})

test('a suggestions file that is a link is refused', () => {
  const project = proposed(five, { 'SR-001': 'Approve' })
  renameSync(`${project.root}/${suggestionsFile}`, `${project.root}/other.md`)
  symlinkSync('other.md', `${project.root}/${suggestionsFile}`)
  const { status, stderr } = project.bookend(['review', suggestionsFile])
  assert.is(status, 2)
  assert.match(stderr, /cannot be read \(it is a symbolic link/)
  project.remove()
})

const showsCursor = '\u001b[?25h'

/** Starts `review --interactive` where it takes its streams for a terminal, and waits for the question. */
async function reviewAsking(project: TestProject) {
  const terminal = 'process.stdin.isTTY = process.stderr.isTTY = true'
  const run = spawn(process.execPath, [program, 'review', '--interactive'], {
    cwd: project.root,
    env: cleanEnvironment({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(terminal)}` }),
  })
  const ended = once(run, 'close')
  let said = ''
  const asked = new Promise<void>((resolve) => {
    run.stderr.on('data', (chunk) => {
      said += chunk
      if (said.includes('Apply this one?')) resolve()
    })
  })
  await Promise.race([asked, ended])
  return {
    async answer(text: string) {
      run.stdin.end(`${text}\n`)
      const [status] = await ended
      return { status, said }
    },
    async interrupt(signal: NodeJS.Signals) {
      run.kill(signal)
      const [status] = await ended
      return { status, said: said.slice(said.indexOf('Apply this one?')).replace(showsCursor, '') }
    },
  }
}

for (const [signal, expected] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`${signal} at a question ends the review with ${expected} and one line, and nothing is applied`, async () => {
    const project = proposed(five, { 'SR-001': 'Approve' })
    const before = project.read(rulesFile)
    const { status, said } = await (await reviewAsking(project)).interrupt(signal)
    assert.is(status, expected, said)
    assert.match(said, /^Apply this one\? \[y\]es, \[n\]o, \[q\]uit:\s+bookend: interrupted: nothing was applied\n$/)
    assert.is(project.read(rulesFile), before)
    assert.is(project.bookend(['review', '--yes']).status, 0)
    project.remove()
  })
}

test('while it waits for an answer others work, and what changed in the meantime is not written over', async () => {
  const project = proposed(five, { 'SR-001': 'Approve' })
  const first = await reviewAsking(project)
  const init = project.bookend(['init'])
  assert.is(init.status, 0, init.stderr)
  const { status: applied, said: shown } = await first.answer('y')
  assert.is(applied, 0, shown)
  assert.match(project.read(rulesFile), /Ask before changing the architecture/)
  project.remove()
  const changed = proposed(five, { 'SR-001': 'Approve' })
  const second = await reviewAsking(changed)
  const edited = changed.read(rulesFile).replace('An old note.', 'A new note.')
  changed.write(rulesFile, edited)
  const { status, said } = await second.answer('y')
  assert.is(status, 4, said)
  assert.match(said, /changed while you were asked: nothing was applied/)
  assert.is(changed.read(rulesFile), edited)
  changed.remove()
})

test('rules that somebody made read-only stay as they are, until they are writable', () => {
  const project = proposed(five, { 'SR-001': 'Approve' })
  const before = project.read(rulesFile)
  chmodSync(`${project.root}/${rulesFile}`, 0o444)
  const { status, stderr } = project.bookend(['review', '--yes'])
  assert.is(status, 4)
  assert.match(stderr, /instruction-history\.json cannot be written \(it is read-only\): nothing was applied/)
  assert.is(project.read(rulesFile), before)
  assert.equal(backups(project), [])
  chmodSync(`${project.root}/${rulesFile}`, 0o644)
  assert.is(project.bookend(['review', '--yes']).status, 0)
  assert.is.not(project.read(rulesFile), before)
  project.remove()
})

test('a history that is missing is no matter where everything is rejected', () => {
  const project = proposed(five, { 'SR-001': 'Reject' })
  rmSync(`${project.root}/${rulesFile}`)
  assert.is(project.bookend(['review', '--yes']).status, 0)
  retick(project, { 'SR-002': 'Approve' })
  const { status, stderr } = project.bookend(['review', '--yes'])
  assert.is(status, 2)
  assert.match(stderr, /instruction-history\.json is missing: nothing was applied/)
  project.remove()
})

test('killed anywhere, the next review applies each decision exactly once', async () => {
  let killed = true
  // Up to a review that ended by itself, however fast or slow the machine is.
  for (let delay = 100; killed; delay *= 1.2) {
    const project = proposed(five, all('Approve'))
    const child = project.start(['review', '--yes'])
    // Listened to from the start: it may have ended before it is killed.
    const ended = once(child, 'exit')
    await setTimeout(delay)
    child.kill('SIGKILL')
    await ended
    killed = child.signalCode === 'SIGKILL'
    const { status, stderr } = project.bookend(['review', '--yes'])
    assert.is(status, 0, stderr)
    assert.is(entries(project).length, 6, `killed after ${delay} ms`)
    assert.is(entry(project, 'inst_020').notes.match(/Deactivated/g)?.length, 1)
    assert.match(project.bookend(['review']).stdout, /\nNothing to apply: /)
    project.remove()
  }
})

/** A review up to one of its steps: the note of what is to come was made, and perhaps the rules were written. */
async function half(project: TestProject, written: boolean): Promise<void> {
  const before = project.read(rulesFile)
  project.bookend(['review', '--yes'])
  const after = project.read(rulesFile)
  const cache = openCache(`${project.root}/.claude/cache`, 'durable', new Date())
  const decisions = createProposals(cache.db).decisions()
  cache.db.exec('DELETE FROM proposal_decisions')
  const added = JSON.parse(after).instructions.at(-1)
  const edits = { set: [['inst_020', { active: false }] as [string, JsonObject]], append: [added] }
  createUnrecordedReviews(cache.db).begin({ before: sha256(before), edits, decisions })
  cache.close()
  project.write(rulesFile, written ? after : before)
}

test('killed between writing and recording: the decisions are recorded, nothing is written twice', async () => {
  const project = proposed(five, { 'SR-001': 'Approve', 'SR-003': 'Approve', 'SR-004': 'Reject' })
  await half(project, true)
  // Whoever continues with the file in between does not make it look unwritten.
  project.write(rulesFile, project.read(rulesFile).replace('Never publish statistics', 'Never publish numbers'))
  assert.match(project.bookend(['review']).stderr, /a review was interrupted; --yes finishes it first/)
  const { stderr, stdout } = project.bookend(['review', '--yes'])
  assert.match(stderr, /a review that was interrupted had written the rules; its decisions are recorded now/)
  assert.match(stdout, /\nNothing to apply: /)
  assert.is(entries(project).length, 6)
  project.remove()
})

test('killed before writing: the review is done as if it were the first', async () => {
  const project = proposed(five, { 'SR-001': 'Approve', 'SR-003': 'Approve', 'SR-004': 'Reject' })
  await half(project, false)
  const { stderr, stdout } = project.bookend(['review', '--yes'])
  assert.not.match(stderr, /interrupted/)
  assert.match(stdout, /\nApplied: 3 decisions recorded/)
  assert.is(entries(project).length, 6)
  project.remove()
})

test('status counts the proposals that are open', () => {
  const project = proposed(five, { 'SR-001': 'Approve', 'SR-004': 'Reject' })
  const open = () => project.json<{ proposals: object }>(['status']).proposals
  assert.equal(open(), { open: 5, file: suggestionsFile })
  project.bookend(['review', '--yes'])
  assert.equal(open(), { open: 3, file: suggestionsFile })
  assert.match(
    project.bookend(['status']).stdout,
    /^Open proposals: 3 in SUGGESTED_RULES_2025-10-24\.md; .* bookend review$/m,
  )
  project.remove()
})

test('a rule store that is away keeps nobody from deciding', () => {
  const project = proposed(five, { 'SR-001': 'Approve' })
  project.write(
    'session.config.ts',
    "export default { ruleStore: 'mongodb://127.0.0.1:1/rules', storeTimeoutMs: 300 }\n",
  )
  const { status, stdout } = project.bookend(['review', '--yes'])
  assert.is(status, 0)
  assert.match(
    stdout,
    /\nSync: mongodb:\/\/127\.0\.0\.1:1\/rules does not answer .* waits in the cache for the next run\n$/,
  )
  assert.is(entries(project).length, 6)
  project.remove()
})

test('killed between the rules and the sync: the next review takes the sync up, with nothing ticked', async () => {
  const project = proposed(five, { 'SR-001': 'Approve' })
  const store = createServer((socket) => void socket.on('error', () => socket.destroy()))
  const asked = once(store, 'connection') // the sync has begun, and is never answered
  store.listen(0, '127.0.0.1')
  await once(store, 'listening')
  const { port } = store.address() as AddressInfo
  const url = `mongodb://127.0.0.1:${port}/rules`
  project.write('session.config.ts', `export default { ruleStore: '${url}', storeTimeoutMs: 60_000 }\n`)
  const child = project.start(['review', '--yes'])
  const ended = once(child, 'exit')
  const [socket] = await asked
  child.kill('SIGKILL')
  await ended
  socket.destroy()
  store.close()
  assert.is(entries(project).length, 6)
  project.write('session.config.ts', `export default { ruleStore: '${url}', storeTimeoutMs: 300 }\n`)
  assert.match(project.bookend(['review']).stderr, /a sync of the rules is still owed/)
  const { stdout } = project.bookend(['review', '--yes'])
  assert.match(
    stdout,
    /\nNothing to apply: .*\nSync: mongodb:.* does not answer .* waits in the cache for the next run\n$/,
  )
  project.remove()
})

test('a sync that is owed is done once, by a review or by a closedown', () => {
  const project = proposed(five, { 'SR-001': 'Approve' })
  const inCache = <T>(ask: (db: Cache['db']) => T): T => {
    const cache = openCache(`${project.root}/.claude/cache`, 'durable', new Date())
    try {
      return ask(cache.db)
    } finally {
      cache.close()
    }
  }
  const stored = () => inCache((db) => db.prepare('SELECT COUNT(*) FROM rules').pluck().get())
  project.bookend(['review', '--yes'])
  for (const args of [['review', '--yes'], ['closedown']]) {
    inCache((db) => {
      db.exec('DELETE FROM rules')
      createRuleSyncs(db).wait('sqlite:', [{ id: 'inst_001', keys: {} }])
    })
    const { stdout } = project.bookend(args)
    if (args[0] === 'review') assert.match(stdout, /\nNothing to apply: .*\nSync: sqlite: 5 rules written, verified/)
    assert.is(stored(), 5) // that of an unknown quadrant is not one
    assert.equal(
      inCache((db) => createRuleSyncs(db).waiting('sqlite:')),
      [],
    )
    const again = project.bookend(['review', '--yes'])
    assert.not.match(again.stdout, /Sync:/)
  }
  project.remove()
})

test('the copies that it leaves are no work of the user', () => {
  const project = proposed(five, { 'SR-001': 'Approve' })
  project.commit('Begin with rules')
  project.bookend(['review', '--yes'])
  const { git } = project.json<{ git: { untracked: string[]; unstaged: string[] } }>(['closedown'])
  assert.equal([git.untracked, git.unstaged], [[], [rulesFile]])
  project.remove()
})

test.run()
