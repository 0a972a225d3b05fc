import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { register } from 'tsx/esm/api'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Task } from '../tasks/task.ts'
import { repository } from './support/project.ts'

const test = suite('files of tasks')
const directory = join(repository, 'tasks')
const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
/** This one answers its parent's messages as soon as it is loaded. */
const child = join('services', 'child.ts')

test('a task is found by its id: tasks/analysis/health.ts holds analysis/health and no other', async () => {
  // The tests themselves run compiled, the files are the sources.
  const unregister = register()
  const held: Record<string, string[]> = {}
  for (const file of files.filter((file) => file !== child)) {
    const exported: object = await import(pathToFileURL(join(directory, file)).href)
    const ids = Object.values(exported)
      .filter(isTask)
      .map((task) => task.id)
    if (ids.length > 0) held[file.replaceAll('\\', '/').replace(/\.ts$/, '')] = ids
  }
  await unregister()
  assert.ok(Object.keys(held).length > 30)
  for (const [path, ids] of Object.entries(held)) assert.equal(ids, [path])
})

const isTask = (value: unknown): value is Task =>
  typeof value === 'object' && value !== null && 'id' in value && 'needs' in value && 'title' in value

test.run()
