import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { operationInWords, operationUnderWay } from '../tasks/git/operation.ts'

const test = suite('what git has begun and not ended')

const commit = 'a'.repeat(40)
const head = 'refs/heads/import\n'
const cases: [what: string, files: Record<string, string>, said: string | undefined][] = [
  ['nothing', {}, undefined],
  [
    'a rebase',
    { 'rebase-merge': '', 'rebase-merge/head-name': head },
    'rebasing import (git rebase --continue, or --abort)',
  ],
  [
    'a rebase that applies patches',
    { 'rebase-apply': '', 'rebase-apply/head-name': head },
    'rebasing import (git rebase --continue, or --abort)',
  ],
  [
    'a rebase of a detached HEAD',
    { 'rebase-merge': '', 'rebase-merge/head-name': 'detached HEAD\n' },
    'rebasing (git rebase --continue, or --abort)',
  ],
  ['a rebase that names nothing', { 'rebase-merge': '' }, 'rebasing (git rebase --continue, or --abort)'],
  [
    'a rebase that picks a commit',
    { 'rebase-merge': '', 'rebase-merge/head-name': head, CHERRY_PICK_HEAD: commit },
    'rebasing import (git rebase --continue, or --abort)',
  ],
  [
    'patches of a mailbox',
    { 'rebase-apply': '', 'rebase-apply/applying': '' },
    'applying patches (git am --continue, or --abort)',
  ],
  ['a merge', { MERGE_HEAD: commit }, 'merging (git merge --continue, or --abort)'],
  ['a pick', { CHERRY_PICK_HEAD: commit }, 'cherry-picking (git cherry-pick --continue, or --abort)'],
  ['a revert', { REVERT_HEAD: commit }, 'reverting (git revert --continue, or --abort)'],
  ['a bisection', { BISECT_LOG: '', BISECT_START: 'import\n' }, 'bisecting import (git bisect reset)'],
  [
    'a merge in the middle of a bisection',
    { MERGE_HEAD: '', BISECT_LOG: '', BISECT_START: 'import\n' },
    'merging (git merge --continue, or --abort) while bisecting import (git bisect reset)',
  ],
  ['a bisection of a commit', { BISECT_LOG: '', BISECT_START: `${commit}\n` }, 'bisecting (git bisect reset)'],
  ['what a bisection left', { BISECT_START: 'import\n' }, undefined],
]

for (const [what, files, said] of cases)
  test(`${what}: ${said ?? 'nothing to say'}`, () => {
    const operation = operationUnderWay(
      (path) => Object.hasOwn(files, path),
      (path) => files[path],
    )
    assert.is(operation && operationInWords(operation), said)
  })

test.run()
