import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { deedOf } from '../cache/transcripts/refused-deed.ts'
import { commonCommand } from '../tasks/rules/common-command.ts'
import { imperativeOf } from '../tasks/rules/text/imperative.ts'
import { createProject } from './support/project.ts'
import { answer, prompt, result, second, use } from './support/transcripts.ts'

const test = suite('rules from what the user refused')

/** A command, and the rule that it would break; undefined where the command alone does not say what was wrong with it. */
const commands: [command: string, rule: string | undefined][] = [
  ['git push --force origin main', 'Do not force-push to a remote.'],
  ['cd app && git push -f', 'Do not force-push to a remote.'],
  ['git push --force-with-lease=main origin x', 'Do not force-push to a remote.'],
  ['git push origin +main', 'Do not force-push to a remote.'],
  ['git push origin main', undefined],
  ['git push --follow-tags', undefined],
  ['git commit -m "x" --no-verify', 'Do not skip the hooks of git.'],
  ['git commit -nm x', 'Do not skip the hooks of git.'],
  ['git commit -am "no -n here"', undefined],
  ['git push --no-verify', 'Do not skip the hooks of git.'],
  ['git reset --hard HEAD~1', 'Do not discard uncommitted changes.'],
  ['git checkout -- .', 'Do not discard uncommitted changes.'],
  ['git checkout .', 'Do not discard uncommitted changes.'],
  ['git restore src', 'Do not discard uncommitted changes.'],
  ['git restore --staged src', undefined],
  ['git clean -fd', 'Do not discard uncommitted changes.'],
  ['git checkout main', undefined],
  ['git reset HEAD~1', undefined],
  ['git commit --amend --no-edit', 'Do not rewrite commits.'],
  ['git rebase -i HEAD~3', 'Do not rewrite commits.'],
  ['git rebase --abort', undefined],
  ['rm -rf build', undefined],
  ['npm publish', undefined],
  ['echo "git push --force"', undefined],
]
for (const [command, rule] of commands)
  test(command, () => {
    const deed = deedOf(command)
    assert.is(deed && imperativeOf({ text: deed, areas: [] }), rule)
  })

/** What a rule may forbid where these were refused; undefined where that would be more than these. */
for (const [refused, common] of [
  ['git branch -D main', 'git branch -D main'],
  ['git branch -D main; git branch -D dev', 'git branch -D'],
  ['npm publish --tag next; npm publish; npm test && npm publish', 'npm publish'],
  ['cd apps/a && npm publish; cd apps/b && npm publish --tag next', 'npm publish'],
  ['./deploy.sh prod', './deploy.sh prod'],
  ['./deploy.sh prod; ./deploy.sh staging', undefined],
  ['mix ecto.drop; mix ecto.drop --quiet', 'mix ecto.drop'],
  ['mix ecto.drop; mix ecto.reset', undefined],
  ['git stash drop; git stash clear', undefined],
  ['git push --tags; git push --all', undefined],
  ['gh pr merge 12 --admin; gh pr merge 13 --squash --admin', 'gh pr merge --admin'],
  ['aws s3 rm s3://a --recursive; aws s3 rm s3://b --recursive', 'aws s3 rm --recursive'],
  ['kubectl delete pod a -n prod; kubectl delete pod b -n prod', 'kubectl delete pod -n prod'],
  ['terraform apply a.plan; terraform apply b.plan', 'terraform apply'],
  ['rm -rf build; rm -rf data', 'rm -rf'],
  ['cargo publish; npm publish', undefined],
  ["psql -c 'drop table a' db; psql -c 'drop table b' db", 'psql -c'],
  ['flutter pub publish', 'flutter pub publish'],
] as [string, string | undefined][])
  test(`in common: ${refused}`, () => {
    assert.is(commonCommand(refused.split('; ')), common)
    assert.is(commonCommand(refused.split('; ').toReversed()), common)
  })

const rejected = "The user doesn't want to proceed with this tool use."
let calls = 0
/** A refused command. */
function refused(at: number, command: string, line: object = { toolDenialKind: 'user-rejected' }, content = rejected) {
  const id = `t${++calls}`
  return [
    answer(at, `m-${id}`, {}, { content: [use(id, 'Bash', { command })] }),
    result(at, id, { is_error: true, content }, line),
  ]
}

for (const inferred of [false, true])
  test(`what the user refused three times in two sessions is proposed as a rule, once; nothing else is${inferred ? ': the first of them inferred' : ''}`, () => {
    const project = createProject()
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'bookend-refused-')))
    const write = (name: string, lines: object[]) => {
      const path = join(home, 'projects/-p', name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, lines.map((line) => `${JSON.stringify({ ...line, cwd: project.root })}\n`).join(''))
    }
    const first = [
      prompt(1),
      ...refused(10, 'git push --force origin a'),
      ...refused(20, 'git push -f origin b'),
      ...refused(30, 'npm publish --tag next'),
      ...refused(40, 'npm publish'),
      // Once too few, in one session only, and by others than the user.
      ...refused(50, 'docker compose down -v'),
      ...[60, 70, 80].flatMap((at) => refused(at, 'git reset --hard')),
      ...[90, 100].flatMap((at) => refused(at, 'curl x', { toolDenialKind: 'permission-rule' })),
      ...[110, 120].flatMap((at) => refused(at, 'make e2e', { toolDenialKind: 'interrupted' })),
    ]
    const second_ = [
      prompt(4000),
      ...refused(4010, 'git push --force-with-lease'),
      ...refused(4020, 'npm publish'),
      ...refused(4030, 'docker compose down -v'),
      ...[4040, 4050].flatMap((at) => refused(at, 'curl y', { toolDenialKind: 'permission-rule' })),
      ...[4060, 4070].flatMap((at) => refused(at, 'make e2e', { toolDenialKind: 'interrupted' })),
    ]
    write('s1.jsonl', first)
    write('s2.jsonl', second_)
    const close = (from: number, to: number) =>
      JSON.parse(
        project.bookend(['closedown', '--json', '--from', second(from), '--to', second(to)], {
          env: { CLAUDE_CONFIG_DIR: home, CODEX_HOME: join(home, 'none') },
        }).stdout,
      )
    if (!inferred) assert.equal(close(0, 3600).rules.proposals, [])
    const { rules, analysis } = close(3600, 7200)
    const shown = rules.proposals.map(
      ({ category, proposedRule, needsWords, occurrences, sessions }: Record<string, unknown>) => ({
        category,
        proposedRule,
        needsWords,
        occurrences,
        sessions,
      }),
    )
    assert.equal(shown, [
      {
        category: 'new',
        proposedRule: 'Do not force-push to a remote.',
        needsWords: false,
        occurrences: 3,
        sessions: 2,
      },
      { category: 'new', proposedRule: null, needsWords: true, occurrences: 3, sessions: 2 },
    ])
    assert.match(rules.proposals[1].suggestion, /npm publish/)
    assert.equal(
      rules.proposals.map(({ evidence }: { evidence: { action: string }[] }) => evidence.map(({ action }) => action)),
      [
        ['Bash git push --force origin a', 'Bash git push -f origin b', 'Bash git push --force-with-lease'],
        ['Bash npm publish --tag next', 'Bash npm publish', 'Bash npm publish'],
      ],
    )
    assert.equal(analysis.violations.map(({ key }: { key: string }) => key).toSorted(), [
      'Force-pushed to a remote',
      'interrupted: Bash',
      'permission-rule: Bash',
      'user-rejected: docker compose',
      'user-rejected: npm publish',
    ])
    project.remove()
    rmSync(home, { recursive: true, force: true })
  })

const told = (reason: string) =>
  `${rejected} The tool use was rejected (eg. if it was a file edit, the new_string was NOT written to the file). To tell you how to proceed, the user said:\n${reason}`

/** What is proposed behind two sessions in which the user refused these commands with these words, in turn. */
function proposedFor(
  reasons: [first: string[], then: string[]],
  config?: object,
  commands = ['npm publish', 'npm publish --tag next'],
) {
  const project = createProject()
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'bookend-refused-')))
  if (config) project.write('session.config.mjs', `export default ${JSON.stringify(config)}\n`)
  for (const [at, words] of reasons.entries()) {
    const path = join(home, 'projects/-p', `s${at}.jsonl`)
    mkdirSync(dirname(path), { recursive: true })
    const lines = [
      prompt(4000 * at + 1),
      ...words.flatMap((reason, turn) =>
        refused(
          4000 * at + 10 * (turn + 1),
          commands[turn % commands.length] ?? '',
          undefined,
          reason ? told(reason) : rejected,
        ),
      ),
    ]
    writeFileSync(path, lines.map((line) => `${JSON.stringify({ ...line, cwd: project.root })}\n`).join(''))
  }
  const close = (from: number) =>
    JSON.parse(
      project.bookend(['closedown', '--json', '--from', second(from), '--to', second(from + 3600)], {
        env: { CLAUDE_CONFIG_DIR: home, CODEX_HOME: join(home, 'none') },
      }).stdout,
    )
  close(0)
  const { rules } = close(3600)
  project.remove()
  rmSync(home, { recursive: true, force: true })
  return rules.proposals.map(({ proposedRule, needsWords, occurrences }: Record<string, unknown>) => ({
    proposedRule,
    needsWords,
    occurrences,
  }))
}

test('what the user said each time is the reason of the rule', () => {
  const proposals = proposedFor([
    ['releases are made by CI only', 'Releases are made by CI only.'],
    ['not today', 'releases are made by CI only', ''],
  ])
  assert.equal(proposals, [
    {
      proposedRule: 'Do not run `npm publish`: releases are made by CI only.',
      needsWords: false,
      occurrences: 5,
    },
  ])
})

const byHand = 'the operators do this by hand'
for (const [commands, rule] of [
  [['git branch -D main'], 'Do not run `git branch -D main`'],
  [['./deploy.sh prod'], 'Do not run `./deploy.sh prod`'],
  [['mix ecto.drop'], 'Do not run `mix ecto.drop`'],
  [['flutter pub publish'], 'Do not run `flutter pub publish`'],
  [['DB_PASSWORD=hunter2hunter2 ./migrate.sh --password=hunter2hunter2 prod'], 'Do not run `./migrate.sh prod`'],
  [['git stash drop', 'git stash clear'], undefined],
] as [string[], string | undefined][])
  test(`a rule forbids no more than was refused: ${commands.join(', ')}`, () => {
    const twice = [byHand, byHand]
    const [proposal, ...others] = proposedFor([twice, twice], undefined, commands)
    assert.is(proposal?.proposedRule, rule === undefined ? null : `${rule}: ${byHand}.`)
    assert.equal(others, [])
  })

const unsaid = [{ proposedRule: null, needsWords: true, occurrences: 4 }]
for (const [why, reasons, config] of [
  [
    'said twice only',
    [
      ['ask me first', 'releases are made by CI only'],
      ['', 'releases are made by CI only'],
    ],
  ],
  ['in one session only', [['made by CI only', 'made by CI only', 'made by CI only'], ['']]],
  [
    'of the moment',
    [
      ['wait, not now', 'wait, not now'],
      ['wait, not now', 'wait, not now'],
    ],
  ],
  [
    'a question',
    [
      ['why do you publish?', 'why do you publish?'],
      ['why do you publish?', 'why do you publish?'],
    ],
  ],
  [
    'a word',
    [
      ['no', 'no'],
      ['no', 'no'],
    ],
  ],
  [
    'kept out',
    [
      ['releases are made by CI only', 'releases are made by CI only'],
      ['releases are made by CI only', 'releases are made by CI only'],
    ],
    { agentText: false },
  ],
] as [string, [string[], string[]], object?][])
  test(`what was said is no reason of a rule: ${why}`, () => {
    assert.equal(proposedFor(reasons, config), unsaid)
  })

test.run()
