import { Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Task } from '../tasks/task.ts'
import { showList } from '../workflows/runner/list.ts'
import type { Settled } from '../workflows/runner/step.ts'

const test = suite('the list of steps')

const reason = { reason: 'unreadable', path: 'audit.jsonl', detail: 'it is a named pipe' }
const results = {
  Measure: { outcome: 'done' },
  Read: { outcome: 'degraded', reason },
  Sync: { outcome: 'skipped', reason },
  Write: { outcome: 'failed', reason },
} as unknown as Record<string, Partial<Settled>>

async function shown(renderer: 'default' | 'plain'): Promise<string> {
  let text = ''
  const stream = new Writable({
    write(chunk, _encoding, next) {
      text += chunk
      next()
    },
  }) as unknown as NodeJS.WriteStream
  const tasks = Object.keys(results).map((title) => ({ id: title, title }) as unknown as Task)
  const settle = async ({ title }: Task) => ({ title, ...results[title] }) as Settled
  await showList([{ title: 'Analysis', tasks }], settle, renderer, stream)
  return stripVTControlCharacters(text)
}

test('a step that is degraded and one that was left out have signs of their own, on a terminal and in a pipe', async () => {
  // listr2 looks at this process's own standard output and terminal.
  Object.assign(process.env, { LISTR_FORCE_TTY: '1', LISTR_FORCE_UNICODE: '1' })
  for (const renderer of ['default', 'plain'] as const) {
    const text = await shown(renderer)
    const last = text.slice(text.lastIndexOf('Analysis'))
    assert.match(last, /^ {2}✔ Measure$/m)
    assert.match(last, /^ {2}⚠ Read \(.*named pipe/m)
    assert.match(last, /^ {2}↓ Sync \(.*named pipe/m)
    assert.match(last, /^ {2}✖ Write/m)
  }
})

test.run()
