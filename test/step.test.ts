import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Journal } from '../cache/journal.ts'
import { defineTask, degraded, failed, skipped, type TaskContext } from '../tasks/task.ts'
import { createClock } from '../workflows/runner/effects/clock.ts'
import { runStep } from '../workflows/runner/step.ts'

const test = suite('a step')

const hour = 3_600_000
for (const [what, jump] of [
  ['an hour forward', hour],
  ['an hour back', -hour],
] as const)
  test(`a clock that is set ${what} while a task runs changes neither how long it took nor when it began`, async () => {
    const began = Date.parse('2026-11-27T08:00:00Z')
    const times = [began, began + jump]
    const kept: { at?: number; ms?: number }[] = []
    const journal = {
      startStep: (_run: number, _task: string, at: number) => kept.push({ at }),
      endStep: (_run: number, _task: string, { ms }: { ms: number }) => kept.push({ ms }),
    }
    const task = defineTask({ id: 'own/jump', title: 'Set the clock', run: async () => void times.shift() })
    const context = {
      clock: createClock(() => times[0] as number),
      run: { resumed: false },
      signal: new AbortController().signal,
      environment: {},
      config: {},
    }
    const { ms, outcome } = await runStep(task, {
      run: 1,
      use: 'run',
      inputs: {},
      causeOf: () => assert.unreachable() as never,
      journal: journal as unknown as Journal,
      context: context as unknown as TaskContext,
    })
    assert.is(outcome, 'done')
    assert.equal(kept, [{ at: began }, { ms }])
    // Neither 0, which a jump back gave, nor an hour: what really passed is a moment.
    assert.ok(ms >= 0 && ms < hour / 2, `${ms} ms`)
  })

/** Runs a task of three actions; what the step says that came about. */
async function actionsOf(
  apply: (actions: TaskContext['actions']) => unknown,
  { earlier = new Map<number, string>() } = {},
): Promise<unknown[] | undefined> {
  const actions = ['a', 'b', 'c'].map((path) => ({ kind: 'write' as const, path }))
  const task = defineTask({
    id: 'own/three',
    title: 'Do three things',
    plan: () => ({ actions, output: {}, data: null }),
    apply: (context) => apply(context.actions) as object,
  })
  const journal = {
    startStep: () => {},
    planStep: () => {},
    endStep: () => {},
    didAction: () => {},
    step: () => undefined,
    doneActions: () => earlier,
    interruptedSteps: () => [],
  }
  const context = {
    clock: createClock(Date.now),
    run: { resumed: earlier.size > 0 },
    environment: {},
    config: {},
    signal: new AbortController().signal,
  }
  const step = await runStep(task, {
    run: 1,
    use: 'run',
    inputs: {},
    causeOf: () => undefined,
    journal: journal as unknown as Journal,
    context: context as unknown as TaskContext,
  })
  return step.actions?.map((action) => (action as { path: string }).path)
}

const broken = () => {
  throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
}
for (const [what, apply, came] of [
  ['is done', () => ({}), ['a', 'b', 'c']],
  ['is done, and takes one back', ({ undone }) => void undone(1), ['a', 'c']],
  ['lacks something', () => degraded({}, { reason: 'incomplete', detail: 'half' }), ['a', 'b', 'c']],
  ['fails', broken, []],
  ['says that it failed', () => failed({ reason: 'incomplete', detail: 'no' }), []],
  ['is skipped in the end', () => skipped({ reason: 'nothing-there', detail: 'no' }), []],
  ['fails behind its first action', ({ did }) => [did(0, 'done'), broken()], ['a']],
  [
    'fails, and settled one without doing it',
    ({ did, undone }) => [did(0, ''), did(1, ''), undone(0), broken()],
    ['b'],
  ],
] as [string, (actions: TaskContext['actions']) => unknown, string[]][])
  test(`of a task that ${what}, what came about is in its actions`, async () => {
    assert.equal(await actionsOf(apply), came)
  })

test('what an interrupted attempt did is among the actions of one that fails', async () => {
  assert.equal(await actionsOf(broken, { earlier: new Map([[2, 'done']]) }), ['c'])
})

/** How a step ends, and what of it is journaled, whose task is interrupted and says something all the same. */
async function interruptedStep(task: (interrupt: () => void) => object) {
  const ended: unknown[] = []
  const journal = { startStep() {}, planStep() {}, doneActions: () => new Map(), interruptedSteps: () => [] }
  const controller = new AbortController()
  const context = { clock: createClock(Date.now), run: {}, environment: {}, config: {}, signal: controller.signal }
  const own = { id: 'own/cut', title: 'Be interrupted', ...task(() => controller.abort()) }
  const { outcome, reason } = await runStep(defineTask(own as Parameters<typeof defineTask>[0]), {
    run: 1,
    use: 'run',
    inputs: {},
    causeOf: () => assert.unreachable() as never,
    journal: { ...journal, endStep: (...end: unknown[]) => ended.push(end) } as unknown as Journal,
    context: context as unknown as TaskContext,
  })
  return [outcome, reason?.reason, ended.length]
}

const cut = { reason: 'incomplete', detail: 'git cannot say what it tracks ()' } as const
const nothing = () => ({ actions: [], output: {}, data: null })
test('what a task says once it is interrupted is not its result, unless it is that all is written', async () => {
  const interrupted = ['not-started', 'interrupted', 0]
  for (const said of [{}, degraded({}, cut), failed(cut), skipped(cut)]) {
    const say = (interrupt: () => void) => () => {
      interrupt()
      return said
    }
    assert.equal(await interruptedStep((interrupt) => ({ run: say(interrupt) })), interrupted)
    const plan = (interrupt: () => void) => () => ({ ...nothing(), ...say(interrupt)() })
    assert.equal(await interruptedStep((interrupt) => ({ plan: plan(interrupt), apply: () => ({}) })), interrupted)
    const applied = await interruptedStep((interrupt) => ({ plan: nothing, apply: say(interrupt) }))
    assert.equal(applied, 'outcome' in said ? interrupted : ['done', undefined, 1])
  }
})

test.run()
