import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { measures } from '../../cache/audit/catalogue.ts'
import { defaultSessions } from '../../tasks/analysis/baseline/earlier.ts'
import { defaultThresholds } from '../../tasks/analysis/framework-state.ts'
import { lockstepShare } from '../../tasks/analysis/quality.ts'
import { limits } from '../../tasks/analysis/score/facts.ts'
import { slopePoints } from '../../tasks/analysis/statistics.ts'
import { firstScreenBytes } from '../../tasks/handoff/shown-screen.ts'
import { deprecateDefaults } from '../../tasks/rules/deprecate.ts'
import { clarifyDefaults } from '../../tasks/rules/doubts/doubt.ts'
import { newRuleDefaults } from '../../tasks/rules/new-rules.ts'
import { quadrantDefaults } from '../../tasks/rules/quadrant.ts'
import { sessionsDefaults } from '../../tasks/rules/sessions.ts'
import { defaultSettings } from '../../workflows/runner/config.ts'

/** Numbers that a page publishes, against the tables that the code reads. The levels and grids of the predictions are in the tests beside this one. */
const test = suite('published numbers')

const page = (name: string) => readFileSync(join(import.meta.dirname as string, '../../docs', name), 'utf8')
/** The cells of every table row of a page. */
const rowsOf = (text: string) =>
  [...text.matchAll(/^\|(.*)\|$/gm)].map(([, row]) => (row as string).split('|').map((cell) => cell.trim()))
const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string)

test('the parts of the score, and the most that each takes off', () => {
  const published = rowsOf(page('health.md'))
    .filter(([part, , most]) => /^`\w+`$/.test(part ?? '') && /^\d+$/.test(most ?? ''))
    .map(([part, , most]) => [names(part as string)[0], Number(most)])
  assert.equal(Object.fromEntries(published), limits)
})

test('the thresholds of the rules', () => {
  const published = rowsOf(page('rules.md')).flatMap(([name = '', values = '']) => {
    const numbers = values.split(',').map(Number)
    const all = names(name)
    return all.length === numbers.length && numbers.every((number) => values !== '' && Number.isFinite(number))
      ? all.map((each, index) => [each, numbers[index]] as const)
      : []
  })
  const own = { ...sessionsDefaults, ...newRuleDefaults, ...clarifyDefaults, ...deprecateDefaults, ...quadrantDefaults }
  assert.equal(Object.fromEntries(published), own)
})

test('the bounds of what is measured', () => {
  const text = page('metrics.md')
  for (const { field, low, high } of measures) {
    const rows = rowsOf(text).filter((cells) => cells.some((cell) => cell.includes(`metadata.${field}`)))
    assert.ok(rows.length > 0, field)
    const bounds = `from ${low} to ${high}`
    assert.ok(
      rows.some(([, definition]) => definition?.includes(bounds)),
      `${field}: ${bounds}`,
    )
  }
})

test('sentences with a number that the code has', () => {
  const { trashDays } = defaultSettings('/p', {})
  const sentences: [name: string, sentence: string][] = [
    ['cleanup.md', `more than \`trashDays\` ago (${trashDays} `],
    ['templates.md', `${firstScreenBytes.toLocaleString('en')} bytes at most`],
    ['metrics.md', `the latest ${defaultSessions} are compared with (threshold \`baselineSessions\`)`],
    ['metrics.md', `Over ${slopePoints} decisions are first put into ${slopePoints} equal parts`],
    ['metrics.md', `in at least ${lockstepShare * 100} % of its instants`],
    [
      'metrics.md',
      `(${defaultThresholds.messages} messages, ${defaultThresholds.tokens.toLocaleString('en')} tokens where the file has none)`,
    ],
  ]
  for (const [name, sentence] of sentences)
    assert.ok(page(name).replace(/\s+/g, ' ').includes(sentence), `${name}: ${sentence}`)
})

test.run()
