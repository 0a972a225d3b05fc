import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Journal } from '../cache/journal.ts'
import { defineTask, type TaskContext } from '../tasks/task.ts'
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
    }
    const { ms, outcome } = await runStep(task, {
      ...{ run: 1, use: 'run', inputs: {}, onBug: () => assert.unreachable() },
      journal: journal as unknown as Journal,
      context: context as unknown as TaskContext,
    })
    assert.is(outcome, 'done')
    assert.equal(kept, [{ at: began }, { ms }])
    // Neither 0, which a jump back gave, nor an hour: what really passed is a moment.
    assert.ok(ms >= 0 && ms < hour / 2, `${ms} ms`)
  })

test.run()
