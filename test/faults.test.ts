import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { scenarios } from './faults/scenarios.ts'
import { Bench, buildInterposer, findCompiler, type Kind } from './faults/trial.ts'

const test = suite('faults')
const compiler = findCompiler()
const directory = mkdtempSync(join(tmpdir(), 'bookend-faults-library-'))
test.after(() => rmSync(directory, { recursive: true }))

/** A few of what `npm run faults` tries one by one: how far into the command its write is broken, as a part of all. */
const slice: [scenario: string, trials: [kind: Kind, part: number][]][] = [
  [
    'note',
    [
      ['kill', 0.5],
      ['ENOSPC', 0.4],
      // The opening of the cache.
      ['ENOSPC', 0.001],
      ['EIO', 0.1],
    ],
  ],
  ['init', [['ENOSPC', 0.001]]],
  [
    'hooks',
    [
      ['kill', 0.4],
      ['EIO', 0.7],
    ],
  ],
  [
    'import',
    [
      ['kill', 0.5],
      ['ENOSPC', 0.3],
    ],
  ],
  ['codex', [['kill', 0.9]]],
  // The lock that it gives back.
  ['review', [['EIO', 0.76]]],
  ['export', [['kill', 0.9]]],
  ['uninstall', [['kill', 0.8]]],
  ['restore', [['kill', 0.7]]],
  [
    'closedown',
    [
      ['kill', 0.5],
      ['kill', 0.8],
      ['ENOSPC', 0.1],
      ['EIO', 0.5],
      // The opening of the cache, which SQLite then opens for reading.
      ['EIO', 0.001],
      // Git's own list of files, after which the session's end is recorded.
      ['EIO', 0.63],
    ],
  ],
]
for (const [name, trials] of slice) {
  const tried = compiler === undefined ? test.skip : test
  tried(`${name}: nothing is lost, nothing left behind, and every refusal is a sentence`, () => {
    const scenario = scenarios.find((each) => each.name === name)
    assert.ok(scenario)
    const bench = new Bench(scenario, buildInterposer(compiler as string, directory))
    assert.ok(bench.calls > 10, `${bench.calls} calls were counted`)
    const problems = trials.flatMap(([kind, part]) => {
      const at = Math.ceil(bench.calls * part)
      return bench.try(at, kind).map(({ how, what }) => `${kind} at ${at}: ${how}: ${what}`)
    })
    bench.remove()
    assert.equal(problems, [])
  })
}

test.run()
