import * as assert from 'uvu/assert'
import { writtenByHand } from '../cache/transcripts/written-by-hand.ts'
import { agentRows } from '../tasks/handoff/agent-rows.ts'
import { asks, event, item, meta, rollout, thread, tokenCount, turn } from './support/codex.ts'
import {
  answer,
  bash,
  mainTranscript,
  projectRoot,
  prompt,
  result,
  subTranscript,
  transcriptSuite,
  use,
} from './support/transcripts.ts'

const test = transcriptSuite("the end of an agent's session")

const says = (seconds: number, id: string, text: string, calls: object[] = []) =>
  answer(seconds, id, { output: 1 }, { content: [{ type: 'text', text }, ...calls] })

test('the last answer is that of the last message that calls nothing', async ({ home }) => {
  home.write(mainTranscript, [
    prompt(0, 'Add pages'),
    says(1, 'm1', 'I look at the endpoint first.', [use('t1')]),
    result(2, 't1'),
    says(3, 'm2', 'Pages are there.\n\n- `limit`\n- `offset`\n\nShall I document them?'),
    prompt(5, 'yes'),
    // The two lines of one message.
    says(6, 'm3', 'Now the documents.'),
    answer(6, 'm3', { output: 1 }, { content: [use('t2')] }),
  ])
  home.write(
    subTranscript,
    [says(9, 'm4', 'Found nothing.')].map((line) => ({ ...line, isSidechain: true, agentId: 'a1' })),
  )
  const work = await home.read()
  assert.is(work?.answer, 'Pages are there. limit; offset Shall I document them?')
  assert.is((await home.read({ texts: false }))?.answer, undefined)
})

test('of two sessions the newer answer is the last one, whichever went on longer', async ({ home }) => {
  home.write(mainTranscript, [says(10, 'm1', 'The older answer.'), answer(30, 'm2', {}, { content: [use('t1')] })])
  home.write(mainTranscript.replace('.jsonl', '0.jsonl'), [says(20, 'm3', 'The newer answer.'), prompt(25)])
  assert.is((await home.read())?.answer, 'The newer answer.')
})

test('what the agent says of opening and closing the session is no answer', async ({ home }) => {
  home.write(mainTranscript, [
    prompt(0, 'start session'),
    says(1, 'm1', 'The session is open.'),
    prompt(2, 'Why is it slow?'),
    says(3, 'm2', 'The hash is too dear.'),
    prompt(4, 'process session closedown'),
    says(5, 'm3', 'I note what is left.', [use('t1')]),
    result(6, 't1'),
    says(7, 'm4', 'The session is closed.'),
  ])
  assert.is((await home.read())?.answer, 'The hash is too dear.')
  const window = { from: Date.parse('2026-09-14T12:00:05Z'), to: Date.parse('2026-09-14T13:00:00Z') }
  assert.is((await home.read({ window }))?.answer, undefined)
})

test('of a long answer there are the beginning and the end', async ({ home }) => {
  home.write(mainTranscript, [
    prompt(0),
    says(1, 'm1', `Done with ${'so very many things '.repeat(30)}and finally: shall I rename the table, too?`),
  ])
  const said = (await home.read())?.answer as string
  assert.match(said, /^Done with so very many things .* … .*shall I rename the table, too\?$/)
  assert.ok(said.length <= 300 && said.length > 270, String(said.length))
})

const edit = (seconds: number, id: string, path: string) =>
  answer(
    seconds,
    `m-${id}`,
    { output: 1 },
    { content: [use(id, 'Edit', { file_path: `${projectRoot}/${path}`, old_string: 'a', new_string: 'b' })] },
  )

test('a call at the end without a result is unfinished, and its file is not edited', async ({ home }) => {
  home.write(mainTranscript, [
    prompt(0),
    edit(1, 't1', 'src/a.ts'),
    result(2, 't1'),
    edit(3, 't2', 'src/b.ts'),
    answer(3, 'm-t2', { output: 1 }, { content: [use('t3', 'Read', { file_path: `${projectRoot}/src/c.ts` })] }),
    answer(3, 'm-t2', { output: 1 }, { content: [use('t4', 'Bash', { command: 'terraform apply plan.bin' })] }),
    answer(3, 'm-t2', { output: 1 }, { content: [use('t5', 'Bash', { command: 'npx bookend closedown' })] }),
    answer(3, 'm-t2', { output: 1 }, { content: [use('t6', 'Bash', { command: 'grep -rn x src' })] }),
  ])
  const work = await home.read()
  const at = '2026-09-14T12:00:03.000Z'
  assert.equal(work?.unfinished, [
    { tool: 'Edit', command: 'src/b.ts', at },
    { tool: 'Bash', command: 'terraform apply plan.bin', at },
  ])
  assert.equal(
    work?.edited.map(({ path }) => path),
    ['src/a.ts'],
  )
})

test('what came to its end later, or was followed by something else, is not unfinished', async ({ home }) => {
  home.write(mainTranscript, [prompt(0), edit(1, 't1', 'src/a.ts'), prompt(5, 'go on'), edit(6, 't2', 'src/b.ts')])
  assert.equal(
    (await home.read())?.unfinished.map(({ command }) => command),
    ['src/b.ts'],
  )
  home.append(mainTranscript, [result(9, 't2')])
  const window = { from: 0, to: Date.parse('2026-09-14T12:00:08Z') }
  assert.equal((await home.read({ window }))?.unfinished, [])
  assert.equal((await home.read())?.unfinished, [])
})

test('what a fork goes on behind is not unfinished', async ({ home }) => {
  const lines = [prompt(0), edit(1, 't1', 'src/a.ts')]
  home.write(mainTranscript, lines)
  home.write(
    '-home-me-x/s2.jsonl',
    [...lines, result(2, 't1')].map((line) => ({ ...line, sessionId: 's2' })),
  )
  assert.equal((await home.read())?.unfinished, [])
  home.write(
    '-home-me-x/s2.jsonl',
    [...lines, prompt(3, 'leave it')].map((line) => ({ ...line, sessionId: 's2' })),
  )
  assert.equal((await home.read())?.unfinished, [])
})

const started = (seconds: number, id: string, command: string, task: string) => [
  answer(seconds, `m-${id}`, { output: 1 }, { content: [use(id, 'Bash', { command, run_in_background: true })] }),
  result(
    seconds,
    id,
    { content: `Command running in background with ID: ${task}` },
    { toolUseResult: { stdout: '', stderr: '', interrupted: false, backgroundTaskId: task } },
  ),
]

test('a command in the background whose end nobody reported may still run', async ({ home }) => {
  home.write(mainTranscript, [
    prompt(0),
    ...started(1, 't1', 'npm run dev', 'b1'),
    ...started(2, 't2', 'npm run e2e', 'b2'),
    ...started(3, 't3', 'npm run watch', 'b3'),
    ...started(4, 't4', 'npm run storybook', 'b4'),
    prompt(
      6,
      '<task-notification>\n<task-id>b2</task-id>\n<status>completed</status>\n<summary>Background command "npm run e2e" completed (exit code 0)</summary>\n</task-notification>',
    ),
    answer(6, 'm6', { output: 1 }, { content: [use('t6', 'BashOutput', { bash_id: 'b1' })] }),
    result(6, 't6', { content: '<status>running</status>' }),
    answer(7, 'm7', { output: 1 }, { content: [use('t7', 'KillShell', { shell_id: 'b3' })] }),
    result(7, 't7', { content: 'Successfully killed shell: b3' }),
    prompt(
      8,
      '<task-notification>\n<task-id>b4</task-id>\n<status>killed</status>\n<summary>Background command "npm run storybook" was stopped</summary>\n</task-notification>',
    ),
    says(9, 'm9', 'The server runs.'),
  ])
  assert.equal((await home.read())?.unfinished, [
    { tool: 'Bash', command: 'npm run dev', at: '2026-09-14T12:00:01.000Z', background: true },
  ])
  for (const [from, to] of [
    ['2026-09-14T12:00:00Z', '2026-09-14T12:00:01Z'],
    ['2026-09-14T12:00:02Z', '2026-09-14T13:00:00Z'],
  ] as const)
    assert.equal((await home.read({ window: { from: Date.parse(from), to: Date.parse(to) } }))?.unfinished, [], from)
})

test('the first screen has the last answer where no recap says more, and what broke off in the foreground', () => {
  const at = '2026-09-14T12:00:00.000Z'
  const unfinished = [
    { tool: 'Bash', command: 'terraform apply', at },
    { tool: 'Bash', command: 'npm run dev', at, background: true as const },
  ]
  const rows = (agent: Parameters<typeof agentRows>[0]) =>
    agentRows(agent, { characters: 200, items: 10 }).map(({ label, items }) => [
      label,
      ...items.map(({ text }) => text),
    ])
  assert.equal(rows({ answer: 'Pages are there.', unfinished }), [
    ['Last answer', 'Pages are there.'],
    ['Cut off', '(2026-09-14 12:00, no result seen)'],
  ])
  assert.equal(rows({ answer: 'Pages are there.', summary: { done: 'Pages' } }), [])
})

const on = (gitBranch: string, lines: Record<string, unknown>[]) => lines.map((line) => ({ ...line, gitBranch }))

test('a failure on another branch than the last one says on which', async ({ home }) => {
  home.write(mainTranscript, [
    prompt(0),
    ...on('feature/x', bash(1, 't1', 'npm test', 'Exit code 1\n  4 passing\n  2 failing')),
    ...on('feature/x', bash(2, 't2', 'git checkout main', "Switched to branch 'main'")),
    ...bash(3, 't3', 'npm test', '  6 passing'),
    ...bash(4, 't4', 'npm run lint', 'Exit code 1\nsrc/a.ts:1:1 lint/unused'),
  ])
  assert.equal(
    (await home.read())?.failing.map(({ command, branch, passedLater }) => ({ command, branch, passedLater })),
    [
      { command: 'npm test', branch: 'feature/x', passedLater: false },
      { command: 'npm run lint', branch: undefined, passedLater: false },
    ],
  )
})

test('what passed later on the same branch failed on no other', async ({ home }) => {
  home.write(mainTranscript, [
    prompt(0),
    ...on('feature/x', bash(1, 't1', 'npm test', 'Exit code 1\n  2 failing')),
    ...on('feature/x', bash(2, 't2', 'npm test', '  6 passing')),
    ...on('main', bash(3, 't3', 'git log', 'a1b2c3d Add pages')),
  ])
  assert.equal(
    (await home.read())?.failing.map(({ branch, passedLater }) => ({ branch, passedLater })),
    [{ branch: undefined, passedLater: true }],
  )
})

// A commit that is checked out by itself may be that of any branch.
for (const [failed, last] of [
  ['HEAD', 'main'],
  ['feature/x', 'HEAD'],
] as const)
  test(`a failure on ${failed} with ${last} at the end is on no other branch`, async ({ home }) => {
    home.write(mainTranscript, [
      prompt(0),
      ...on(failed, bash(1, 't1', 'npm test', 'Exit code 1\n  2 failing')),
      ...on(last, bash(2, 't2', 'git log', 'a1b2c3d Add pages')),
    ])
    assert.equal(
      (await home.read())?.failing.map(({ branch }) => branch),
      [undefined],
    )
  })

for (const last of ['git stash', 'git bisect start HEAD v1'])
  test(`a failure on the branch that is still checked out behind ${last} is on no other`, async ({ home }) => {
    home.write(mainTranscript, [
      prompt(0),
      ...bash(1, 't1', 'git stash && npm test', 'Exit code 1\n  2 failing'),
      ...bash(2, 't2', 'npm run lint', 'Exit code 1\nsrc/a.ts:1:1 lint/unused'),
      ...bash(3, 't3', last, ''),
    ])
    assert.equal(
      (await home.read())?.failing.map(({ branch }) => branch),
      [undefined, undefined],
    )
  })

test('a file that a command writes from a document is edited', async ({ home }) => {
  const commands = [
    "cat > src/page.ts <<'EOF'\nexport const a = 1 > 0\ncat > src/no.ts <<EOT\nEOF",
    'cat <<EOF >> docs/log.md\nmore\nEOF',
    `mkdir -p ${projectRoot}/x && cat > ${projectRoot}/x/y.ts << "EOF"\n1\nEOF`,
    'tee -a config.yml <<EOF\na: 1\nEOF',
    `cd packages/a && cat > b.ts <<'EOF'\n1\nEOF`,
    'cat > src/copy.ts < src/page.ts',
    'cat <<EOF >> docs/log.md; cat > src/copy.ts < src/page.ts\nmore\nEOF',
    'cat > "$FILE" <<EOF\n1\nEOF',
    "cat > /tmp/outside.txt <<'EOF'\n1\nEOF",
    'cat <<EOF | psql db > out.txt\nselect 1\nEOF',
    'cat a.sql; psql db <<EOF > out.txt\nselect 1\nEOF',
    `cd "$DIR" && cat > lost.ts <<'EOF'\n1\nEOF`,
  ]
  home.write(mainTranscript, [
    prompt(0),
    ...commands.flatMap((command, at) => bash(at + 1, `t${at}`, command, '')),
    ...bash(20, 't20', "cat > src/failed.ts <<'EOF'\n1\nEOF", 'Exit code 1\nNo space left on device'),
  ])
  assert.equal((await home.read())?.edited.map(({ path }) => path).toSorted(), [
    'config.yml',
    'docs/log.md',
    'packages/a/b.ts',
    'src/page.ts',
    'x/y.ts',
  ])
})

test('a device is no file that is edited', () => {
  const written = (file: string) => writtenByHand(`cat <<E > ${file}\nx\nE`, { cwd: '/', roots: ['/'] })
  assert.equal([...written('/dev/stderr'), ...written('/etc/motd')], ['/etc/motd'])
})

test('Codex says at the end of a turn what its answer was', async ({ home }) => {
  home.writeRollout(rollout(1), [
    meta(0, 1),
    turn(0),
    ...asks(1, 'Review the branch'),
    tokenCount(2, [10, 4, 6], [10, 4, 6]),
    event(3, 'task_complete', { turn_id: '1', last_agent_message: 'The branch is **fine**.' }),
    ...asks(4, 'process session closedown'),
    event(4, 'task_complete', { turn_id: '2', last_agent_message: 'The session is closed.' }),
    ...asks(4, 'Start the server'),
    item(5, 'function_call', {
      name: 'exec_command',
      arguments: JSON.stringify({ cmd: 'npm run dev', workdir: projectRoot }),
      call_id: 'c1',
    }),
  ])
  home.writeRollout(rollout(2), [
    meta(7, 2, { source: { subagent: { thread_spawn: { parent_thread_id: thread(1) } } } }),
    turn(7),
    event(8, 'task_complete', { turn_id: '1', last_agent_message: 'Found nothing.' }),
  ])
  const work = await home.read()
  assert.is(work?.answer, 'The branch is fine.')
  assert.equal(
    work?.unfinished.map(({ command }) => command),
    ['npm run dev'],
  )
})

test.run()
