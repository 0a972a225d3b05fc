import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { createProject } from './support/project.ts'

const test = suite('session.config.ts')
const project = createProject()
test.after(() => project.remove())

const refused: [source: string, says: RegExp][] = [
  ['export default { servr: {} }', /unknown key "servr"; did you mean "server"\?/],
  ['export default { whatever: 1 }', /unknown key "whatever"$/m],
  ['export default { graceMs: "soon" }', /"graceMs" is "soon"; it takes a whole number of milliseconds/],
  ['export default { protectedPorts: [70000] }', /"protectedPorts" is \[70000\]; it takes a list of port numbers/],
  ['export default { audit: "mysql://x" }', /"audit" is "mysql:\/\/x"; it takes 'sqlite:'/],
  [
    'export default { handoffDir: "../elsewhere" }',
    /"handoffDir" is "..\/elsewhere"; it takes a directory inside the project/,
  ],
  [
    'export default { deployment: { ref: "a", command: "b" } }',
    /"deployment" is .* it takes \{ ref \}, \{ command \} or \{ url \}/,
  ],
  ['export default { server: { port: 1, prot: 2 } }', /"server" is .*; it takes \{ url \}/],
  ['export default {\n  graceMs: 1,\n  oops oops\n}', /session\.config\.ts:3/],
  ['export const config = {}', /no default export/],
  ['export default 5', /the default export is 5; it takes an object/],
  ['\n\nthrow new Error("boom")\nexport default {}', /session\.config\.ts:3.*boom/],
  ['import { x } from "./absent.ts"\nexport default { tests: x }', /cannot be loaded: .*absent/],
]
for (const [source, says] of refused) {
  test(`refuses ${JSON.stringify(source)}`, () => {
    project.write('session.config.ts', source)
    const { status, stderr } = project.bookend(['status'])
    assert.is(status, 2, stderr)
    assert.match(stderr, says)
    assert.is(stderr.trim().split('\n').length, 1, stderr)
  })
}

const taken = [
  'export default {}',
  'import { defineConfig } from "bookend"\nexport default defineConfig({ graceMs: 100 })',
  'const graceMs: number = 5\nexport default { graceMs, tests: undefined } satisfies object',
]
for (const source of taken) {
  test(`takes ${JSON.stringify(source)}`, () => {
    project.write('session.config.ts', source)
    assert.is(project.bookend(['status']).status, 0)
  })
}

test('handoffDir and cacheDir say where things go', () => {
  project.write('session.config.ts', "export default { handoffDir: 'docs/handoffs', cacheDir: '.state' }")
  const report = project.json<{ handoff: { file: string }; git: { untracked: string[] } }>(['closedown'])
  assert.match(report.handoff.file, /^docs\/handoffs\/SESSION_CLOSEDOWN_/)
  assert.match(project.read(report.handoff.file), /^# Session Handoff/)
  assert.type(project.read('.state/sessions.db'), 'string')
  assert.equal(report.git.untracked, ['session.config.ts'])
})

test.run()
