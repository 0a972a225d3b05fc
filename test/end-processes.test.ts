import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { endProcesses } from '../tasks/cleanup/end-processes.ts'
import type { JudgedProcess } from '../tasks/cleanup/verdicts.ts'
import type { ProcessInfo, TaskContext } from '../tasks/task.ts'

const test = suite('ending processes')

const judged = (pid: number, fields: Partial<JudgedProcess> = {}): JudgedProcess => ({
  pid,
  start: `start of ${pid}`,
  startedAt: 0,
  memory: 0,
  command: `command ${pid}`,
  verdict: 'owned',
  proof: 'its own',
  ...fields,
})

/** A system of processes that a test moves as it likes; it records every signal. */
function createSystem(pids: number[], dies: (pid: number, signal: string) => boolean) {
  const alive = new Map(pids.map((pid) => [pid, `start of ${pid}`]))
  const signals: string[] = []
  const undone: number[] = []
  let now = 0
  const read = (pid: number) => {
    const start = alive.get(pid)
    return start === undefined ? undefined : ({ pid, start, environment: {} } as ProcessInfo)
  }
  const context = {
    config: { graceMs: 50 },
    clock: { elapsed: () => (now += 20) },
    actions: { earlier: new Map(), did: () => undefined, undone: (at: number) => undone.push(at) },
    processes: {
      read,
      signal(pid: number, name: string) {
        signals.push(`${pid} ${name}`)
        if (dies(pid, name)) alive.delete(pid)
        return true
      },
    },
  } as unknown as TaskContext
  return { alive, signals, undone, context }
}

const always = () => true
const cases: {
  name: string
  now: JudgedProcess[]
  change?: (alive: Map<number, string>) => void
  proves?: boolean
  outcome: string
  signals: string[]
}[] = [
  { name: 'an owned process', now: [judged(7)], outcome: 'ended', signals: ['7 SIGTERM'] },
  {
    name: 'one that exits between plan and apply',
    now: [],
    change: (alive) => alive.delete(7),
    outcome: 'gone before it was signalled',
    signals: [],
  },
  {
    name: 'a pid that was reused in the meantime',
    now: [judged(7)],
    change: (alive) => alive.set(7, 'another start'),
    outcome: 'left alone: the pid belongs to another process now',
    signals: [],
  },
  {
    name: 'one that something protects now',
    now: [judged(7, { verdict: 'protected', proof: 'it listens on protected port 9000' })],
    outcome: 'left alone: it listens on protected port 9000',
    signals: [],
  },
  {
    name: 'one whose proof is gone',
    now: [judged(7, { verdict: 'suspect' })],
    outcome: 'left alone: the proof is gone',
    signals: [],
  },
]

for (const { name, now, change, proves = true, outcome, signals } of cases) {
  test(name, async () => {
    const system = createSystem([7], always)
    change?.(system.alive)
    const ended = await endProcesses(system.context, [judged(7)], { judge: async () => now, proves: () => proves })
    assert.equal([...ended], [[7, outcome]])
    // What was not ended is not an action that was done.
    assert.equal(system.undone, /^(ended|killed)/.test(outcome) ? [] : [0])
    assert.equal(system.signals, signals)
  })
}

test('one that ignores TERM is killed; one that even that does not end is said to survive', async () => {
  const system = createSystem([7, 8], (pid, signal) => pid === 7 && signal === 'SIGKILL')
  const planned = [judged(7), judged(8)]
  const ended = await endProcesses(system.context, planned, { judge: async () => planned, proves: always })
  assert.equal(system.signals, ['7 SIGTERM', '8 SIGTERM', '7 SIGKILL', '8 SIGKILL'])
  assert.is(ended.get(7), 'killed: it did not end on TERM')
  assert.is(ended.get(8), 'survived')
  assert.equal(system.undone, [1])
})

test('one that is stopped is continued, so that it can end on TERM; one that is not is left as it is', async () => {
  const system = createSystem([7, 8], (pid, signal) => pid === 8 || signal !== 'SIGTERM')
  const { read } = system.context.processes
  system.context.processes.read = (pid) => {
    const info = read(pid)
    return info && pid === 7 ? { ...info, stopped: true } : info
  }
  const planned = [judged(7), judged(8)]
  const ended = await endProcesses(system.context, planned, { judge: async () => planned, proves: always })
  assert.equal(system.signals, ['7 SIGTERM', '7 SIGCONT', '8 SIGTERM'])
  assert.equal([ended.get(7), ended.get(8)], ['ended: it was stopped, and was continued to end', 'ended'])
})

test('immediately before a signal: another start under the pid, or no proof any more, and it is not sent', async () => {
  const reused = createSystem([7], always)
  const { read } = reused.context.processes
  let looks = 0
  reused.context.processes.read = (pid) => {
    looks++
    return looks === 1 ? read(pid) : ({ pid, start: 'another start', environment: {} } as ProcessInfo)
  }
  const ended = await endProcesses(reused.context, [judged(7)], { judge: async () => [judged(7)], proves: always })
  const other = 'left alone: the pid belongs to another process now'
  assert.equal([reused.signals, reused.undone, ended.get(7)], [[], [0], other])
  const unproven = createSystem([7], always)
  const left = await endProcesses(unproven.context, [judged(7)], {
    judge: async () => [judged(7)],
    proves: () => false,
  })
  assert.equal([unproven.signals, unproven.undone, left.get(7)], [[], [0], 'left alone: the proof is gone'])
})

test('one that goes by itself as it is to be signalled was not ended', async () => {
  const system = createSystem([7], always)
  system.context.processes.signal = (pid) => !system.alive.delete(pid)
  const ended = await endProcesses(system.context, [judged(7)], { judge: async () => [judged(7)], proves: always })
  assert.equal([system.undone, ended.get(7)], [[0], 'gone before it was signalled'])
})

test('what an interrupted run ended already is not looked at again', async () => {
  const system = createSystem([7, 8], always)
  system.context.actions.earlier = new Map([[0, 'ended']])
  const planned = [judged(7), judged(8)]
  const ended = await endProcesses(system.context, planned, { judge: async () => planned, proves: always })
  assert.equal(system.signals, ['8 SIGTERM'])
  assert.equal([...ended.values()], ['ended', 'ended'])
})

test('a descendant whose owned parent is gone is still ended', async () => {
  const system = createSystem([7], always)
  const planned = [judged(7, { descends: true })]
  const ended = await endProcesses(system.context, planned, { judge: async () => [], proves: () => false })
  assert.is(ended.get(7), 'ended')
})

test.run()
