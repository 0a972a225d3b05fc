import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Reason } from '../tasks/task.ts'
import { createPlainList } from '../workflows/runner/plain-list.ts'

const test = suite('plain list')

test('of steps that an interruption kept from ending nothing is written, nor of the phases behind them', () => {
  const written: string[] = []
  const list = createPlainList((line) => written.push(line))
  list.phase('Cleanup')
  list.settled({ title: 'Remove', outcome: 'done' } as Parameters<typeof list.settled>[0])
  list.settled({ title: 'End', outcome: 'failed', reason: { reason: 'interrupted' } } as Parameters<
    typeof list.settled
  >[0])
  list.phase('Rules')
  assert.equal(written, ['Cleanup', '  ✔ Remove'])
})

test('why steps failed is said once, below the list for all that one reason kept from their work', () => {
  const full: Reason = { reason: 'unreadable', path: 'a', detail: 'the disk is full' }
  const written: string[] = []
  const list = createPlainList((line) => written.push(line))
  for (const [title, outcome] of [
    ['Write the handoff', 'failed'],
    ['Write the page', 'failed'],
    ['Sync', 'degraded'],
  ] as const)
    list.settled({ title, outcome, reason: full } as Parameters<typeof list.settled>[0])
  assert.equal(written.slice(0, 2), ['  ✖ Write the handoff', '  ✖ Write the page'])
  assert.match(written[2] as string, /^ {2}⚠ Sync \(.*the disk is full/)
})

test.run()
