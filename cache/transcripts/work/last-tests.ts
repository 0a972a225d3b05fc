import { iso } from '../../window.ts'
import { commandOf, outputOf } from './calls.ts'
import type { Scene } from './scene.ts'

/** A run of tests, and its counts. */
export interface TestRun {
  command: string
  passed: number
  failed: number
  at: string
}

/** Programs that only show what is already there: a summary of tests in what they print is not a run of tests. */
const showing = [
  ...[
    'ls',
    'cat',
    'head',
    'tail',
    'less',
    'more',
    'grep',
    'rg',
    'ag',
    'sed',
    'awk',
    'find',
    'fd',
    'wc',
    'sort',
    'uniq',
  ],
  ...[
    'git',
    'gh',
    'diff',
    'cp',
    'mv',
    'rm',
    'mkdir',
    'touch',
    'chmod',
    'curl',
    'wget',
    'jq',
    'ps',
    'kill',
    'which',
    'tree',
  ],
]
/** So many of the newest commands are looked at. */
const mostOutputs = 200

export function lastTests(scene: Scene): TestRun | undefined {
  const { db, window } = scene
  const rows = db
    .prepare(
      `SELECT c.key, c.name, about, head, subject, c.transcript AS call_transcript, c.position AS call_position,
              r.transcript, r.position, r.at_ms AS at
       FROM transcript_results AS r JOIN transcript_calls AS c ON c.key = r.key AND c.transcript = r.transcript
       WHERE about = 'command' AND rank < 2 AND c.at_ms < ? AND r.at_ms >= ? AND r.at_ms < ?
         AND head <> '' AND CASE instr(head, ' ') WHEN 0 THEN head ELSE substr(head, 1, instr(head, ' ') - 1) END
           NOT IN (${showing.map(() => '?').join(', ')})
       ORDER BY r.at_ms DESC, r.position DESC LIMIT ?`,
    )
    .safeIntegers()
    .all(window.to, window.from, window.to, ...showing, mostOutputs) as Record<string, bigint>[]
  for (const row of rows) {
    const key = row.key as bigint
    const output = outputOf(scene, { key, transcript: Number(row.transcript), position: Number(row.position) })
    const counts = scene.countTests(output.split('\n'))
    if (!counts) continue
    const place = { transcript: Number(row.call_transcript), position: Number(row.call_position) }
    const names = {
      name: String(row.name),
      about: 'command' as const,
      head: String(row.head),
      subject: row.subject as bigint,
    }
    const command = commandOf(scene, { key, call: { ...names, ...place } })
    return { command, passed: counts.passed, failed: counts.failed, at: iso(Number(row.at)) }
  }
  return undefined
}
