import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { madeHere, type ReflogEntry, withinWindow } from '../tasks/git/reflogs.ts'
import { cleanEnvironment, createProject, type TestProject } from './support/project.ts'

const test = suite("the session's commits")

interface Report {
  git: {
    commits: { sha: string; subject: string; author: string; at: string; where: string; pushed: boolean }[]
    incoming: { commits: number; authors: string[] }
    files: { path: string; added: number; removed: number }[]
  }
  handoff: { file: string }
  page: { file: string }
}
const subjects = ({ git }: Report) => git.commits.map(({ subject }) => subject)
const places = ({ git }: Report) => Object.fromEntries(git.commits.map(({ subject, where }) => [subject, where]))

/** Runs git elsewhere, as somebody else. */
function asColleague(cwd: string, ...args: string[]): void {
  const env = cleanEnvironment({ GIT_AUTHOR_NAME: 'Colleague', GIT_COMMITTER_NAME: 'Colleague' })
  execFileSync('git', args, { cwd, env, stdio: 'ignore' })
}

/** A project with an upstream, and a colleague's clone of it; what HEAD was at init is committed a second before at the latest. */
function sharedProject(): { project: TestProject; upstream: string; clone: string; remove(): void } {
  const project = createProject()
  const [upstream, clone] = [`${project.root}-up`, `${project.root}-clone`]
  project.git('clone', '-q', '--bare', project.root, upstream)
  project.git('remote', 'add', 'origin', upstream)
  project.git('fetch', '-q', 'origin')
  project.git('branch', '-q', '--set-upstream-to=origin/main')
  project.git('clone', '-q', upstream, clone)
  const remove = () => {
    for (const directory of [upstream, clone]) rmSync(directory, { recursive: true })
    project.remove()
  }
  return { project, upstream, clone, remove }
}

function colleagueWorks(clone: string, ...names: string[]): void {
  for (const name of names) {
    writeFileSync(join(clone, name), 'theirs\n')
    asColleague(clone, 'add', '.')
    asColleague(clone, 'commit', '-qm', `work on ${name}`)
  }
  asColleague(clone, 'push', '-q')
}

for (const how of ['--ff-only', '--no-rebase', '--rebase']) {
  test(`what a pull ${how} brought is not the session's`, () => {
    const { project, clone, remove } = sharedProject()
    project.bookend(['init'])
    colleagueWorks(clone, 'theirs-1', 'theirs-2')
    if (how === '--ff-only') project.git('pull', '-q', how)
    project.write('mine.txt', 'mine\n')
    project.git('add', 'mine.txt')
    project.git('commit', '-qm', 'my own work')
    if (how !== '--ff-only') project.git('pull', '-q', how, '--no-edit')
    const report = project.json<Report>(['closedown'])
    const own = subjects(report).filter((subject) => !subject.startsWith('Merge'))
    assert.equal(own, ['my own work'])
    assert.is(subjects(report).length, how === '--no-rebase' ? 2 : 1)
    assert.equal(report.git.incoming, { commits: 2, authors: ['Colleague'] })
    assert.equal(report.git.files, [{ path: 'mine.txt', added: 1, removed: 0 }])
    assert.ok(report.git.commits.every(({ where, pushed }) => where === 'HEAD' && !pushed))
    assert.match(project.read(report.handoff.file), /2 commits came from elsewhere: Colleague/)
    remove()
  })
}

test('what a detached HEAD was moved away from is named with the command that keeps it; what was picked, rescued or undone is not', () => {
  const { project, remove } = sharedProject()
  const commit = (file: string, ...args: string[]) => {
    project.write(`${file}.txt`, `${file}\n`)
    project.git('add', `${file}.txt`)
    project.git('commit', '-qm', file, ...args)
  }
  project.bookend(['init'])
  const away = () => project.git('checkout', '-q', 'main')
  project.git('checkout', '-q', '--detach')
  commit('first-left')
  commit('last-left')
  const last = project.git('rev-parse', 'HEAD').trim()
  away()
  project.git('checkout', '-q', '--detach')
  commit('picked')
  const picked = project.git('rev-parse', 'HEAD').trim()
  away()
  commit('on-main')
  project.git('cherry-pick', picked)
  project.git('checkout', '-q', '--detach')
  commit('rescued')
  project.git('checkout', '-qb', 'rescue')
  project.git('commit', '-q', '--amend', '-m', 'rescued and reworded')
  away()
  project.git('checkout', '-q', '--detach')
  commit('undone')
  project.git('reset', '-q', '--hard', 'HEAD~1')
  away()
  const report = project.json<Report>(['closedown'])
  assert.equal(places(report), {
    'first-left': 'no branch',
    'last-left': 'no branch',
    'on-main': 'HEAD',
    picked: 'HEAD',
    'rescued and reworded': 'rescue',
  })
  const letter = project.read(report.handoff.file)
  assert.ok(letter.includes(`2 commits left behind on no branch (to keep: git branch NAME ${last.slice(0, 12)})`))
  assert.match(letter, /1 commit not on HEAD but on rescue/)
  const page = project.read(report.page.file)
  assert.match(page, /rescued and reworded \(on rescue, not on HEAD\)/)
  assert.match(page, /on-main\s*<\/li>|on-main</, 'nothing is said of what is on HEAD')
  remove()
})

test('what a branch had that was deleted since is named, unless HEAD, another branch or a remote one has it', () => {
  const { project, clone, remove } = sharedProject()
  const commit = (file: string, ...args: string[]) => {
    project.write(`${file}.txt`, `${file}\n`)
    project.git('add', `${file}.txt`)
    project.git('commit', '-qm', file, ...args)
    return project.git('rev-parse', 'HEAD').trim()
  }
  const began = (name: string, work: () => void) => {
    project.git('checkout', '-qb', name)
    work()
    project.git('checkout', '-q', 'main')
  }
  const deleted = (name: string, work: () => void) => {
    began(name, work)
    project.git('branch', '-qD', name)
  }
  project.bookend(['init'])
  let [first, second] = ['', '']
  deleted('forgotten', () => {
    commit('forgotten-1')
    first = commit('forgotten-2')
  })
  deleted('amended', () => {
    commit('first words')
    project.git('checkout', '-q', 'main')
    project.git('checkout', '-q', 'amended')
    second = commit('better words', '--amend')
  })
  deleted('undone', () => {
    commit('undone')
    project.git('reset', '-q', '--hard', 'HEAD~1')
  })
  began('old-name', () => commit('renamed'))
  project.git('branch', '-m', 'old-name', 'new-name')
  began('squashed', () => {
    commit('squashed-1')
    commit('squashed-2')
  })
  project.git('merge', '-q', '--squash', 'squashed')
  project.git('commit', '-qm', 'the squash')
  began('squashed-too', () => {
    commit('squashed-3')
    commit('squashed-4')
  })
  project.git('merge', '-q', '--squash', 'squashed-too')
  project.git('commit', '-qm', 'the other squash')
  project.git('branch', '-qD', 'squashed-too')
  began('rebased', () => commit('rebased'))
  commit('on-main')
  project.git('rebase', '-q', 'main', 'rebased')
  project.git('checkout', '-q', 'main')
  project.git('branch', '-qD', 'rebased')
  deleted('merged', () => {
    commit('merged')
    project.git('checkout', '-q', 'main')
    project.git('merge', '-q', '--no-ff', '--no-edit', 'merged')
  })
  deleted('published', () => {
    commit('published')
    project.git('push', '-q', 'origin', 'published')
  })
  deleted('tagged', () => {
    commit('tagged')
    project.git('tag', 'v1')
  })
  // Merged into one on the server, as with a button there, and pulled.
  began('reviewed', () => {
    commit('reviewed-1')
    commit('reviewed-2')
  })
  project.git('push', '-q', 'origin', 'main', 'reviewed')
  asColleague(clone, 'pull', '-q')
  asColleague(clone, 'merge', '-q', '--squash', 'origin/reviewed')
  asColleague(clone, 'commit', '-qm', 'Merge of a button')
  asColleague(clone, 'push', '-q', 'origin', 'main', ':reviewed')
  project.git('pull', '-q', '--ff-only', '--prune')
  project.git('branch', '-qD', 'reviewed')
  project.write('stashed.txt', 'x\n')
  project.git('stash', '-qu')
  project.git('stash', 'drop', '-q')
  const report = project.json<Report>(['closedown'])
  assert.equal(places(report), {
    'forgotten-1': 'no branch',
    'forgotten-2': 'no branch',
    'better words': 'no branch',
    renamed: 'new-name',
    'the squash': 'HEAD',
    'the other squash': 'HEAD',
    rebased: 'no branch',
    'on-main': 'HEAD',
    merged: 'HEAD',
    "Merge branch 'merged'": 'HEAD',
    published: 'origin/published',
    tagged: 'v1',
    'reviewed-1': 'HEAD',
    'reviewed-2': 'HEAD',
  })
  assert.equal(report.git.incoming, { commits: 1, authors: ['Colleague'] })
  const letter = project.read(report.handoff.file)
  const keep = [first, second].map((sha) => `git branch NAME ${sha.slice(0, 12)}`).join('; ')
  assert.ok(letter.includes(`4 commits left behind on no branch (to keep: ${keep}; `), letter.slice(0, 2000))
  remove()
})

test('branches that were left and other work trees count; what something replaced does not', () => {
  const { project, clone, remove } = sharedProject()
  const other = `${project.root}-wt`
  const commit = (subject: string, ...args: string[]) =>
    project.git('commit', '-q', '--allow-empty', ...args, '-m', subject)
  commit('before the session')
  project.bookend(['init'])
  project.git('checkout', '-qb', 'feat')
  project.write('feature.txt', 'x\n')
  project.git('add', 'feature.txt')
  commit('on a side branch')
  project.git('checkout', '-q', 'main')
  project.git('worktree', 'add', '-q', '--detach', other)
  execFileSync('git', ['commit', '-q', '--allow-empty', '-m', 'in a work tree'], {
    cwd: other,
    env: cleanEnvironment(),
  })
  commit('first words')
  commit('better words', '--amend')
  // A date of its own hides neither the commit nor those around it.
  const dates = cleanEnvironment({
    GIT_COMMITTER_DATE: '2020-01-01T00:00:00Z',
    GIT_AUTHOR_DATE: '2020-01-01T00:00:00Z',
  })
  execFileSync('git', ['commit', '-q', '--allow-empty', '-m', 'backdated'], { cwd: project.root, env: dates })
  commit('thrown away')
  project.git('reset', '-q', '--hard', 'HEAD~1')
  project.git('push', '-q', 'origin', 'main')
  const tree = project.git('rev-parse', 'HEAD^{tree}')
  const plumbed = project.git('commit-tree', '-p', 'HEAD', '-m', 'by plumbing', tree)
  project.git('update-ref', 'HEAD', plumbed)
  commit('not pushed')
  const report = project.json<Report>(['closedown'])
  assert.equal(places(report), {
    'on a side branch': 'feat',
    'in a work tree': `../${other.split('/').at(-1)}`,
    'better words': 'HEAD',
    backdated: 'HEAD',
    'by plumbing': 'HEAD',
    'not pushed': 'HEAD',
  })
  assert.equal(
    report.git.commits.filter(({ pushed }) => pushed).map(({ subject }) => subject),
    ['better words', 'backdated'],
  )
  assert.equal(report.git.incoming, { commits: 0, authors: [] })
  assert.equal(
    report.git.files.map(({ path }) => path),
    ['feature.txt'],
  )
  assert.match(project.read(report.handoff.file), /2 commits not on HEAD but on .*feat.*, 2 not pushed/)
  rmSync(other, { recursive: true })
  void clone
  remove()
})

test("what was made in a work tree that is gone, and merged from there, is the session's; what others made is not", () => {
  const { project, clone, remove } = sharedProject()
  const other = `${project.root}-gone`
  const inTree = (env: Record<string, string>, subject: string) =>
    execFileSync('git', ['commit', '-q', '--allow-empty', '-m', subject], { cwd: other, env: cleanEnvironment(env) })
  const mergeAndRemove = (...how: string[]) => {
    project.git('merge', '-q', ...how, 'feat')
    project.git('worktree', 'remove', '--force', other)
    project.git('branch', '-q', '-D', 'feat')
  }
  project.bookend(['init'])
  project.git('worktree', 'add', '-q', '-b', 'feat', other)
  inTree({}, 'the parser')
  inTree({}, 'its test')
  inTree({ GIT_COMMITTER_EMAIL: 'colleague@example.org', GIT_COMMITTER_NAME: 'Colleague' }, 'by mail from a colleague')
  const longAgo = '2020-01-01T00:00:00Z'
  inTree({ GIT_COMMITTER_DATE: longAgo, GIT_AUTHOR_DATE: longAgo }, 'of long ago')
  mergeAndRemove()
  project.git('worktree', 'add', '-q', '-b', 'feat', other)
  inTree({}, 'the printer')
  mergeAndRemove('--no-ff', '-m', 'Merge the printer')
  // The same identity at another place: it came by a remote-tracking branch.
  asColleague(clone, 'commit', '-q', '--allow-empty', '-m', 'from elsewhere')
  asColleague(clone, 'push', '-q')
  project.git('fetch', '-q')
  project.git('merge', '-q', '-m', 'Merge what was fetched', 'origin/main')
  const report = project.json<Report>(['closedown'])
  assert.equal(subjects(report).toSorted(), [
    'Merge the printer',
    'Merge what was fetched',
    'its test',
    'the parser',
    'the printer',
  ])
  assert.equal(new Set(Object.values(places(report))), new Set(['HEAD']))
  assert.is(report.git.incoming.commits, 3)
  remove()
})

test('what a checkout brings back onto HEAD was in this repository before, and came from nowhere', () => {
  const { project, clone, remove } = sharedProject()
  const commit = (subject: string) => {
    project.write(`${subject}.txt`, `${subject}\n`)
    project.git('add', `${subject}.txt`)
    project.git('commit', '-qm', subject)
  }
  for (const subject of ['c1', 'c2', 'c3']) commit(subject)
  project.git('branch', 'old')
  project.bookend(['init'])
  project.git('checkout', '-q', '--detach', 'HEAD~2')
  commit('aside')
  project.bookend(['closedown'])
  const session = (work: () => void) => {
    // Reflogs have whole seconds: which of two movements to one commit was the last before init, only another second tells.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000 - (Date.now() % 1000))
    project.bookend(['init'])
    work()
    return project.json<Report>(['closedown'])
  }
  const back = session(() => {
    project.git('checkout', '-q', 'main')
    commit('on main')
  })
  assert.equal(back.git.incoming, { commits: 0, authors: [] })
  assert.equal(subjects(back), ['on main'])
  assert.equal(back.git.files, [{ path: 'on main.txt', added: 1, removed: 0 }])
  project.git('checkout', '-q', '-b', 'x', 'old~3')
  const reset = session(() => {
    project.git('branch', 'y', 'old~1')
    project.git('checkout', '-q', '-B', 'y', 'main')
    commit('on y')
  })
  assert.equal(reset.git.incoming, { commits: 0, authors: [] })
  assert.equal(reset.git.files, [{ path: 'on y.txt', added: 1, removed: 0 }])
  // What comes by pull at the same time is still incoming.
  const pulled = session(() => {
    project.git('checkout', '-q', 'main')
    colleagueWorks(clone, 'theirs')
    project.git('pull', '-q', '--no-rebase', '--no-edit')
  })
  assert.equal(pulled.git.incoming, { commits: 1, authors: ['Colleague'] })
  remove()
})

const actions: [action: string, made: boolean][] = [
  ['commit: Add a', true],
  ['commit (initial): Begin', true],
  ['commit (amend): Add a', true],
  ['commit (merge): Merge branch x', true],
  ['commit (cherry-pick): Add a', true],
  ['cherry-pick: Add a', true],
  ['cherry-pick: fast-forward', false],
  ['revert: Revert "Add a"', true],
  ['am: Apply', true],
  ['rebase (pick): Add a', true],
  ['rebase (fixup): Add a', true],
  ['rebase -i (reword): Add a', true],
  ['rebase (start): checkout main', false],
  ['rebase (finish): returning to refs/heads/x', false],
  ['pull --rebase origin main (pick): Add a', true],
  ['pull --rebase (start): checkout abc', false],
  ['pull: Fast-forward', false],
  ["pull --no-rebase: Merge made by the 'ort' strategy.", true],
  ["merge feat: Merge made by the 'ort' strategy.", true],
  ['merge feat: Fast-forward', false],
  ['clone: from ../up', false],
  ['branch: Created from HEAD', false],
  ['checkout: moving from main to x', false],
  ['reset: moving to HEAD~1', false],
  ['update by push', false],
]
for (const [action, made] of actions) {
  test(`"${action}" ${made ? 'made a commit here' : 'made none'}`, () => {
    assert.is(madeHere({ action } as ReflogEntry), made)
  })
}

test('the order of a log counts, whatever its times say', () => {
  const log = (...times: number[]) =>
    times.map((seconds, index) => ({ sha: `c${index}`, seconds, log: 'HEAD' }) as ReflogEntry).reverse()
  const inside = (entries: ReflogEntry[], bounds: object = {}) =>
    withinWindow(entries, { from: 100_000, to: 200_000, now: 300_000, ...bounds })
      .filter(({ inWindow }) => inWindow)
      .map(({ sha }) => sha)
  assert.equal(inside(log(50, 100, 199, 200)), ['c1', 'c2'])
  assert.equal(inside(log(50, 110, 7, 120)), ['c1', 'c2', 'c3'], 'a backdated one between')
  assert.equal(inside(log(50, 9999, 120)), ['c2'], 'one from the future dates nothing behind it')
  assert.equal(inside(log(50, 7, 120), { startHead: 'c0' }), ['c1', 'c2'], 'a backdated one right behind the start')
  assert.equal(inside(log(50, 100, 100, 150), { startHead: 'c1' }), ['c2', 'c3'], 'the same second')
})

test('commits that only the detached HEAD leads to are named with the command that keeps them', () => {
  const project = createProject()
  project.write('a', '1')
  project.commit('First')
  project.bookend(['init'])
  project.git('checkout', '-q', '--detach')
  assert.match(letterOf(project), /everything is committed/)
  project.write('a', '2')
  const last = project.commit('Only here')
  const keep = `1 commit under the detached HEAD on no branch (to keep: git branch NAME ${last.slice(0, 12)})`
  assert.ok(letterOf(project).includes(keep), letterOf(project).slice(0, 1500))
  project.git('tag', 'kept')
  assert.match(letterOf(project), /everything is committed/)
  project.remove()
})

function letterOf(project: ReturnType<typeof createProject>): string {
  return project.read(project.json<{ handoff: { file: string } }>(['closedown']).handoff.file)
}

test.run()
