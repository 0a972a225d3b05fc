import { readdirSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { changeProgram } from './support/changed-program.ts'
import { createProject } from './support/project.ts'

const test = suite('session.config.ts')
const project = createProject()
test.after(() => project.remove())

const refused: [source: string, says: RegExp][] = [
  ['export default { servr: {} }', /unknown key "servr"; did you mean "server"\?/],
  ['export default { whatever: 1 }', /unknown key "whatever"$/m],
  ['export default { graceMs: "soon" }', /"graceMs" is "soon"; it takes a whole number of milliseconds/],
  [
    `export default { artifacts: ['tmp/' + '*a'.repeat(30) + 'Y'] }`,
    /"artifacts" is .*; it takes a list of globs, each with four/,
  ],
  [`export default { artifacts: ['+(*a)Y'] }`, /"artifacts" is .*; it takes a list of globs, each with four/],
  [`export default { artifacts: ['a'.repeat(70000)] }`, /"artifacts" is .*; it takes a list of globs, each with four/],
  ['export default { protectedPorts: [70000] }', /"protectedPorts" is \[70000\]; it takes a list of port numbers/],
  ['export default { audit: "mysql://x" }', /"audit" is "mysql:\/\/x"; it takes 'sqlite:'/],
  [
    'export default { handoffDir: "../elsewhere" }',
    /"handoffDir" is "..\/elsewhere"; it takes a directory inside the project/,
  ],
  ...['.git/hooks', 'a/../.git', '.GIT/x'].map((path): [string, RegExp] => [
    `export default { handoffDir: "${path}" }`,
    /"handoffDir" is .*; it takes a directory inside the project, and not in git's$/m,
  ]),
  ['export default { archiveDir: ".git/info" }', /"archiveDir" is .*; it takes a directory inside/],
  ...['/', '//', '/a/..', '..', '../', '../..', 'a/../../..', '.git', '.git/x', '../.git/x', '/srv/.git'].map(
    (path): [string, RegExp] => [
      `export default { cacheDir: "${path}" }`,
      /"cacheDir" is .*; it takes a directory of its own: none that the project is in, and not in git's$/m,
    ],
  ),
  ...['1e-9', '0.5', '-1', 'NaN', '1e300', '"7"'].map((days): [string, RegExp] => [
    `export default { trashDays: ${days} }`,
    /"trashDays" is .*; it takes a whole number of days, 0 to remove at once$/m,
  ]),
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

const misbehaving: [what: string, source: string, says: RegExp][] = [
  ['rejects', 'export default Promise.reject(new Error("no luck"))', /cannot be loaded: .*no luck/],
  ['rejects before it gives a value', 'await Promise.reject(new Error("no luck"))\nexport default {}', /no luck/],
  [
    'leaves a promise that rejects',
    'Promise.reject(new Error("late luck"))\nexport default {}',
    /throws after it was loaded \(late luck\)/,
  ],
  [
    'throws from a timer',
    'setTimeout(() => { throw new Error("later") }, 0)\nexport default {}',
    /throws after it was loaded \(later\)/,
  ],
  [
    'has a throwing getter',
    'export default { get audit() { throw new Error("got me") } }',
    /"audit" cannot be read \(got me\); it takes/,
  ],
  [
    'is a circle',
    'const circle = {}\ncircle.ruleSessions = circle\nexport default { thresholds: circle }',
    /"thresholds" is .*Circular.*; it takes an object of numbers/,
  ],
  [
    'throws when its keys are asked for',
    'await 1\nexport default new Proxy({}, { ownKeys() { throw new Error("no keys") } })',
    /it throws while it is read \(no keys\)/,
  ],
  [
    'adds to what every object has',
    'Object.prototype.more = 1\nexport default { wrong: 1 }',
    /unknown key "?wrong|"wrong"/,
  ],
  ['exits', 'process.exit(0)\nexport default {}', /it calls process\.exit\(\), which would end bookend/],
  ['exits from a timer', 'setTimeout(() => process.exit(7), 0)\nexport default {}', /it calls process\.exit\(\)/],
  ['exits behind that', 'process.reallyExit(0)\nexport default {}', /it calls process\.reallyExit\(\)/],
  [
    'throws again and again',
    'setInterval(() => { throw new Error("more") }, 0)\nexport default {}',
    /it throws .*more/,
  ],
  [
    'destroys process',
    'globalThis.process = undefined\nexport default {}',
    /it changes process, which bookend runs on/,
  ],
  ['hides a method', 'process.on = undefined\nexport default {}', /it changes process\.on, which/],
  [
    'destroys JSON later',
    'setTimeout(() => { delete globalThis.JSON }, 0)\nexport default {}',
    /it changes JSON, which/,
  ],
  ...[
    ['process', 'Object.freeze(process)'],
    ['globalThis', 'Object.freeze(globalThis)'],
    ['Error.prototype', 'Object.freeze(Error.prototype)'],
    [
      'Error.prototype',
      'Object.defineProperty(Error.prototype, "name", { value: "Z", writable: false, configurable: false })',
    ],
    ['EventEmitter.prototype', 'import { EventEmitter } from "node:events"\nObject.freeze(EventEmitter.prototype)'],
  ].map(
    ([what, code], at) =>
      [
        `freezes ${what} (${at})`,
        `${code}\nexport default {}`,
        new RegExp(`it changes ${what}, which`),
      ] as (typeof misbehaving)[number],
  ),
  [
    'breaks what promises need',
    'Promise.prototype.then = () => { throw new Error("never") }\nexport default {}',
    /it changes Promise\.prototype\.then, which/,
  ],
  [
    'replaces a function for good',
    'import fs from "node:fs"\nObject.defineProperty(fs, "readFileSync", { value: () => 0, writable: false, configurable: false })\nexport default {}',
    /it changes fs\.readFileSync, which bookend runs on/,
  ],
  ['gives nothing', 'export default undefined', /the default export is undefined; it takes an object/],
  ['gives null', 'export default null', /the default export is null; it takes an object/],
  ['gives a Map', 'export default new Map([["gates", []]])', /the default export is Map\(1\).*; it takes an object/],
  ['gives what has no words', 'throw { toString() { throw new Error("x") } }', /cannot be loaded: it throws something/],
  [
    'throws what answers nothing',
    'throw new Proxy(new Error("p"), { get() { throw 3 } })',
    /cannot be loaded: it throws something/,
  ],
  [
    'throws several errors',
    'throw new AggregateError([new Error("one"), new Error("two")])',
    /cannot be loaded: .*one; two/,
  ],
  ['throws null later', 'setTimeout(() => { throw null }, 0)\nexport default {}', /it throws after .* \(null\)/],
  ['rejects with nothing', 'Promise.reject()\nexport default {}', /it throws after .* \(undefined\)/],
  ['has an infinite number', 'export default { graceMs: Infinity }', /"graceMs" is Infinity; it takes/],
  ['has a set', 'export default { gates: new Set(["server"]) }', /"gates" is Set\(1\).*; it takes/],
  [
    'has a path that no system takes',
    'export default { handoffDir: "a\\0b" }',
    /"handoffDir" is .*; it takes a directory/,
  ],
]
for (const [what, source, says] of misbehaving) {
  test(`one that ${what} is one sentence`, () => {
    project.write('session.config.ts', source)
    const { status, stdout, stderr } = project.bookend(['status', '--json'], { ownProcess: true })
    assert.is(status, 2, stderr)
    assert.match(stderr, says)
    assert.match(stderr, /^bookend: session\.config\.ts/)
    assert.is(stderr.trim().split('\n').length, 1, stderr)
    assert.match((JSON.parse(stdout) as { error: { message: string } }).error.message, says)
  })
}

const endless: [what: string, source: string][] = [
  ['loads', 'import { defineConfig } from "bookend"\nfor (;;);\nexport default defineConfig({})'],
  ['waits', 'await new Promise((resolve) => setTimeout(resolve, 1))\nfor (;;);\nexport default {}'],
]
test('one that never ends, while it loads or behind a wait, is one sentence after twenty seconds', () => {
  // Twenty seconds of a loop are twenty seconds of processor time: they are one here, and the edit holds how many they are.
  const hasty = changeProgram([
    ['workflows/runner/effects/foreign-code.ts', 'usualLimitMs = 20_000', 'usualLimitMs = 1000'],
  ])
  for (const [what, source] of endless) {
    project.write('session.config.ts', source)
    const { status, stdout, stderr } = hasty.run(project, ['status', '--json'])
    assert.is(status, 2, what)
    const sentence =
      'session.config.ts: it keeps the processor busy for more than 1 seconds: look for a loop that never ends'
    assert.is(stderr, `bookend: ${sentence}\n`, what)
    assert.is((JSON.parse(stdout) as { error: { message: string } }).error.message, sentence, what)
  }
  hasty.remove()
})

test('one that is a link to nothing is named, and not taken for none', () => {
  const file = join(project.root, 'session.config.ts')
  rmSync(file, { force: true })
  symlinkSync('nowhere.ts', file)
  const { status, stderr } = project.bookend(['status'])
  rmSync(file)
  assert.is(status, 2, stderr)
  assert.match(stderr, /^bookend: session\.config\.ts.*nothing|^bookend: session\.config\.ts.*ENOENT/)
})

test('one that never settles is given up, and a timer in one keeps nobody waiting', () => {
  project.write('session.config.ts', 'await new Promise(() => {})\nexport default {}')
  const { status, stderr } = project.bookend(['status'], { ownProcess: true })
  assert.is(status, 2)
  assert.match(stderr, /it does not settle within 5 seconds/)
  project.write('session.config.ts', 'setInterval(() => {}, 1000)\nexport default {}')
  assert.is(project.bookend(['status'], { ownProcess: true }).status, 0)
})

test('one that replaces what bookend runs on by something of its own changes nothing for bookend', () => {
  project.write(
    'session.config.ts',
    `JSON.stringify = () => { throw new Error('mine') }
     Array.prototype.map = RegExp.prototype.exec = () => null
     Object.setPrototypeOf(process, null)
     export default { tasks: [] }`,
  )
  const { status, stdout, stderr } = project.bookend(['list', '--json'], { ownProcess: true })
  assert.is(status, 0, stderr)
  assert.ok((JSON.parse(stdout) as { workflows: object[] }).workflows.length > 0)
})

test('one whose timer breaks what the command waits for: no success without its documents', () => {
  const other = createProject({ ownProcess: true })
  other.write(
    'session.config.ts',
    'setTimeout(() => { Promise.prototype.then = function () { return this } }, 60)\nexport default {}',
  )
  const { status, stdout, stderr } = other.bookend(['closedown', '--json'])
  if (status !== 0) {
    assert.is(status, 2, stderr)
    assert.match(stderr, /it stopped before its end/)
    assert.is(JSON.parse(stdout).error.status, 2)
  } else assert.ok(other.read(JSON.parse(stdout).handoff.file).length > 0)
  other.remove()
})

test('one whose timer replaces what bookend runs on: no success, and it is named', () => {
  const other = createProject({ ownProcess: true })
  const replaces = 'JSON.stringify = () => "{}"; fs.readFileSync = () => ""'
  other.write(
    'session.config.ts',
    `import fs from 'node:fs'
     const begin = { id: 'own/begin', title: 'Begin', phase: 'closedown/handoff', run: () => { setTimeout(() => { ${replaces} }, 0); return {} } }
     export default { tasks: [begin] }`,
  )
  const { status, stderr } = other.bookend(['closedown'])
  assert.is(status, 2, stderr)
  assert.match(stderr, /session\.config\.ts: it changes JSON\.stringify later, which bookend runs on\n/)
  other.remove()
})

for (const [how, late] of [
  ['in a timer', 'setTimeout(() => { throw new Error("too late") }, 0)'],
  ['in a promise that nobody waits for', 'setTimeout(() => { Promise.reject(new Error("too late")) }, 0)'],
] as const)
  test(`one that throws ${how} while the work is done: exit 2, and the one document has both`, () => {
    const other = createProject({ ownProcess: true })
    other.write(
      'session.config.ts',
      `const begin = { id: 'own/begin', title: 'Begin something', phase: 'closedown/cleanup', run() { ${late}; return {} } }
       export default { tasks: [begin] }`,
    )
    const { status, stdout, stderr } = other.bookend(['closedown', '--json'])
    assert.is(status, 2, stderr)
    const sentence = 'session.config.ts: it throws after it was loaded (too late)'
    assert.match(stderr, `bookend: ${sentence}\n`)
    const { error, handoff, outcome } = JSON.parse(stdout)
    assert.equal(error, { status: 2, message: sentence })
    assert.is(outcome, 'ok')
    assert.ok(other.read(handoff.file).length > 0)
    other.remove()
  })

test('one that takes all permissions from new files takes none from the documents', () => {
  const other = createProject({ ownProcess: true })
  other.write('session.config.ts', 'process.umask(0o777)\nexport default {}')
  const { status, stderr } = other.bookend(['closedown'])
  assert.is(status, 0, stderr)
  const [letter = ''] = readdirSync(other.root).filter((name) => name.endsWith('.md'))
  assert.is(statSync(join(other.root, letter)).mode & 0o444, 0o444)
  other.remove()
})

test('a signal ends one that never ends', async () => {
  project.write('session.config.ts', 'console.log("loading")\nfor (;;);\nexport default {}')
  const child = project.start(['closedown'])
  await new Promise((resolve) => child.stderr?.once('data', resolve))
  child.kill('SIGTERM')
  const [status, signal] = await new Promise<unknown[]>((resolve) => child.once('exit', (...ended) => resolve(ended)))
  // Not 2, which is how it ends by itself.
  assert.equal([status, signal], [null, 'SIGTERM'])
})

test('functions of Node that it replaces are put back, and what Node runs on is not closed: the cleanup does what it says', () => {
  const own = createProject({ ownProcess: true })
  own.write(
    'session.config.ts',
    `import childProcess from 'node:child_process'
    import EventEmitter from 'node:events'
    import fs from 'node:fs'
    import stream from 'node:stream'
    import path from 'node:path'
    const nothing = () => {}
    Object.assign(fs, { renameSync: nothing, writeFileSync: nothing, unlinkSync: nothing, linkSync: nothing, fsyncSync: nothing })
    Object.assign(fs.promises, { readFile: nothing })
    Object.assign(path, { join: nothing })
    Object.assign(childProcess, { spawn: nothing, spawnSync: nothing, execFileSync: nothing })
    Object.assign(childProcess.ChildProcess.prototype, { on: nothing, spawn: nothing })
    Object.assign(fs.Stats.prototype, { isFile: nothing, isDirectory: nothing, isSymbolicLink: nothing })
    Object.defineProperty(Object.getPrototypeOf(fs.Stats.prototype), 'isFile', { value: nothing })
    EventEmitter.prototype.emit = () => false
    stream.Writable.prototype.write = () => true
    stream.Readable.prototype.read = () => null
    for (let fd = 0; fd < 40; fd++) try { fs.closeSync(fd) } catch {}
    export default { artifacts: ['tmp/**'] }`,
  )
  own.commit('Begin')
  own.write('tmp/x', 'x')
  const { status, stdout, stderr } = own.bookend(['closedown'])
  assert.is(status, 0, stderr)
  assert.match(stdout, /^Degraded: nothing$/m)
  assert.not.ok(readdirSync(own.root).includes('tmp'), 'it was moved')
  assert.is(own.bookend(['restore', 'tmp/x']).status, 0)
  assert.is(own.read('tmp/x'), 'x')
  own.remove()
})

test('a PATH that it sets is for own tasks; git is found by the one that bookend was started with', () => {
  const own = createProject({ ownProcess: true })
  own.write(
    'session.config.ts',
    `process.env.PATH = '/nowhere'
    const told = { id: 'own/path', title: 'Tell', run: () => ({ path: process.env.PATH }) }
    export default { tasks: [told] }`,
  )
  own.commit('Begin')
  const { status, stdout, stderr } = own.bookend(['closedown', '--json'])
  assert.is(status, 0, stderr)
  const report = JSON.parse(stdout) as { outcome: string; git: { branch: string } }
  assert.is(report.outcome, 'ok')
  assert.is(report.git.branch, 'main')
  assert.match(own.bookend(['task', 'own/path', '--json']).stdout, /"path": ?"\/nowhere"/)
  own.remove()
})

test('what it prints goes to the standard error, by whatever way, and the standard output cannot be ended', () => {
  project.write(
    'session.config.ts',
    `import { execSync, fork, spawn, spawnSync } from 'node:child_process'
     import fs, { writeFileSync, writeSync } from 'node:fs'
     import { open } from 'node:fs/promises'
     import { once } from 'node:events'
     const say = (name) => \`\${name} says so\\n\`
     console.log(say('console').trim())
     process.stdout.write(say('stream'))
     setTimeout(() => console.log(say('timer').trim()), 1)
     writeSync(1, say('writeSync'))
     fs.writeSync(process.stdout.fd, say('fd'))
     fs.appendFileSync(1, say('appendFileSync'))
     await new Promise((done) => fs.write(1, say('write'), done))
     const inherited = [['sh', ['-c', 'echo child says so'], { stdio: 'inherit' }],
       ['sh', ['-c', 'echo stream to child says so >&5'], { stdio: ['ignore', process.stdout, 1, 'ignore', 'ignore', 1] }]]
     spawnSync('sh', ['-c', 'echo spawnSync says so'], { stdio: 'inherit' })
     execSync('echo execSync says so', { stdio: ['ignore', 'inherit', 'inherit'] })
     writeFileSync('printing.cjs', 'console.log("fork says so")')
     const children = [...inherited.map((each) => spawn(...each)), fork('printing.cjs', { execArgv: [] })]
     await Promise.all(children.map((child) => once(child, 'exit')))
     for (const path of ['/dev/stdout', '/proc/self/fd/1']) {
       try { writeFileSync(path, say(path)); await (await open(path, 'a')).close() } catch (error) { if (error.code !== 'ENXIO') throw error }
     }
     process.on('exit', () => { writeSync(1, say('listener')) })
     fs.closeSync(1)
     process.stdout.end('last words say so\\n')
     process.stdout.destroy()
     process.stderr.end()
     export default {}`,
  )
  const { status, stdout, stderr } = project.bookend(['list', '--json'], { ownProcess: true })
  rmSync(join(project.root, 'printing.cjs'))
  assert.is(status, 0, stderr)
  const sayers = [
    'console',
    'stream',
    'timer',
    'writeSync',
    'fd',
    'appendFileSync',
    'write',
    'child',
    'stream to child',
  ]
  sayers.push('spawnSync', 'execSync', 'fork', 'listener')
  for (const each of sayers) assert.match(stderr, new RegExp(`^${each} says so$`, 'm'))
  assert.match(stderr, /^last words say so$/m)
  assert.ok((JSON.parse(stdout) as { workflows: object[] }).workflows.length > 0)
})

test('all that is wrong is said at once', () => {
  project.write('session.config.ts', 'export default { servr: {}, graceMs: "soon", gates: 5 }')
  const { status, stderr } = project.bookend(['status'])
  assert.is(status, 2)
  assert.match(
    stderr,
    /^bookend: .*unknown key "servr"; did you mean "server"\?\nbookend: .*"graceMs" is "soon".*\nbookend: .*"gates" is 5; it takes .*\n$/,
  )
})

test('what is wrong with tasks, gates and thresholds is said beside the keys', () => {
  project.write(
    'session.config.ts',
    `export default {
      prots: 1,
      gates: ['serverr', 'own', 'server'],
      thresholds: { ruleSesions: 3 },
      tasks: [
        { id: 'a/b', title: 'A', phase: 'init/server', check: 'own', need: [], run: () => 1 },
        { id: 'a/c', titel: 'C', run: () => 1 },
      ],
      workflows: [{ name: 'w', title: 'W', phase: [] }],
    }`,
  )
  const { status, stderr } = project.bookend(['status'])
  assert.is(status, 2)
  const said = stderr.trimEnd().split('\n')
  const expected = [
    /unknown key "prots"/,
    /"thresholds" has no "ruleSesions"; did you mean "ruleSessions"\?$/,
    /task "a\/b": there is no field "need"; did you mean "needs"\?$/,
    /task "a\/c": there is no field "titel"; did you mean "title"\?$/,
    /workflow "w": there is no field "phase"; did you mean "phases"\?$/,
    /"gates" names "serverr", which is not a check of init; did you mean "server"\?$/,
  ]
  assert.is(said.length, expected.length, stderr)
  for (const [index, line] of expected.entries()) assert.match(said[index] as string, line)
})

test('every kind of file is read, and messages name the one that they mean', () => {
  project.write('session.config.ts', '')
  rmSync(join(project.root, 'session.config.ts'))
  for (const [name, source] of [
    ['session.config.mts', 'export default { graceMs: "soon" as const }'],
    ['session.config.js', 'export default { graceMs: "soon" }'],
    ['session.config.mjs', 'export default { graceMs: "soon" }'],
    ['session.config.cjs', 'module.exports = { graceMs: "soon" }'],
    ['session.config.ts', 'module.exports = { graceMs: "soon" }'],
    ...['ts', 'js', 'cjs'].map((kind) => [
      `session.config.${kind}`,
      'const { defineConfig } = require("bookend"); module.exports = defineConfig({ graceMs: "soon" })',
    ]),
  ] as [string, string][]) {
    project.write(name, source)
    const { status, stderr } = project.bookend(['status'])
    assert.is(status, 2, name)
    assert.match(stderr, new RegExp(`^bookend: ${name.replaceAll('.', '\\.')}: "graceMs" is "soon"`))
    rmSync(join(project.root, name))
  }
})

test('of two kinds of file, doctor says which is not read', () => {
  project.write('session.config.ts', 'export default {}')
  project.write('session.config.js', 'export default {}')
  assert.match(
    project.bookend(['doctor']).stdout,
    /configuration: session\.config\.ts; session\.config\.js beside it is not read/,
  )
  rmSync(join(project.root, 'session.config.js'))
})

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

test('messages name the configuration that there is', () => {
  const project = createProject()
  const configuration = {
    audit: 'jsonl:nope',
    services: 'none/*.js',
    canaries: [{ service: 'Nobody', call: 'x' }],
    deployment: { command: 'false' },
    server: { url: 'http://127.0.0.1:1' },
    handoffDir: 'documents',
    gates: [],
  }
  project.write('session.config.mjs', `export default ${JSON.stringify(configuration)}\n`)
  project.write('documents', 'a file')
  const printed = ['init', 'closedown', 'doctor'].map((command) => {
    const { stdout, stderr } = project.bookend([command])
    return stdout + stderr
  })
  const said = printed.join('').match(/session\.config\.\w+/g) ?? []
  assert.equal([...new Set(said)], ['session.config.mjs'])
  for (const text of [
    '"audit" names jsonl:nope',
    'correct "services" in',
    'correct "canaries" in',
    'check "deployment" in',
    '"server.start" in',
    'set "tests" in',
  ])
    assert.ok(printed.join('').includes(text), text)
  project.remove()
})

test.run()
