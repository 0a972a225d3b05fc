import { execFileSync, spawnSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fitted, widthOf } from '../templates/fitted.ts'
import { commands } from '../workflows/commands.ts'
import { calls } from '../workflows/runner/typed-command.ts'
import { decision } from './support/decisions.ts'
import { cleanEnvironment, createProject, entry } from './support/project.ts'
import { rulesFile } from './support/suggestions.ts'

const test = suite('the width of a terminal')

const shown: string[][] = [
  ['note', '--todo', 'Prüfe die Umläute 漢字漢字漢字漢字漢字漢字 und dann noch einmal alles, was darunter steht'],
  ['note', '--goal', '支払いの再試行を安全にする 支払いの再試行を安全にする 支払いの再試行を安全にする 支払いの再試行'],
  ['note', '--issue', `see ${'long/'.repeat(20)}file.ts before anything else is done with the retry of payments`],
  ['init'],
  ['closedown', '--dry-run'],
  ['closedown'],
  ['restore', '--dry-run', '.memory-test/0.txt', '.memory-test/none.txt'],
  ['restore'],
  ['explain', 'analysis.services.BoundaryEnforcer.blockRate'],
  ['explain', 'analysis.health.score'],
  ['recount'],
  ['doctor'],
  ['history'],
  ['review'],
  ['status'],
  ['notes', '--all'],
  [],
  ['list'],
  ['import', '.memory/audit/decisions-2025-10-24.jsonl', '--dry-run'],
  ['export', '--dry-run'],
  ['task', 'git/status', '--dry-run'],
  ['hooks', 'install', '--dry-run', '--statusline'],
  ['hooks', 'status'],
  [
    'run',
    '--dry-run',
    '--',
    'node',
    'a',
    'server',
    'that',
    'takes',
    'many',
    'words',
    'to',
    'be',
    'started',
    'at',
    'all',
  ],
  ['env'],
  ['help'],
  ...commands.map(({ name }) => ['help', name]),
  ['closedown', '--dry-rnu'],
  ['init', '--from', 'yesterday'],
]
/** What the last lines of a command are read by another program. */
const exact = new Set(['completion', 'hook', 'statusline'])

test('every command is shown or is for another program', () => {
  const names = shown.flatMap(([name = 'glance', what]) => (name === 'help' ? [] : [name, what]))
  for (const { name } of commands) if (!exact.has(name)) assert.ok(names.includes(name), name)
})

for (const columns of [80, 60])
  test(`no line of any command is wider than a terminal of ${columns} columns, but for what is copied as a whole`, () => {
    if (spawnSync('script', ['--version']).status !== 0) return
    const project = createProject()
    const now = Date.now()
    const lines = Array.from({ length: 40 }, (_, minute) =>
      decision(new Date(now - (60 - minute) * 60_000).toISOString(), {
        sessionId: 'a',
        ...(minute % 4 === 0 && { allowed: false, violations: ['credential_in_output'] }),
      }),
    )
    project.write('.memory/audit/decisions-2025-10-24.jsonl', `${lines.join('\n')}\nnot json\n`)
    project.write(
      rulesFile,
      JSON.stringify({
        instructions: [{ id: 'inst_001', text: 'Ask first', quadrant: 'STRATEGIC', persistence: 'HIGH', active: true }],
      }),
    )
    for (let n = 0; n < 3; n++) project.write(`.memory-test/${n}.txt`, 'left over\n')
    project.commit('Begin with a sentence that is long enough for the terminal to break it somewhere in its middle')
    const mark = 'next-command'
    const typed = shown.map((args) =>
      [process.execPath, entry, ...args]
        .map((word) => `'${word}'`)
        .join(' ')
        .concat(`; echo ${mark}`),
    )
    const text = execFileSync('script', ['-qec', `stty cols ${columns} rows 50; ${typed.join('; ')}`, '/dev/null'], {
      cwd: project.root,
      encoding: 'utf8',
      env: cleanEnvironment({ TERM: 'xterm', CI: '1' }),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const answers = text.replaceAll('\r', '').split(`${mark}\n`)
    assert.is(answers.length, shown.length + 1)
    const wider = answers.flatMap((answer, each) =>
      answer
        .split('\n')
        // A narrower terminal would have broken what is still there whole: it is one piece.
        .filter((line) => widthOf(line) > columns && fitted(line, 1).trim().includes('\n'))
        .map((line) => `${shown[each]?.join(' ')}: ${line}`),
    )
    assert.equal(wider, [])
    const [history] = answers.filter((_, each) => shown[each]?.[0] === 'history')
    const rows = (history as string)
      .split('\n\n')
      .flatMap((table) => table.split('\n'))
      .filter((line) => /^ |-\d{3} {2}/.test(line))
    assert.ok(rows.length > 0 && rows.every((row) => /^\d{4}-\d\d-\d\d-\d{3} /.test(row)), history)
    project.remove()
  })

test('a command of bookend is not broken, however it is called', () => {
  const prefixes = [...Object.values(calls), 'bookend', 'node /opt/a/dist/workflows/main.js']
  const typed = prefixes.map((prefix) => `${prefix} closedown --resume --session 2026-11-28-001`)
  for (const command of [...typed, 'npm run closedown -- --resume --session 2026-11-28-001'])
    for (let columns = command.length + 2; columns < command.length + 40; columns++)
      assert.ok(
        fitted(`It is unfinished; finish it with ${command}, or look at it`, columns).includes(`${command},`),
        `${columns} ${command}`,
      )
})

test('colours and what is drawn over a character take no place, wide characters two', () => {
  assert.is(widthOf('\u001b[31mred\u001b[0m'), 3)
  assert.is(widthOf('e\u0301'), 1)
  assert.is(widthOf('漢字'), 4)
  assert.is(fitted('漢字漢字 漢字漢字', 10), '漢字漢字\n  漢字漢字')
  assert.is(fitted('a  bb cc dd', 9), 'a  bb cc\n   dd')
})

test.run()
