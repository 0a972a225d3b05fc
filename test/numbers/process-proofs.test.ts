import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Evidence } from '../../tasks/cleanup/proofs.ts'
import { whyItLivesOn } from '../../tasks/cleanup/protections.ts'
import { judgeProcesses, standBefore } from '../../tasks/cleanup/verdicts.ts'
import type { ProcessInfo } from '../../tasks/task.ts'

const test = suite('the proofs before a signal, one by one')

const mark = `2025-10-24-001-${'a'.repeat(32)}`
const another = `2025-10-24-001-${'b'.repeat(32)}`
const window = { from: 1_000_000, to: 2_000_000 }
const project = '/home/me/project'

/** A process of this user, outside the project and the window, that nothing speaks for or against. */
const info = (pid: number, fields: Partial<ProcessInfo> = {}): ProcessInfo =>
  ({
    pid,
    start: `start of ${pid}`,
    startedAt: 500_000,
    memory: 0,
    command: `command ${pid}`,
    parent: 1,
    group: pid,
    user: 1000,
    workingDirectory: '/',
    environment: {},
    ...fields,
  }) as ProcessInfo

/** bookend is process 50, started by shell 40. */
const around = [info(1, { parent: 0, user: 0 }), info(40), info(50, { parent: 40, group: 50 })]
const evidence = (processes: ProcessInfo[], fields: Partial<Evidence> = {}): Evidence => ({
  processes: [...around.filter(({ pid }) => !processes.some((other) => other.pid === pid)), ...processes],
  self: 50,
  user: 1000,
  streamEnds: new Set<number>(),
  partners: new Map(),
  tracers: new Map(),
  mark,
  agentSessions: ['agent-1'],
  tracked: [],
  seen: new Map(),
  listeners: new Map(),
  placeOf: (directory) => {
    assert.match(directory, /^\//)
    const within = (root: string) => directory === root || directory.startsWith(`${root}/`)
    if (within(`${project}/packages/open`) || within('/home/me/other')) return 'another project'
    return within(project) ? 'this project' : 'outside'
  },
  window,
  current: true,
  ...fields,
})
const marked = { environment: { BOOKEND_SESSION: mark } }
const inWindow = { startedAt: 1_500_000 }
const inProject = { workingDirectory: `${project}/src`, ...inWindow }
const tracked = (startedAt: number, pid = 7) => ({ tracked: [{ pid, startedAt, command: 'x' }] }) as Partial<Evidence>
const agent = (id: string, fields: Partial<ProcessInfo> = {}) => ({
  environment: { CLAUDE_CODE_SESSION_ID: id },
  ...fields,
})
/** What turned its back on the directory that it was started in. */
const daemon = (environment: ProcessInfo['environment']) => ({
  ...inWindow,
  environment: { CLAUDE_CODE_SESSION_ID: 'agent-1', ...environment },
})
/** Other projects with an open session. */
const inOther = { workingDirectory: '/home/me/other/src' }
const inPackage = { workingDirectory: `${project}/packages/open` }
const seen = (start: string) => ({ seen: new Map([[7, { start, proof: 'seen before' }]]) })

/** Process 5 is the session's, alone in its group and terminal session; 8 is not, in one group with the owned 9. */
const earlier = [
  info(5, { ...marked, terminalSession: 5 }),
  info(8, { terminalSession: 8 }),
  info(9, { ...marked, group: 8, terminalSession: 8 }),
]
const meanwhile = (fields: Partial<ProcessInfo>) =>
  evidence([info(7, fields)], { before: standBefore(evidence(earlier)) })

/** What is said of process 7, or of the one named: its verdict, or that it is left out. */
const cases: [what: string, expected: string, given: Evidence, pid?: number][] = [
  // What proves.
  ['the mark', 'owned', evidence([info(7, marked)])],
  ['a part of the mark', 'left out', evidence([info(7, { environment: { BOOKEND_SESSION: '' } })])],
  [
    'the mark of another session, tracked',
    'protected',
    evidence([info(7, { environment: { BOOKEND_SESSION: another }, ...inWindow })], tracked(1_500_000)),
  ],
  [
    'the beginning of the mark, in the project',
    'protected',
    evidence([info(7, { ...inProject, environment: { BOOKEND_SESSION: mark.slice(0, 14) } })]),
  ],
  [
    'any mark where the session was never opened',
    'protected',
    evidence([info(7, { ...inProject, ...marked })], { mark: undefined } as unknown as Evidence),
  ],
  // Every process of an agent's carries its id, in whatever it works: what was started since the session began is the session's, unless it is of another project.
  ['a linked agent, here and now', 'owned', evidence([info(7, agent('agent-1', inProject))])],
  [
    'in the project directory itself',
    'owned',
    evidence([info(7, agent('agent-1', { ...inProject, workingDirectory: project }))]),
  ],
  ['an agent that is not linked, elsewhere', 'left out', evidence([info(7, agent('agent-2', inWindow))])],
  ['an agent that is not linked, here', 'suspect', evidence([info(7, agent('agent-2', inProject))])],
  [
    'a linked agent, in the first millisecond',
    'owned',
    evidence([info(7, agent('agent-1', { ...inProject, startedAt: 1_000_000 }))]),
  ],
  [
    'a linked agent, a millisecond before the session',
    'suspect',
    evidence([info(7, agent('agent-1', { ...inProject, startedAt: 999_999 }))]),
  ],
  [
    'a linked agent, while the session is closed',
    'owned',
    evidence([info(7, agent('agent-1', { ...inProject, startedAt: 2_000_001 }))]),
  ],
  [
    'a linked agent, elsewhere',
    'owned',
    evidence([info(7, agent('agent-1', { ...inWindow, workingDirectory: '/tmp' }))]),
  ],
  [
    'a linked agent, elsewhere, which works in another project, too',
    'suspect',
    evidence([
      info(7, agent('agent-1', { ...inWindow, workingDirectory: '/tmp' })),
      info(8, agent('agent-1', { ...inWindow, ...inOther })),
    ]),
  ],
  [
    'a linked agent, elsewhere, where another agent works in another project',
    'owned',
    evidence([
      info(7, agent('agent-1', { ...inWindow, workingDirectory: '/tmp' })),
      info(8, agent('agent-2', { ...inWindow, ...inOther })),
    ]),
  ],
  [
    'a daemon that was started here, of an agent that works in another project, too',
    'owned',
    evidence([info(7, daemon({ PWD: project })), info(8, agent('agent-1', { ...inWindow, ...inOther }))]),
  ],
  ['a linked agent, elsewhere and before', 'suspect', evidence([info(7, agent('agent-1'))])],
  [
    'a linked agent, where nobody knows',
    'owned',
    evidence([{ ...info(7, agent('agent-1', inWindow)), workingDirectory: undefined } as unknown as ProcessInfo]),
  ],
  ['a linked agent, in another project', 'suspect', evidence([info(7, agent('agent-1', { ...inWindow, ...inOther }))])],
  [
    'a linked agent, in another project below',
    'suspect',
    evidence([info(7, agent('agent-1', { ...inWindow, ...inPackage }))]),
  ],
  ['a daemon of a linked agent, started here', 'owned', evidence([info(7, daemon({ PWD: `${project}/src` }))])],
  ['a daemon of a linked agent, started elsewhere', 'owned', evidence([info(7, daemon({ PWD: '/home/me' }))])],
  [
    'a daemon of a linked agent, started in another project',
    'suspect',
    evidence([info(7, daemon({ PWD: '/home/me/other' }))]),
  ],
  ['a daemon of a linked agent, started nobody knows where', 'owned', evidence([info(7, daemon({}))])],
  ['a daemon of a linked agent that says nothing of where', 'owned', evidence([info(7, daemon({ PWD: '.' }))])],
  [
    'who was started here and works in no project',
    'owned',
    evidence([info(7, { ...daemon({ PWD: project }), workingDirectory: '/tmp' })]),
  ],
  [
    'who was started here and works in another project',
    'suspect',
    evidence([info(7, { ...daemon({ PWD: project }), ...inOther })]),
  ],
  [
    'who was started elsewhere and works here',
    'owned',
    evidence([info(7, { ...daemon({ PWD: '/home/me/other' }), ...inProject })]),
  ],
  [
    "a terminal of an agent's, with a window in another project",
    'protected',
    evidence([info(7, agent('agent-1', inProject)), info(8, { parent: 7, ...inOther })]),
  ],
  [
    'what else is in that terminal',
    'owned',
    evidence([
      info(6, agent('agent-1', inProject)),
      info(8, { parent: 6, ...inOther }),
      info(7, agent('agent-1', { ...inProject, parent: 6 })),
    ]),
  ],
  ["another user's", 'protected', evidence([info(7, agent('agent-1', { ...inProject, user: 1001 }))])],
  ['a linked agent, in a copy', 'owned', evidence([info(7, agent('agent-1', inProject))], { elsewhere: true })],
  ['a linked agent, beside a copy', 'left out', evidence([info(7, agent('agent-1', inWindow))], { elsewhere: true })],
  ['a child elsewhere', 'owned', evidence([info(6, marked), info(7, agent('agent-1', { parent: 6, ...inWindow }))])],
  [
    'a child in another project',
    'suspect',
    evidence([info(6, marked), info(7, agent('agent-1', { parent: 6, ...inWindow, ...inOther }))]),
  ],
  [
    'what that started',
    'left out',
    evidence([
      info(5, marked),
      info(6, agent('agent-1', { parent: 5, ...inWindow, ...inOther })),
      info(7, { parent: 6 }),
    ]),
  ],
  [
    'a linked agent, of a past session, before its window',
    'left out',
    evidence([info(7, agent('agent-1', { ...inProject, startedAt: 999_999 }))], { current: false }),
  ],
  [
    'a linked agent, of a past session, inside',
    'owned',
    evidence([info(7, agent('agent-1', inProject))], { current: false }),
  ],
  [
    'a linked agent, of a past session, behind',
    'left out',
    evidence([info(7, agent('agent-1', { ...inProject, startedAt: 2_000_000 }))], { current: false }),
  ],
  [
    'a linked agent, of a past session, elsewhere',
    'owned',
    evidence([info(7, agent('agent-1', inWindow))], { current: false }),
  ],
  // What the agent's shell carries goes along into another project.
  ['the mark, in another project', 'suspect', evidence([info(7, { ...marked, ...inOther })])],
  ['the mark, in another project below', 'suspect', evidence([info(7, { ...marked, ...inPackage })])],
  [
    'the mark, tracked, in another project',
    'owned',
    evidence([info(7, { ...marked, ...inWindow, ...inOther })], tracked(1_500_000)),
  ],
  [
    'the mark, in the other project of a past session',
    'suspect',
    evidence([info(7, { ...marked, ...inOther })], { current: false }),
  ],
  ['nothing, in another project below', 'left out', evidence([info(7, { ...inWindow, ...inPackage })])],
  ['tracked with the same start', 'owned', evidence([info(7, inWindow)], tracked(1_500_000))],
  ['tracked, two seconds apart', 'owned', evidence([info(7, inWindow)], tracked(1_502_000))],
  ['tracked, more than that', 'left out', evidence([info(7, inWindow)], tracked(1_502_001))],
  ['tracked, two seconds earlier', 'owned', evidence([info(7, inWindow)], tracked(1_498_000))],
  ['another pid is tracked', 'left out', evidence([info(7, inWindow)], tracked(1_500_000, 8))],
  ['tracked, two seconds before the window', 'owned', evidence([info(7, { startedAt: 998_000 })], tracked(998_000))],
  ['tracked, earlier', 'left out', evidence([info(7, { startedAt: 997_999 })], tracked(997_999))],
  [
    'tracked, the last millisecond of the window',
    'owned',
    evidence([info(7, { startedAt: 1_999_999 })], tracked(1_999_999)),
  ],
  ['tracked, behind the window', 'left out', evidence([info(7, { startedAt: 2_000_000 })], tracked(2_000_000))],
  ['owned at an earlier look', 'owned', evidence([info(7)], seen('start of 7'))],
  ['its pid was', 'left out', evidence([info(7)], seen('another start'))],
  ['a child of an owned one', 'owned', evidence([info(6, marked), info(7, { parent: 6 })])],
  [
    'a grandchild of an owned one',
    'owned',
    evidence([info(5, marked), info(6, { parent: 5 }), info(7, { parent: 6 })]),
  ],
  // What protects, whatever proves.
  ['process 1', 'protected', evidence([info(1, { parent: 0, ...marked })]), 1],
  [
    "process 1, which is not above bookend's",
    'protected',
    evidence([info(1, { parent: 0, ...marked }), info(40, { parent: 0 })]),
    1,
  ],
  ['bookend itself', 'protected', evidence([info(50, { parent: 40, ...marked })]), 50],
  ['what bookend started', 'protected', evidence([info(7, { parent: 50, ...marked })])],
  ['what that started', 'protected', evidence([info(6, { parent: 50 }), info(7, { parent: 6, ...marked })])],
  ['an ancestor of bookend', 'protected', evidence([info(40, marked)]), 40],
  ['an ancestor of that', 'protected', evidence([info(7, marked), info(40, { parent: 7 })])],
  [
    "another user's, started by an owned one",
    'left out',
    evidence([info(6, marked), info(7, { parent: 6, user: 1001 })]),
  ],
  ["another user's that has the mark", 'protected', evidence([info(7, { user: 1001, ...marked })])],
  [
    "another user's that was started by `run`",
    'protected',
    evidence([info(7, { user: 1001, ...inWindow })], tracked(1_500_000)),
  ],
  ['who was owned and is another user since', 'protected', evidence([info(7, { user: 1001 })], seen('start of 7'))],
  [
    "who is traced by one that is not the session's",
    'protected',
    evidence([info(6), info(7, marked)], { tracers: new Map([[7, 6]]) }),
  ],
  ['who is traced by nobody that is seen', 'protected', evidence([info(7, marked)], { tracers: new Map([[7, 99]]) })],
  ['a suspect that is traced', 'protected', evidence([info(6), info(7, inProject)], { tracers: new Map([[7, 6]]) })],
  [
    "who is traced by another of the session's",
    'owned',
    evidence([info(6, marked), info(7, marked)], { tracers: new Map([[7, 6]]) }),
  ],
  [
    'who is traced by whoever traces bookend',
    'owned',
    evidence([info(6), info(7, marked)], {
      tracers: new Map([
        [7, 6],
        [50, 6],
      ]),
    }),
  ],
  [
    "who may serve one that is not the session's",
    'protected',
    evidence([info(6), info(7, { parent: 6, ...marked })], { partners: new Map([[7, [6]]]) }),
  ],
  [
    "an agent's server from before the session",
    'protected',
    evidence([info(6), info(7, agent('agent-1', { parent: 6 }))], { partners: new Map([[7, [6]]]) }),
  ],
  [
    'who serves an owned one',
    'owned',
    evidence([info(6, marked), info(7, { parent: 6, ...marked })], { partners: new Map([[7, [6]]]) }),
  ],
  [
    'a shell that talks and runs a command',
    'owned',
    evidence([info(6), info(7, { parent: 6, command: 'bash -c x', ...marked }), info(8, { parent: 7, ...marked })], {
      partners: new Map([[7, [6]]]),
    }),
  ],
  [
    'a shell that talks and runs nothing',
    'protected',
    evidence([info(6), info(7, { parent: 6, command: 'bash -c x', ...marked })], { partners: new Map([[7, [6]]]) }),
  ],
  [
    'the shell around a server',
    'protected',
    evidence([info(6), info(7, { parent: 6, command: 'sh -c x', ...marked }), info(8, { parent: 7, ...marked })], {
      partners: new Map([
        [7, [6]],
        [8, [6]],
      ]),
    }),
  ],
  [
    'what a server started',
    'protected',
    evidence([info(6), info(8, { parent: 6, ...marked }), info(7, { parent: 8, ...marked })], {
      partners: new Map([[8, [6]]]),
    }),
  ],
  ['a stream end', 'protected', evidence([info(7, marked)], { streamEnds: new Set([7]) })],
  ["bookend's process group", 'protected', evidence([info(7, { group: 50, ...marked })])],
  [
    'the group, for one that joined it later',
    'owned',
    evidence([info(7, { group: 50, ...marked })], { firstGroup: new Set([50]) }),
  ],
  [
    'the group, for one that a member started',
    'protected',
    evidence([info(6, { group: 50 }), info(7, { parent: 6, group: 50, ...marked })], { firstGroup: new Set([50, 6]) }),
  ],
  ['a protected port', 'protected', evidence([info(7, marked)], { listeners: new Map([[7, [9000]]]) })],
  [
    'a protected port below',
    'protected',
    evidence([info(7, marked), info(8, { parent: 7 })], { listeners: new Map([[8, [9000]]]) }),
  ],
  [
    'a protected port above',
    'protected',
    evidence([info(6), info(7, { parent: 6, ...marked })], { listeners: new Map([[6, [9000]]]) }),
  ],
  ['BOOKEND_KEEP=1', 'protected', evidence([info(7, { environment: { BOOKEND_SESSION: mark, BOOKEND_KEEP: '1' } })])],
  ['BOOKEND_KEEP=0', 'owned', evidence([info(7, { environment: { BOOKEND_SESSION: mark, BOOKEND_KEEP: '0' } })])],
  [
    'BOOKEND_KEEP=1 above',
    'protected',
    evidence([info(6, { environment: { BOOKEND_KEEP: '1' } }), info(7, { parent: 6, ...marked })]),
  ],
  [
    "another session's mark, below an owned one",
    'left out',
    evidence([info(6, marked), info(7, { parent: 6, environment: { BOOKEND_SESSION: another } })]),
  ],
  [
    "what one with another session's mark started, below an owned one",
    'left out',
    evidence([
      info(5, marked),
      info(6, { parent: 5, environment: { BOOKEND_SESSION: another } }),
      info(7, { parent: 6 }),
    ]),
  ],
  [
    'a child of a protected one that has a proof',
    'left out',
    evidence([info(6, { environment: { BOOKEND_SESSION: mark } }), info(7, { parent: 6 })], {
      streamEnds: new Set([6]),
    }),
  ],
  [
    "a child of one in bookend's process group that has a proof",
    'left out',
    evidence([info(6, { ...marked, group: 50 }), info(7, { parent: 6 })]),
  ],
  [
    'a child of a protected one below an owned one',
    'left out',
    evidence([info(5, marked), info(6, { parent: 5 }), info(7, { parent: 6 })], { streamEnds: new Set([6]) }),
  ],
  // What is only suspicious.
  ['in the project and in the window', 'suspect', evidence([info(7, inProject)])],
  ['in the project directory itself', 'suspect', evidence([info(7, { ...inProject, workingDirectory: project })])],
  [
    'in a directory whose name only begins like it',
    'left out',
    evidence([info(7, { ...inProject, workingDirectory: `${project}-2` })]),
  ],
  ['the first millisecond of the window', 'suspect', evidence([info(7, { ...inProject, startedAt: 1_000_000 })])],
  ['before it', 'left out', evidence([info(7, { ...inProject, startedAt: 999_999 })])],
  ['the last millisecond', 'suspect', evidence([info(7, { ...inProject, startedAt: 1_999_999 })])],
  ['behind it', 'left out', evidence([info(7, { ...inProject, startedAt: 2_000_000 })])],
  ["another user's in the project", 'left out', evidence([info(7, { ...inProject, user: 1001 })])],
  ["the reader of bookend's pipe", 'left out', evidence([info(7, inProject)], { streamEnds: new Set([7]) })],
  // What came up while others were ended, with nothing in its environment.
  ['in the group of an owned one', 'suspect', meanwhile({ group: 5 })],
  ['in the terminal session of an owned one', 'suspect', meanwhile({ terminalSession: 5 })],
  ["another user's in that group", 'left out', meanwhile({ group: 5, user: 1001 })],
  ['in a group that others were in too', 'left out', meanwhile({ group: 8 })],
  ['in a terminal session that others were in too', 'left out', meanwhile({ terminalSession: 8 })],
  ['in a group of its own', 'left out', meanwhile({})],
  ['an orphan in the project', 'suspect', meanwhile({ workingDirectory: project })],
  ['one in the project whose parent lives', 'left out', meanwhile({ workingDirectory: project, parent: 40 })],
  ['one that carries the mark', 'owned', meanwhile({ ...marked, group: 5 })],
  [
    'one that was there before',
    'left out',
    evidence([info(7, { group: 5 })], { before: standBefore(evidence([...earlier, info(7)])) }),
  ],
]
for (const [what, expected, given, pid = 7] of cases)
  test(`${expected}: ${what}`, () => {
    const judged = judgeProcesses(given).find((each) => each.pid === pid)
    assert.is(judged?.verdict ?? 'left out', expected, judged?.proof)
  })

test('of servers one below the other only the first is named, as what may be left over', () => {
  const processes = [info(6), info(8, { parent: 6, ...marked }), info(7, { parent: 8, ...marked })]
  const partners = new Map([
    [8, [6]],
    [7, [6]],
  ])
  const judged = judgeProcesses(evidence(processes, { partners }))
  const named = judged.filter((each) => whyItLivesOn(each) !== undefined)
  assert.equal(
    named.map(({ pid }) => pid),
    [8],
  )
})

test("another user's and what somebody traces are named, with the reason and without a pid", () => {
  const judged = judgeProcesses(
    evidence([info(6), info(7, { user: 1001, ...marked }), info(8, marked)], { tracers: new Map([[8, 6]]) }),
  )
  assert.equal(
    judged.map((each) => [each.pid, whyItLivesOn(each)]),
    [
      [7, "it is another user's"],
      [8, "it is traced, as by a debugger, by a process that is not the session's"],
    ],
  )
})

test.run()
