import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mergeServices, type StepCount, stepsOf } from '../tasks/analysis/timeline.ts'
import { showMetric } from '../tasks/handoff/figures.ts'
import { at, day, decision } from './support/decisions.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('html report')
const handoff = 'SESSION_CLOSEDOWN_2025-10-24.md'
const page = 'SESSION_CLOSEDOWN_2025-10-24.html'

interface Report {
  outcome: string
  tasks: { id: string; outcome: string; reason?: { reason: string }; actions?: object[] }[]
}

function log(project: TestProject, lines: string[]) {
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${lines.join('\n')}\n`)
}
const pressure = (minute: number, overall_pressure: number) =>
  decision(at(minute), { action: 'context_pressure_analysis', metadata: { overall_pressure, pressure_level: 'HIGH' } })

/** Every element is closed, in order; what cannot have content is left out. */
function assertStructure(html: string) {
  assert.match(html, /^<!doctype html>\n<html lang="en">/)
  const open: string[] = []
  for (const [, end, name, , self] of html
    .replace(/<!doctype html>/, '')
    .matchAll(/<(\/?)([a-z]\w*)((?:"[^"]*"|[^">])*?)(\/?)>/gi)) {
    if (self || name === 'meta') continue
    if (end) assert.is(open.pop(), name)
    else open.push(name as string)
  }
  assert.equal(open, [])
}

/** Nothing is loaded or run, and links lead to the page's own headings and to documents beside it. */
function assertInert(html: string) {
  assert.not.match(html, /<(script|link|img|iframe|object|embed|base|form|image|use|foreignObject)\b/i)
  assert.not.match(html, /\s(src|srcset|xlink:href|on\w+)\s*=/i)
  for (const [, target] of html.matchAll(/\shref\s*=\s*"([^"]*)"/gi))
    assert.match(target as string, /^(#[\w-]+|[\w./-]+\.(md|html))$/)
  assert.not.match(html, /url\(|@import|@font-face/i)
  assert.match(html, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is what is tested
  assert.not.match(html, /[\u0000-\u0009\u000b-\u001f\u007f\u2028\u202e]/)
}

test('is one self-contained file with the four charts, light and dark, for paper and small screens', () => {
  const project = createProject()
  const lines = Array.from({ length: 120 }, (_, minute) =>
    minute % 3 === 0 ? pressure(minute, minute / 200) : decision(at(minute), { allowed: minute % 10 !== 0 }),
  )
  log(project, lines)
  const report = project.json<Report>(['closedown', ...day])
  assert.is(report.outcome, 'ok')
  const html = project.read(page)
  assertStructure(html)
  assertInert(html)
  assert.not.match(html, /https?:\/\//)
  for (const title of [
    'Decisions over time',
    'Pressure over the session',
    'Block rates against earlier sessions',
    'Health over sessions',
  ])
    assert.ok(html.includes(`>${title}</h2>`), title)
  assert.ok((html.match(/<svg /g)?.length ?? 0) >= 6)
  const curves = [...html.matchAll(/<path d="([^"]*)"/g)].map(([, curve]) => curve ?? '')
  assert.ok(curves.length >= 3)
  for (const curve of curves) assert.match(curve, /^(M[\d.]+[ ,][\d.MLZ ,]*)?$/, curve)
  assert.match(html, /prefers-color-scheme: dark/)
  assert.match(html, /@media print/)
  assert.match(html, /name="viewport"/)
  assert.match(html, /<b>120<\/b>/)
  assert.ok(html.includes(handoff))
  project.remove()
})

test('foreign text stays text, and secrets stay out', () => {
  const project = createProject()
  const hostile = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "'</title></style></svg><svg onload=alert(1)>",
    '\u001b[31mred\u001b[0m\u202Ereversed\u2028',
    '__proto__',
    'constructor',
    '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',
    'mongodb://me:hunter22secret@db.example.com/x',
    'x'.repeat(5000),
    'javascript:alert(1)',
  ]
  log(
    project,
    hostile.flatMap((service, minute) =>
      [true, false].map((allowed) =>
        decision(at(minute), {
          action: service,
          service,
          allowed,
          violations: [service],
          metadata: { domain: service },
        }),
      ),
    ),
  )
  const { status } = project.bookend(['closedown', ...day])
  assert.is(status, 0)
  const html = project.read(page)
  assertStructure(html)
  assert.not.match(html, /<(script|img)\b/i)
  assert.not.match(html.replace(/<style>[^<]*<\/style>/g, '').replace(/>[^<]*</g, '><'), /onerror|onload|javascript:/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is what is tested
  assert.not.match(html, /[\u0000-\u0009\u000b-\u001f\u007f\u2028\u202e]/)
  for (const secret of ['ghp_wWPw5k4', 'hunter22secret']) assert.not.ok(html.includes(secret), secret)
  assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/)
  project.remove()
})

for (const [what, options, lines] of [
  ['without a decision', {}, []],
  ['without git', { git: false }, [decision(at(0))]],
  ['with one decision', {}, [pressure(0, 0.5)]],
] as [string, { git?: boolean }, string[]][]) {
  test(`is sensible ${what}`, () => {
    const project = createProject(options)
    if (lines.length > 0) log(project, lines)
    const { status, stderr } = project.bookend(['closedown', ...day])
    assert.is(status, 0, stderr)
    const html = project.read(page)
    assertStructure(html)
    assert.not.match(html, /NaN|undefined|Infinity|\[object/)
    // A section that has nothing to say is not there.
    if (lines.length === 0) assert.not.match(html, /<figure>|No decision/)
    project.remove()
  })
}

test('a session without a decision has no tiles, and no table has a row of nothing but zeros', () => {
  const project = createProject()
  assert.is(project.bookend(['closedown', '--from', at(0), '--to', at(60)]).status, 0)
  const empty = project.read(page)
  for (const part of ['<ul class="tiles">', '>Health', '>Data quality', '>Services']) assert.not.match(empty, part)
  log(project, [decision(at(1)), decision(at(2), { allowed: false })])
  assert.is(project.bookend(['closedown', '--from', at(0), '--to', at(61)]).status, 0)
  const measured = project.read(page.replace('.html', '-2.html'))
  assert.match(measured, '<ul class="tiles">')
  assert.not.match(measured, '>Data quality')
  log(project, [decision(at(3), { sessionId: 'boundary-enforcer-session' })])
  assert.is(project.bookend(['closedown', '--from', at(0), '--to', at(62)]).status, 0)
  const placeholder = project.read(page.replace('.html', '-3.html'))
  assert.match(placeholder, '<tr><td>placeholder ids</td><td class="long">1</td></tr>')
  assert.not.match(placeholder, 'stale ids')
  project.remove()
})

test('a chart is a template that the project can replace', () => {
  const project = createProject()
  log(project, [decision(at(0)), pressure(1, 0.25)])
  project.write('.claude/templates/chart-pressure.svg.ejs', '<svg data-own="<%= y.length %> <%= points[0].y %>"></svg>')
  assert.is(project.bookend(['closedown', ...day]).status, 0)
  // Six ticks from 0 to 1; a quarter of the way up a field of 190 pixels that ends at 210.
  assert.match(project.read(page), /<svg data-own="6 162\.5">/)
  const secret = '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'
  for (const label of [`<text x="1">${secret}</text>`, `<g aria-label="${secret}"/>`]) {
    project.write('.claude/templates/chart-pressure.svg.ejs', `<svg>${label}</svg>`)
    assert.is(project.bookend(['closedown', ...day]).status, 0)
    const [newest = ''] = readdirSync(project.root).filter((name) => name.endsWith('.html'))
    assert.match(project.read(newest), /<svg>[^\n]*\[redacted\]/)
    assert.not.ok(project.read(newest).includes(secret), label)
  }
  project.remove()
})

test('a dry run plans it and writes nothing', () => {
  const project = createProject()
  const { stdout } = project.bookend(['closedown', ...day, '--dry-run'])
  assert.match(stdout, /^would write SESSION_CLOSEDOWN_2025-10-24\.html$/m)
  assert.not(existsSync(join(project.root, page)))
  project.remove()
})

test('carries the number of its handoff, and is not overwritten', () => {
  const project = createProject()
  project.write(page, 'mine')
  project.bookend(['closedown', ...day])
  assert.is(project.read(page), 'mine')
  assert.equal(
    readdirSync(project.root).filter((name) => name.startsWith('SESSION_')),
    ['SESSION_CLOSEDOWN_2025-10-24-2.html', 'SESSION_CLOSEDOWN_2025-10-24-2.md', page],
  )
  project.remove()
})

test('stays small whatever the session holds', () => {
  const project = createProject()
  const lines = Array.from({ length: 20_000 }, (_, index) =>
    index % 2 === 0
      ? pressure(index / 100, (index % 100) / 100)
      : decision(at(index / 100), {
          action: `own_${index % 997}`,
          service: `Service ${index % 997}`,
          metadata: { actionType: `Edit ${index}` },
        }),
  )
  log(project, lines)
  const { status } = project.bookend(['closedown', ...day])
  assert.is(status, 0)
  assert.ok(project.read(page).length < 500_000, String(project.read(page).length))
  project.remove()
})

const hour = 3_600_000
const cuts: [what: string, from: number, to: number, stepMs: number, start: number, steps: number][] = [
  ['six hours', 0, 6 * hour, 600_000, 0, 36],
  ['a minute', 0, 60_000, 60_000, 0, 1],
  ['one millisecond', 59_999, 60_000, 60_000, 0, 1],
  ['an uneven window', 61_000, 6 * hour + 61_000, 600_000, 0, 37],
  ['a day', 0, 24 * hour, 30 * 60_000 * 2, 0, 24],
  ['ten years', 0, 3653 * 24 * hour, 78 * 24 * hour, 0, 47],
]
for (const [what, from, to, stepMs, start, steps] of cuts) {
  test(`cuts ${what} into steps`, () => assert.equal(stepsOf({ from, to }), { start, stepMs, steps }))
}

test('names the busiest services and puts the rest together', () => {
  const counts = Array.from(
    { length: 10 },
    (_, index): StepCount => ({ step: 0, service: `S${index}`, decisions: index + 1, blocked: 1 }),
  )
  const merged = mergeServices(counts)
  assert.is(merged.length, 7)
  assert.equal(
    merged.find(({ service }) => service === 'others'),
    { step: 0, service: 'others', decisions: 10, blocked: 4 },
  )
  assert.equal(mergeServices(counts.slice(0, 7)), counts.slice(0, 7))
  const withOwn = mergeServices(
    counts.map((count) => (count.decisions === 9 ? { ...count, service: 'others' } : count)),
  )
  assert.equal(
    withOwn.filter(({ service }) => service.includes('others')).map(({ service, decisions }) => [service, decisions]),
    [
      ['all others', 10],
      ['others', 9],
    ],
  )
})

const metrics: [name: string, value: Parameters<typeof showMetric>[1], shown: string][] = [
  ['blockRate', 0.25, '25.0 %'],
  ['mean', 0.123456, '0.123'],
  ['conflicts', 12, '12'],
  ['peak', null, 'not measured'],
  ['byDomain', { VALUES: 2, none: 30 }, 'none 30, VALUES 2'],
  ['byDomain', {}, 'none'],
  ['accuracy', { share: 0.5, n: 12 }, 'share 50.0 %, n 12'],
  ['trend', 'rising', 'rising'],
  [
    'byX',
    Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`v${index}`, 1])),
    'v0 1, v1 1, v2 1, v3 1, v4 1, v5 1, v6 1, v7 1, and 2 more',
  ],
]
for (const [name, value, shown] of metrics) {
  test(`shows ${name} ${JSON.stringify(value)}`, () => assert.is(showMetric(name, value), shown))
}

test.run()
