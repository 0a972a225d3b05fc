import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Described } from '../cache/audit/catalogue/metric.ts'
import { everyService, services } from '../cache/audit/catalogue/services.ts'
import { sessionMetrics } from '../cache/audit/catalogue/session.ts'
import { measures, placeholders } from '../cache/audit/catalogue.ts'
import type { Explanation } from '../workflows/commands/explain/explain.ts'
import { changeProgram } from './support/changed-program.ts'
import { at, day, decision } from './support/decisions.ts'
import { createProject, repository } from './support/project.ts'

const test = suite('catalogue')

const page = join(repository, 'docs/metrics.md')

function tableOf(rows: (Described & { names: string[] })[]): string {
  const lines = rows.map(({ names, definition, unit, source }) => {
    const cell = names.map((name) => `\`${name}\``).join(', ')
    return `| ${cell} | ${definition} | ${unit} | ${source} |`
  })
  return ['| metric | definition | unit | source |', '|---|---|---|---|', ...lines].join('\n')
}

/** The tables of docs/metrics.md, by their headings. */
const tables: Record<string, string> = {
  'The session': tableOf(
    Object.entries(sessionMetrics).map(([path, row]) => ({ ...row, names: [path.replace('.*', '[]')] })),
  ),
  'Every service': tableOf(Object.entries(everyService).map(([name, row]) => ({ ...row, names: [name] }))),
  ...Object.fromEntries(
    services.map(({ name, metrics }) => [
      name,
      tableOf(
        metrics.map(({ name: metric, figures, ...row }) => ({
          ...row,
          names: figures ? figures.map((figure, place) => `${place === 0 ? metric : ''}.${figure}`) : [metric],
        })),
      ),
    ]),
  ),
}

test('the tables of docs/metrics.md are those of the catalogue (UPDATE_METRICS=1 writes them)', () => {
  let text = readFileSync(page, 'utf8')
  for (const [heading, table] of Object.entries(tables)) {
    const there = new RegExp(`(?<=^## ${heading}\\n\\n)\\|[^]*?(?=\\n\\n)`, 'm')
    if (process.env.UPDATE_METRICS === '1') text = text.replace(there, () => table)
    assert.equal(there.exec(text)?.[0].split('\n'), table.split('\n'), heading)
  }
  if (process.env.UPDATE_METRICS === '1') writeFileSync(page, text)
})

test('docs/metrics.md names the session ids that services fall back to', () => {
  const named = /^The session ids that services fall back to: ([^.]*)\./m.exec(readFileSync(page, 'utf8'))?.[1] ?? ''
  const ids = [...named.matchAll(/`([^`]+)`/g)].map(([, id]) => id)
  assert.equal(ids.sort(), [...placeholders].sort())
})

test('measures have names of their own, metrics in their service too, and counters name metrics that there are', () => {
  const isUnique = (names: string[]) => new Set(names).size === names.length
  assert.ok(isUnique(measures.map(({ name }) => name)))
  for (const { name, metrics, counters } of services) {
    const names = [...Object.keys(everyService), ...metrics.map((metric) => metric.name)]
    assert.ok(isUnique(names), name)
    for (const metric of Object.values(counters)) assert.ok(names.includes(metric), `${name}: ${metric}`)
  }
})

test('a metric is one row: it is there for decisions of before, explained, and no difference to a recount', () => {
  const project = createProject()
  const logged = [
    { domain: 'VALUES', tool: 'Bash', risk: 0.25 },
    { domain: 'VALUES', tool: 'Edit', risk: 0.75 },
    { domain: 'VALUES', tool: 'Bash', risk: 7 },
  ]
  const lines = logged.map((metadata, minute) => decision(at(minute), { metadata }))
  const file = '.memory/audit/decisions-2025-10-24.jsonl'
  project.write(file, `${lines.join('\n')}\n`)
  type Report = { analysis: { services: Record<string, Record<string, unknown>> } }
  const before = project.json<Report>(['closedown', ...day]).analysis.services.BoundaryEnforcer
  assert.is(before?.byTool, undefined)
  const changed = changeProgram([
    [
      'cache/audit/catalogue/services.ts',
      "    distribution('byBoundary', 'boundary'),\n",
      `    distribution('byBoundary', 'boundary'),
    distribution('byTool', 'tool'),
    { name: 'meanRisk', formula: { kind: 'mean', measure: { name: 'risk', field: 'risk', low: 0, high: 1 } },
      definition: 'mean of the risks', unit: '0..1', source: 'metadata.risk' },\n`,
    ],
  ])
  try {
    const { analysis } = changed.json<Report>(project, ['closedown', ...day])
    assert.equal(analysis.services.BoundaryEnforcer, { ...before, byTool: { Bash: 2, Edit: 1 }, meanRisk: 0.5 })
    const explained = changed.json<Explanation>(project, ['explain', 'analysis.services.BoundaryEnforcer.byTool.Bash'])
    assert.is(explained.definition, 'how often this value of metadata.tool came up')
    assert.equal(explained.decisions, [`${file}:1`, `${file}:3`])
    const mean = changed.json<Explanation>(project, ['explain', 'analysis.services.BoundaryEnforcer.meanRisk'])
    assert.is(mean.definition, 'mean of the risks')
    assert.equal(mean.decisions, [`${file}:1`, `${file}:2`])
    const recounted = changed.json<{ notRecounted: string[] }>(project, ['recount'])
    assert.ok(recounted.notRecounted.includes('analysis.services.BoundaryEnforcer.byTool'))
  } finally {
    changed.remove()
    project.remove()
  }
})

test('a service is named anew for decisions of before where the catalogue knows another action of it', () => {
  const project = createProject()
  const lines = [0, 1].map((minute) => decision(at(minute), { action: 'boundary_check', service: 'Guard' }))
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${lines.join('\n')}\n`)
  type Metrics = { services: Record<string, { decisions: number }> }
  assert.equal(Object.keys(project.json<Metrics>(['task', 'analysis/metrics', ...day]).services), ['Guard'])
  const actions = "actions: ['boundary_enforcement'"
  const file = 'cache/audit/catalogue/services.ts'
  const changed = changeProgram([[file, actions, `${actions}, 'boundary_check'`]])
  try {
    const { services } = changed.json<Metrics>(project, ['task', 'analysis/metrics', ...day])
    assert.equal(Object.keys(services), ['BoundaryEnforcer'])
    assert.is(services.BoundaryEnforcer?.decisions, 2)
  } finally {
    changed.remove()
    project.remove()
  }
})

test.run()
