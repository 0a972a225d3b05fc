import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { migrations } from '../cache/migrations.ts'
import { day, decision } from './support/decisions.ts'
import { createProject, repository } from './support/project.ts'

const test = suite('migrations')
const pinned = join(repository, 'test/fixtures/schema.sql')

/** The schema that the migrations come to, one statement a paragraph, by kind and name. */
function schemaNow(): string {
  const db = new Database(':memory:')
  try {
    for (const { sql } of migrations) db.exec(sql)
    const rows = db
      .prepare('SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name')
      .pluck()
      .all() as string[]
    return `${rows.join(';\n\n')};\n`
  } finally {
    db.close()
  }
}

test('they come to the schema that is written down (UPDATE_SCHEMA=1 npm test -- migrations writes it)', () => {
  const schema = schemaNow()
  if (process.env.UPDATE_SCHEMA) writeFileSync(pinned, schema)
  assert.is(schema, readFileSync(pinned, 'utf8'))
})

test('each has a name of its own', () => {
  const names = migrations.map(({ name }) => name)
  assert.is(new Set(names).size, names.length)
  for (const name of names) assert.match(name, /^[a-z][a-z ,]+$/)
})

test('what another version derived from the decisions in the cache is derived anew', () => {
  const project = createProject()
  const minute = (n: number) => `2025-10-24T11:${String(10 + n).padStart(2, '0')}:00.000Z`
  const lines = [1, 2, 3].map((n) =>
    decision(minute(n), {
      action: 'context_pressure_analysis',
      metadata: { overall_pressure: n / 10, pressure_level: 'HIGH' },
    }),
  )
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${lines.join('\n')}\n`)
  const measured = () => project.json<object>(['task', 'analysis/metrics', ...day])
  const before = measured()
  const damage = (statements: string) => {
    const db = new Database(join(project.root, '.claude/cache/sessions.db'))
    db.exec(statements)
    db.close()
  }
  // As a version without these measures and facets left it.
  damage("UPDATE derivation SET version = 'before'; DELETE FROM measures; UPDATE profiles SET document = '{}'")
  assert.equal(measured(), before)
  // And not without need: what is of this version stays as it is.
  damage('DELETE FROM measures')
  assert.not.equal(measured(), before)
  project.remove()
})

test.run()
