import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hookEvents, matcherOf } from '../workflows/commands/hooks/entries.ts'
import { pluginFiles } from '../workflows/commands/hooks/plugin-files.ts'
import { hookEvent } from './support/hook.ts'
import { temporaryDirectory } from './support/installed.ts'
import { cleanEnvironment, createProject, entry, repository, type TestProject } from './support/project.ts'

const test = suite("the agent's plugin")
const plugin = join(repository, 'templates/plugin')
const read = (path: string) => readFileSync(join(repository, path), 'utf8')

test('its files are what the tables say (npm run plugin writes them)', () => {
  for (const [path, text] of Object.entries(pluginFiles(JSON.parse(read('package.json')))))
    assert.is(read(path), text, path)
})

test('it has the shape that the agent documents', () => {
  const manifest = JSON.parse(read('templates/plugin/.claude-plugin/plugin.json'))
  assert.match(manifest.name, /^[a-z][a-z-]*$/)
  assert.type(manifest.author.name, 'string')
  const catalogue = JSON.parse(read('.claude-plugin/marketplace.json'))
  assert.type(catalogue.owner.name, 'string')
  for (const { name, source } of catalogue.plugins) {
    assert.is(name, manifest.name)
    assert.is(join(repository, source), plugin)
  }
  const { hooks } = JSON.parse(read('templates/plugin/hooks/hooks.json'))
  assert.equal(Object.keys(hooks), hookEvents)
  for (const event of hookEvents) {
    const [group] = hooks[event]
    assert.is(group.matcher, matcherOf(event))
    const [{ type, command, args, timeout }] = group.hooks
    assert.equal([type, command, args[1], typeof timeout], ['command', 'node', 'hook', 'number'])
  }
  for (const name of ['open', 'close'])
    assert.match(
      read(`templates/plugin/skills/${name}/SKILL.md`),
      new RegExp(`^---\\nname: ${name}\\ndescription: .+\\nallowed-tools: Bash\\(node `),
    )
})

const agent = process.env.BOOKEND_TEST_AGENT
const validated = agent ? test : test.skip

validated(
  "the agent's own validator finds nothing to say, in the plugin or in the catalogue (BOOKEND_TEST_AGENT)",
  () => {
    const home = temporaryDirectory()
    for (const directory of [plugin, repository]) {
      const { status, stdout, stderr } = spawnSync(agent as string, ['plugin', 'validate', '--strict', directory], {
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH,
          HOME: home,
          CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
          DISABLE_AUTOUPDATER: '1',
        },
      })
      assert.is(status, 0, stdout + stderr)
      assert.match(stdout, /Validation passed$/m)
    }
    rmSync(home, { recursive: true, force: true })
  },
)

/** Runs the plugin's launcher as the agent does: the arguments of hooks.json, its variables, the event on the standard input. */
function launch(project: TestProject, args: string[], input = '', env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(plugin, 'launch.mjs'), ...args], {
    cwd: project.root,
    encoding: 'utf8',
    env: cleanEnvironment({
      CLAUDE_PROJECT_DIR: project.root,
      CLAUDE_PLUGIN_ROOT: plugin,
      PATH: '/usr/bin:/bin',
      ...env,
    }),
    input,
  })
  return { status, stdout, stderr }
}
const fields: Record<string, object> = {
  SessionStart: { source: 'startup' },
  PreCompact: { trigger: 'auto' },
  Stop: {},
  SessionEnd: { reason: 'other' },
}
const fire = (project: TestProject, event: string, env = {}) =>
  launch(project, ['hook'], hookEvent(project, event, fields[event] as Record<string, unknown>), env)

test('in a project without bookend: one line at the start, then silence; a command says how to get it', () => {
  const project = createProject()
  const start = fire(project, 'SessionStart')
  assert.is(start.status, 0)
  assert.match(
    JSON.parse(start.stdout).systemMessage,
    /not installed in this project: npm install .*; while the registry has none, npm ci && npm pack in a clone/,
  )
  const silence = { status: 0, stdout: '', stderr: '' }
  for (const event of ['PreCompact', 'Stop', 'SessionEnd']) assert.equal(fire(project, event), silence)
  const compacted = hookEvent(project, 'SessionStart', { source: 'compact' })
  assert.equal(launch(project, ['hook'], compacted), silence)
  const init = launch(project, ['init'])
  assert.is(init.status, 2)
  assert.match(init.stderr, /npm install --save-dev bookend; while the registry has none/)
  project.remove()
})

test('a script on PATH that calls bookend is run, as pnpm puts one there; another program of the name is not', () => {
  const project = createProject()
  const bin = temporaryDirectory()
  const script = (text: string) => writeFileSync(join(bin, 'bookend'), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  const PATH = [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter)
  script(`exec node "${entry}" "$@"`)
  assert.is(launch(project, ['init', '--quiet'], '', { PATH }).status, 0)
  assert.match(fire(project, 'SessionStart', { PATH }).stdout, /is open/)
  script('echo foreign')
  assert.match(fire(project, 'SessionStart', { PATH }).stdout, /is not installed in this project/)
  rmSync(join(bin, 'bookend'))
  mkdirSync(join(bin, 'bookend'))
  assert.match(fire(project, 'SessionStart', { PATH }).stdout, /is not installed in this project/)
  rmSync(bin, { recursive: true })
  project.remove()
})

function installed(): TestProject {
  const project = createProject()
  mkdirSync(join(project.root, 'node_modules'))
  symlinkSync(repository, join(project.root, 'node_modules/bookend'))
  return project
}

/** How often an event was handled, by what the cache knows of the agent's turns. */
const turns = (project: TestProject) =>
  project.json<{ agents: { turns: number }[] }>(['status']).agents.reduce((sum, agent) => sum + agent.turns, 0)

test('plugin, settings, both or neither: each event is handled once or not at all', () => {
  const project = installed()
  project.bookend(['init'])
  assert.match(JSON.parse(fire(project, 'SessionStart').stdout).hookSpecificOutput.additionalContext, /./)
  fire(project, 'Stop')
  assert.is(turns(project), 1)

  project.bookend(['hooks', 'install', '--quiet'])
  for (const event of hookEvents) assert.equal(fire(project, event), { status: 0, stdout: '', stderr: '' }, event)
  assert.is(turns(project), 1)
  const { command, args } = (
    JSON.parse(project.read('.claude/settings.json')) as {
      hooks: { Stop: [{ hooks: [{ command: string; args: string[] }] }] }
    }
  ).hooks.Stop[0].hooks[0]
  const here = args.map((arg) => arg.replace(/^\$\{CLAUDE_PROJECT_DIR\}/, project.root))
  spawnSync(command, here, { cwd: project.root, env: cleanEnvironment(), input: hookEvent(project, 'Stop') })
  assert.is(turns(project), 2)

  project.bookend(['hooks', 'uninstall'])
  fire(project, 'Stop')
  assert.is(turns(project), 3)
  project.remove()
})

test('where the file that the settings name is not there, the plugin answers', () => {
  const project = installed()
  project.bookend(['init'])
  project.bookend(['hooks', 'install', '--quiet'])
  const elsewhere = join(project.root, 'packages/web')
  mkdirSync(elsewhere, { recursive: true })
  fire(project, 'Stop')
  assert.is(turns(project), 0)
  launch(project, ['hook'], hookEvent(project, 'Stop'), { CLAUDE_PROJECT_DIR: elsewhere })
  assert.is(turns(project), 1)

  const typed = { hooks: { Stop: [{ hooks: [{ type: 'command', command: 'bookend hook' }] }] } }
  project.write('.claude/settings.json', JSON.stringify(typed))
  launch(project, ['hook'], hookEvent(project, 'Stop'), { CLAUDE_PROJECT_DIR: elsewhere })
  assert.is(turns(project), 1)
  project.remove()
})

test('its commands run bookend, found in the packages or on PATH', () => {
  const project = installed()
  assert.is(launch(project, ['note', '--todo', 'from the plugin']).status, 0)
  assert.match(project.bookend(['notes']).stdout, /from the plugin/)
  project.remove()

  const other = createProject()
  mkdirSync(join(other.root, 'bin'))
  symlinkSync(entry, join(other.root, 'bin/bookend'))
  chmodSync(entry, 0o755)
  const found = launch(other, ['version'], '', { PATH: [join(other.root, 'bin'), '/usr/bin', '/bin'].join(delimiter) })
  assert.equal([found.status, found.stderr], [0, ''])
  assert.match(found.stdout, /^\d+\.\d+\.\d+\n$/)
  other.remove()
})

test.run()
