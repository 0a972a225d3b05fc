import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { isGreen, type RunApart, runFileApart } from '../support/run-file-apart.ts'
import { mutations } from './all.ts'
import { createCompiler } from './compiler.ts'
import { copyCheckout } from './copy.ts'
import { type Located, locate, readSources } from './mutation.ts'

/**
 * Makes each change of the list in a copy of the checkout and runs the tests that must notice it, up to the first that does: `npm run mutations [WORD…]`,
 * where a word is part of a file's name or of the text that is changed. Prints what no test noticed; exit status 1 where anything did not.
 * As many changes are tried at a time as there are processors, each in a copy of its own.
 */
const checkout = join(import.meta.dirname as string, '../..')
const words = process.argv.slice(2)
const stop = new AbortController()
let interrupted = 0
for (const [name, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.on(name, () => {
    interrupted = status
    stop.abort()
  })
/** What a test that is broken off leaves is in it too. */
const directory = realpathSync(mkdtempSync(join(tmpdir(), 'bm-')))
chmodSync(directory, 0o755)
process.env.TMPDIR = directory
process.on('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }))

const sources = readSources(checkout)
const located = mutations
  .filter(({ file, from }) => words.length === 0 || words.some((word) => file.includes(word) || from.includes(word)))
  .map((mutation) => locate(mutation, sources))
const broken: string[] = located.filter((each) => typeof each === 'string')
const chosen = located.filter((each): each is Located => typeof each !== 'string')

const survivors: string[] = []
let tried = 0
/** Tests, each with whether it passes without any change: only those that do can notice one. */
const green = new Map<string, Promise<boolean>>()
// Those of one test follow each other: it is compiled already.
const inTurn = [...new Set(chosen.map(({ tests }) => tests[0]))]
const waiting =
  broken.length > 0 ? [] : chosen.toSorted((a, b) => inTurn.indexOf(a.tests[0]) - inTurn.indexOf(b.tests[0]))
await Promise.all(Array.from({ length: Math.min(availableParallelism(), waiting.length) }, tryInCopy))
for (const problem of broken) console.log(`WRONG ${problem}`)
if (interrupted) console.log('interrupted')
for (const survivor of survivors) console.log(`SURVIVED: ${survivor}`)
// What stops it leaves the rest untried, which is not the same as noticed.
const of = tried < chosen.length ? `${tried} of ${chosen.length}` : tried
console.log(`${of} mutations, ${survivors.length} survivors`)
process.exitCode = interrupted || (broken.length + survivors.length > 0 || chosen.length === 0 ? 1 : 0)

/** Tries one change after another, as long as there are any. */
async function tryInCopy(): Promise<void> {
  const copy = copyCheckout(checkout)
  const compiler = createCompiler(copy.root)
  for (let each = waiting.shift(); each !== undefined; each = waiting.shift()) {
    const began = performance.now()
    const noticed = await firstRed(each)
    if (interrupted || broken.length > 0) break
    tried++
    const change = `${each.found}: ${each.from} => ${each.to}`
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    console.log(`${noticed ? `noticed by ${noticed}` : 'SURVIVED'} (${seconds} s): ${change}`)
    if (!noticed) survivors.push(change)
  }
  await compiler.end()

  /** The first of its tests that fails with the change; "the build" where it does not compile. */
  async function firstRed({ found, from, to, tests }: Located): Promise<string | undefined> {
    for (const test of tests) {
      if (!(await passesWithout(test)) || interrupted) return undefined
      const noticed = await copy.changed(found, from, to, async () => {
        const result = await run(test)
        return result === undefined ? 'the build' : isGreen(result.result) ? undefined : test
      })
      if (noticed || interrupted) return noticed
    }
    return undefined
  }

  /** What is red already says nothing about a change. */
  function passesWithout(test: string): Promise<boolean> {
    const known = green.get(test)
    if (known) return known
    const passes = run(test).then((ran) => {
      if (ran !== undefined && isGreen(ran.result)) return true
      if (!interrupted) broken.push(`${test} fails without any change:\n${ran?.output ?? 'it does not compile'}`)
      return false
    })
    green.set(test, passes)
    return passes
  }

  /** Undefined where the copy does not compile. */
  async function run(test: string): Promise<RunApart | undefined> {
    try {
      const compiled = await compiler.compile(test)
      return await runFileApart(copy.root, test, { signal: stop.signal, untilRed: true, compiled })
    } catch {
      return undefined
    }
  }
}
