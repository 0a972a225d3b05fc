import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { endNewcomers } from '../tasks/cleanup/end-newcomers.ts'
import type { Evidence } from '../tasks/cleanup/proofs.ts'
import type { ProcessInfo, TaskContext } from '../tasks/task.ts'

const test = suite('ending what comes up')

const mark = '2026-11-26-001-mark'
const processOf = (pid: number): ProcessInfo => ({
  pid,
  parent: 1,
  group: pid,
  user: 1,
  start: `start of ${pid}`,
  startedAt: 0,
  memory: 0,
  command: `p${pid}`,
  environment: { BOOKEND_SESSION: mark },
})

interface World {
  alive: Map<number, ProcessInfo>
  /** Runs at every whole look, behind what that sees. */
  atLook?: () => void
  /** What a signal does; undefined: the process ends. */
  onSignal?: (pid: number, name: string) => void
  /** What the time is; undefined: it stands still between two questions. */
  elapsed?: () => number
}

/** Ends what comes up in a system that a test made, with a time of its own. */
async function endIn({ alive, atLook, onSignal, elapsed }: World) {
  let now = 0
  const evidence = (): Evidence => ({
    processes: [...alive.values()],
    self: 2,
    user: 1,
    streamEnds: new Set(),
    partners: new Map(),
    tracers: new Map(),
    mark,
    agentSessions: [],
    tracked: [],
    seen: new Map(),
    listeners: new Map(),
    placeOf: () => 'outside',
    window: { from: 0, to: 1 },
    current: true,
  })
  const context = {
    processes: {
      read: (pid: number) => alive.get(pid),
      signal: onSignal ?? ((pid: number) => void alive.delete(pid)),
    },
    clock: { elapsed: elapsed ?? (() => now++) },
    config: { graceMs: 0 },
    signal: new AbortController().signal,
  }
  const look = {
    async whole() {
      const seen = evidence()
      atLook?.()
      return seen
    },
    newcomers: async () => evidence(),
  }
  const found = await endNewcomers(context as unknown as TaskContext, look, new Map())
  return found.map(({ process, outcome }) => [process.pid, outcome])
}

test('one that hops from pid to pid, faster than everything can be looked at, is caught between two whole looks', async () => {
  const alive = new Map([10, 20].map((pid) => [pid, processOf(pid)]))
  let hopper = 20
  // Before the look is over it is another process, if it lives.
  const atLook = () => {
    if (alive.delete(hopper)) alive.set(++hopper, processOf(hopper))
  }
  assert.equal(await endIn({ alive, atLook }), [
    [10, 'ended'],
    [21, 'killed: it came up while others were ended'],
  ])
  assert.equal([...alive.keys()], [])
})

test('one that ignores TERM, and starts another at every look for as long as it lives, is ended with all of them', async () => {
  const alive = new Map([[10, processOf(10)]])
  let last = 10
  const atLook = () => {
    if (alive.has(10)) alive.set(++last, processOf(last))
  }
  const onSignal = (pid: number, name: string) => {
    if (name === 'SIGKILL' || pid !== 10) alive.delete(pid)
  }
  const found = await endIn({ alive, atLook, onSignal })
  assert.equal([...alive.keys()], [])
  assert.equal(found[0], [10, 'killed: it did not end on TERM'])
  assert.equal(
    found.map(([pid]) => pid),
    Array.from({ length: last - 9 }, (_, index) => index + 10),
  )
})

test('what a TERM handler starts is ended in its turn', async () => {
  const alive = new Map([[10, processOf(10)]])
  const onSignal = (pid: number) => {
    alive.delete(pid)
    if (pid < 13) alive.set(pid + 1, processOf(pid + 1))
  }
  const found = await endIn({ alive, onSignal })
  assert.equal([...alive.keys()], [])
  assert.equal(
    found.map(([pid]) => pid),
    [10, 11, 12, 13],
  )
})

test('what comes again however often it is ended has survived in the end', async () => {
  const alive = new Map([[10, processOf(10)]])
  const onSignal = (pid: number) => {
    alive.delete(pid)
    alive.set(pid + 1, processOf(pid + 1))
  }
  const found = await endIn({ alive, onSignal })
  assert.equal(
    found.filter(([, outcome]) => outcome === 'survived').map(([pid]) => pid),
    [...alive.keys()],
  )
})

/** A supervisor that needs longer each time, as on a machine that gets busier; every look takes ten milliseconds. */
function slower(gaps: number[]) {
  const alive = new Map([[10, processOf(10)]])
  const due: { pid: number; at: number }[] = []
  let time = 0
  const onSignal = (pid: number) => {
    const gap = alive.delete(pid) ? gaps.shift() : undefined
    if (gap !== undefined) due.push({ pid: pid + 1, at: time + gap })
  }
  const atLook = () => {
    time += 10
    for (const { pid, at } of due) if (at <= time && !alive.has(pid)) alive.set(pid, processOf(pid))
    while (due[0] && due[0].at <= time) due.shift()
  }
  return { alive, onSignal, atLook, elapsed: () => time }
}

test('who starts another one ever later is waited for: four times as long as it took at the longest', async () => {
  const world = slower([30, 110, 430])
  assert.equal(
    (await endIn(world)).map(([pid]) => pid),
    [10, 11, 12, 13],
  )
  assert.equal([...world.alive.keys()], [])
})

test('who is gone, or takes a minute, is not waited for', async () => {
  const world = slower([30, 60_000])
  assert.equal(
    (await endIn(world)).map(([pid]) => pid),
    [10, 11],
  )
  assert.ok(world.elapsed() < 1000, `${world.elapsed()} ms of its time`)
})

test('whoever never stops survives, also where nobody is there at the moment of the last look', async () => {
  const world = slower(Array.from({ length: 60 }, () => 30))
  const found = await endIn(world)
  assert.equal(
    found.filter(([, outcome]) => outcome === 'survived').map(([pid]) => pid),
    [...world.alive.keys()],
  )
  assert.is(world.alive.size, 1)
})

test.run()
