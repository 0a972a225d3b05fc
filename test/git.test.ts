import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cleanEnvironment, createProject, type TestProject } from './support/project.ts'
import { http, listen } from './support/server.ts'

const test = suite('git state')

interface Git {
  unpushed?: number
  branch: string | null
  head: string | null
  upstream: string | null
  ahead: number
  behind: number
  staged: string[]
  unstaged: string[]
  untracked: string[]
  conflicts: string[]
  renames: object[]
  stashes: number
  submodules: string[]
  worktrees: string[]
  state: string
  commits: { sha: string; subject: string }[]
  files: { path: string; added: number; removed: number }[]
}
interface Report {
  outcome: string
  session: { head: { start: string | null; end: string | null } }
  git?: Git
  handoff: { file: string }
}
const closedown = (project: TestProject, ...args: string[]) => project.json<Report>(['closedown', ...args])

test('an operation under way is named with its branch and with what ends it, wherever git is told of', () => {
  const project = createProject()
  project.write('shared.txt', 'base')
  project.commit('Base')
  project.git('checkout', '-q', '-b', 'import')
  project.write('shared.txt', 'import')
  project.commit('Import')
  project.git('checkout', '-q', 'main')
  project.write('shared.txt', 'main')
  project.commit('Main')
  const attempt = (...args: string[]) => {
    try {
      project.git(...args)
    } catch {
      // The conflict is what is wanted.
    }
  }
  const rows: [begin: string[][], state: string, branch: string | null, said: string, end: string[]][] = [
    [
      [['rebase', '-q', 'main', 'import']],
      'rebasing',
      'import',
      'rebasing import (git rebase --continue, or --abort)',
      ['rebase', '--abort'],
    ],
    [
      [['rebase', '-q', '--apply', 'main', 'import']],
      'rebasing',
      'import',
      'rebasing import (git rebase --continue, or --abort)',
      ['rebase', '--abort'],
    ],
    [
      [
        ['checkout', '-q', 'main'],
        ['merge', '-q', 'import'],
      ],
      'merging',
      null,
      'merging (git merge --continue, or --abort)',
      ['merge', '--abort'],
    ],
    [
      [
        ['checkout', '-q', 'main'],
        ['cherry-pick', 'import'],
      ],
      'cherry-picking',
      null,
      'cherry-picking (git cherry-pick --continue, or --abort)',
      ['cherry-pick', '--abort'],
    ],
    [
      [
        ['checkout', '-q', 'main'],
        ['bisect', 'start', 'HEAD', 'HEAD~1'],
      ],
      'bisecting',
      'main',
      'bisecting main (git bisect reset)',
      ['bisect', 'reset'],
    ],
  ]
  for (const [begin, state, branch, said, end] of rows) {
    for (const args of begin) attempt(...args)
    const report = project.json<Git & { operation?: { branch: string | null } }>(['task', 'git/status'])
    assert.equal([report.state, report.operation?.branch], [state, branch], said)
    assert.ok(project.bookend([]).stdout.split('\n')[0]?.endsWith(`, ${said}`), said)
    const { stdout } = project.bookend(['closedown'])
    assert.ok(/^Git: .*$/m.exec(stdout)?.[0].includes(`, ${said}`), stdout)
    const letter = project.read(/SESSION_CLOSEDOWN_[\d-]+\.md/.exec(stdout)?.[0] as string)
    assert.ok(letter.includes(`**Work in the tree**: ${said} is under way`), letter)
    project.git(...end)
  }
  const { state, operation } = project.json<Git & { operation?: unknown }>(['task', 'git/status'])
  assert.equal([state, operation], ['clean', undefined])
  project.remove()
})

test('in a rebase, commits under HEAD that no remote has are said to be not pushed', () => {
  const project = createProject()
  project.git('init', '-q', '--bare', join(project.root, 'node_modules/up.git'))
  project.write('.gitignore', 'node_modules\n')
  project.write('shared.txt', 'base')
  project.commit('Base')
  project.git('remote', 'add', 'origin', 'node_modules/up.git')
  project.git('checkout', '-q', '-b', 'topic')
  project.write('shared.txt', 'topic')
  project.commit('Topic')
  const rebase = () => {
    try {
      project.git('rebase', '-q', 'main')
    } catch {
      // The conflict is what is wanted.
    }
  }
  const shown = () => {
    const glance = project.bookend([]).stdout.split('\n')[0] ?? ''
    const { stdout } = project.bookend(['closedown'])
    const letter = project.read(/SESSION_CLOSEDOWN_[\d-]+\.md/.exec(stdout)?.[0] as string)
    return [glance, /^Git: .*$/m.exec(stdout)?.[0] ?? '', /^.*\*\*Work in the tree\*\*.*$/m.exec(letter)?.[0] ?? '']
  }
  project.git('checkout', '-q', 'main')
  project.write('shared.txt', 'main')
  project.commit('Local')
  project.git('checkout', '-q', 'topic')
  rebase()
  // Without a remote there is nothing to push to.
  for (const line of shown()) assert.not.match(line, /to push|commits? not pushed|on no remote/)
  project.git('rebase', '--abort')
  project.git('push', '-q', 'origin', 'main~1:refs/heads/main', 'topic')
  rebase()
  const [glance = '', summary = '', letter = ''] = shown()
  assert.match(glance, /, 1 to push/)
  assert.match(summary, /, 1 commit not pushed/)
  assert.match(letter, /; 1 commit on no remote/)
  project.git('push', '-q', 'origin', 'main')
  for (const line of shown()) assert.not.match(line, /to push|commits? not pushed|on no remote/)
  project.remove()
})

test('commits of a branch without an upstream are counted where no remote has them', () => {
  const project = createProject()
  project.git('init', '-q', '--bare', join(project.root, 'node_modules/up.git'))
  project.write('.gitignore', 'node_modules\n')
  project.commit('Base')
  project.git('checkout', '-q', '-b', 'work')
  for (const name of ['One', 'Two']) {
    project.write(name, name)
    project.commit(name)
  }
  const shown = () => {
    const glance = project.bookend([]).stdout.split('\n')[0] ?? ''
    const { stdout } = project.bookend(['closedown'])
    const [file = ''] = /SESSION_CLOSEDOWN_[\d-]+\.md/.exec(stdout) ?? []
    const page = project.read(file.replace('.md', '.html'))
    return [glance, /^Git: .*$/m.exec(stdout)?.[0] ?? '', project.read(file), page]
  }
  const none = /to push|not pushed|on no remote/
  for (const line of shown()) assert.not.match(line, none)
  project.git('remote', 'add', 'origin', 'node_modules/up.git')
  project.git('push', '-q', 'origin', 'main')
  for (const place of ['work', '--detach']) {
    project.git('checkout', '-q', place)
    const [glance = '', summary = '', letter = '', page = ''] = shown()
    assert.match(glance, /, 2 to push/)
    assert.match(summary, /, 2 commits not pushed/)
    assert.match(letter, /\*\*Work in the tree\*\*: 2 commits on no remote/)
    assert.match(letter, /, clean; no upstream, 2 commits on no remote$/m)
    assert.match(page, /, clean, 2 commits on no remote; 0 commits/)
  }
  // Pushed without an upstream: a remote has them.
  project.git('push', '-q', 'origin', 'work')
  for (const line of shown()) assert.not.match(line, none)
  // An upstream that is gone, as after a merge, says nothing of what came after.
  project.git('checkout', '-q', 'work')
  project.git('branch', '-q', '--set-upstream-to', 'origin/work')
  project.git('push', '-q', 'origin', ':work')
  const [glance = '', summary = '', letter = ''] = shown()
  assert.match(glance, /, 2 to push/)
  assert.match(summary, /, 2 commits not pushed/)
  assert.match(letter, /; no upstream, 2 commits on no remote/)
  project.remove()
})

test("another project's documents in the same repository are nobody's work, from above and from below", () => {
  const project = createProject()
  project.bookend(['init'])
  const own = ['SESSION_CLOSEDOWN_2025-10-24.md', '.claude/handoffs/SESSION_CLOSEDOWN_2025-10-23.html']
  for (const name of own) project.write(`packages/web/${name}`, 'text\n')
  // No project is there: only the name is the same.
  project.write('docs/SESSION_CLOSEDOWN_2025-10-24.md', 'text\n')
  project.write('packages/web/app.ts', 'text\n')
  const work = ['docs/SESSION_CLOSEDOWN_2025-10-24.md', 'packages/web/app.ts']
  const { git } = closedown(project)
  assert.equal(git?.untracked, work)
  assert.equal(
    git?.files.map(({ path }) => path),
    work,
  )
  const below = project.json<Report>(['closedown', '--project', join(project.root, 'packages/web')])
  assert.equal(below.git?.untracked.toSorted(), ['../../docs/SESSION_CLOSEDOWN_2025-10-24.md', 'app.ts'])
  project.remove()
})

test('names are exact, whatever they hold', () => {
  const project = createProject()
  const names = ['with space.txt', 'new\nline.txt', 'quo"te.txt', 'ümlaut.txt', '-dash.txt', "apo'strophe\t.txt"]
  for (const name of names) project.write(name, 'text\n')
  const { git } = closedown(project)
  assert.equal([...(git?.untracked ?? [])].sort(), names.sort())
  assert.is(git?.state, 'dirty')
  project.remove()
})

test('a file that was there before the session is none of its work, whatever its name is', () => {
  const project = createProject()
  const names = ['tracked\xe9.txt', 'plain.txt', 'caf\xe9.txt', 'd\xff/in.txt', 'd\xff/\xfe.txt']
  const at = (name: string) => Buffer.concat([Buffer.from(`${project.root}/`), Buffer.from(name, 'latin1')])
  mkdirSync(at('d\xff'))
  for (const name of names) {
    if (name.startsWith('tracked')) {
      writeFileSync(at(name), 'before\n')
      project.git('add', '.')
      project.git('commit', '-qm', 'Track one')
    }
    writeFileSync(at(name), 'x\n')
    utimesSync(at(name), 1_600_000_000, 1_600_000_000)
  }
  project.bookend(['init'])
  writeFileSync(at('new\xe9.txt'), 'a\nb\n')
  const { git } = closedown(project)
  assert.equal(git?.files, [{ path: 'new\udce9.txt', added: 2, removed: 0 }])
  assert.equal(git?.unstaged, ['tracked\udce9.txt'])
  project.remove()
})

test('what no remote has is counted where the branches of remotes are in one file', () => {
  const project = createProject()
  project.git('init', '-q', '--bare', '.bare.git')
  project.git('remote', 'add', 'origin', join(project.root, '.bare.git'))
  project.write('.gitignore', '.bare.git\n')
  project.commit('Begin')
  assert.is(closedown(project).git?.unpushed, undefined, 'no branch of a remote is known')
  project.git('push', '-q', 'origin', 'main')
  project.write('more.txt', 'x\n')
  project.commit('More')
  assert.is(closedown(project).git?.unpushed, 1)
  project.git('pack-refs', '--all')
  rmSync(join(project.root, '.git/refs/remotes'), { recursive: true, force: true })
  assert.is(closedown(project).git?.unpushed, 1)
  project.remove()
})

test('what was pushed to a fork is not to be pushed, though the upstream lacks it', () => {
  const project = createProject()
  for (const name of ['origin', 'fork']) {
    project.git('init', '-q', '--bare', join(project.root, `node_modules/${name}.git`))
    project.git('remote', 'add', name, `node_modules/${name}.git`)
  }
  project.write('.gitignore', 'node_modules\n')
  project.commit('Begin')
  project.git('push', '-q', 'origin', 'main')
  project.git('checkout', '-q', '-b', 'topic', 'origin/main')
  project.write('one.txt', 'x\n')
  project.commit('One')
  assert.match(project.bookend([]).stdout, /, 1 to push/)
  project.git('push', '-q', 'fork', 'topic')
  assert.not.match(project.bookend([]).stdout, /to push/)
  const { git, handoff } = closedown(project)
  assert.equal([git?.upstream, git?.ahead, git?.unpushed], ['origin/main', 1, 0])
  assert.not.match(project.read(handoff.file), /not pushed|on no remote/)
  project.write('two.txt', 'x\n')
  project.commit('Two')
  assert.match(project.bookend([]).stdout, /, 1 to push/)
  assert.match(project.read(closedown(project).handoff.file), /1 commit on no remote/)
  project.remove()
})

test('staged, unstaged, renamed, stashed and unpushed work', () => {
  const project = createProject()
  project.git('init', '-q', '--bare', '.bare.git')
  project.git('remote', 'add', 'origin', join(project.root, '.bare.git'))
  project.write('.gitignore', '.bare.git\n')
  project.write('old name.txt', 'the same text over several lines\n'.repeat(5))
  project.commit('Add a file')
  project.git('push', '-qu', 'origin', 'main')
  project.write('pushed-not.txt', 'x\n')
  project.commit('Not pushed')
  for (const date of ['2025-10-24T11:00:00Z', new Date().toISOString()]) {
    project.write('stash.txt', 'x\n')
    execFileSync('git', ['stash', '-qu'], { cwd: project.root, env: cleanEnvironment({ GIT_COMMITTER_DATE: date }) })
  }
  renameSync(join(project.root, 'old name.txt'), join(project.root, 'new name.txt'))
  project.git('add', '-A')
  project.write('README.md', '# Changed\n')
  const { git, outcome, handoff } = closedown(project)
  assert.equal(git?.renames, [{ from: 'old name.txt', to: 'new name.txt' }])
  assert.equal([git?.staged, git?.unstaged, git?.untracked], [['new name.txt'], ['README.md'], []])
  assert.equal([git?.upstream, git?.ahead, git?.behind, git?.stashes], ['origin/main', 1, 0, 2])
  assert.is(outcome, 'ok')
  assert.match(
    project.read(handoff.file),
    /^- \*\*Work in the tree\*\*: .*; 1 stash made in this session \(git stash list\); 1 commit not pushed to origin/m,
  )
  const screen = project.bookend(['closedown']).stdout
  assert.match(screen, /^Git: .*, 2 files uncommitted, 1 commit not pushed$/m)
  project.remove()
})

test('a conflict is a warning and a known issue, and never stops a closedown', () => {
  const project = createProject()
  project.git('checkout', '-qb', 'other')
  project.write('README.md', '# Theirs\n')
  project.git('commit', '-qam', 'Theirs')
  project.git('checkout', '-q', 'main')
  project.write('README.md', '# Ours\n')
  project.git('commit', '-qam', 'Ours')
  assert.throws(() => project.git('merge', 'other'))
  const report = closedown(project)
  assert.equal(report.git?.conflicts, ['README.md'])
  assert.is(report.git?.state, 'merging')
  assert.match(project.read(report.handoff.file), /^- conflict in README\.md$/m)
  project.remove()
})

test("the session's commits and files with their lines", () => {
  const project = createProject()
  const begin = project.git('rev-parse', 'HEAD')
  project.bookend(['init'])
  project.write('a.txt', '1\n2\n3\n')
  project.git('add', 'a.txt')
  project.git('commit', '-qm', 'Add *a*')
  project.write('a.txt', '1\n2\n')
  project.write('README.md', '# A project\nmore\n')
  project.write('new.txt', 'one\ntwo')
  project.write('large.txt', '123456789\n'.repeat(200_000))
  const { git, session } = closedown(project)
  assert.equal(
    git?.commits.map(({ subject }) => subject),
    ['Add *a*'],
  )
  assert.equal(session.head, { start: begin, end: project.git('rev-parse', 'HEAD') })
  assert.equal(git?.files, [
    { path: 'README.md', added: 1, removed: 0 },
    { path: 'a.txt', added: 3, removed: 1 },
    { path: 'large.txt', added: 200_000, removed: 0 },
    { path: 'new.txt', added: 2, removed: 0 },
  ])
  project.remove()
})

test('a window of the past has the commits of that time', () => {
  const project = createProject({ git: false })
  project.git('init', '-q', '-b', 'main')
  const commits = [
    ['before', '2025-10-24T10:59:59Z'],
    ['first', '2025-10-24T11:00:00Z'],
    ['last', '2025-10-24T16:59:59Z'],
    ['after', '2025-10-24T17:00:00Z'],
  ] as const
  for (const [name, date] of commits) {
    project.write(name, 'x\n')
    project.commit(name, date)
  }
  const { git } = closedown(project, '--from', '2025-10-24T11:00:00Z', '--to', '2025-10-24T17:00:00Z')
  assert.equal(
    git?.commits.map(({ subject }) => subject),
    ['first', 'last'],
  )
  assert.equal(
    git?.files.map(({ path }) => path),
    ['first', 'last'],
  )
  project.remove()
})

test('work trees and submodules', () => {
  const project = createProject()
  const module = createProject()
  project.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', module.root, 'vendor/module')
  project.git('commit', '-qm', 'Add a module')
  project.git('worktree', 'add', '-q', '../other-tree-of-bookend-test', '-b', 'other')
  const { git } = closedown(project)
  assert.equal(git?.submodules, ['vendor/module'])
  assert.equal(git?.worktrees, ['../other-tree-of-bookend-test'])
  rmSync(join(project.root, '../other-tree-of-bookend-test'), { recursive: true })
  project.remove()
  module.remove()
})

test('no repository, no commit, a detached head, a broken repository', () => {
  const none = createProject({ git: false })
  assert.is(closedown(none).git, undefined)
  assert.is(closedown(none).outcome, 'ok')
  none.git('init', '-q', '-b', 'main')
  const empty = closedown(none).git
  assert.equal([empty?.head, empty?.branch, empty?.commits], [null, 'main', []])
  none.remove()

  const detached = createProject()
  detached.git('checkout', '-q', '--detach')
  assert.is(closedown(detached).git?.branch, null)
  writeFileSync(join(detached.root, '.git/HEAD'), 'nonsense\n')
  const broken = closedown(detached)
  assert.is(broken.outcome, 'degraded')
  assert.is(broken.git, undefined)
  detached.remove()
})

test('deployment: how far HEAD is ahead of what is deployed', () => {
  const project = createProject()
  const deployed = project.git('rev-parse', 'HEAD')
  project.write('a.txt', 'a\n')
  project.commit('Next')
  const state = (config: string) => {
    project.write('session.config.ts', `export default { deployment: ${config} }`)
    return project.json<{ deployment: object; outcome: string }>(['closedown'])
  }
  assert.equal(state("{ ref: 'HEAD~1' }").deployment, { deployed, ahead: 1, behind: 0, source: 'ref HEAD~1' })
  const letter = project.read(`SESSION_CLOSEDOWN_${new Date().toISOString().slice(0, 10)}.md`)
  assert.match(
    letter,
    new RegExp(`^Deployed: \`${deployed.slice(0, 12)}\`; HEAD is 1 commit ahead and 0 behind\\.$`, 'm'),
  )
  assert.equal(state(`{ command: 'echo version ${deployed.slice(0, 10)}' }`).deployment, {
    deployed,
    ahead: 1,
    behind: 0,
    source: 'command',
  })
  assert.is(state("{ command: 'exit 3' }").outcome, 'degraded')
  assert.is(state("{ url: 'http://127.0.0.1:9/version' }").outcome, 'degraded')
  project.remove()
})

test('deployment: what a page names as deployed', async () => {
  const project = createProject()
  const deployed = project.git('rev-parse', 'HEAD')
  project.write('a.txt', 'a\n')
  project.commit('Next')
  const pages: [answer: string, ahead: number | null, detail?: RegExp][] = [
    [http(200, JSON.stringify({ name: 'shop', commit: deployed })), 1],
    [http(200, `deadbeef ${deployed}`), null, /deadbeef is not in this repository/],
    [http(404, deployed), null, /the URL answered 404/],
    [http(200, 'up'), null, /the URL names no commit/],
  ]
  for (const [answer, ahead, detail] of pages) {
    const server = await listen(answer)
    project.write('session.config.ts', `export default { deployment: { url: 'http://127.0.0.1:${server.port}/' } }`)
    const { stdout, stderr } = await project.beside(['task', 'git/deployment', '--json'])
    server.close()
    const found = JSON.parse(stdout) as { deployed: string | null; ahead: number | null; source: string }
    assert.equal([found.ahead, found.source], [ahead, 'url'])
    if (detail) assert.match(stderr, detail)
    else assert.is(found.deployed, deployed)
  }
  project.remove()
})

test('a project below the top of its repository', () => {
  const project = createProject()
  mkdirSync(join(project.root, 'packages/app'), { recursive: true })
  project.write('packages/app/file.txt', 'x\n')
  project.write('outside.txt', 'x\n')
  const report = project.json<Report>(['closedown', '--project', join(project.root, 'packages/app')])
  assert.equal([...(report.git?.untracked ?? [])].sort(), ['../../outside.txt', 'file.txt'])
  for (const path of ['../../outside.txt', 'file.txt'])
    assert.equal(
      report.git?.files.find((each) => each.path === path),
      { path, added: 1, removed: 0 },
    )
  project.remove()
})

test('what was done in a submodule is named, and nobody says that nothing was committed', () => {
  const module = createProject()
  const project = createProject()
  project.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', module.root, 'lib')
  project.commit('Add lib')
  project.bookend(['init', '--quiet'])
  execFileSync('git', ['commit', '-q', '--allow-empty', '-m', 'In lib'], {
    cwd: join(project.root, 'lib'),
    env: cleanEnvironment(),
  })
  project.write('lib/new.txt', 'x')
  const { git, handoff } = project.json<{ git: object; handoff: { file: string } }>(['closedown'])
  assert.equal((git as { changedSubmodules: unknown }).changedSubmodules, [
    { path: 'lib', newCommits: true, uncommitted: true },
  ])
  const letter = project.read(handoff.file)
  assert.match(letter, '- submodule `lib`: new commits, uncommitted files and 1 commit on no remote\n')
  assert.not.match(letter, 'nothing committed')
  for (const each of [project, module]) each.remove()
})

test('commits that are only in a submodule are on every first screen, also where the repository names them', () => {
  const remote = createProject()
  const module = createProject()
  const project = createProject()
  for (const each of [module, project]) each.git('remote', 'add', 'origin', remote.root)
  project.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', module.root, 'libs/my lib')
  project.commit('Add lib')
  const lib = { cwd: join(project.root, 'libs/my lib'), env: cleanEnvironment() }
  execFileSync('git', ['commit', '-q', '--allow-empty', '-m', 'In lib'], lib)
  project.commit('Take what is new in lib')
  const said = '1 commit of the submodule libs/my lib on no remote'
  assert.match(project.bookend([]).stdout, /1 to push in libs\/my lib/)
  const { stdout } = project.bookend(['closedown'])
  assert.ok(stdout.includes(said), stdout)
  const letter = project.read(/SESSION_CLOSEDOWN_\S+\.md/.exec(stdout)?.[0] as string)
  assert.ok(letter.split('\n## ')[0]?.includes(said), letter)
  assert.match(letter, '- submodule `libs/my lib`: 1 commit on no remote\n')
  assert.ok(project.bookend(['init']).stdout.includes(said))
  for (const each of [remote, project, module]) each.remove()
})

test('a submodule that is not checked out, or knows no remote, has nothing to push', () => {
  const module = createProject()
  const project = createProject()
  project.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', module.root, 'lib')
  project.commit('Add lib')
  const lib = join(project.root, 'lib')
  execFileSync('git', ['remote', 'remove', 'origin'], { cwd: lib })
  assert.not.match(project.bookend([]).stdout, 'to push')
  project.git('submodule', '--quiet', 'deinit', '--force', 'lib')
  assert.not.match(project.bookend([]).stdout, 'to push')
  for (const each of [project, module]) each.remove()
})

test('beside a bare repository nobody says that nothing was committed', () => {
  const project = createProject({ git: false })
  project.git('init', '-q', '--bare', '.bare')
  project.write('.git', 'gitdir: ./.bare\n')
  const { handoff } = project.json<{ handoff: { file: string } }>(['closedown'])
  assert.not.match(project.read(handoff.file), 'nothing committed')
  project.remove()
})

test.run()
