import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { bundleTests } from '../support/bundle-tests.ts'
import { isGreen, type RunApart, runFileApart } from '../support/run-file-apart.ts'
import { mutations } from './all.ts'
import { copyCheckout } from './copy.ts'
import { type Located, locate, readSources } from './mutation.ts'

/**
 * Makes each change of the list in a copy of the checkout, one after another, and runs the tests that must notice it: `npm run mutations [WORD…]`,
 * where a word is part of a file's name or of the text that is changed. Prints what no test noticed; exit status 1 where anything did not.
 */
const checkout = join(import.meta.dirname as string, '../..')
const words = process.argv.slice(2)
const copy = copyCheckout(checkout)
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
process.on('exit', () => copy.remove())

const sources = readSources(copy.root)
const outdir = join(copy.root, 'bundled')
const located = mutations
  .filter(({ file, from }) => words.length === 0 || words.some((word) => file.includes(word) || from.includes(word)))
  .map((mutation) => locate(mutation, sources))
const wrong = located.filter((each) => typeof each === 'string')
const chosen = located.filter((each): each is Located => typeof each !== 'string')

const broken: string[] = [...wrong]
const survivors: Located[] = []
let tried = 0
/** Tests that were seen to pass without any change: only these can notice one. */
const green = new Set<string>()
for (const each of wrong.length > 0 ? [] : chosen) {
  const noticed = await firstRed(each)
  if (interrupted || broken.length > 0) break
  tried++
  console.log(`${noticed ? `noticed by ${noticed}` : 'SURVIVED'}: ${each.found}: ${each.from} => ${each.to}`)
  if (!noticed) survivors.push(each)
}
for (const problem of broken) console.log(`WRONG ${problem}`)
if (interrupted) console.log('interrupted')
// What stops it leaves the rest untried, which is not the same as noticed.
const of = tried < chosen.length ? `${tried} of ${chosen.length}` : tried
console.log(`${of} mutations, ${survivors.length} survivors`)
process.exitCode = interrupted || (broken.length + survivors.length > 0 || chosen.length === 0 ? 1 : 0)

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

/** Whether a test passes as things are; what is red already says nothing about a change. */
async function passesWithout(test: string): Promise<boolean> {
  if (green.has(test)) return true
  const ran = await run(test)
  const passes = ran !== undefined && isGreen(ran.result)
  if (passes) green.add(test)
  else if (!interrupted) broken.push(`${test} fails without any change:\n${ran?.output ?? 'it does not compile'}`)
  return passes
}

/** Undefined where the copy does not compile. */
async function run(test: string): Promise<RunApart | undefined> {
  try {
    if (usesBuild(test)) copy.build()
    const compiled = usesBuild(test) ? undefined : (await bundleTests(copy.root, [test], outdir))(test)
    return await runFileApart(copy.root, test, { signal: stop.signal, ...(compiled && { compiled }) })
  } catch {
    return undefined
  }
}

/** Whether a test, or what it imports of the tests, runs the compiled command. */
function usesBuild(test: string): boolean {
  const seen = new Set<string>()
  const visit = (path: string): boolean => {
    const file = relative(copy.root, path)
    if (file === 'test/support/project.ts') return true
    if (seen.has(file) || !file.startsWith('test/')) return false
    seen.add(file)
    return [...readFileSync(path, 'utf8').matchAll(/^(?!import type)[^\n]*(?:from|import) '(\.[^']+)'/gm)].some(
      ([, to]) => visit(join(dirname(path), to as string)),
    )
  }
  return visit(join(copy.root, 'test', test))
}
