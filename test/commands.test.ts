import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { commandReference } from '../workflows/commands/reference.ts'
import { commands, loadWorkflows } from '../workflows/commands.ts'
import { createOutput, type Output } from '../workflows/runner/effects/output.ts'
import { createProgram } from '../workflows/runner/program.ts'
import { workflowCommand } from '../workflows/runner/workflow-command.ts'
import { createProject, repository } from './support/project.ts'

const test = suite('commands')
const all = [...(await loadWorkflows()).map(workflowCommand), ...commands]
const project = createProject()
test.after(() => project.remove())

test('docs/commands.md says what the command table says (npm run commands writes it)', () => {
  assert.is(readFileSync(join(repository, 'docs/commands.md'), 'utf8'), commandReference(all))
})

test('every command has help, asked for in each of the usual ways', () => {
  for (const { name, description } of all) {
    const asked = project.bookend(['help', name])
    assert.is(asked.status, 0, name)
    assert.ok(asked.stdout.startsWith(`Usage: bookend ${name}`), name)
    for (const flag of ['--help', '-h']) assert.is(project.bookend([name, flag]).stdout, asked.stdout)
    assert.ok(asked.stdout.replace(/\s+/g, ' ').includes(description.replace(/\s+/g, ' ')), name)
  }
  const help = project.bookend(['--help'])
  for (const asked of [['-h'], ['help']]) assert.is(project.bookend(asked).stdout, help.stdout)
  for (const { name } of all) assert.match(help.stdout, new RegExp(`^  ${name}\\b`, 'm'))
})

test('help is wrapped at 80 columns where there is no terminal', () => {
  for (const asked of [['help'], ...all.map(({ name }) => ['help', name])])
    for (const line of project.bookend(asked).stdout.split('\n'))
      if (!line.startsWith('Usage:')) assert.ok(line.length <= 80, `${asked}: ${line}`)
})

test('tables are no wider than 80 columns where there is no terminal', () => {
  for (const asked of [['list'], ['task'], ['hooks', 'status'], ['restore'], ['notes', '--all'], ['version']])
    for (const line of project.bookend(asked).stdout.split('\n')) assert.ok([...line].length <= 80, `${asked}: ${line}`)
})

test('an error is no wider than the terminal that shows it, and one line elsewhere', () => {
  const said = 'nothing to resume: bookend closedown --from 2025-10-24 closes another window'
  const shown = (columns?: number) => {
    const printed: string[] = []
    const stream = (more: object) => {
      const write = (text: Buffer, _: unknown, done: () => void) => {
        printed.push(String(text))
        done()
      }
      return Object.assign(new Writable({ write }), more) as NodeJS.WriteStream
    }
    createOutput({ stdout: stream({}), stderr: stream({ columns }) }).note(said)
    return printed.join('')
  }
  assert.is(shown(), `${said}\n`)
  assert.is(shown(40), 'nothing to resume:\n  bookend closedown --from 2025-10-24\n  closes another window\n')
})

test('on a narrow terminal descriptions are below their terms, and wrapped too', async () => {
  const narrow = 40
  let printed = ''
  const output: Output = {
    ...createOutput(),
    columns: narrow,
    result: (text) => {
      printed = text
    },
  }
  const program = createProgram({
    commands: all,
    version: '1.0.0',
    json: false,
    output,
    typed: () => (name) => name,
    run: async () => undefined,
  })
  for (const asked of [['help'], ...all.map(({ name }) => ['help', name])]) {
    await program.parseAsync(asked, { from: 'user' }).catch(() => undefined)
    for (const line of printed.split('\n'))
      if (/ /.test(line.trim()) && !/^Usage:|^ {2}[-a-z]/.test(line))
        assert.ok(line.length <= narrow, `${asked}: ${line}`)
    assert.match(printed, /^ {6}\S.* .*\n {6}\S/m)
  }
})

test('help for a command that is none names the nearest', () => {
  const { status, stderr } = project.bookend(['help', 'closdown'])
  assert.is(status, 2)
  assert.match(stderr, /unknown command 'closdown'; did you mean "closedown"\?/)
})

test('the version is a result, however it is asked for', () => {
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  for (const asked of ['--version', '-V', 'version'])
    assert.equal(project.bookend([asked]), { status: 0, stdout: `${version}\n`, stderr: '' })
})

/** What bash offers for a line whose last word is being typed. */
function offered(...words: string[]): string[] {
  const script = join(project.root, 'completion.bash')
  writeFileSync(script, project.bookend(['completion', 'bash']).stdout)
  const code = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); $(complete -p "$1" | sed 's/.*-F \\([^ ]*\\).*/\\1/'); printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync('bash', ['-c', code, 'bash', script, ...words], {
    cwd: project.root,
    encoding: 'utf8',
  })
  assert.is(stderr, '')
  return stdout.split('\n').filter((line) => line !== '')
}

test('bash completes commands, options, the ids of tasks and files', () => {
  assert.equal(offered('bookend', 'clo'), ['closedown'])
  assert.equal(offered('bookend', 'closedown', '--str'), ['--strict'])
  assert.equal(offered('bookend', 'task', 'analysis/hea'), ['analysis/health'])
  assert.equal(offered('bookend', 'closedown', '--json', '--only', 'git/st'), ['git/status'])
  assert.equal(offered('bookend', 'init', '--skip', 'analysis/hea'), [])
  assert.equal(offered('bookend', 'hooks', ''), ['install', 'status', 'uninstall'])
  assert.equal(offered('bookend', 'hooks', 'install', '--agent', ''), ['claude-code', 'codex'])
  assert.equal(offered('bookend', 'import', 'READ'), ['README.md'])
  // Options of all commands may be before it, with their values.
  assert.equal(offered('bookend', '--project', 'READ'), ['README.md'])
  assert.equal(offered('bookend', '--project', '.', 'clo'), ['closedown'])
  assert.equal(offered('bookend', '--quiet', '--project', '.', 'hooks', 'st'), ['status'])
  assert.equal(offered('bookend', '--proj'), ['--project'])
  // As package managers call it.
  assert.equal(offered('npx', 'bookend', 'clo'), ['closedown'])
  assert.equal(offered('pnpm', 'exec', 'bookend', 'task', 'analysis/hea'), ['analysis/health'])
  assert.equal(offered('yarn', 'other', 'clo'), [])
})

test('the ids of own tasks complete, and a quote in a description breaks no script', () => {
  project.write(
    'session.config.ts',
    `const own = { id: 'own/count', title: "it's own", phase: 'closedown/git', needs: {}, wants: {}, writes: false, run: async () => ({}) }
     export default { tasks: [own], workflows: [{ name: 'tidy', title: "Tidy what's left", phases: [{ title: 'P', tasks: [{ ...own, id: 'own/tidy' }] }] }] }\n`,
  )
  assert.equal(offered('bookend', 'task', 'own/'), ['own/count', 'own/tidy'])
  assert.equal(offered('bookend', 'tid'), ['tidy'])
  for (const shell of ['zsh', 'fish']) assert.match(project.bookend(['completion', shell]).stdout, /closedown/)
})

/** How the other shells are asked what they offer; zsh by functions in the place of its own, which work only while somebody types. */
const asking: Record<string, string[]> = {
  zsh: [
    '-fc',
    `compdef() { }
     source $1; shift
     compadd() { shift; print -rl -- \${(M)@:#$PREFIX*} }
     _describe() { local name=$argv[-1]; print -rl -- \${(M)\${(P)name}:#$PREFIX*} }
     _files() { print -rl -- \${PREFIX}*(N) }
     words=("$@"); CURRENT=$#; PREFIX=$words[-1]
     _bookend`,
    'zsh',
  ],
  fish: ['--no-config', '-c', 'source $argv[1]; complete -C (string join " " -- $argv[2..])'],
}

for (const [shell, asked] of Object.entries(asking)) {
  if (spawnSync(shell, ['--version']).status !== 0) continue // not installed here
  test(`${shell} completes commands, options, the ids of tasks and files`, () => {
    const script = join(project.root, `completion.${shell}`)
    writeFileSync(script, project.bookend(['completion', shell]).stdout)
    const offers = (...words: string[]) => {
      const { stdout } = spawnSync(shell, [...asked, script, ...words], { cwd: project.root, encoding: 'utf8' })
      return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.replace(/[:\t].*/, '')]))
    }
    assert.equal(offers('bookend', 'clo'), ['closedown'])
    assert.equal(offers('bookend', 'closedown', '--str'), ['--strict'])
    assert.equal(offers('bookend', 'task', 'analysis/hea'), ['analysis/health'])
    assert.equal(offers('bookend', 'closedown', '--json', '--only', 'git/st'), ['git/status'])
    assert.equal(offers('bookend', 'hooks', ''), ['install', 'status', 'uninstall'])
    assert.equal(offers('bookend', 'import', 'READ'), ['README.md'])
    assert.equal(offers('bookend', '--project', '.', 'clo'), ['closedown'])
    assert.equal(offers('bookend', '--quiet', '--project', '.', 'hooks', 'st'), ['status'])
  })
}

test('a shell that there is no script for is named', () => {
  const { status, stderr } = project.bookend(['completion', 'tcsh'])
  assert.is(status, 2)
  assert.match(stderr, /completion tcsh: it takes bash, zsh, fish$/m)
})

test.run()
