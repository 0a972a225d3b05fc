import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repositoryVariables, trusted } from '../tasks/git/git-environment.ts'
import { createProject } from './support/project.ts'

const test = suite("git's environment")

interface Report {
  outcome: string
  cleanup: { kept: { path: string; reason: string }[] }
  git: { head: string; branch: string; untracked: string[]; commits: { subject: string }[] }
}

test('variables that name another repository change nothing', () => {
  const project = createProject({ ownProcess: true })
  project.write('.memory-test/tracked.txt', 'tracked')
  const head = project.commit('Track one')
  const other = createProject()
  other.git('checkout', '-qb', 'elsewhere')
  const variables: Record<string, string>[] = [
    { GIT_DIR: join(other.root, '.git') },
    { GIT_DIR: join(other.root, '.git'), GIT_WORK_TREE: project.root },
    { GIT_INDEX_FILE: join(other.root, '.git/index') },
    { GIT_COMMON_DIR: join(other.root, '.git'), GIT_OBJECT_DIRECTORY: join(other.root, '.git/objects') },
    {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.worktree',
      GIT_CONFIG_VALUE_0: other.root,
      GIT_LITERAL_PATHSPECS: '1',
    },
  ]
  for (const env of variables) {
    const { stdout, stderr } = project.bookend(['closedown', '--json'], { env })
    const report = JSON.parse(stdout) as Report
    assert.equal(
      [report.git.head, report.git.branch, report.outcome],
      [head, 'main', 'ok'],
      JSON.stringify(env) + stderr,
    )
    assert.equal(report.cleanup.kept, [{ path: '.memory-test/tracked.txt', reason: 'tracked by git' }])
    assert.is(project.read('.memory-test/tracked.txt'), 'tracked')
    assert.match(project.bookend(['init'], { env }).stdout, /./)
  }
  other.remove()
  project.remove()
})

test('where only they name a repository of the project, nothing of it is removed, and that is said', () => {
  const project = createProject({ ownProcess: true })
  const elsewhere = createProject()
  renameSync(join(project.root, '.git'), join(elsewhere.root, 'dotfiles.git'))
  project.write('session.config.mjs', "export default { artifacts: ['tmp/**'] }\n")
  project.write('tmp/tracked.txt', 'tracked')
  const env = { GIT_DIR: join(elsewhere.root, 'dotfiles.git'), GIT_WORK_TREE: project.root }
  const { stdout } = project.bookend(['closedown', '--json'], { env })
  const report = JSON.parse(stdout) as Report
  assert.is(report.outcome, 'degraded')
  assert.match(stdout, /the one that GIT_DIR names is not asked\b.*unset GIT_DIR if the project is in no repository/)
  assert.is(project.read('tmp/tracked.txt'), 'tracked')
  assert.is((JSON.parse(project.bookend(['closedown', '--json']).stdout) as Report).outcome, 'ok')
  assert.not.ok(existsSync(join(project.root, 'tmp/tracked.txt')))
  elsewhere.remove()
  project.remove()
})

test('inside a rebase that runs it', () => {
  const project = createProject({ ownProcess: true })
  project.write('a.txt', 'a')
  const head = project.commit('One more')
  const command = `${process.execPath} ${join(import.meta.dirname as string, '../dist/workflows/main.js')} closedown --json`
  project.write('.git/info/exclude', '*.md\n*.html\nout.json\n.claude/\n')
  project.git('rebase', '-q', '--exec', `${command} > out.json 2> /dev/null`, 'HEAD~1')
  const report = JSON.parse(project.read('out.json')) as Report
  assert.is(report.git.head, head)
  project.remove()
})

test("every variable that git itself calls a repository's is taken out", () => {
  const named = execFileSync('git', ['rev-parse', '--local-env-vars'], { encoding: 'utf8' }).trim().split('\n')
  const known = new Set<string>(repositoryVariables)
  assert.equal(
    named.filter((name) => !known.has(name)),
    [],
  )
})

test('a repository whose configuration names programs has none of them run', () => {
  const project = createProject({ ownProcess: true })
  const program = join(project.root, '.git/program')
  project.write('.git/program', '#!/bin/sh\necho "$0 $*" >> "$(dirname "$0")/ran"\nexit 1\n')
  chmodSync(program, 0o755)
  project.write('.gitattributes', '*.txt diff=odd\n')
  project.write('a.txt', 'one\n')
  project.commit('Attributes')
  for (const key of [
    'core.fsmonitor',
    'diff.external',
    'diff.odd.command',
    'diff.odd.textconv',
    'core.pager',
    'pager.log',
    'pager.status',
    'gpg.program',
  ])
    project.git('config', key, program)
  project.git('config', 'log.showSignature', 'true')
  project.write('.git/hooks/post-index-change', `#!/bin/sh\n${program} hook\n`)
  chmodSync(join(project.root, '.git/hooks/post-index-change'), 0o755)
  project.bookend(['init'])
  project.write('a.txt', 'two\n')
  const report = project.json<Report>(['closedown'])
  assert.is(report.outcome, 'ok')
  assert.not.ok(
    existsSync(join(project.root, '.git/ran')),
    existsSync(join(project.root, '.git/ran')) ? project.read('.git/ran') : '',
  )
  project.remove()
})

test('a look at the work tree does not write the index, which git would bring up to date', () => {
  const project = createProject()
  project.write('a.txt', 'one\n')
  project.commit('One')
  project.bookend(['init'])
  const index = () => readFileSync(join(project.root, '.git/index')).toString('hex')
  const before = index()
  utimesSync(join(project.root, 'a.txt'), 1, 1)
  project.bookend(['closedown'])
  assert.is(index(), before)
  project.git('status')
  assert.is.not(index(), before)
  project.remove()
})

test('a pipe in the place of a file that git reads keeps nobody waiting', () => {
  const project = createProject()
  project.write('session.config.mjs', 'export default { questionTimeoutMs: 3000 }\n')
  project.commit('Configure')
  project.git('config', 'diff.orderFile', '/dev/zero')
  project.write('below/file.txt', 'x\n')
  execFileSync('mkfifo', [join(project.root, 'below/.gitignore')])
  const { status, stdout } = project.bookend(['closedown', '--json'])
  assert.is(status, 0)
  const report = JSON.parse(stdout) as {
    tasks: { id: string; reason?: { detail?: string } }[]
    handoff: { file: string }
  }
  const reasons = report.tasks.flatMap(({ reason }) => reason?.detail ?? [])
  assert.ok(
    reasons.some((detail) => /gave no answer within 3 s/.test(detail)),
    reasons.join(),
  )
  assert.match(project.read(report.handoff.file), /gave no answer within 3 s/)
  project.remove()
})

for (const path of ['.git/info/exclude', '.git/packed-refs', '.gitattributes'])
  test(`a pipe in the place of ${path} is seen, and git not asked at all`, () => {
    const project = createProject()
    rmSync(join(project.root, path), { force: true })
    execFileSync('mkfifo', [join(project.root, path)])
    // Where git was asked nevertheless, this is what it would wait.
    project.write('session.config.mjs', 'export default { questionTimeoutMs: 20_000 }\n')
    const report = project.json<{ tasks: { id: string; reason?: object }[] }>(['closedown'])
    assert.equal(report.tasks.find(({ id }) => id === 'git/status')?.reason, {
      reason: 'unreadable',
      path: 'the git repository',
      detail: `${path} is not a regular file, and git would wait for whoever writes into it`,
    })
    project.remove()
  })

test('what has no work tree is called what it is, and nothing of git is an artefact in it', () => {
  const project = createProject({ git: false })
  project.git('init', '-q', '--bare', 'bare.git')
  project.git('init', '-q', '--bare', 'around/.bare')
  project.write('around/.git', 'gitdir: ./.bare\n')
  project.git('init', '-q', '--separate-git-dir', 'apart', 'tree')
  const isBare = 'this is a bare git repository, which has no work tree: run bookend in a work tree or a clone of it'
  const config = "export default { artifacts: ['*.lock', 'tmp/**'] }\n"
  for (const [directory, detail, stays] of [
    ['bare.git', isBare, ['HEAD.lock', 'tmp/a']],
    ['around', isBare, []],
    ['apart', "this is git's own directory of a repository: run bookend in the work tree", ['HEAD.lock', 'tmp/a']],
  ] as const) {
    for (const path of ['HEAD.lock', 'tmp/a', '.memory-test/a'])
      project.write(`${directory}/${path}`, path === 'HEAD.lock' ? '4194303' : '')
    project.write(`${directory}/session.config.mjs`, config)
    type Bare = Pick<Report, 'outcome'> & { tasks: { id: string; outcome: string; reason?: { detail: string } }[] }
    const report = project.json<Bare & { handoff: { file: string } }>(['closedown', '--project', directory])
    const status = report.tasks.find(({ id }) => id === 'git/status')
    assert.equal([report.outcome, status?.outcome, status?.reason?.detail], ['ok', 'skipped', detail], directory)
    const letter = project.read(`${directory}/${report.handoff.file}`)
    assert.match(letter, /^- \*\*Work in the tree\*\*: not known \(no git work tree\)$/m)
    const left = ['HEAD.lock', 'tmp/a', '.memory-test/a'].filter((path) =>
      existsSync(join(project.root, directory, path)),
    )
    assert.equal(left, [...stays], directory)
    const { stdout } = project.bookend(['doctor', '--project', directory])
    assert.match(stdout, new RegExp(`SKIPPED +git: ${detail}`))
  }
  project.remove()
})

test("the user's habits change no answer", () => {
  const project = createProject()
  const habits = {
    'log.mailmap': 'true',
    'diff.relative': 'true',
    'i18n.logOutputEncoding': 'UTF-16',
    'diff.noprefix': 'true',
    'status.showUntrackedFiles': 'no',
    'color.ui': 'always',
    'column.ui': 'always',
    'log.date': 'relative',
    'format.pretty': '%H',
    'log.abbrevCommit': 'true',
    'status.short': 'true',
    'diff.renames': 'copies',
  }
  project.write('packages/web/a.txt', 'a\n')
  project.commit('Grüße')
  project.write('packages/web/b.txt', 'b\n')
  project.write('c.txt', 'c\n')
  for (const [key, value] of Object.entries(habits)) project.git('config', key, value)
  const { git } = project.json<{ git: { commits: { subject: string }[]; files: object[]; untracked: string[] } }>([
    'closedown',
    '--dry-run',
  ])
  assert.equal(
    git.commits.map(({ subject }) => subject),
    ['Begin', 'Grüße'],
  )
  assert.equal(git.untracked, ['c.txt', 'packages/web/b.txt'])
  assert.is(git.files.length, 4)
  project.remove()
})

test('a configuration that git refuses does not pass for a session without commits', () => {
  const project = createProject()
  project.git('config', 'log.mailmap', 'nonsense')
  const report = project.json<{ tasks: { id: string; outcome: string; reason?: { detail: string } }[]; git: object }>([
    'closedown',
  ])
  const commits = report.tasks.find(({ id }) => id === 'git/commits')
  assert.is(commits?.outcome, 'failed')
  assert.match(commits?.reason?.detail ?? '', /log\.mailmap/)
  assert.is('commits' in report.git, false)
  project.remove()
})

test("another user's repository: what is said is what ends it", () => {
  const project = createProject({ ownProcess: true })
  project.write('.memory-test/left.txt', 'x')
  // As git's own tests have it: whoever is asked, the repository is somebody else's.
  const env = { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }
  const { stdout } = project.bookend(['closedown'], { env })
  const advice = `if you trust who owns it: git config --global --add safe.directory '${project.root}'`
  assert.match(
    stdout,
    `the git repository cannot be read (fatal: detected dubious ownership in repository at '${project.root}'): ${advice}`,
  )
  assert.match(stdout, `nothing was removed; ${advice}`)
  assert.match(project.bookend(['doctor'], { env }).stdout, advice)
  assert.ok(existsSync(join(project.root, '.memory-test/left.txt')))
  project.remove()
})

test('a git from before 2.31 does', () => {
  const project = createProject({ ownProcess: true })
  const old = createProject({ git: false })
  // It takes what it does not know for names, and repeats them.
  old.write(
    'git',
    `#!/bin/sh
for word; do case $word in --path-format=*|--end-of-options) echo "$word"; exit 0;; esac; done
exec ${execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()} "$@"`,
  )
  chmodSync(join(old.root, 'git'), 0o755)
  project.write('session.config.mjs', "export default { deployment: { ref: 'HEAD' } }")
  project.write('packages/a/session.config.mjs', "export default { deployment: { ref: 'HEAD' } }")
  const head = project.commit('Configure')
  for (const cwd of [project.root, join(project.root, 'packages/a')]) {
    const run = (...args: string[]) => project.bookend(args, { cwd, env: { PATH: `${old.root}:${process.env.PATH}` } })
    assert.is(run('init', '--quiet').status, 0)
    const report = JSON.parse(run('closedown', '--json').stdout)
    assert.equal([report.outcome, report.git.head, report.deployment.deployed], ['ok', head, head])
    assert.match(project.read('.git/info/exclude'), /session-complete/)
  }
  old.remove()
  project.remove()
})

test('of what git -c hands on, whatever is in its values, a directory that is trusted is taken', () => {
  const cases: [parameters: string, directories: string[]][] = [
    ["'safe.directory'='/a b'", ['/a b']],
    ["'user.name'='it'\\''s = x' 'Safe.Directory'='/it'\\''s'", ["/it's"]],
    ["'safe.directory=/a=b' 'core.bare'", ['/a=b']],
    ["'safe.directory'", ['']],
    ["'x'=' '\\''safe.directory'\\''='", []],
    ["'safe.directory", []],
  ]
  for (const [parameters, directories] of cases)
    assert.equal(
      trusted({ GIT_CONFIG_PARAMETERS: parameters }),
      directories.flatMap((directory) => ['-c', `safe.directory=${directory}`]),
      parameters,
    )
})

test('a git that is not there is what is to be fixed, and whom the environment trusts is trusted', () => {
  const project = createProject({ ownProcess: true })
  const doctor = (env: Record<string, string>) =>
    JSON.parse(project.bookend(['doctor', '--json'], { env }).stdout).checks.find(
      ({ id }: { id: string }) => id === 'git',
    )
  assert.is(doctor({ PATH: '/var/empty' }).fix, 'install git, or put it on PATH')
  if (process.getuid?.() === 0) {
    execFileSync('chown', ['-R', '4242', project.root])
    const settings = { GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_0: 'core.worktree', GIT_CONFIG_VALUE_0: '/tmp' }
    const trusting = { ...settings, GIT_CONFIG_KEY_1: 'safe.directory', GIT_CONFIG_VALUE_1: '*' }
    assert.is(doctor(trusting).verdict, 'PASS', 'what the environment trusts, and only that')
    const parameters = execFileSync('git', [
      '-c',
      'core.worktree=/tmp',
      '-c',
      'safe.directory=*',
      '-c',
      'alias.p=!printenv GIT_CONFIG_PARAMETERS',
      'p',
    ])
    assert.is(doctor({ GIT_CONFIG_PARAMETERS: String(parameters).trim() }).verdict, 'PASS', 'and whom git -c trusts')
    assert.is(doctor({ GIT_CONFIG_PARAMETERS: "'safe.directory=*'" }).verdict, 'PASS', 'of an older git')
    assert.is(doctor({ GIT_CONFIG_PARAMETERS: "'x.y'='safe.directory=*'" }).verdict, 'FAIL')
  }
  project.remove()
})

test.run()
