import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readRegular } from '../../regular-file.ts'
import { placeOfCommand } from '../command.ts'
import { type BadResult, commandAt } from '../results.ts'
import type { Scene } from './scene.ts'

/** How runners name a failed test with the file that it is in: pytest at its end, Vitest above each. */
const forms = [/^(?:FAILED|ERROR) ([^\s:]+)::(\S+)/, /^\s*FAIL {1,2}(\S+)(?: \[.*?\])? > (\S.*?)\s*$/]

/**
 * How many tests that failed in a run are not in the work tree any more: all of them or none is said. Only where each is named with its file, below the
 * directory that the command ran in, and the file is gone or has no such name.
 */
export function goneTests(scene: Scene, failure: BadResult, output: string, failed: number): number {
  const given = commandAt(scene, failure.call)
  const directory = given && placeOfCommand(given.command, given).directory
  if (directory === undefined || !scene.roots.includes(directory) || !existsSync(directory)) return 0
  const tests = new Map<string, [file: string, name: string]>()
  for (const line of output.split('\n'))
    for (const form of forms) {
      const [whole, file, name] = form.exec(line) ?? []
      if (whole !== undefined && file !== undefined && name !== undefined) tests.set(`${file}\n${name}`, [file, name])
    }
  const isGone = ([file, name]: [string, string]) => !textIn(join(directory, file)).includes(lastPart(name))
  return tests.size === failed && [...tests.values()].every(isGone) ? failed : 0
}

/** Of a test in classes or suites its own name, without parameters. */
const lastPart = (name: string): string =>
  name
    .split(/::| > /)
    .at(-1)
    ?.replace(/\[.*$/, '') ?? name

/** What a file of the project says; nothing where there is none. */
export function textIn(path: string): string {
  try {
    return readRegular(path) ?? ''
  } catch {
    // Nobody knows what is in it: any name may be.
    return path
  }
}
