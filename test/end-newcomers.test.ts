import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { endNewcomers } from '../tasks/cleanup/end-newcomers.ts'
import type { Evidence } from '../tasks/cleanup/verdicts.ts'
import type { ProcessInfo, TaskContext } from '../tasks/task.ts'

const test = suite('ending what comes up')

const mark = '2026-11-26-001-mark'
const processOf = (pid: number): ProcessInfo => ({
  ...{ pid, parent: 1, group: pid, user: 1, start: `start of ${pid}`, startedAt: 0, memory: 0, command: `p${pid}` },
  environment: { BOOKEND_SESSION: mark },
})

interface World {
  alive: Map<number, ProcessInfo>
  /** Runs at every whole look, behind what that sees. */
  atLook?: () => void
  /** What a signal does; undefined: the process ends. */
  onSignal?: (pid: number, name: string) => void
}

/** Ends what comes up in a system that a test made, whose clock stands still between two of its questions. */
async function endIn({ alive, atLook, onSignal }: World) {
  let now = 0
  const evidence = (): Evidence => ({
    ...{
      processes: [...alive.values()],
      self: 2,
      user: 1,
      streamEnds: new Set(),
      mark,
      agentSessions: [],
      tracked: [],
    },
    ...{ seen: new Map(), listeners: new Map(), project: '/p', window: { from: 0, to: 1 }, current: true },
  })
  const context = {
    processes: {
      read: (pid: number) => alive.get(pid),
      signal: onSignal ?? ((pid: number) => void alive.delete(pid)),
    },
    clock: { now: () => now++ },
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

test.run()
