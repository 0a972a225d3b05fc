import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cleanEnvironment, createProject, repository } from './support/project.ts'

const test = suite("Codex's hooks")

const file = '.codex/hooks.json'
const install = ['hooks', 'install', '--agent', 'codex']

/** Files that take the hooks, and must come back to the byte. */
const accepted: Record<string, string | undefined> = {
  'no file': undefined,
  empty: '',
  'an empty object': '{}',
  "the user's own": `{
  "description": "ours",
  "hooks": {
    "Stop": [ { "hooks": [ { "type": "command", "command": "npx lint-staged", "timeout": 30 } ] } ],
    "PreToolUse": []
  }
}
`,
}
for (const [what, text] of Object.entries(accepted)) {
  test(`${what}: every byte comes back, twice is once, and a dry run writes nothing`, () => {
    const project = createProject()
    if (text !== undefined) project.write(file, text)
    const dry = project.bookend([...install, '--dry-run'])
    assert.is(dry.status, 0, dry.stderr)
    assert.match(dry.stdout, /would write \.codex\/hooks\.json/)
    assert.is(existsSync(join(project.root, file)), text !== undefined)
    const { status, stderr } = project.bookend([...install, '--quiet'])
    assert.is(status, 0, stderr)
    const installed = project.read(file)
    const { hooks, ...others } = JSON.parse(installed)
    // Codex refuses a file with any other key, and knows no `args`.
    assert.equal(Object.keys(others), text?.includes('description') ? ['description'] : [])
    for (const [event, seconds, matcher] of [
      ['SessionStart', 10, 'startup|resume|clear|compact|fork'],
      ['PreCompact', 10, undefined],
      ['Stop', 10, undefined],
      // More than three seconds make Codex complain at each start.
      ['SessionEnd', 3, undefined],
    ] as const) {
      const group = hooks[event].at(-1)
      assert.equal(Object.keys(group), matcher ? ['matcher', 'hooks'] : ['hooks'])
      assert.is(group.matcher, matcher)
      assert.equal(Object.keys(group.hooks[0]), ['type', 'command', 'timeout'])
      assert.is(group.hooks[0].timeout, seconds)
    }
    assert.is(existsSync(join(project.root, '.claude/settings.json')), false)
    assert.is(existsSync(join(project.root, '.claude/skills')), false)
    project.bookend([...install, '--quiet'])
    assert.is(project.read(file), installed)
    const found = JSON.parse(project.bookend(['hooks', 'status', '--json']).stdout)
    assert.equal(found.codex, {
      path: file,
      events: Object.keys(hooks).filter((event) => event !== 'PreToolUse'),
      missing: [],
      outdated: [],
    })
    assert.match(project.bookend(['hooks', 'status']).stdout, /\.codex\/hooks\.json: installed for/)
    assert.is(project.bookend(['hooks', 'uninstall']).status, 0)
    assert.is(existsSync(join(project.root, file)) ? project.read(file) : undefined, text)
    assert.is(existsSync(join(project.root, '.codex')), text !== undefined)
    assert.is(existsSync(join(project.root, '.claude/cache')), false)
    project.remove()
  })
}

test('the command answers from wherever in the repository Codex was started, and is silent where bookend is not installed', () => {
  const project = createProject()
  project.bookend(['init', '--quiet'])
  const { stderr } = project.bookend(install)
  assert.match(stderr, /other machines do not have/)
  const { hooks } = JSON.parse(project.read(file))
  mkdirSync(join(project.root, 'src'), { recursive: true })
  const run = (command: string) =>
    spawnSync('sh', ['-c', command], {
      cwd: join(project.root, 'src'),
      encoding: 'utf8',
      env: cleanEnvironment({}),
      input: JSON.stringify({
        session_id: 'codex-1',
        transcript_path: null,
        cwd: join(project.root, 'src'),
        hook_event_name: 'SessionStart',
        source: 'startup',
        model: 'gpt-5',
        permission_mode: 'default',
      }),
    })
  const answer = run(hooks.SessionStart[0].hooks[0].command)
  assert.is(answer.status, 0, answer.stderr)
  assert.match(JSON.parse(answer.stdout).hookSpecificOutput.additionalContext, /bookend/)
  const elsewhere = run(hooks.SessionStart[0].hooks[0].command.replace('main.js', 'gone.js'))
  assert.equal([elsewhere.status, elsewhere.stdout, elsewhere.stderr], [0, '', ''])
  project.remove()
})

test('where bookend is installed in the project, the command means the same on every machine', () => {
  const project = createProject()
  mkdirSync(join(project.root, 'node_modules'))
  symlinkSync(repository, join(project.root, 'node_modules/bookend'))
  const { status, stderr } = project.bookend(install)
  assert.is(status, 0, stderr)
  const { command } = JSON.parse(project.read(file)).hooks.Stop[0].hooks[0]
  assert.match(
    command,
    /"\$\(git rev-parse --show-toplevel 2>\/dev\/null\)\/node_modules\/bookend\/dist\/workflows\/main\.js" hook$/,
  )
  assert.not.match(readFileSync(join(project.root, file), 'utf8'), new RegExp(project.root))
  project.remove()
})

test('what Codex would refuse is refused, and what is not about its hooks', () => {
  const project = createProject()
  for (const [args, text, says] of [
    [install, '{"hooks":{},"model":"x"}', /"model".*Codex/],
    [install, '{"hooks":[]}', /"hooks" is not an object/],
    [['hooks', 'install', '--agent', 'codx'], '{}', /codx.*codex/],
    [[...install, '--local'], '{}', /--local/],
    [[...install, '--statusline'], '{}', /--statusline/],
  ] as const) {
    project.write(file, text)
    const { status, stderr } = project.bookend([...args])
    assert.is(status, 2, stderr)
    assert.match(stderr, says)
    assert.is(project.read(file), text)
  }
  project.remove()
})

test('install says what Codex has to be told, and doctor sees and renews its hooks', () => {
  const project = createProject()
  const { stderr } = project.bookend(install)
  assert.match(
    stderr,
    /next, open a session with .* init, then start Codex anew in this project and trust the hooks with \/hooks there/,
  )
  assert.match(
    project.bookend(['doctor']).stdout,
    /^PASS {4}hooks: \.codex\/hooks\.json; no agent was heard of yet in an open session$/m,
  )
  const installed = project.read(file)
  project.write(file, installed.replace('"timeout": 3', '"timeout": 4'))
  assert.match(
    project.bookend(['doctor']).stdout,
    /^FAIL {4}hooks: \.codex\/hooks\.json: of another version; to fix it: .*hooks install --agent codex$/m,
  )
  project.bookend(['doctor', '--fix'])
  assert.is(project.read(file), installed)
  assert.not.ok(existsSync(join(project.root, '.claude/settings.json')))
  project.remove()
})

test('an empty .claude, which an install that was killed at once leaves, goes with the uninstall', () => {
  for (const commands of [[['hooks', 'uninstall']], [install, ['hooks', 'uninstall']]]) {
    const project = createProject()
    mkdirSync(join(project.root, '.claude'))
    for (const args of commands) assert.is(project.bookend(args).status, 0, args.join(' '))
    assert.not.ok(existsSync(join(project.root, '.claude')), commands.join(' | '))
    project.remove()
  }
})

test.run()
