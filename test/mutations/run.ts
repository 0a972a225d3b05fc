import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { isGreen, runFileApart } from '../support/run-file-apart.ts'
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
const located = mutations
  .filter(({ file, from }) => words.length === 0 || words.some((word) => file.includes(word) || from.includes(word)))
  .map((mutation) => locate(mutation, sources))
const wrong = located.filter((each) => typeof each === 'string')
const chosen = located.filter((each): each is Located => typeof each !== 'string')

const broken = wrong.length > 0 ? wrong : await redWithoutAny(chosen)
const survivors: Located[] = []
for (const each of broken.length > 0 ? [] : chosen) {
  if (interrupted) break
  const noticed = await copy.changed(each.found, each.from, each.to, () => firstRed(each))
  if (interrupted) break
  console.log(`${noticed ? `noticed by ${noticed}` : 'SURVIVED'}: ${each.found}: ${each.from} => ${each.to}`)
  if (!noticed) survivors.push(each)
}
for (const problem of broken) console.log(`WRONG ${problem}`)
if (interrupted) console.log('interrupted')
else console.log(`${chosen.length} mutations, ${survivors.length} survivors`)
process.exitCode = interrupted || (broken.length + survivors.length > 0 || chosen.length === 0 ? 1 : 0)

/** What is red already says nothing about a change. */
async function redWithoutAny(mutations: Located[]): Promise<string[]> {
  const tests = [...new Set(mutations.flatMap((each) => each.tests))]
  copy.build()
  const red: string[] = []
  for (const test of tests) {
    if (interrupted) break
    const { result, output } = await run(test)
    if (!isGreen(result) && !interrupted) red.push(`${test} fails without any change:\n${output}`)
  }
  return red
}

/** The first of its tests that fails; "the build" where the change does not compile. */
async function firstRed({ tests }: Located): Promise<string | undefined> {
  if (tests.some(usesBuild)) {
    try {
      copy.build()
    } catch {
      return 'the build'
    }
  }
  for (const test of tests) {
    const { result } = await run(test)
    if (!isGreen(result)) return test
  }
  return undefined
}

function run(test: string) {
  return runFileApart(copy.root, test, { signal: stop.signal })
}

/** Whether a test, or what it imports of the tests, runs the compiled command. */
function usesBuild(test: string): boolean {
  const seen = new Set<string>()
  const visit = (path: string): boolean => {
    const file = relative(copy.root, path)
    if (file === 'test/support/project.ts') return true
    if (seen.has(file) || !file.startsWith('test/')) return false
    seen.add(file)
    return [...readFileSync(path, 'utf8').matchAll(/(?:from|import) '(\.[^']+)'/g)].some(([, to]) =>
      visit(join(dirname(path), to as string)),
    )
  }
  return visit(join(copy.root, 'test', test))
}
