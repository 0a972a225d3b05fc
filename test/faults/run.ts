import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Problem } from './compare.ts'
import { scenarios } from './scenarios.ts'
import { Bench, buildInterposer, findCompiler, type Kind, kinds } from './trial.ts'
import { breaksWithin, startAgainWithin } from './within.ts'

/**
 * Breaks every write of every scenario, one after another: `npm run faults [WORD…] [-- --every N] [--from N] [--to N] [--kind kill|EIO|ENOSPC|EDQUOT]`. A kill takes
 * about two seconds, an error half of one. Exit status 1 where something was lost, differed or was left behind.
 */
const { values, positionals } = parseArgs({
  options: {
    every: { type: 'string' },
    from: { type: 'string', default: '1' },
    to: { type: 'string', default: 'Infinity' },
    kind: { type: 'string' },
  },
  allowPositionals: true,
})
const compiler = findCompiler()
if (compiler === undefined) console.log('no C compiler here, or no Linux: nothing was tried')
else if (breaksWithin) tryAll(process.env.FAULTS_LIBRARY as string)
else {
  const directory = mkdtempSync(join(tmpdir(), 'bookend-faults-library-'))
  process.exitCode = startAgainWithin(buildInterposer(compiler, directory), directory) ?? 1
  rmSync(directory, { recursive: true })
}

function tryAll(library: string): void {
  const chosen = scenarios.filter(
    ({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
  )
  const numbers = (calls: number) => {
    const [from, every, last] = [Number(values.from), Number(values.every ?? 1), Math.min(Number(values.to), calls)]
    return Array.from({ length: Math.max(0, Math.ceil((last - from + 1) / every)) }, (_, index) => from + index * every)
  }
  const hows = ['lost', 'different', 'left over', 'answer'] as const
  console.log(`| command | kind | writes | tried | ${hows.join(' | ')} |\n|---|---|---|---|---|---|---|---|`)
  let wrong = 0
  for (const scenario of chosen) {
    const bench = new Bench(scenario, library)
    for (const kind of values.kind ? [values.kind as Kind] : kinds) {
      const problems: Problem[] = []
      const calls =
        kind === 'kill' && !values.every
          ? bench.distinctKills().filter((at) => at >= Number(values.from) && at <= Number(values.to))
          : numbers(bench.calls)
      for (const at of calls) {
        const found = bench.try(at, kind)
        for (const { how, what } of found) console.log(`  ${scenario.name} ${kind} at ${at}: ${how}: ${what}`)
        problems.push(...found)
      }
      const count = (how: Problem['how']) => String(problems.filter((problem) => problem.how === how).length)
      const row = [scenario.name, kind, String(bench.calls), String(calls.length), ...hows.map(count)]
      console.log(`| ${row.join(' | ')} |`)
      wrong += problems.length
    }
    bench.remove()
  }
  process.exitCode = wrong > 0 ? 1 : 0
}
