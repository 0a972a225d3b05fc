import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import { cleanEnvironment, type Ran, repository, type TestProject } from './project.ts'

/** bookend as it would be after a change of its sources. */
export interface ChangedProgram {
  run(project: TestProject, args: string[]): Ran
  json<T>(project: TestProject, args: string[]): T
  remove(): void
}

/** A copy of the sources in which each text, which a file must have exactly once, is replaced by another. */
export function changeProgram(edits: [file: string, text: string, replacement: string][]): ChangedProgram {
  const root = mkdtempSync(join(tmpdir(), 'bookend-changed-'))
  for (const name of ['cache', 'tasks', 'templates', 'workflows', 'package.json', 'tsconfig.json'])
    cpSync(join(repository, name), join(root, name), {
      recursive: true,
      filter: (path) => !/\.db(-\w+)?$/.test(path),
    })
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
  for (const [file, text, replacement] of edits) {
    const before = readFileSync(join(root, file), 'utf8')
    assert.is(before.split(text).length, 2, `${file} has this once: ${text}`)
    writeFileSync(
      join(root, file),
      before.replace(text, () => replacement),
    )
  }
  const run = (project: TestProject, args: string[]): Ran => {
    const command = ['--import', join(root, 'node_modules/tsx/dist/esm/index.mjs'), join(root, 'workflows/main.ts')]
    const { status, stdout, stderr } = spawnSync(process.execPath, [...command, ...args], {
      cwd: project.root,
      encoding: 'utf8',
      env: cleanEnvironment(),
    })
    return { status, stdout, stderr }
  }
  return {
    run,
    json<T>(project: TestProject, args: string[]) {
      const { status, stdout, stderr } = run(project, [...args, '--json'])
      assert.is(status, 0, stderr + stdout)
      return JSON.parse(stdout) as T
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}
