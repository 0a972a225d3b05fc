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

test('one that hops from pid to pid, faster than everything can be looked at, is caught between two whole looks', async () => {
  const alive = new Map([10, 20].map((pid) => [pid, processOf(pid)]))
  let hopper = 20
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
      signal: (pid: number) => void alive.delete(pid),
    },
    clock: { now: Date.now },
    config: { graceMs: 0 },
    signal: new AbortController().signal,
  }
  const look = {
    async whole() {
      const seen = evidence()
      // Before the look is over it is another process, if it lives.
      if (alive.delete(hopper)) alive.set(++hopper, processOf(hopper))
      return seen
    },
    newcomers: async () => evidence(),
  }
  const found = await endNewcomers(context as unknown as TaskContext, look, new Map())
  assert.equal([...alive.keys()], [])
  assert.equal(
    found.map(({ process, outcome }) => [process.pid, outcome]),
    [
      [10, 'ended'],
      [21, 'killed: it came up while others were ended'],
    ],
  )
})

test.run()
