import { suite } from 'uvu'
import * as assert from 'uvu/assert'
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

test.run()
