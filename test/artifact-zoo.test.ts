import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sha256 } from '../cache/json.ts'
import { cleanEnvironment, createProject } from './support/project.ts'

const test = suite('repositories below artefact paths')

interface Report {
  cleanup: { kept: { path: string; reason: string }[] }
}

/** Every file below a directory, with the hash of what is in it. */
function filesBelow(directory: string): Record<string, string> {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()
  const files = paths.filter((path) => statSync(join(directory, path)).isFile())
  return Object.fromEntries(files.map((path) => [path, sha256(readFileSync(join(directory, path), 'latin1'))]))
}

test('what cannot be looked into stays and is named, and everything else goes', () => {
  const project = createProject()
  const shell = (script: string) => execFileSync('sh', ['-c', script], { cwd: project.root })
  try {
    project.write('session.config.ts', "export default { artifacts: ['tmp/**', 'build/*'] }")
    project.commit('Configure')
    for (const path of ['tmp/loose.txt', 'build/out.js', 'tmp/closed/in.txt']) project.write(path, path)
    // Deeper than any system call takes a path.
    const name = 'd'.repeat(200)
    shell(
      `mkdir tmp/deep && cd tmp/deep && for i in $(seq 30); do mkdir ${name} && cd -P ${name}; done; echo end > end.txt`,
    )
    shell('chmod 000 tmp/closed')
    const root = process.getuid?.() === 0
    const { cleanup, outcome } = project.json<Report & { outcome: string }>(['closedown'])
    assert.is(outcome, 'ok')
    const reasons = cleanup.kept.map(({ path, reason }) => `${path.split('/').slice(0, 2).join('/')} ${reason}`)
    assert.ok(
      reasons.includes('tmp/deep cannot be looked into: the name is too long (ENAMETOOLONG)'),
      reasons.join('\n'),
    )
    const closed = reasons.includes('tmp/closed cannot be looked into: there is no permission (EACCES)')
    assert.is(closed, !root)
    assert.equal(readdirSync(join(project.root, 'tmp')), root ? ['deep'] : ['closed', 'deep'])
    assert.equal(readdirSync(project.root).includes('build'), true)
    assert.equal(readdirSync(join(project.root, 'build')), [])
  } finally {
    shell('chmod 700 tmp/closed 2>/dev/null; rm -rf tmp')
    project.remove()
  }
})

test('submodules, linked work trees, clones, bare ones and nested ones stay whole and are named; everything else can be brought back', () => {
  const project = createProject()
  const outside = mkdtempSync(join(tmpdir(), 'bookend-outside-'))
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
      cwd: project.root,
      env: cleanEnvironment(),
      stdio: 'pipe',
    })
  try {
    project.write('session.config.ts', "export default { artifacts: ['tmp/**', 'build/*'] }")
    project.commit('Configure')
    // Whatever a repository holds that no other one has: it would be gone for good.
    execFileSync('git', ['init', '-q', '-b', 'main', outside], { env: cleanEnvironment() })
    writeFileSync(join(outside, 'library.txt'), 'a library')
    execFileSync('git', ['add', '-A'], { cwd: outside, env: cleanEnvironment() })
    execFileSync('git', ['commit', '-qm', 'Begin'], { cwd: outside, env: cleanEnvironment() })
    git('submodule', '--quiet', 'add', outside, 'tmp/vendor/library')
    git('commit', '-qm', 'Take the library in')
    git('worktree', 'add', '-q', 'tmp/trees/branch', '-b', 'branch')
    git('clone', '-q', outside, 'tmp/a/b/clone')
    git('clone', '-q', '--bare', outside, 'tmp/a/b/mirror.git')
    git('clone', '-q', outside, 'build/outer')
    git('clone', '-q', outside, 'build/outer/one/two/inner')
    git('clone', '-q', outside, '.memory-test/deep/er/clone')
    // A repository whose directory is somewhere else: only a file leads to it.
    git('init', '-q', '--separate-git-dir', join(outside, 'elsewhere.git'), 'tmp/separate')
    // From a system that does not distinguish the two.
    git('clone', '-q', outside, 'tmp/capitals')
    renameSync(join(project.root, 'tmp/capitals/.git'), join(project.root, 'tmp/capitals/.GIT'))
    const repositories = [
      'tmp/vendor/library',
      'tmp/trees/branch',
      'tmp/a/b/clone',
      'tmp/a/b/mirror.git',
      'tmp/separate',
      'tmp/capitals',
      'build/outer',
      '.memory-test/deep/er/clone',
    ]
    const inWorkTrees = repositories.filter((path) => !path.endsWith('.git'))
    for (const path of [...inWorkTrees, 'build/outer/one/two/inner']) {
      project.write(`${path}/new.txt`, `new in ${path}`)
      project.write(`${path}/library.txt`, `edited in ${path}`)
    }
    const loose = [
      'tmp/loose.txt',
      'tmp/vendor/loose.txt',
      'tmp/a/b/loose.txt',
      '.memory-test/deep/loose.txt',
      'build/out.js',
    ]
    for (const path of loose) project.write(path, `loose: ${path}`)
    const before = filesBelow(project.root)

    const { cleanup } = project.json<Report>(['closedown'])
    const kept = new Map(cleanup.kept.map(({ path, reason }) => [path, reason]))
    for (const path of repositories)
      assert.match(kept.get(path) ?? '', /^(a repository or work tree of its own|tracked by git)$/, path)
    const after = filesBelow(project.root)
    const ofRepositories = Object.keys(before).filter((path) =>
      repositories.some((each) => path.startsWith(`${each}/`)),
    )
    assert.ok(ofRepositories.length > 100)
    for (const path of ofRepositories) assert.is(after[path], before[path], path)
    for (const path of loose) assert.is(after[path], undefined, path)
    assert.is(
      project.git('status', '--porcelain', '--', 'tmp/vendor/library').slice(0, 1),
      'M',
      'the submodule is still one',
    )

    assert.is(project.bookend(['restore', ...loose]).status, 0)
    const restored = filesBelow(project.root)
    for (const path of loose) assert.is(restored[path], before[path], path)
  } finally {
    rmSync(outside, { recursive: true })
    project.remove()
  }
})

test.run()
