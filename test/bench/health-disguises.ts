import {
  type Attempt,
  all,
  allAllow,
  blocksNothing,
  fewerBlocks,
  hours,
  lasting,
  once,
  story,
  withEnforcer,
} from './health-attempt.ts'
import { changed, enforcer, names, scaled, usual } from './health-scene.ts'

const [monitor, validator] = ['ContextPressureMonitor', 'CrossReferenceValidator']
const without = (name: string, share = 1) =>
  Object.fromEntries(Object.entries(scaled(share)).filter(([each]) => each !== name))
/** As many blocks, among so many times the decisions: lines that are there twice, or those of another project. */
const diluted = (times: number): typeof usual =>
  Object.fromEntries(Object.entries(usual).map(([name, [n, blocked]]) => [name, [times * n, blocked]]))
/** So much of busier and quieter sessions. */
const uneven = (share: number, session: number) => scaled(share * ([1, 1.3, 0.85][session % 3] as number))
const sparsest = 'PluralisticDeliberationOrchestrator'
const onlyAllowed: typeof usual = Object.fromEntries(
  Object.entries(usual).map(([name, [n, blocked]]) => [name, [n - blocked, 0]]),
)

/** Ways to make less look like as much: by what is logged, when, under which name and in which session. */
export const disguises: Attempt[] = [
  story(
    'the enforcer logs every other decision, for twelve sessions',
    lasting(12, () => withEnforcer(50, 5)),
  ),
  story(
    'the enforcer logs two of three decisions, for twelve sessions',
    lasting(12, () => withEnforcer(67, 7)),
  ),
  story(
    'half of each second day is logged as the day after, for twelve sessions',
    lasting(12, (session) => ({ services: scaled(session % 2 === 1 ? 0.5 : 1.5) })),
  ),
  once('the second half is logged as the day after', { services: scaled(0.5), ...hours(3, 6), callsAfter: 150 }),
  once('every allowed decision is logged twice', { services: diluted(2) }),
  story(
    'the log of another project, which blocks nothing, is in the same file, for twelve sessions',
    lasting(12, () => ({ services: diluted(2) })),
  ),
  once('that of another project is, and the enforcer allows everything', {
    services: { ...scaled(2), [enforcer]: [200, 10] },
  }),
  story(
    'the enforcer is silent, and the day is cut into sixty sessions',
    lasting(60, () => ({
      services: { [monitor]: [2, 0], [validator]: [1, 0] },
      ...hours(0.1),
    })),
  ),
  story(
    'no transcripts are kept any more, and two services are silent',
    lasting(3, () => ({ services: Object.fromEntries(Object.entries(usual).slice(2)), toolCalls: 0 })),
  ),
  once('the enforcer and the monitor swap names', { services: changed({ [enforcer]: [90, 0], [monitor]: [100, 10] }) }),
  once('every service but the enforcer has another name', {
    services: Object.fromEntries(names.map((name) => [name === enforcer ? name : `${name}V2`, usual[name] ?? [0, 0]])),
  }),
  once('nine of ten HIGH rules are blocked for by a trivial one, and no longer checked', all, {
    rules: { high: 10, unchecked: Array.from({ length: 9 }, (_, n) => String(n)) },
  }),
  once('the enforcer looks at one area of ten', withEnforcer(10, 1)),
  once('it looks at one area of three, and blocks there only', withEnforcer(33, 10)),
  story(
    'the same for twelve sessions',
    lasting(12, () => withEnforcer(33, 10)),
  ),
  once('every second session id is a placeholder', { metrics: { placeholderIds: 155 } }),
  once('every decision at the same instant, at the beginning', hours(0.0001, 6)),
  once('every other decision is dated tomorrow', { services: scaled(0.5) }),
  once('what was blocked is dated tomorrow', { services: onlyAllowed }),
  once('every other line is damaged', { services: scaled(0.5), metrics: { unreadable: 155 } }),
  once('one line is damaged, and nobody knows what it said', { metrics: { unreadable: 1 } }),
  story(
    'every service blocks a fifth less, for twelve sessions',
    lasting(12, () => ({ services: fewerBlocks(0.8) })),
  ),
  story(
    'the enforcer allows everything in the last third of each session, for twelve',
    lasting(12, () => withEnforcer(100, 7)),
  ),
  story(
    'the enforcer is silent in one of three sessions, 24 sessions',
    lasting(24, (session) => (session % 3 === 2 ? { services: without(enforcer) } : all)),
  ),
  story(
    'services take turns in being silent, 24 sessions',
    lasting(24, (session) => ({ services: without(names[session % names.length] as string) })),
  ),
  story(
    'the same for six sessions',
    lasting(6, (session) => ({ services: without(names[session % 5] as string) })),
  ),
  once('the log stops in the last quarter, and the agent works on', {
    services: scaled(0.75),
    ...hours(4.5, 6),
    callsAfter: 75,
  }),
  once('the enforcer is silent, and the session stays open for a day', {
    services: without(enforcer),
    ...hours(6, 30),
  }),
  story('nine sessions without work, and then the enforcer is silent', [
    ...lasting(9, () => ({ services: {}, toolCalls: 0, ...hours(0.1) })),
    { services: without(enforcer) },
  ]),
  once('the enforcer allows everything, and the validator blocks everything', {
    services: changed({ [enforcer]: [100, 0], [validator]: [48, 48] }),
  }),
  once('a week in one session, and the enforcer logs its last day only', {
    services: { ...scaled(5), [enforcer]: [100, 10] },
    ...hours(30),
  }),
  story('five sessions with twice the blocks, and five with none', [
    ...lasting(5, () => ({ services: fewerBlocks(2) })),
    ...lasting(5, () => ({ services: allAllow })),
  ]),
  once('a third is decided, and each line is there three times', { services: scaled(1 / 3), times: 3 }),
  story(
    'the same for twelve sessions',
    lasting(12, () => ({ services: scaled(1 / 3), times: 3 })),
  ),
  once('the enforcer blocks a third, and each line is there three times', { ...withEnforcer(100, 3), times: 3 }),
  story(
    'the block rate of the enforcer falls by a tenth from one session to the next, for twelve',
    lasting(12, (session) => withEnforcer(100, Math.round(10 * 0.9 ** (session + 1)))),
  ),
  story(
    'its pace falls by a tenth from one session to the next, for twelve',
    lasting(12, (session) =>
      withEnforcer(Math.round(100 * 0.9 ** (session + 1)), Math.round(10 * 0.9 ** (session + 1))),
    ),
  ),
  story('three quarters of the pace, one service after the other, for twelve sessions', [
    ...lasting(12, (session) => ({
      services: Object.fromEntries(
        names.map((name, n) => [name, n <= session ? (scaled(0.75)[name] ?? [0, 0]) : (usual[name] ?? [0, 0])]),
      ),
    })),
  ]),
  story(
    'five of six services log every other decision, for twelve sessions',
    lasting(12, (session) => ({ services: { ...uneven(0.5, session), [sparsest]: [9, 2] } })),
  ),
  story(
    'five of six services log every third decision, for ten sessions',
    lasting(10, (session) => ({ services: { ...uneven(0.33, session), [sparsest]: [9, 2] } })),
    { usualSessions: 8 },
  ),
  story(
    'all of them do',
    lasting(10, (session) => ({ services: uneven(0.33, session) })),
    { usualSessions: 8 },
  ),
  story('the enforcer allows everything for a session, after one that nobody closed', [
    { daysOff: 7 },
    { ...blocksNothing, daysOff: 7 },
  ]),
]
