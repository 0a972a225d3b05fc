import * as assert from 'uvu/assert'
import { item, meta, rollout, shell, turn } from './support/codex.ts'
import {
  answer,
  type Counted,
  bash as callOf,
  mainTranscript as main,
  prompt,
  result,
  subTranscript,
  transcriptSuite,
  use,
} from './support/transcripts.ts'

const test = transcriptSuite('how commands in the background ended')

let calls = 0
const bash = (seconds: number, command: string, output: string, line: object = {}) =>
  callOf(seconds, `toolu_${++calls}`, command, output, line)
const failed = 'Exit code 1\nTests:       1 failed, 1 total'
const passed = 'Tests:       1 passed, 1 total'

const started = (seconds: number, task: string, command: string, text = 'running in background', told = true) => {
  const id = `toolu_of_${task}`
  return [
    answer(seconds, `m-${id}`, {}, { content: [use(id, 'Bash', { command, run_in_background: true })] }),
    result(
      seconds,
      id,
      { content: `Command ${text} with ID: ${task}. Output is being written to: /tmp/c/tasks/${task}.output` },
      told ? { toolUseResult: { stdout: '', stderr: '', interrupted: false, backgroundTaskId: task } } : {},
    ),
  ]
}
const called = (seconds: number, name: string, input: object, content: string, line: object = {}) => {
  const id = `toolu_${++calls}`
  return [answer(seconds, `m-${id}`, {}, { content: [use(id, name, input)] }), result(seconds, id, { content }, line)]
}
const notified = (task: string, status: string, summary: string, call = '') =>
  `<task-notification>\n<task-id>${task}</task-id>\n${call && `<tool-use-id>${call}</tool-use-id>\n`}<output-file>/tmp/c/tasks/${task}.output</output-file>\n<status>${status}</status>\n<summary>Background command "x" ${summary}</summary>\n</task-notification>`

const said = ({ failing }: Counted) =>
  failing.map(({ command, passedLater, error, cause }) => [command, passedLater, cause ?? error])

const codeOf = { failed: 1, completed: 0 }
type Status = keyof typeof codeOf
/** The forms in which a client reports how a command ended. */
const reports: [
  what: string,
  report: (seconds: number, status: Status, printed: string) => object[],
  tells: boolean,
][] = [
  [
    'a notification',
    (at, status) => [
      prompt(at, notified('b1', status, status === 'failed' ? 'failed with exit code 1' : 'completed (exit code 0)')),
    ],
    false,
  ],
  [
    'a notification that names the call only',
    (at, status) => [prompt(at, notified('other', status, `${status} (exit code ${codeOf[status]})`, 'toolu_of_b1'))],
    false,
  ],
  [
    'a notification while the agent works',
    (at, status) => [
      {
        ...prompt(at),
        type: 'attachment',
        attachment: {
          type: 'queued_command',
          commandMode: 'task-notification',
          prompt: notified('b1', status, status),
        },
      },
    ],
    false,
  ],
  [
    'a notification that waits',
    (at, status) => [
      { ...prompt(at), type: 'queue-operation', operation: 'enqueue', content: notified('b1', status, status) },
    ],
    false,
  ],
  [
    'TaskOutput',
    (at, status, output) =>
      called(at, 'TaskOutput', { task_id: 'b1', block: true }, `<retrieval_status>success</retrieval_status>`, {
        toolUseResult: {
          retrieval_status: 'success',
          task: { task_id: 'b1', task_type: 'local_bash', status, exitCode: codeOf[status], output },
        },
      }),
    true,
  ],
  [
    'TaskOutput as text',
    (at, status, output) =>
      called(
        at,
        'TaskOutput',
        { task_id: 'b1' },
        `<retrieval_status>success</retrieval_status>\n\n<task_id>b1</task_id>\n\n<status>${status}</status>\n\n<exit_code>${codeOf[status]}</exit_code>\n\n<output>\n${output}\n</output>`,
      ),
    true,
  ],
  [
    'BashOutput',
    (at, status, output) =>
      called(at, 'BashOutput', { bash_id: 'b1' }, `<status>${status}</status>`, {
        toolUseResult: { shellId: 'b1', command: 'x', status, exitCode: codeOf[status], stdout: output, stderr: '' },
      }),
    true,
  ],
  [
    'BashOutput as text',
    (at, status, output) =>
      called(
        at,
        'BashOutput',
        { bash_id: 'b1' },
        `<status>${status}</status>\n\n<exit_code>${codeOf[status]}</exit_code>\n\n<stdout>\n${output}\n</stdout>\n\n<timestamp>2026-09-14T12:00:00.000Z</timestamp>`,
      ),
    true,
  ],
  [
    'a notification, and the file that is read then',
    (at, status, output) => [
      prompt(at, notified('b1', status, status)),
      ...called(at + 1, 'Read', { file_path: '/tmp/c/tasks/b1.output' }, `     1→${output}`),
    ],
    true,
  ],
]
for (const [what, report, tells] of reports) {
  test(`a failure that is known by ${what} is the command's`, async ({ home }) => {
    home.write(main, [...started(1, 'b1', 'npm run a'), ...report(3, 'failed', 'Error: listen EADDRINUSE')])
    const read = (await home.read()) as Counted
    assert.equal(said(read), [['npm run a', false, tells ? 'Error: listen EADDRINUSE' : '']])
    assert.is(read.tools.Bash?.failures, 1)
  })
  test(`a command that ended well by ${what} has passed since`, async ({ home }) => {
    home.write(main, [
      ...bash(1, 'npm run a', failed),
      ...started(2, 'b1', 'npm run a'),
      ...report(4, 'completed', passed),
    ])
    const { failing } = (await home.read()) as Counted
    assert.equal(
      failing.map(({ command, passedLater }) => [command, passedLater]),
      [['npm run a', true]],
    )
  })
  test(`a command that failed by ${what} has not passed since`, async ({ home }) => {
    home.write(main, [
      ...bash(1, 'npm run a', failed),
      ...started(2, 'b1', 'npm run a'),
      ...report(4, 'failed', 'Error: again'),
    ])
    const { failing } = (await home.read()) as Counted
    assert.equal(
      failing.map(({ command, count, passedLater }) => [command, count, passedLater]),
      [['npm run a', 2, false]],
    )
  })
}

test('however a command came into the background, its report is joined to it', async ({ home }) => {
  const texts = [
    'running in background',
    'did not complete within 120s and was moved to the background',
    'was manually backgrounded by user',
  ]
  home.write(
    main,
    texts.flatMap((text, at) => [
      ...started(at * 10 + 1, `t${at}`, `npm run a${at}`, text, false),
      prompt(at * 10 + 5, notified(`t${at}`, 'failed', 'failed with exit code 1')),
    ]),
  )
  const { failing } = (await home.read()) as Counted
  assert.equal(failing.map(({ command }) => command).toSorted(), ['npm run a0', 'npm run a1', 'npm run a2'])
})

test('what somebody ended, and what still runs, neither failed nor passed', async ({ home }) => {
  home.write(main, [
    ...bash(1, 'npm run a', failed),
    ...started(2, 'b1', 'npm run a'),
    prompt(4, notified('b1', 'killed', 'was stopped')),
    ...started(5, 'b2', 'npm run dev'),
    prompt(6, notified('b2', 'failed', 'failed with exit code 143')),
    ...started(7, 'b3', 'npm run watch'),
    ...called(8, 'BashOutput', { bash_id: 'b3' }, '<status>running</status>', {
      toolUseResult: { shellId: 'b3', status: 'running', exitCode: null, stdout: 'Error: not yet', stderr: '' },
    }),
  ])
  const { failing } = (await home.read()) as Counted
  assert.equal(
    failing.map(({ command, count, passedLater }) => [command, count, passedLater]),
    [['npm run a', 1, false]],
  )
})

test('a report that is read later than the start is joined to it', async ({ home }) => {
  home.write(main, started(1, 'b1', 'npm run a'))
  assert.equal(((await home.read()) as Counted).failing, [])
  home.append(main, [prompt(5, notified('b1', 'failed', 'failed with exit code 2'))])
  assert.equal(said((await home.read()) as Counted), [['npm run a', false, '']])
})

test('the notification of a subagent is none of a command', async ({ home }) => {
  home.write(main, [
    ...called(1, 'Task', { subagent_type: 'x' }, 'Async agent launched'),
    prompt(
      2,
      `<task-notification>\n<task-id>a1</task-id>\n<tool-use-id>toolu_${calls}</tool-use-id>\n<status>failed</status>\n<summary>Agent "x" failed</summary>\n</task-notification>`,
    ),
  ])
  assert.equal(((await home.read()) as Counted).failing, [])
})

const going = (seconds: number, id: string, command: string, session: number, printed = '') => [
  shell(seconds, id, command, 0, '')[0] as object,
  item(seconds + 1, 'function_call_output', {
    call_id: id,
    output: `Chunk ID: 1\nWall time: 10.0 seconds\nProcess running with session ID ${session}\nOutput:\n${printed}`,
  }),
]
const polled = (seconds: number, id: string, session: number, ending: string, printed = '', chars = '') => [
  item(seconds, 'function_call', {
    name: 'write_stdin',
    arguments: JSON.stringify({ session_id: session, chars }),
    call_id: id,
  }),
  item(seconds + 1, 'function_call_output', {
    call_id: id,
    output: `Chunk ID: 2\nWall time: 5.0 seconds\n${ending}\nOutput:\n${printed}`,
  }),
]

test('the end of a long command of Codex is that command’s', async ({ home }) => {
  home.writeRollout(rollout(1), [
    meta(0, 1),
    turn(1),
    ...going(2, 'c1', 'npm run slow', 7),
    ...polled(5, 'p1', 7, 'Process running with session ID 7'),
    ...polled(8, 'p2', 7, 'Process exited with code 1', 'Tests:       1 failed, 1 total'),
    ...shell(11, 'c2', 'npm run slow2', 1, 'Tests:       1 failed, 1 total'),
    ...going(14, 'c3', 'npm run slow2', 8),
    ...shell(17, 'c4', 'npm run slow3', 1, 'Tests:       1 failed, 1 total'),
    ...going(20, 'c5', 'npm run slow3', 9),
    ...polled(23, 'p3', 9, 'Process exited with code 0', passed),
    ...going(26, 'c6', 'npm run dev', 10),
    ...polled(29, 'p4', 10, 'Process exited with code 130'),
    ...shell(32, 'c7', 'npm run pieces', 1, 'Tests:       1 failed, 1 total'),
    ...going(35, 'c8', 'npm run pieces || true', 11, 'Tests:       1 failed, 1 total'),
    ...polled(38, 'p5', 11, 'Process exited with code 0', passed),
    ...shell(41, 'c9', 'npm run watch', 1, 'Tests:       1 failed, 1 total'),
    ...going(44, 'c10', 'npm run watch', 12),
    ...polled(47, 'p6', 12, 'Process exited with code 0', '', '\x03'),
    ...going(50, 'c11', 'npm run early', 13),
    ...shell(53, 'c12', 'npm run early', 1, 'Tests:       1 failed, 1 total'),
    ...polled(56, 'p7', 13, 'Process exited with code 0', passed),
  ])
  const { failing, tools } = (await home.read()) as Counted
  assert.equal(Object.fromEntries(failing.map(({ command, passedLater }) => [command, passedLater])), {
    'npm run slow': false,
    'npm run slow2': false,
    'npm run slow3': true,
    'npm run pieces': false,
    'npm run watch': false,
    'npm run early': false,
  })
  assert.is(failing.find(({ command }) => command === 'npm run slow')?.error, 'Tests: 1 failed, 1 total')
  assert.equal([tools.write_stdin?.failures, tools.exec_command?.failures], [0, 6])
})

test('a long command of Codex may still run until it ended or was interrupted', async ({ home }) => {
  home.writeRollout(rollout(1), [
    meta(0, 1),
    turn(1),
    ...going(2, 'c1', 'npm run dev', 7),
    ...going(5, 'c2', 'npm run build', 8),
    ...polled(8, 'p1', 8, 'Process exited with code 0'),
    ...going(11, 'c3', 'npm run watch', 9),
    ...polled(14, 'p2', 9, 'Process running with session ID 9', '', '\x03'),
    // The number is given again.
    ...going(17, 'c4', 'npm run serve', 8),
    ...going(20, 'c5', 'npm run once', 10),
    ...polled(23, 'p3', 10, 'Process exited with code 0'),
    ...shell(26, 'c6', 'ls', 0, ''),
  ])
  assert.equal(
    (await home.read())?.unfinished.map(({ command }) => command),
    ['npm run dev', 'npm run serve'],
  )
})

test('of pieces of an output the last one says nothing of the others', async ({ home }) => {
  const said = (at: number, status: string, printed: string) =>
    called(at, 'BashOutput', { bash_id: 'b1' }, `<status>${status}</status>\n<stdout>\n${printed}\n</stdout>`)
  const passedLater = async (...pieces: object[][]) => {
    home.write(main, [...bash(1, 'npm run a', failed), ...started(3, 'b1', 'npm run a || true'), ...pieces.flat()])
    return ((await home.read()) as Counted).failing[0]?.passedLater
  }
  assert.is(await passedLater(said(5, 'completed', passed)), true)
  assert.is(await passedLater(said(5, 'running', failed), said(7, 'completed', passed)), false)
})

test('a notification says nothing of what was printed', async ({ home }) => {
  home.write(main, [
    ...bash(1, 'npx tsc', 'Exit code 2\na.ts(1,1): error TS1: x'),
    ...started(3, 'b1', 'npx tsc | tail -5'),
    prompt(5, notified('b1', 'completed', 'completed (exit code 0)')),
  ])
  assert.is(((await home.read()) as Counted).failing[0]?.passedLater, false)
})

test('what began before a failure does not repair it, whenever its end is told', async ({ home }) => {
  home.write(main, [
    ...started(1, 'b1', 'npm run a'),
    ...bash(3, 'npm run a', failed),
    prompt(5, notified('b1', 'completed', 'completed (exit code 0)')),
  ])
  assert.equal(said((await home.read()) as Counted), [['npm run a', false, 'Tests: 1 failed, 1 total']])
})

test('what began after a failure repairs it, although that is told later', async ({ home }) => {
  home.write(main, [
    ...started(1, 'b1', 'npm run a'),
    ...bash(3, 'npm run a', passed),
    prompt(5, notified('b1', 'failed', 'failed with exit code 1')),
  ])
  assert.equal(
    said((await home.read()) as Counted).map(([, passedLater]) => passedLater),
    [true],
  )
})

test('a run in another transcript that began before the failure repairs nothing, however late it ended', async ({
  home,
}) => {
  const passedLater = async (began: number) => {
    home.write(main, bash(5, 'npm test', failed))
    home.write(subTranscript, [
      answer(began, 'm-sub', {}, { content: [use('toolu_sub', 'Bash', { command: 'npm test' })] }),
      result(20, 'toolu_sub', { content: passed }),
    ])
    return ((await home.read()) as Counted).failing.map((failure) => failure.passedLater)
  }
  assert.equal(await passedLater(1), [false])
  assert.equal(await passedLater(8), [true])
})

test.run()
