import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository } from './support/project.ts'

const test = suite('types of the package')
const project = mkdtempSync(join(tmpdir(), 'bookend-types-test-'))
test.after(() => rmSync(project, { recursive: true, force: true }))

test.before(() => {
  execFileSync('npm', ['run', '-s', 'build:types'], { cwd: repository, stdio: 'inherit' })
  const installed = join(project, 'node_modules/bookend')
  mkdirSync(join(installed, 'dist/workflows'), { recursive: true })
  for (const file of ['package.json', 'dist/workflows/api.d.ts', 'dist/workflows/api.js'])
    cpSync(join(repository, file), join(installed, file))
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(project, 'session.config.ts'),
    `import { defineConfig, defineTask, type TaskContext } from 'bookend'
     const count = defineTask({ id: 'own/count', title: 'Count', run: ({ files }: TaskContext) => ({ length: (files.read('a') ?? '').length }) })
     export default defineConfig({ graceMs: 100, tasks: [count] })
     // @ts-expect-error a key of another type is an error, so the types are there
     export const wrong = defineConfig({ graceMs: 'soon' })\n`,
  )
})

const settings: [what: string, options: object][] = [
  ['nodenext', { module: 'nodenext' }],
  ['a bundler', { module: 'esnext', moduleResolution: 'bundler' }],
  ['commonjs', { module: 'commonjs', moduleResolution: 'bundler' }],
  ['node16', { module: 'node16' }],
]
for (const [what, options] of settings) {
  test(`they stand alone under ${what}, every library checked`, () => {
    const compilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      target: 'es2023',
      types: [],
      ...options,
    }
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['session.config.ts'] }))
    const tsc = join(repository, 'node_modules/.bin/tsc')
    const { status, stdout } = spawnSync(tsc, ['-p', project], { encoding: 'utf8' })
    assert.is(stdout, '')
    assert.is(status, 0)
  })
}

test.run()
