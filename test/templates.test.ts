import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { at, day, decision } from './support/decisions.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('templates')
const handoff = 'SESSION_CLOSEDOWN_2025-10-24.md'
const issues = '.claude/templates/handoff-issues.md.ejs'

interface Report {
  outcome: string
  tasks: { id: string; outcome: string; reason?: { reason: string; path: string; line?: number; detail: string } }[]
}

function closeWith(project: TestProject, path: string, template: string) {
  project.write(path, template)
  const report = project.json<Report>(['closedown', ...day])
  return { report, step: report.tasks.find(({ id }) => id === 'handoff/document'), document: project.read(handoff) }
}

test('code and path are set once, escaped or not, in a line and in a cell', () => {
  const project = createProject()
  const source = ['<%-', '<%='].flatMap((open) => {
    const tag = `${open} code("a\`b") %>`
    return [`- ${tag}`, '', '| a |', '|---|', `| ${tag} |`, '']
  })
  project.write(issues, ['## Trouble', '', ...source, '<%= path("x_y*.md") %> <%= "a`b" %>', ''].join('\n'))
  project.bookend(['closedown', ...day])
  const document = project.read(handoff)
  assert.is(document.match(/^(- |\| )``a`b``( \|)?$/gm)?.length, 4, document)
  assert.match(document, /^`x_y\*\.md` a\\`b$/m)
  project.remove()
})

test("a project's own template stands in for the one of the same name, and --verbose names it", () => {
  const project = createProject()
  project.write(
    issues,
    '## Trouble\n\n<% for (const { shown } of issues) for (const fact of shown) { -%>\n* <%= fact.text %>\n<% } -%>\n',
  )
  project.write('.memory-test/copy/.git', 'gitdir: nowhere\n')
  const { status, stdout, stderr } = project.bookend(['closedown', ...day, '--verbose'])
  assert.is(status, 0)
  assert.match(stdout, /\nDegraded: nothing\n/)
  assert.match(stderr, /\.claude\/templates\/handoff-issues\.md\.ejs is used in place of the built-in template/)
  const document = project.read(handoff)
  assert.match(document, /^## Trouble\n\n\* artefact kept: /m)
  assert.not.match(document, /## Known Issues/)
  project.remove()
})

const broken: [what: string, template: string, line: number | undefined, detail: RegExp][] = [
  ['names a value that is not there', '## Mine\n\n<%= nonsense %>\n', 3, /nonsense is not defined/],
  ['throws', '<% for (const fact of issues) { %>\n<% } %>\n<%= issues.at(99).text %>', 3, /Cannot read properties/],
  ['has a syntax error', '## Mine\n<% if (issues.length > 0) { -%>\nsome\n<% } } -%>\n', 4, /does not parse/],
  ['has a syntax error in an expression', 'a\nb\n<%= issues. %>\n', 3, /does not parse/],
  ['has a tag that does not end', 'a\n<%= issues.length\nb\n<% } %>\n', 2, /matching close tag/],
  ['has a block that does not end', '<% if (issues) { %>\nx\n', undefined, /does not parse/],
  ['ends the process', 'a\n<% process.exit(0) %>\n', 2, /it calls process\.exit\(\), which would end bookend/],
  ['destroys a built-in', '<% globalThis.Map = undefined %>\n', undefined, /it changes Map, which bookend runs on/],
  ['includes another file', 'x\n<%- include("/etc/passwd") %>\n', 2, /cannot include another file/],
]

for (const [what, template, line, detail] of broken) {
  test(`a template that ${what} is named with its line, and the built-in one is used`, () => {
    const project = createProject()
    const { report, step, document } = closeWith(project, issues, template)
    assert.is(report.outcome, 'degraded')
    assert.is(step?.outcome, 'degraded')
    assert.is(step?.reason?.path, issues)
    if (line !== undefined) assert.is(step?.reason?.line, line)
    assert.match(step?.reason?.detail ?? '', detail)
    assert.match(document, /^## Known Issues$/m)
    project.remove()
  })
}

test('the session is closed all the same, and the summary says which template is broken and where', () => {
  const project = createProject()
  project.write(issues, 'x\n<%= nonsense %>\n')
  const { status, stdout } = project.bookend(['closedown', ...day])
  assert.is(status, 0)
  assert.match(stdout, /\nDegraded: Write the handoff \(\.claude\/templates\/handoff-issues\.md\.ejs:2 is broken \(/)
  assert.match(stdout, /\nThe session is closed\. Stop working now\.\n$/)
  project.remove()
})

test('all that are broken are named at once', () => {
  const project = createProject()
  for (const name of ['issues', 'git', 'rules'])
    project.write(`.claude/templates/handoff-${name}.md.ejs`, '<%= nonsense %>')
  const { stdout } = project.bookend(['closedown', ...day])
  const degraded = /^Degraded: .*$/m.exec(stdout)?.[0] ?? ''
  for (const name of ['issues', 'git', 'rules'])
    assert.match(degraded, new RegExp(`templates/handoff-${name}\\.md\\.ejs:1 is broken \\(nonsense is not defined\\)`))
  project.remove()
})

test('what a template prints or leaves for later reaches neither the result nor the status', () => {
  const project = createProject({ ownProcess: true })
  project.write(issues, '<% console.log("printed"); setTimeout(() => process.exit(7), 0) %>## Mine\n')
  const { status, stdout } = project.bookend(['closedown', ...day, '--json'])
  assert.is(status, 0)
  assert.is((JSON.parse(stdout) as Report).outcome, 'ok')
  assert.match(project.read(handoff), /^## Mine$/m)
  project.remove()
})

const replacing: [what: string, code: string][] = [
  ['writes', 'fs.writeSync = (_, bytes) => bytes.length; fs.writeFileSync = () => {}'],
  ['opens', 'const { openSync } = fs; fs.openSync = (_, ...rest) => openSync("/dev/null", ...rest)'],
  ['reads', 'fs.readSync = () => 0'],
  ['flushes', 'fs.fsyncSync = () => { throw new Error("mine") }'],
  [
    'looks and renames',
    `fs.renameSync = fs.linkSync = () => {}; fs.existsSync = () => true
     fs.statSync = fs.lstatSync = fs.fstatSync = () => ({ isFile: () => true, isDirectory: () => false, size: 1 })`,
  ],
]
for (const [what, code] of replacing)
  test(`a template that replaces later what ${what}: what is called written holds it`, () => {
    const project = createProject({ ownProcess: true })
    project.write(issues, `<% import("node:fs").then(({ default: fs }) => { ${code} }) %>## Mine\n`)
    const { status, stdout, stderr } = project.bookend(['closedown', ...day])
    assert.is(status, 0, stderr)
    assert.match(stdout, /^Written: SESSION_CLOSEDOWN_2025-10-24\.md/m)
    assert.match(project.read(handoff), /^## Mine$/m)
    assert.match(project.read('SESSION_CLOSEDOWN_2025-10-24.html'), /<\/html>\s*$/)
    assert.match(project.read('.claude/session-complete.marker'), /"recovery_doc"/)
    project.remove()
  })

test('a template that replaces what bookend reads its own modules with is no bug of bookend’s', () => {
  const project = createProject({ ownProcess: true })
  const code =
    'fs.readFileSync = () => "x"; fs.readSync = () => 0; String.prototype.slice = () => { throw new Error("mine") }'
  project.write(issues, `<% import("node:fs").then(({ default: fs }) => { ${code} }) %>## Mine\n`)
  const { status, stderr } = project.bookend(['closedown', ...day])
  assert.is(status, 2, stderr)
  assert.match(stderr, /^bookend: \.claude\/templates\/\S+: it changes \S+ later, which bookend runs on$/m)
  assert.not.match(stderr, /report it|\n {4}at /)
  project.remove()
})

test('a first screen of its own has to keep to 1,800 bytes', () => {
  const project = createProject()
  const long = 'x'.repeat(2000)
  const { step, document } = closeWith(project, '.claude/templates/first-screen.md.ejs', `# Mine\n${long}\n`)
  assert.match(step?.reason?.detail ?? '', /more than 1800 bytes/)
  assert.match(document, /^# Session Handoff - 2025-10-24\n/)
  project.remove()
})

/** Enough blocked edits for a rule to be proposed. */
function writeBlockedEdits(project: TestProject): void {
  const lines = Array.from({ length: 6 }, (_, minute) =>
    decision(at(minute), {
      allowed: false,
      violations: ['credential_in_output'],
      metadata: { actionType: `Edit file-${minute}.js` },
    }),
  )
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${lines.join('\n')}\n`)
}

test('every document can be replaced', () => {
  const project = createProject()
  writeBlockedEdits(project)
  project.write('.claude/templates/suggested-rules.md.ejs', 'Suggestions of <%= date %>\n')
  project.write('.claude/templates/session-closedown.html.ejs', '<!doctype html><title><%= title %></title>\n')
  assert.is(project.bookend(['closedown', ...day]).status, 0)
  assert.is(project.read('SUGGESTED_RULES_2025-10-24.md'), 'Suggestions of 2025-10-24\n')
  assert.is(project.read('SESSION_CLOSEDOWN_2025-10-24.html'), '<!doctype html><title>Session 2025-10-24-001</title>\n')
  project.remove()
})

test('the finished documents are looked over for secrets, wherever those come from', () => {
  const project = createProject()
  const secret = 'q7RtZ2mXc9VbLw4KpD8s'
  writeBlockedEdits(project)
  for (const template of ['handoff-issues.md', 'suggested-rules.md', 'session-closedown.html'])
    project.write(`.claude/templates/${template}.ejs`, `password=${secret}\n`)
  assert.is(project.bookend(['closedown', ...day]).status, 0)
  for (const file of [handoff, 'SUGGESTED_RULES_2025-10-24.md', 'SESSION_CLOSEDOWN_2025-10-24.html'])
    assert.match(project.read(file), /^password=\[redacted\]$/m, file)
  project.remove()
})

test('templates are read only from inside the project', () => {
  const outside = createProject({ git: false })
  outside.write('handoff-issues.md.ejs', 'from outside\n')
  for (const link of ['file', 'directory']) {
    const project = createProject()
    project.write('.claude/keep', '')
    if (link === 'directory') symlinkSync(outside.root, join(project.root, '.claude/templates'))
    else {
      project.write('.claude/templates/keep', '')
      symlinkSync(join(outside.root, 'handoff-issues.md.ejs'), join(project.root, issues))
    }
    const { status, stdout } = project.bookend(['closedown', ...day])
    assert.is(status, 0)
    assert.match(stdout, /links are not followed/)
    assert.not.match(project.read(handoff), /from outside/)
    project.remove()
  }
  outside.remove()
})

test.run()
