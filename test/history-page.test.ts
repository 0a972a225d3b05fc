import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decision } from './support/decisions.ts'
import { createProject } from './support/project.ts'

const test = suite('history as a page')

test('charts, a row a session, each with a link to its own page, wherever that is now', () => {
  const project = createProject()
  for (const day of [1, 2, 3]) {
    const at = (minute: number) => `2025-10-0${day}T11:0${minute}:00.000Z`
    const lines = [1, 2].map((minute) => decision(at(minute), { allowed: minute === 1 }))
    project.write(`.memory/audit/decisions-2025-10-0${day}.jsonl`, `${lines.join('\n')}\n`)
    project.json(['closedown', '--from', `2025-10-0${day}T11:00:00Z`, '--to', `2025-10-0${day}T17:00:00Z`])
  }
  const { status, stdout } = project.bookend(['history', '--html', 'all.html'])
  assert.equal([status, stdout], [0, 'written all.html: 3 sessions\n'])
  const html = project.read('all.html')
  for (const title of ['Decisions', 'Block rate']) assert.ok(html.includes(`<h2>${title}</h2>`), title)
  const links = [...html.matchAll(/<a href="([^"]+)">(2025-10-0\d-001)<\/a>/g)]
  assert.equal(
    links.map(([, , session]) => session),
    ['2025-10-03-001', '2025-10-02-001', '2025-10-01-001'],
  )
  for (const [, href] of links) assert.ok(existsSync(join(project.root, dirname('all.html'), href as string)), href)
  assert.match(html, /<td class="number">50\.0 %<\/td>/)
  assert.not.match(html, /<(script|link|img|iframe)\b|https?:/i)
  assert.not.match(html, /NaN|undefined|\[object/)
  assert.equal(project.json(['history', '--html', 'all.html']), { file: 'all.html', sessions: 3 })
  project.remove()
})

test('inferred sessions are named by day and minute, on the axes by their day', () => {
  const project = createProject()
  for (let day = 1; day <= 7; day++) {
    const lines = Array.from({ length: 12 }, (_, minute) => decision(`2025-10-0${day}T11:${minute + 10}:00.000Z`))
    project.write(`.memory/audit/decisions-2025-10-0${day}.jsonl`, `${lines.join('\n')}\n`)
  }
  project.json(['closedown', '--from', '2025-10-07T11:00:00Z', '--to', '2025-10-07T17:00:00Z'])
  project.bookend(['history', '--html', 'all.html'])
  const html = project.read('all.html')
  assert.ok(html.includes('<td>2025-10-03 11:10 <span class="faint">inferred</span></td>'), html.slice(-3000))
  assert.match(html, />10-06<\/text>/)
  assert.not.match(html, /red-2025|inferred-/)
  assert.match(project.bookend(['history']).stdout, /^2025-10-06 11:10 +12 /m)
  project.remove()
})

test('a dry run writes nothing, and a directory that is not there is a sentence', () => {
  const project = createProject()
  assert.is(
    project.bookend(['history', '--html', 'all.html', '--dry-run']).stdout,
    'would write all.html: 0 sessions\n',
  )
  assert.not.ok(existsSync(join(project.root, 'all.html')))
  for (const [command, option] of [
    ['history', '--html'],
    ['export', '--to'],
  ] as const) {
    const { status, stderr } = project.bookend([command, option, 'none/all.html'])
    assert.is(status, 4)
    assert.match(stderr, /none\/all\.html cannot be written \(its directory is not there, ENOENT\): make that first\n$/)
  }
  const { status, stderr } = project.bookend(['history', '--html', '.'])
  assert.is(status, 4)
  assert.match(stderr, / cannot be written \(it is a directory, EISDIR\): move it elsewhere\n$/)
  project.remove()
})

test.run()
