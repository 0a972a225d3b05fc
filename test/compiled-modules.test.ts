import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { cleanEnvironment, createProject, entry, repository } from './support/project.ts'

const test = suite('compiled modules')

const modules = join(repository, 'dist/modules')
const files = readdirSync(modules).filter((name) => name.endsWith('.js'))
const textOf = (file: string) => readFileSync(join(modules, file), 'utf8')

/** Each getter is a function and a property to define, at every start. */
test('what a module has for others is one object, and of Node nothing is copied', () => {
  for (const file of files.filter((name) => !name.startsWith('rolldown-runtime'))) {
    assert.not.match(textOf(file), /^Object\.defineProperty\(exports, "(?!__esModule)/m, file)
    assert.not.match(textOf(file), /^(\w+) = \w+\.__toESM\(\1, 1\);$/m, file)
  }
})

/** One that is asked for while it is loaded would have nothing for whoever asks. */
test('no two modules need each other when they are loaded', () => {
  const needs = new Map(
    files.map((file) => [
      file,
      [...textOf(file).matchAll(/^(?:const \w+ = )?require\("\.\/([^"]+)"\);$/gm)].map(([, id]) => id as string),
    ]),
  )
  const passed = new Set<string>()
  const pass = (file: string, above: string[]): void => {
    assert.not(above.includes(file), [...above, file].join(' needs '))
    if (passed.has(file)) return
    for (const other of needs.get(file) ?? []) pass(other, [...above, file])
    passed.add(file)
  }
  for (const file of files) pass(file, [])
  assert.ok(passed.size > 20)
})

test('a hook does not load what of Node reads directories piece by piece', () => {
  const project = createProject()
  project.bookend(['init'])
  const preload = join(project.root, 'preload.cjs')
  writeFileSync(
    preload,
    "process.once('exit', () => require('fs').writeFileSync(process.env.LOADED, process.moduleLoadList.join()))",
  )
  const loaded = join(project.root, 'loaded')
  const input = JSON.stringify({ session_id: 'agent-1', cwd: project.root, hook_event_name: 'Stop' })
  const environment = cleanEnvironment({ LOADED: loaded, CLAUDE_PROJECT_DIR: project.root })
  const { status } = spawnSync(process.execPath, ['-r', preload, entry, 'hook'], { input, env: environment })
  assert.is(status, 0)
  assert.not.match(readFileSync(loaded, 'utf8'), /internal\/fs\/dir/)
  project.remove()
})

test.run()
