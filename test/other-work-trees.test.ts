import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createProject } from './support/project.ts'

const test = suite('other work trees')

test('uncommitted work in another work tree is named, and neither it nor a clone is a file to commit', () => {
  const project = createProject()
  project.git('worktree', 'add', '-q', 'inside', '-b', 'feature')
  project.git('worktree', 'add', '-q', 'clean', '-b', 'idle')
  project.git('clone', '-q', '.', 'vendor/clone')
  project.write('inside/a.ts', 'let a')
  project.write('inside/README.md', 'changed')
  const { git, handoff } = project.json<{
    git: { untracked: string[]; worktrees: string[]; dirtyWorktrees: object[] }
    handoff: { file: string }
  }>(['closedown'])
  assert.equal(git.untracked, [])
  assert.equal(git.worktrees.toSorted(), ['clean', 'inside'])
  assert.equal(git.dirtyWorktrees, [{ path: 'inside', files: 2 }])
  const [screen = ''] = project.read(handoff.file).split('\n## ')
  assert.match(screen, /^- \*\*Work in the tree\*\*: 2 files uncommitted in the work tree inside$/m)
  project.remove()
})

test("the documents of another work tree's package are no work of anybody's", () => {
  const project = createProject()
  project.write('packages/web/session.config.mjs', 'export default {}\n')
  project.commit('Add a package')
  project.git('worktree', 'add', '-q', 'inside', '-b', 'feature')
  const web = ['--project', 'inside/packages/web']
  project.bookend(['init', ...web])
  project.bookend(['closedown', ...web])
  const { git } = project.json<{ git: { dirtyWorktrees?: object[] } }>(['closedown'])
  assert.equal(git.dirtyWorktrees ?? [], [])
  project.remove()
})

test.run()
