import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { UnrecordedReview } from '../cache/unrecorded-review.ts'
import { applyReview, finishInterruptedReview } from '../tasks/rules/review/apply.ts'
import type { Files } from '../tasks/task.ts'
import { createFiles } from '../workflows/runner/effects/files.ts'
import { createProject } from './support/project.ts'

const test = suite('a review of several files, killed between two of them')

const before = { 'CLAUDE.md': '# R\n\n- Use tabs\n- Use tabs always\n', 'AGENTS.md': '# R\n\n- Never push\n' }
const after = { 'CLAUDE.md': '# R\n\n- Use tabs\n', 'AGENTS.md': '# R\n\n- Never push to main\n', 'new.md': '- New\n' }

/** The files of a project in which a review was killed just before its write number `writes`, and what it had begun. */
function killedBefore(writes: number) {
  const project = createProject({ git: false })
  for (const [path, text] of Object.entries(before)) project.write(path, text)
  const files = createFiles(project.root, false)
  let begun: UnrecordedReview | undefined
  const reviews = {
    begin: (review: UnrecordedReview) => {
      begun = JSON.parse(JSON.stringify(review))
    },
    get: () => begun,
    record: () => assert.unreachable('nothing is to be recorded'),
    drop: () => {
      begun = undefined
    },
  }
  class Killed extends Error {}
  let written = 0
  const dying: Files = {
    ...files,
    write(path, text) {
      if (written++ >= writes) throw new Killed()
      return files.write(path, text)
    },
    // A process that was killed takes nothing back.
    remove: () => {
      throw new Killed()
    },
  }
  const changes = Object.entries(after).map(([path, text]) => ({
    path,
    after: text,
    ...(path in before && { before: before[path as keyof typeof before] }),
  }))
  const application = {
    plan: { changes, edits: { set: new Map(), append: [] } },
    reviewed: { rulesFile: 'none.json', rules: undefined },
    decisions: [],
    at: 0,
  }
  const drop = reviews.drop
  reviews.drop = () => {
    throw new Killed()
  }
  try {
    applyReview(dying, reviews, application as never)
    assert.unreachable()
  } catch (error) {
    assert.instance(error, Killed)
  }
  reviews.drop = drop
  return { project, files, reviews }
}

for (const writes of [0, 1, 2])
  test(`${writes} were written: they are as they were, and no copy is left`, () => {
    const { project, files, reviews } = killedBefore(writes)
    assert.is(finishInterruptedReview(files, reviews, 'none.json'), 'dropped')
    assert.is(reviews.get(), undefined)
    const found = Object.fromEntries(files.list('.').map((path) => [path, files.read(path)]))
    assert.equal(found, before)
    project.remove()
  })

test('what somebody changed since stays, with its copy', () => {
  const { project, files, reviews } = killedBefore(1)
  project.write('CLAUDE.md', '# Mine\n')
  finishInterruptedReview(files, reviews, 'none.json')
  assert.is(files.read('CLAUDE.md'), '# Mine\n')
  assert.is(files.list('.').filter((name) => name.includes('before-review')).length, 1)
  project.remove()
})

test.run()
