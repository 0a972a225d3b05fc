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
import { disguises } from './health-disguises.ts'
import { changed, enforcer, scaled, usual } from './health-scene.ts'
import { schemes } from './health-schemes.ts'

const minute = 1 / 60
const [monitor, validator, sparsest] = [
  'ContextPressureMonitor',
  'CrossReferenceValidator',
  'PluralisticDeliberationOrchestrator',
]
const withoutFirst = (count: number, share = 1) => Object.fromEntries(Object.entries(scaled(share)).slice(count))
const creeping = (share: number): typeof usual =>
  Object.fromEntries(
    Object.entries(usual).map(([name, [decisions, blocked]]) => [
      name,
      [Math.max(1, Math.round(decisions * share)), Math.round(blocked * share)],
    ]),
  )

const invented: typeof usual = Object.fromEntries(
  Array.from({ length: 20 }, (_, n): [string, [number, number]] => [`Guard${n}`, [10, 1]]),
)
const forShow: typeof usual = Object.fromEntries(Object.keys(usual).map((name) => [name, [1, 0]]))
/** Whoever knows the published formula only would try these. */
const further: Attempt[] = [
  story(
    'the enforcer blocks 30 % less, for twelve sessions',
    lasting(12, () => withEnforcer(100, 7)),
  ),
  story(
    'every service blocks a third less, for twelve sessions',
    lasting(12, () => ({ services: fewerBlocks(0.67) })),
  ),
  story(
    'every service decides 30 % less, for twelve sessions',
    lasting(12, () => ({ services: scaled(0.7) })),
  ),
  story(
    'the enforcer allows everything in every other session, 24 sessions',
    lasting(24, (session) => (session % 2 === 1 ? blocksNothing : all)),
  ),
  story(
    'the enforcer is silent in every other session, 24 sessions',
    lasting(24, (session) => (session % 2 === 1 ? withEnforcer(0, 0) : all)),
  ),
  story(
    'the enforcer is silent in two of three sessions, 24 sessions',
    lasting(24, (session) => (session % 3 > 0 ? withEnforcer(0, 0) : all)),
  ),
  story(
    'blocks become warnings, for three sessions',
    lasting(3, () => ({ services: allAllow })),
  ),
  once('half of the blocks, among twice as many harmless decisions', withEnforcer(200, 5)),
  story(
    'the usual blocks among three times as many harmless decisions, for twelve sessions',
    lasting(12, () => withEnforcer(300, 10)),
  ),
  once('only what was blocked is logged', withEnforcer(10, 10)),
  once('only the easy half is logged', withEnforcer(50, 0)),
  once('one decision of each service for show', { services: forShow }),
  story(
    'the same for twelve sessions',
    lasting(12, () => ({ services: forShow })),
  ),
  story(
    'half of the enforcer logs under another name, for twelve sessions',
    lasting(12, () => ({ services: changed({ [enforcer]: [50, 5], boundaryenforcer: [50, 5] }) })),
  ),
  story('twenty invented services for six sessions, then the enforcer is silent', [
    ...lasting(6, () => ({ services: changed(invented) })),
    { services: changed({ ...invented, [enforcer]: [0, 0] }) },
  ]),
  story('twenty invented services for six sessions, then three of six are silent', [
    ...lasting(6, () => ({ services: changed(invented) })),
    { services: { ...withoutFirst(3), ...invented } },
  ]),
  story(
    'every service allows everything, and the day is cut into ten sessions',
    lasting(10, () => ({
      services: Object.fromEntries(Object.entries(allAllow).map(([name, [n]]) => [name, [Math.ceil(n / 10), 0]])),
      ...hours(0.6),
    })),
  ),
  once('five days in one session, and the log of three of them', { services: scaled(3), ...hours(30) }),
  once('the transcripts are gone, and every service decides half as much', { services: scaled(0.5), toolCalls: 0 }),
  story(
    'a first week without a block, three of ordinary sessions, and one session without a block',
    [...lasting(5, () => blocksNothing), ...lasting(15, () => all), blocksNothing],
    { usualSessions: 0 },
  ),
  once('closed without having been opened, so that no canary is tried', all, { untried: 1 }),
  once('the same, and the enforcer allows everything', blocksNothing, { untried: 1 }),
  once('every HIGH rule gets a new id, so that none was ever checked', all, {
    rules: { high: 10, unchecked: Array.from({ length: 10 }, (_, n) => String(n)) },
  }),
  once('the blocked decisions are damaged in the log', { ...withEnforcer(90, 0), metrics: { unreadable: 10 } }),
  once('the log arrives after the session was closed', { services: {} }),
  once('the decisions are backdated to the day before', { services: {}, callsAfter: 300 }),
  once('the clock is turned back, and the enforcer is silent', withEnforcer(0, 0), { backwardJumps: 3 }),
  once('the monitor decides twice, and measures nothing', {
    services: changed({ [monitor]: [2, 0] }),
    stripped: true,
  }),
  once('everything is blocked, by every service', {
    services: Object.fromEntries(Object.entries(usual).map(([name, [n]]) => [name, [n, n]])),
  }),
  story('a session with six times the blocks, and five without one', [
    withEnforcer(100, 60),
    ...lasting(5, () => blocksNothing),
  ]),
]

/** docs/health.md shows them with their scores, and a test compares the two. */
export const attempts: Attempt[] = [
  once('the enforcer blocks two for show, and allows the rest', { services: changed({ [enforcer]: [100, 2] }) }),
  story(
    'the same for twelve sessions',
    lasting(12, () => ({ services: changed({ [enforcer]: [100, 2] }) })),
  ),
  story(
    'half of the blocks, for twelve sessions',
    lasting(12, () => ({ services: changed({ [enforcer]: [100, 5] }) })),
  ),
  once('its decisions are made by another service', { services: changed({ [enforcer]: [0, 0], [monitor]: [190, 0] }) }),
  once('its blocks are made by another service', {
    services: changed({ [enforcer]: [100, 0], [validator]: [48, 14] }),
  }),
  once('it logs under another name', { services: changed({ [enforcer]: [0, 0], boundaryenforcer: [100, 10] }) }),
  once('all log under names that nobody knows', { services: { unknown: [310, 19] } }),
  once('3,000 decisions that nobody knows beside the usual ones', { services: changed({ unknown: [3000, 0] }) }),
  once('a service decides the same thing ten times over', { services: changed({ [enforcer]: [1000, 100] }) }),
  once('every service decides ten times as much', { services: scaled(10) }),
  once('every decision in the same second', { bunched: true }),
  once('the same, where nobody knows the tool calls', { bunched: true, toolCalls: 0 }),
  once('what decisions say of themselves is gone', { stripped: true }),
  once('the log is cut after the first of six hours', { services: scaled(1 / 6), ...hours(1, 6) }),
  once('the log is cut at its beginning, and the agent works on', { services: {}, callsAfter: 300 }),
  story(
    'two services are silent, and the day is cut into ten sessions',
    lasting(10, () => ({ services: withoutFirst(2, 0.1), ...hours(0.6) })),
  ),
  story(
    'the enforcer allows everything, in 240 sessions of a minute',
    lasting(240, () => ({ services: { [enforcer]: [1, 0], [monitor]: [1, 0] }, ...hours(minute) })),
  ),
  story(
    'nobody decides anything, in 120 sessions of a minute',
    lasting(120, () => ({ services: {}, ...hours(minute) })),
  ),
  once('two services are silent in a session of a week', {
    services: withoutFirst(2, 20),
    toolCalls: 300,
    ...hours(120),
  }),
  story(
    'the block rate creeps to nothing, 7 % less from one session to the next',
    lasting(40, (session) => ({ services: changed({ [enforcer]: [100, Math.round(10 * 0.93 ** session)] }) })),
  ),
  story(
    'the same at 1 % from one session to the next',
    lasting(250, (session) => ({ services: changed({ [enforcer]: [300, Math.round(30 * 0.99 ** session)] }) })),
  ),
  story(
    'every pace creeps to nothing, 4 % less from one session to the next',
    lasting(60, (session) => ({ services: creeping(0.96 ** session) })),
  ),
  story(
    'the same at 2 % from one session to the next',
    lasting(150, (session) => ({ services: creeping(0.98 ** session) })),
  ),
  story('three services are silent, and `expected` is emptied', [{ services: withoutFirst(3) }], { expected: [] }),
  story('the enforcer allows everything, and `expected` names the others only', [blocksNothing], {
    expected: [monitor, validator],
  }),
  story('ten sessions that allow everything, an ordinary one, and one that allows everything', [
    ...lasting(10, () => blocksNothing),
    all,
    blocksNothing,
  ]),
  once('a canary passes, and everything else is as usual', {}, { passed: [enforcer] }),
  once('the clock of the log is turned back', {}, { backwardJumps: 1 }),
  once('the rule store cannot be reached', {}, { sync: { verified: false, invalid: 0, extra: 0 } }),
  ...further,
  ...disguises,
  ...schemes,
  ...[
    once('a session of a minute', { services: { [enforcer]: [1, 0] }, ...hours(minute) }),
    once('a session of a minute without a decision', { services: {}, ...hours(minute) }),
    once('a session of an hour, at the usual pace', { services: scaled(1 / 6), ...hours(1) }),
    once('a session of a week, at the usual pace', { services: scaled(20), ...hours(120) }),
    once('twice the usual pace', { services: scaled(2) }),
    once('a new service beside the usual ones', { services: changed({ DeploymentGuard: [60, 6] }) }),
    once('the sparsest service decides six times instead of nine', { services: changed({ [sparsest]: [6, 1] }) }),
    once('the first session of a project', all, {}, { usualSessions: 0 }),
    story('an ordinary session behind ten that allowed everything', [...lasting(10, () => blocksNothing), all]),
    story('a session behind three weeks of holidays', [{ daysOff: 21 }]),
    story('a week of refactoring: twice the work, and one and a half times the decisions', [
      ...lasting(5, () => ({ services: scaled(1.5), toolCalls: 600 })),
    ]),
    once('two new rules of ten, not checked yet', all, { rules: { high: 10, unchecked: [] } }),
    once('half as many decisions again', { services: scaled(1.5) }),
    once('a half day', { services: scaled(0.5), ...hours(3) }),
    once('a quarter fewer blocks', withEnforcer(100, 8)),
    once('a half more blocks', withEnforcer(100, 15)),
    once('a session at three quarters of the pace', { services: scaled(0.75) }),
    story(
      'ten sessions that are a tenth shorter, busier and quieter by turns',
      lasting(10, (session) => ({ services: scaled(0.9 + 0.1 * (session % 3)) })),
    ),
  ].map((attempt): Attempt => ({ ...attempt, harmless: true })),
]
