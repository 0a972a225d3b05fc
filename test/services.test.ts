import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { decision } from './support/decisions.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('components of the framework')

interface Report {
  checks: { id: string; verdict: string; reason?: string }[]
  services?: { name: string; ready: boolean; error?: string; lastSeen?: string }[]
}
const check = (project: TestProject) => {
  const report = project.json<Report>(['init'])
  return { ...report.checks.find(({ id }) => id === 'services'), services: report.services ?? [] }
}
const withModules = (modules: Record<string, string>, thresholds = {}): TestProject => {
  const project = createProject()
  for (const [file, text] of Object.entries(modules)) project.write(`src/services/${file}`, text)
  project.write('session.config.ts', `export default ${JSON.stringify({ services: 'src/services/*', thresholds })}\n`)
  return project
}

const singleton = (more = '') =>
  `class Service { async initialize() { ${more}; return { success: true, boundariesLoadedCount: 6 } } getStats() { return { total: 0 } } }
   module.exports = new Service()`

test('CommonJS singletons and ES modules in every form are ready', () => {
  const project = withModules({
    'BoundaryEnforcer.service.js': singleton(),
    'Default.mjs': 'export default { initialize() {}, getStats: () => ({ a: 1n }) }',
    'Named.mjs': 'export const service = { initialize: async () => ({}), getStats: () => ({}) }',
    'Whole.mjs': 'export function initialize() {}\nexport const getStats = () => null',
  })
  const { verdict, reason, services } = check(project)
  assert.equal([verdict, reason], ['PASS', '4 of 4 ready'], JSON.stringify(services))
  assert.equal(
    services.map(({ name }) => name),
    ['BoundaryEnforcer', 'Default', 'Named', 'Whole'],
  )
  project.remove()
})

const broken: [file: string, text: string, error: RegExp][] = [
  ['Hangs.js', singleton('await new Promise((resolve) => setTimeout(resolve, 60_000))'), /^no answer: it took longer/],
  ['Spins.js', 'while (true) {}', /^no answer: it took longer/],
  ['Throws.js', "throw new Error('no database')", /^Error: no database$/],
  ['Rejects.js', singleton("throw new TypeError('two\\nlines')"), /^TypeError: two lines$/],
  [
    'Later.js',
    singleton("setTimeout(() => { throw new Error('later') }); await new Promise(() => setInterval(() => {}, 1e6))"),
    /^Error: later$/,
  ],
  ['Exits.js', singleton('process.exit(0)'), /^it ended its own process with status 0$/],
  ['Killed.js', "process.kill(process.pid, 'SIGKILL')", /or its process was killed$/],
  ['Syntax.js', 'module.exports = {', /^SyntaxError: /],
  ['Nothing.js', 'module.exports = 5', /^Error: it exports no object with initialize\(\) or getStats\(\)$/],
  ['Half.js', 'module.exports = { initialize() {} }', /^Error: it has no getStats\(\)$/],
  [
    'Fails.js',
    "module.exports = { initialize: () => ({ success: false, error: 'no rules' }), getStats: () => ({}) }",
    /^initialize\(\) says that it failed: no rules$/,
  ],
  [
    'Circle.js',
    'const circle = {}; circle.circle = circle; module.exports = { initialize: () => circle, getStats() {} }',
    /^what it returned is not JSON/,
  ],
]
test('a module that hangs, crashes, ends or fails is named with its error, and harms no other', () => {
  const modules = Object.fromEntries(broken.map(([file, text]) => [file, text]))
  const noisy = `console.log('{"results":{}}'); require('node:fs').writeSync(1, 'x'.repeat(1e6)); ${singleton("console.error('noise')")}`
  const project = withModules(
    { ...modules, 'Noisy.js': noisy, 'Open.js': `setInterval(() => {}, 1000); ${singleton()}` },
    { serviceLoadMs: 4000 },
  )
  const { verdict, reason, services } = check(project)
  assert.is(verdict, 'FAIL')
  assert.match(reason ?? '', /^12 of 14 not ready: Circle \(/)
  for (const [file, , error] of broken) {
    const service = services.find(({ name }) => `${name}.js` === file)
    assert.match(service?.error ?? '', error, `${file}: ${service?.error}`)
  }
  assert.ok(services.filter(({ name }) => name === 'Noisy' || name === 'Open').every(({ ready }) => ready))
  assert.is(project.bookend(['init']).status, 4)
  project.remove()
})

test('a glob that matches nothing fails', () => {
  const project = withModules({})
  assert.match(check(project).reason ?? '', /^no file matches src\/services\/\*/)
  project.remove()
})

test('without modules: the last sign of life in the logs; SKIPPED where there is none', () => {
  const project = createProject()
  assert.is(check(project).verdict, 'SKIPPED')
  const lines = [
    decision('2025-10-24T12:00:00.000Z'),
    decision('2025-10-24T12:05:00.000Z'),
    decision('2025-10-24T12:03:00.000Z', { action: 'metacognitive_verification' }),
  ]
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${lines.join('\n')}\n`)
  const { verdict, reason, services } = check(project)
  assert.is(verdict, 'PASS')
  assert.is(reason, '2 of 6 seen in the logs, last 2025-10-24 12:05 UTC')
  assert.is(services.find(({ name }) => name === 'MetacognitiveVerifier')?.lastSeen, '2025-10-24T12:03:00.000Z')
  project.remove()
})

test('a canary that is not refused fails the check, is an anomaly of its service, and costs points', () => {
  const project = createProject()
  project.write(
    'src/services/BoundaryEnforcer.service.js',
    `module.exports = { enforce(action) { return { allowed: action !== 'delete' } }, lax() { return { allowed: true } }, no() { return { decision: 'REJECTED' } }, empty() {}, async nil() { return null } }`,
  )
  const canary = (call: string, more = {}) => ({ service: 'BoundaryEnforcer', call, ...more })
  const withCanaries = (canaries: object[]) =>
    project.write('session.config.ts', `export default ${JSON.stringify({ services: 'src/services/*', canaries })}\n`)
  const found = () => project.json<Report>(['init']).checks.find(({ id }) => id === 'canaries')
  withCanaries([
    canary('enforce', { args: ['delete'] }),
    canary('enforce', { args: ['read'], blocked: false }),
    canary('no'),
  ])
  assert.equal([found()?.verdict, found()?.reason], ['PASS', '3 of 3 as they must'])
  withCanaries([
    canary('enforce', { args: ['delete'] }),
    canary('empty', { blocked: false }),
    canary('nil', { blocked: false }),
  ])
  assert.match(found()?.reason ?? '', /^BoundaryEnforcer\.empty: no answer: fix the service/)
  withCanaries([
    canary('enforce', { args: ['delete'] }),
    canary('lax'),
    canary('gone'),
    { service: 'Nobody', call: 'x' },
  ])
  assert.is(found()?.verdict, 'FAIL')
  assert.match(
    found()?.reason ?? '',
    /BoundaryEnforcer\.lax: not refused; BoundaryEnforcer\.gone: .*no.*gone.*; Nobody\.x: no module of that name/,
  )
  project.write(
    '.memory/audit/decisions-2025-10-24.jsonl',
    `${decision(new Date().toISOString(), { action: 'boundary_enforcement' })}\n`,
  )
  const { analysis } = project.json<{
    analysis: {
      anomalies: { kind: string; service?: string }[]
      health: { score: number; parts: Record<string, { points: number }> }
    }
  }>(['closedown'])
  assert.equal(
    analysis.anomalies.map(({ kind, service }) => `${kind} ${service}`),
    ['weaker BoundaryEnforcer', 'weaker BoundaryEnforcer', 'weaker Nobody'],
  )
  assert.ok((analysis.health.parts.enforcement?.points ?? 0) >= 15)
  project.remove()
})

test.run()
