import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createProject, entry, repository, type TestProject } from './support/project.ts'
import { snapshot } from './support/snapshot.ts'

const test = suite('hooks install')

const settingsFile = '.claude/settings.json'
const events = ['SessionStart', 'PreCompact', 'Stop', 'SessionEnd']

/** JSON with comments and trailing commas, read the simple way: good enough for the texts of these tests. */
function parse(text: string): { hooks: Record<string, { matcher?: string; hooks: Record<string, unknown>[] }[]> } {
  const bare = text
    .replace(/^\uFEFF/, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/ \/\/ .*$/gm, '')
    .replace(/\/\*.*?\*\//g, '')
    .replace(/,(\s*[}\]])/g, '$1')
  return JSON.parse(bare)
}
const ownHandlers = (text: string, event: string) =>
  (parse(text).hooks[event] ?? [])
    .flatMap(({ hooks }) => hooks)
    .filter((one) => String(one.args).endsWith('main.js,hook'))

const other = '{ "type": "command", "command": "npx lint-staged" }'
const big = JSON.stringify(
  { permissions: { allow: Array.from({ length: 20_000 }, (_, n) => `Bash(command-${n}:*)`) } },
  null,
  2,
)

/** Settings that take the hooks. */
const accepted: Record<string, string> = {
  empty: '',
  'white space only': ' \n\n',
  'an empty object': '{}',
  'an empty object on two lines': '{\n}\n',
  'one key on one line': '{ "model": "opus" }\n',
  'no white space at all': '{"model":"opus","hooks":{"Stop":[]}}',
  'usual settings': '{\n  "permissions": {\n    "allow": ["Bash(ls:*)"]\n  }\n}\n',
  comments: '{\n  // ours\n  "model": "opus", // for now\n  /* and */ "x": 1\n  // the end\n}\n',
  'only a comment inside': '{\n  // nothing yet\n}\n',
  'a byte order mark': '\uFEFF{\n  "model": "opus"\n}\n',
  'carriage returns': '{\r\n    "model": "opus",\r\n    "hooks": {\r\n    }\r\n}\r\n',
  tabs: '{\n\t"model": "opus",\n\t"hooks": {\n\t\t"Stop": []\n\t}\n}',
  'trailing commas': `{\n  "hooks": {\n    "Stop": [\n      { "hooks": [${other},] },\n    ],\n  },\n}\n`,
  "another tool's hooks": `{\n  "hooks": {\n    "PreToolUse": [\n      { "matcher": "Bash", "hooks": [${other}] }\n    ]\n  },\n  "z": true\n}\n`,
  'the same event with another matcher': `{\n  "hooks": {\n    "SessionStart": [\n      { "matcher": "startup", "hooks": [${other}] }\n    ],\n    "Stop": [{ "hooks": [${other}] }]\n  }\n}\n`,
  'a comment behind the last entry': `{\n  "hooks": {\n    "Stop": [\n      { "hooks": [${other}] } // mine\n    ]\n  }\n}\n`,
  'an unknown event and unknown keys': `{\n  "hooks": {\n    "Someday": [],\n    "note": "kept"\n  },\n  "$schema": "x"\n}\n`,
  'a key twice elsewhere': '{\n  "model": "a",\n  "model": "b"\n}\n',
  'no newline at the end': '{\n    "model": "opus"\n}',
  big,
}

for (const [what, text] of Object.entries(accepted)) {
  test(`${what}: everything is kept, twice is once, and uninstall restores every byte`, () => {
    const project = createProject()
    project.write(settingsFile, text)
    const before = snapshot(project.root)
    const { status, stderr } = project.bookend(['hooks', 'install', '--quiet'])
    assert.is(status, 0, stderr)
    const installed = project.read(settingsFile)
    for (const event of events) assert.is(ownHandlers(installed, event).length, 1, event)
    // Line by line, nothing that was there is gone: an added comma is the most that a line gets.
    const bare = (line: string) =>
      line
        .replaceAll(',', '')
        .replace(/[}\]]+$/, '')
        .trimEnd()
    const now = installed.replaceAll(',', '')
    for (const line of text.split(/\r?\n/)) assert.ok(now.includes(bare(line)), line)
    project.bookend(['hooks', 'install', '--quiet'])
    assert.is(project.read(settingsFile), installed)
    assert.is(project.bookend(['hooks', 'uninstall']).status, 0)
    assert.equal(snapshot(project.root), before)
    project.remove()
  })
}

/** Settings that are left alone, and what is said about them. */
const refused: [what: string, text: string, says: RegExp][] = [
  ['malformed', '{\n  "model": "opus"\n  "x": 1\n}\n', /not valid JSON \(line 3: comma expected\)/],
  ['cut off', '{"model": "op', /not valid JSON/],
  ['a list', '[]', /not a JSON object/],
  ['hooks that are a list', '{"hooks":[]}', /"hooks" is not an object/],
  ['an event that is an object', '{"hooks":{"Stop":{}}}', /"hooks\.Stop" is not a list/],
  ['an entry without hooks', '{"hooks":{"Stop":[{"matcher":""}]}}', /entry 1 of "hooks\.Stop" has no list "hooks"/],
  [
    'a malformed PreToolUse entry',
    '{"hooks":{"PreToolUse":[{"matcher":"Bash","hooks":[{"type":"command"}]}]}}',
    /command hook without a "command"; while it is there the agent ignores every hook of the file/,
  ],
  ['hooks twice', '{"hooks":{},"hooks":{}}', /"hooks" appears twice/],
  ['nested without end', '['.repeat(200_000), /not valid JSON/],
]
for (const [what, text, says] of refused) {
  test(`${what}: refused with the reason, and no byte is changed`, () => {
    const project = createProject()
    project.write(settingsFile, text)
    const before = snapshot(project.root)
    const { status, stderr } = project.bookend(['hooks', 'install'])
    assert.is(status, 2)
    assert.match(stderr, says)
    assert.is(stderr.trim().split('\n').length, 1)
    assert.equal(snapshot(project.root), before)
    project.remove()
  })
}

test('what is no file to write to is refused with the reason', () => {
  const outside = mkdtempSync(join(tmpdir(), 'bookend-outside-'))
  writeFileSync(join(outside, 'settings.json'), '{}')
  const places: [what: string, make: (project: TestProject) => void, says: RegExp][] = [
    [
      'read-only',
      (project) => {
        project.write(settingsFile, '{}')
        chmodSync(join(project.root, settingsFile), 0o444)
      },
      /it is read-only/,
    ],
    ['a directory', (project) => mkdirSync(join(project.root, settingsFile), { recursive: true }), /it is a directory/],
    [
      'a link out of the project',
      (project) => {
        mkdirSync(join(project.root, '.claude'))
        symlinkSync(join(outside, 'settings.json'), join(project.root, settingsFile))
      },
      /symbolic link out of the project/,
    ],
    [
      '.claude a link to nothing',
      (project) => symlinkSync('/nowhere/at/all', join(project.root, '.claude')),
      /\.claude/,
    ],
    [
      'a link to nothing',
      (project) => {
        mkdirSync(join(project.root, '.claude'))
        symlinkSync('nowhere.json', join(project.root, settingsFile))
      },
      /symbolic link to nothing/,
    ],
    ['.claude a file', (project) => project.write('.claude', 'x'), /\.claude is not a directory/],
    [
      'no UTF-8',
      (project) => {
        mkdirSync(join(project.root, '.claude'))
        writeFileSync(join(project.root, settingsFile), Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))
      },
      /not UTF-8/,
    ],
  ]
  for (const [what, make, says] of places) {
    const project = createProject()
    make(project)
    const before = snapshot(project.root)
    const { status, stderr } = project.bookend(['hooks', 'install'])
    assert.ok(status === 2 || status === 4, `${what}: ${status}`)
    assert.match(stderr, says, what)
    assert.equal(snapshot(project.root), before, what)
    project.remove()
  }
  assert.is(readFileSync(join(outside, 'settings.json'), 'utf8'), '{}')
  rmSync(outside, { recursive: true })
})

test('a link inside the project is followed, and stays a link', () => {
  const project = createProject()
  project.write('config/agent.json', '{\n  "model": "opus"\n}\n')
  mkdirSync(join(project.root, '.claude'))
  symlinkSync('../config/agent.json', join(project.root, settingsFile))
  const before = snapshot(project.root)
  project.bookend(['hooks', 'install', '--quiet'])
  assert.ok(lstatSync(join(project.root, settingsFile)).isSymbolicLink())
  assert.is(ownHandlers(project.read('config/agent.json'), 'Stop').length, 1)
  project.bookend(['hooks', 'uninstall'])
  assert.equal(snapshot(project.root), before)
  project.remove()
})

for (const [file, link] of [
  ['AGENTS.md', 'CLAUDE.md'],
  ['CLAUDE.md', 'AGENTS.md'],
] as const) {
  for (const agent of ['claude-code', 'codex']) {
    test(`${link} as a link to ${file}: one document, which an uninstall changes and names once (${agent})`, () => {
      const project = createProject()
      project.write(file, '# mine\n')
      symlinkSync(file, join(project.root, link))
      const before = snapshot(project.root)
      project.bookend(['hooks', 'install', '--quiet', '--agents-md', '--agent', agent])
      assert.match(project.read(file), /bookend:begin/)
      const planned = project.bookend(['hooks', 'uninstall', '--dry-run'])
      assert.is(planned.stdout.match(/would write \S+\.md$/gm)?.length, 1, planned.stdout)
      const { status, stdout, stderr } = project.bookend(['hooks', 'uninstall'])
      assert.is(status, 0, stderr)
      assert.is(stdout.match(/^written \S+\.md$/gm)?.length, 1, stdout)
      assert.match(stdout, /^deleted /m)
      assert.equal(snapshot(project.root), before)
      project.remove()
    })
  }
}

test('a link that took the place of the file goes, and what it leads to loses the paragraph', () => {
  const project = createProject()
  project.bookend(['hooks', 'install', '--quiet', '--agents-md'])
  renameSync(join(project.root, 'CLAUDE.md'), join(project.root, 'AGENTS.md'))
  symlinkSync('AGENTS.md', join(project.root, 'CLAUDE.md'))
  const { status, stderr } = project.bookend(['hooks', 'uninstall'])
  assert.is(status, 0, stderr)
  assert.not.match(project.read('AGENTS.md'), /bookend/)
  assert.not(existsSync(join(project.root, '.claude/cache/hooks')))
  project.remove()
})

test('where there was no file, there is none again', () => {
  const project = createProject()
  const before = snapshot(project.root)
  project.bookend(['hooks', 'install', '--quiet', '--agents-md'])
  assert.is(project.bookend(['hooks', 'uninstall']).status, 0)
  assert.equal(snapshot(project.root), before)
  project.remove()
})

/** What a user does to settings between install and uninstall. */
const edits: Record<string, (text: string) => string> = {
  'a key of their own': (text) => text.replace('"model": "opus"', '"model": "haiku", "theme": "dark"'),
  'a hook behind ours': (text) =>
    text.includes('"Stop": [\n')
      ? text.replace(
          /("Stop": \[\n[\s\S]*?\n {4}\])/,
          (list) => `${list.slice(0, -6)},\n      { "hooks": [${other}] }\n    ]`,
        )
      : text,
}
for (const [what, edit] of Object.entries(edits)) {
  test(`edited in the meantime (${what}): only bookend's entries go`, () => {
    const original = `{\n  "model": "opus",\n  "hooks": {\n    "Stop": [\n      { "hooks": [${other}] }\n    ]\n  }\n}\n`
    const project = createProject()
    project.write(settingsFile, original)
    project.bookend(['hooks', 'install', '--quiet'])
    const installed = project.read(settingsFile)
    assert.is.not(edit(installed), installed)
    project.write(settingsFile, edit(installed))
    project.bookend(['hooks', 'uninstall'])
    assert.is(project.read(settingsFile), edit(original))
    project.remove()
  })
}

test('uninstall finds its entries without its record, and reformatted', () => {
  const project = createProject()
  project.write(settingsFile, '{\n  "model": "opus"\n}\n')
  project.bookend(['hooks', 'install', '--quiet'])
  rmSync(join(project.root, '.claude/cache'), { recursive: true })
  project.write(settingsFile, JSON.stringify(parse(project.read(settingsFile))))
  assert.is(project.bookend(['hooks', 'uninstall']).status, 0)
  assert.is(project.read(settingsFile), '{"model":"opus"}')
  assert.not.ok(
    existsSync(join(project.root, '.claude/skills')) &&
      readdirSync(join(project.root, '.claude/skills/bookend-open')).length > 0,
  )
  project.remove()
})

test("an older version's entries are renewed, and gone after uninstall", () => {
  const old = `{\n  "hooks": {\n    "Stop": [\n      { "hooks": [${other}, { "type": "command", "command": "npx bookend hook" }] }\n    ],\n    "UserPromptSubmit": [{ "hooks": [{ "type": "command", "command": "bookend hook" }] }]\n  }\n}\n`
  const project = createProject()
  project.write(settingsFile, old)
  project.bookend(['hooks', 'install', '--quiet'])
  const installed = project.read(settingsFile)
  assert.not.match(installed, /bookend hook/)
  assert.not.match(installed, /UserPromptSubmit/)
  for (const event of events) assert.is(ownHandlers(installed, event).length, 1, event)
  project.bookend(['hooks', 'uninstall'])
  assert.is(
    project.read(settingsFile),
    `{\n  "hooks": {\n    "Stop": [\n      { "hooks": [${other}] }\n    ]\n  }\n}\n`,
  )
  project.remove()
})

test('settings.local.json on demand, and never in both', () => {
  const project = createProject()
  assert.is(project.bookend(['hooks', 'install', '--local']).status, 0)
  assert.not.ok(existsSync(join(project.root, settingsFile)))
  assert.is(ownHandlers(project.read('.claude/settings.local.json'), 'Stop').length, 1)
  const { status, stderr } = project.bookend(['hooks', 'install'])
  assert.is(status, 2)
  assert.match(stderr, /installed in \.claude\/settings\.local\.json: uninstall them first/)
  project.remove()
})

test('the entries call a command that is there: absolute, or in the project where bookend is installed there', () => {
  const project = createProject()
  project.bookend(['hooks', 'install', '--quiet'])
  const [handler] = ownHandlers(project.read(settingsFile), 'SessionEnd')
  const args = handler?.args as string[]
  assert.equal(
    { ...handler, args: args.slice(2) },
    { type: 'command', command: 'node', args: [entry, 'hook'], timeout: 10 },
  )
  assert.is(args[0], '-e')
  assert.is(parse(project.read(settingsFile)).hooks.SessionStart?.[0]?.matcher, 'startup|resume|clear|compact|fork')
  mkdirSync(join(project.root, 'node_modules'))
  symlinkSync(repository, join(project.root, 'node_modules/bookend'))
  project.bookend(['hooks', 'install', '--quiet'])
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the agent fills it in
  const script = '${CLAUDE_PROJECT_DIR}/node_modules/bookend/dist/workflows/main.js'
  for (const event of events) {
    const found = ownHandlers(project.read(settingsFile), event)[0]?.args as string[]
    assert.equal(found.slice(2), [script, 'hook'])
  }
  assert.match(project.read('.claude/skills/bookend-open/SKILL.md'), /`npx bookend init`/)
  project.remove()
})

test('in a linked work tree without packages the entries stay those of the main one, and doctor says what is missing', () => {
  const project = createProject()
  mkdirSync(join(project.root, 'node_modules'))
  symlinkSync(repository, join(project.root, 'node_modules/bookend'))
  project.write('.gitignore', 'node_modules\n')
  assert.is(project.bookend(['hooks', 'install', '--quiet']).status, 0)
  const before = project.read(settingsFile)
  project.git('add', '-f', settingsFile, '.gitignore')
  project.git('commit', '-qm', 'Settings')
  const outside = join(realpathSync(mkdtempSync(join(tmpdir(), 'bookend-test-'))), 'feat')
  for (const [number, place] of [join(project.root, '.claude/worktrees/feat'), outside].entries()) {
    project.git('worktree', 'add', '-q', place, '-b', `feat-${number}`)
    const hooksOf = () =>
      JSON.parse(project.bookend(['doctor', '--json', '--project', place]).stdout).checks.find(
        ({ id }: { id: string }) => id === 'hooks',
      )
    assert.match(hooksOf().reason, /^bookend is not installed in this work tree, and its hooks do nothing here$/)
    assert.is(hooksOf().fix, 'npm install')
    const { status, stderr } = project.bookend(['hooks', 'install', '--project', place])
    assert.is(status, 0)
    assert.match(stderr, /nothing of this will run: bookend is not installed in this work tree: npm install/)
    assert.is(readFileSync(join(place, settingsFile), 'utf8'), before)
    mkdirSync(join(place, 'node_modules'))
    symlinkSync(repository, join(place, 'node_modules/bookend'))
    assert.is(hooksOf().verdict, 'PASS')
  }
  rmSync(dirname(outside), { recursive: true, force: true })
  project.remove()
})

test('a dry run changes nothing and names what an install then does; --json is one document', () => {
  const project = createProject()
  project.write(settingsFile, '{}')
  const before = snapshot(project.root)
  const json = (args: string[]) => JSON.parse(project.bookend(['hooks', ...args, '--json']).stdout)
  const rehearsal = json(['install', '--dry-run'])
  assert.equal(snapshot(project.root), before)
  assert.match(project.bookend(['hooks', 'install', '--dry-run']).stdout, /^would write \.claude\/settings\.json$/m)
  assert.equal(json(['install']).actions, rehearsal.actions)
  assert.ok(rehearsal.actions.some((action: { path: string }) => action.path === settingsFile))
  const installed = snapshot(project.root)
  const undone = json(['uninstall', '--dry-run'])
  assert.equal(snapshot(project.root), installed)
  assert.equal(json(['uninstall']).actions, undone.actions)
  assert.equal(snapshot(project.root), before)
  project.remove()
})

test('--statusline puts a status line in, once, and takes it out to the byte; one of the user stays', () => {
  const project = createProject()
  mkdirSync(join(project.root, 'node_modules'))
  symlinkSync(repository, join(project.root, 'node_modules/bookend'))
  project.write(settingsFile, '{\n  // mine\n  "model": "opus"\n}\n')
  const before = snapshot(project.root)
  for (const _ of [1, 2]) assert.is(project.bookend(['hooks', 'install', '--quiet', '--statusline']).status, 0)
  const settings = parse(project.read(settingsFile)) as unknown as {
    model: string
    statusLine: { type: string; command: string }
  }
  assert.is(settings.model, 'opus')
  assert.is(settings.statusLine.type, 'command')
  const shown = spawnSync('sh', ['-c', settings.statusLine.command], {
    cwd: project.root,
    encoding: 'utf8',
    input: '{"cost":{"total_cost_usd":2}}',
  })
  assert.equal([shown.status, shown.stdout, shown.stderr], [0, '$2.00\n', ''])
  const statusLineSaid = () => /^status line: .*$/m.exec(project.bookend(['hooks', 'status']).stdout)?.[0]
  assert.is(statusLineSaid(), 'status line: installed, in .claude/settings.json')
  project.bookend(['hooks', 'uninstall'])
  assert.equal(snapshot(project.root), before)
  assert.is(statusLineSaid(), 'status line: none')

  project.write(settingsFile, '{ "statusLine": { "type": "command", "command": "date" } }\n')
  const { stdout, stderr } = project.bookend(['hooks', 'install', '--statusline'])
  assert.match(
    stderr,
    /next, open a session with .*bookend init, then start the agent anew in this project; .*doctor then says whether it was heard of\n$/,
  )
  assert.match(stdout, /^kept \.claude\/settings\.json: it has a status line of your own$/m)
  assert.match(project.read(settingsFile), /"command": "date"/)
  assert.is(statusLineSaid(), "status line: not bookend's, in .claude/settings.json")
  project.bookend(['hooks', 'uninstall'])
  assert.is(project.read(settingsFile), '{ "statusLine": { "type": "command", "command": "date" } }\n')
  project.remove()
})

test('where the plugin is enabled its hooks answer, and none are installed beside them', () => {
  const project = createProject()
  project.write(settingsFile, '{ "enabledPlugins": { "bookend@bookend": true } }\n')
  const { stdout, stderr } = project.bookend(['hooks', 'install'])
  assert.match(
    stdout,
    /^kept \.claude\/settings\.json: the plugin bookend@bookend \(\.claude\/settings\.json\) answers the agent's events$/m,
  )
  assert.is(project.read(settingsFile), '{ "enabledPlugins": { "bookend@bookend": true } }\n')
  assert.not.ok(existsSync(join(project.root, '.claude/skills')), 'the plugin has them')
  assert.not.match(stderr, /other machines/)
  assert.match(
    project.bookend(['hooks', 'status']).stdout,
    /^plugin: bookend@bookend \(enabled in \.claude\/settings\.json\) has hooks and skills$/m,
  )
  assert.match(
    project.bookend(['doctor']).stdout,
    /^PASS +hooks: by the plugin bookend@bookend \(\.claude\/settings\.json\); /m,
  )
  project.write(settingsFile, '{ "enabledPlugins": { "bookend@bookend": true }, "disableAllHooks": true }\n')
  assert.match(project.bookend(['doctor']).stdout, /^FAIL +hooks: \.claude\/settings\.json: "disableAllHooks" is true/m)
  project.remove()
})

test('doctor says what to edit in settings whose hooks the agent ignores, though none of bookend is in them', () => {
  const project = createProject()
  project.write(settingsFile, '{ "hooks": { "PreToolUse": [{ "x": 1 }] } }\n')
  assert.match(
    project.bookend(['doctor']).stdout,
    /^FAIL +hooks: \.claude\/settings\.json: entry 1 of "hooks\.PreToolUse" has no list "hooks"; .*to fix it: edit \.claude\/settings\.json$/m,
  )
  // Valid settings without hooks are no fault.
  project.write(settingsFile, '{}\n')
  project.write('session.config.mjs', 'export default { nonsense: 1 }\n')
  assert.match(project.bookend(['doctor']).stdout, /^SKIPPED hooks: not installed/m)
  assert.match(project.bookend(['doctor']).stdout, /^FAIL +configuration: .*to fix it: edit session\.config\.mjs$/m)
  project.remove()
})

test('status says what is installed and what is in the way', () => {
  const project = createProject()
  const status = () => project.json<{ installed: boolean; settings: { problem?: string }[] }>(['hooks', 'status'])
  assert.is(status().installed, false)
  project.bookend(['hooks', 'install', '--quiet'])
  assert.is(status().installed, true)
  assert.match(
    project.bookend(['hooks', 'status']).stdout,
    /settings\.json: installed for SessionStart, PreCompact, Stop, SessionEnd$/m,
  )
  project.write(settingsFile, project.read(settingsFile).replace('{', '{ "disableAllHooks": true,'))
  assert.is(status().installed, false)
  assert.match(String(status().settings[0]?.problem), /disableAllHooks/)
  const { stderr } = project.bookend(['hooks', 'install'])
  assert.match(stderr, /nothing of this will run: \.claude\/settings\.json: "disableAllHooks" is true/)
  assert.not.match(stderr, /bookend: next,/)
  // The other file says it for the hooks in this one.
  project.write(settingsFile, project.read(settingsFile).replace('"disableAllHooks": true', '"model": "opus"'))
  project.write('.claude/settings.local.json', '{ "disableAllHooks": true }')
  assert.match(
    project.bookend(['doctor']).stdout,
    /^FAIL {4}hooks: \.claude\/settings\.local\.json: "disableAllHooks" is true.*to fix it: edit /m,
  )
  project.remove()
})

test('the entry and the paragraph of the documents are what is installed', () => {
  const project = createProject()
  mkdirSync(join(project.root, 'node_modules'))
  symlinkSync(repository, join(project.root, 'node_modules/bookend'))
  project.write('.claude/instruction-history.json', '{ "instructions": [{ "id": "inst_024", "text": "x" }] }')
  project.bookend(['hooks', 'install', '--quiet', '--agents-md'])
  const block = (page: string, language: string) =>
    new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(
      readFileSync(join(repository, page), 'utf8'),
    )?.[1] as string
  assert.equal(JSON.parse(block('docs/hooks.md', 'json')), parse(project.read(settingsFile)).hooks.SessionStart?.[0])
  const checklist = 'docs/from-the-checklist.md'
  assert.ok(project.read('CLAUDE.md').includes(block(checklist, 'markdown')))
  const { stdout } = project.bookend(['list'])
  const ids = [...readFileSync(join(repository, checklist), 'utf8').matchAll(/`([a-z]+\/[a-z-]+)`/g)].map(
    (match) => match[1],
  )
  assert.ok(ids.length > 5)
  for (const id of ids) assert.match(stdout, new RegExp(`^  ${id} `, 'm'))
  project.remove()
})

test("what an install has just written is said to be in no commit, and is nobody's work until somebody edits it", () => {
  const project = createProject()
  project.write('a.txt', 'a')
  project.commit('Begin')
  project.bookend(['hooks', 'install'])
  project.bookend(['init'])
  const { stdout } = project.bookend(['closedown'])
  const letter = project.read(/SESSION_CLOSEDOWN_\S+\.md/.exec(stdout)?.[0] as string)
  assert.match(letter, /\*\*Work in the tree\*\*: 4 files of hooks install in no commit\n/)
  assert.not.match(stdout, /Uncommitted:|work uncommitted without a note/)
  assert.match(stdout, /^Git: main@\w+, clean, 4 files of hooks install in no commit$/m)
  const skill = '.claude/skills/bookend-open/SKILL.md'
  project.write(skill, 'mine\n')
  project.git('add', settingsFile)
  const again = project.json<{ git: Record<string, unknown> }>(['closedown']).git
  assert.equal(again.untracked, [skill])
  assert.equal(again.staged, [])
  assert.is((again.installed as string[]).length, 3)
  project.remove()
})

test('an unknown action is refused, with what was meant', () => {
  const project = createProject()
  const { status, stderr } = project.bookend(['hooks', 'instal'])
  assert.is(status, 2)
  assert.match(stderr, /did you mean "install"\?/)
  project.remove()
})

test.run()
