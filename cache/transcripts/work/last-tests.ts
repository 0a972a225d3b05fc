import { iso } from '../../window.ts'
import { commandOf, outputOf, resultsWithCalls } from './calls.ts'
import type { Scene } from './scene.ts'

/** A run of tests, and its counts. */
export interface TestRun {
  command: string
  passed: number
  failed: number
  at: string
}

/** Programs that only show what is already there: a summary of tests in what they print is not a run of tests. */
const showing = new Set([
  ...[
    'ls',
    'cat',
    'head',
    'tail',
    'less',
    'more',
    'grep',
    'rg',
    'ag',
    'sed',
    'awk',
    'find',
    'fd',
    'wc',
    'sort',
    'uniq',
  ],
  ...[
    'git',
    'gh',
    'diff',
    'cp',
    'mv',
    'rm',
    'mkdir',
    'touch',
    'chmod',
    'curl',
    'wget',
    'jq',
    'ps',
    'kill',
    'which',
    'tree',
  ],
])
/** So many of the newest commands are looked at. */
const mostOutputs = 200

export function lastTests(scene: Scene): TestRun | undefined {
  const commands = resultsWithCalls(scene, ({ about, head }) => about === 'command' && isRun(head))
    .filter(({ result }) => result.rank < 2)
    .toSorted((a, b) => b.result.at - a.result.at || b.result.position - a.result.position)
    .slice(0, mostOutputs)
  for (const { result, call } of commands) {
    const counts = scene.countTests(outputOf(scene, result).split('\n'))
    if (!counts) continue
    const command = commandOf(scene, { key: result.key, call })
    return { command, passed: counts.passed, failed: counts.failed, at: iso(result.at) }
  }
  return undefined
}

const isRun = (head: string): boolean => head !== '' && !showing.has(head.split(' ', 1)[0] as string)
