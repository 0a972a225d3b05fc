import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decision } from '../support/decisions.ts'
import { createProject } from '../support/project.ts'

const test = suite('numbers of inferred sessions')

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const begin = Date.parse('2025-10-24T12:00:00.000Z')
const iso = (before: number) => new Date(begin - before).toISOString()

/** How many past sessions are found of decisions so long before a session begins. */
function found(before: number[]): number {
  const project = createProject({ git: false })
  const lines = before.toSorted((a, b) => b - a).map((each) => decision(iso(each)))
  project.write('.memory/audit/decisions-2025-10.jsonl', `${lines.join('\n')}\n`)
  const { sessions } = project.json<{ sessions: number }>([
    ...['task', 'analysis/inferred', '--from', iso(0), '--to', iso(-minute)],
  ])
  project.remove()
  return sessions
}

test('a session ends at a pause of 60 minutes, and is looked for 60 days back', () => {
  const oldest = [60 * day, 60 * day + 61 * minute]
  const apart = [10 * hour, 9 * hour]
  const together = [6 * hour, 5 * hour + 1]
  assert.is(found([...oldest, ...apart, ...together]), 1 + 2 + 1)
})

test('the latest sixty are', () => {
  assert.is(found(Array.from({ length: 65 }, (_, index) => (index + 1) * 2 * hour)), 60)
})

test.run()
