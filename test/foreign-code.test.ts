import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository } from './support/project.ts'

const test = suite('code of the project')

/** Runs code for its value in a process of its own, within a limit of two seconds, and `work` behind it. */
async function runApart(load: string, work = ''): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const script = `
    import { readFile } from 'node:fs/promises'
    import { setTimeout as wait } from 'node:timers/promises'
    import { watchForeignCode } from './workflows/runner/effects/foreign-code.ts'
    import { exitAtOnce } from './workflows/runner/effects/process-end.ts'
    const unexpected = (what) => console.log('unexpected:', what)
    const onEndless = (sentence) => { console.error(sentence); exitAtOnce(2) }
    const foreign = watchForeignCode({ tell: unexpected, onBug: unexpected, onEndless }, 2000)
    async function own() { ${load} }
    const value = await foreign.run('[eval1]', 'session.config.ts', own, (value) => value)
    process.stdout.write('loaded: ' + value)
    ${work}
    // A command's work, which is never done.
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: repository,
    // Whoever is not ended from within runs forever.
    timeout: 120_000,
    killSignal: 'SIGKILL',
  })
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { status: status as number | null, stdout, stderr }
}

const endless: [what: string, load: string][] = [
  ['behind a timer', 'await wait(1); for (;;);'],
  ['behind a file', 'await readFile("package.json"); for (;;);'],
  ['in a timer of no time', 'setTimeout(() => { for (;;); }, 0); return 7'],
  ['in a timer that goes off during the work', 'setTimeout(() => { for (;;); }, 4000); return 7'],
  ['that is a regular expression', 'await wait(1); /^(a+)+$/.test("a".repeat(60) + "b")'],
]

test('a loop that never ends ends the process behind a wait too, with a sentence', async () => {
  const ran = await Promise.all(endless.map(([, load]) => runApart(load)))
  for (const [at, [what]] of endless.entries()) {
    const { status, stdout, stderr } = ran[at] as (typeof ran)[number]
    assert.match(
      stderr,
      /^(loaded: 7)?session\.config\.ts: it keeps the processor busy for more than 2 seconds: look for a loop that never ends\n$/,
      what,
    )
    assert.equal([status, stdout], [2, ''], what)
  }
})

test('a template that never ends is broken off, and the work goes on', async () => {
  const work = `
    try { foreign.runAtOnce('mine.ejs', () => { for (;;); }) } catch (error) { console.log('', error.message) }
    console.log(foreign.runAtOnce('mine.ejs', () => 'next'))
    exitAtOnce(0)`
  const { stdout, stderr, status } = await runApart('return 7', work)
  assert.equal(
    [status, stdout, stderr],
    [0, '', 'loaded: 7 it keeps the processor busy for more than 2 seconds: look for a loop that never ends\nnext\n'],
  )
})

test.run()
