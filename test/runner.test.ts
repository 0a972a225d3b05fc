import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository } from './support/project.ts'

const test = suite('the test runner')
const uvuUrl = import.meta.resolve('uvu')

const sound = "const t = suite('x')\nt('a', () => {})\nt.run()"
const broken: [what: string, source: string][] = [
  [
    'a before hook that throws',
    "const t = suite('x')\nt.before(() => { throw new Error('no') })\nt('a', () => {})\nt.run()",
  ],
  [
    'an after.each hook that throws',
    "const t = suite('x')\nt.after.each(() => { throw new Error('no') })\nt('a', () => { throw new Error('lost') })\nt.run()",
  ],
  ['something thrown that is no Error', "const t = suite('x')\nt('a', () => { throw undefined })\nt.run()"],
  ['a forgotten run', "const t = suite('x')\nt('a', () => {})"],
]

/** How many failures the project's runner sees in a test file. */
function failuresIn(source: string): number {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-runner-'))
  const file = join(directory, 'broken.test.mjs')
  writeFileSync(file, `import { suite } from ${JSON.stringify(uvuUrl)}\n${source}\n`)
  const code = `import { runTestFile } from ${JSON.stringify(join(repository, 'test/support/run-test-file.ts'))}
      const { failed, complaints } = await runTestFile(${JSON.stringify(file)}, 'broken')
      console.log(JSON.stringify(failed + complaints.length))`
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    cwd: repository,
    encoding: 'utf8',
  })
  rmSync(directory, { recursive: true })
  return Number(stdout.trim().split('\n').at(-1))
}

test('stays green for a sound file', () => {
  assert.is(failuresIn(sound), 0)
})

for (const [what, source] of broken) {
  test(`turns red for ${what}`, () => {
    assert.ok(failuresIn(source) > 0)
  })
}

test('turns red where no file matches', () => {
  const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', 'test/run.ts', 'no-such-file'], {
    cwd: repository,
    encoding: 'utf8',
  })
  assert.is(status, 1)
  assert.match(stdout, /\n0 passed, 1 failed, 0 skipped\n$/)
})

test.run()
