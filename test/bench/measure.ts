import { spawnSync } from 'node:child_process'

/** What was measured, in the order of the runs, against the bare operation of the same run. */
export interface Measurement {
  name: string
  /** Milliseconds, one a run. */
  values: number[]
  bare: { name: string; values: number[] }
  /** Figures that belong beside it: memory, counts. */
  remarks?: string[]
}

/** What was counted, where time is not the point. */
export interface Figures {
  name: string
  lines: string[]
}

/** A benchmark: its name on the command line, and how to run it. */
export interface Benchmark {
  name: string
  run(): Promise<(Measurement | Figures)[]>
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** Runs both in turn, one after the other, so that a machine that slows down slows both; one round before is not counted. */
export async function inTurn(
  rounds: number,
  measured: () => number | Promise<number>,
  bare: () => number | Promise<number>,
): Promise<[measured: number[], bare: number[]]> {
  const values: [number[], number[]] = [[], []]
  for (let round = 0; round <= rounds; round++) {
    const pair = [await measured(), await bare()] as const
    if (round === 0) continue
    values[0].push(pair[0])
    values[1].push(pair[1])
  }
  return values
}

/** Milliseconds of a whole process and of processor time, those of all that it starts included. Throws where it fails. */
export function processorTime(
  command: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): { ms: number; cpuMs: number } {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync('sh', ['-c', '"$@" > /dev/null || exit; times', 'sh', ...command], {
    ...options,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr}`)
  const ms = performance.now() - started
  // The second line is of the shell's children: 0m1.234s 0m0.056s.
  const spent = [...(stdout.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)]
  return {
    ms,
    cpuMs: spent.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 6e4 + Number(seconds) * 1e3, 0),
  }
}

/** Milliseconds of a whole process. Throws where it fails. */
export function timeProcess(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; input?: string } = {},
): number {
  const started = performance.now()
  const { status, stderr } = spawnSync(command, args, { ...options, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`)
  return performance.now() - started
}

export function describe(result: Measurement | Figures): string {
  if ('lines' in result) return [result.name, ...result.lines.map((line) => `  ${line}`)].join('\n')
  const { name, values, bare, remarks = [] } = result
  const figures = (list: number[]) =>
    `${median(list).toFixed(1)} ms (${Math.min(...list).toFixed(1)} to ${Math.max(...list).toFixed(1)})`
  return [
    name,
    `  measured  ${figures(values)}`,
    `  ${bare.name}  ${figures(bare.values)}`,
    `  ratio     ${(median(values) / median(bare.values)).toFixed(2)}   of the medians, ${values.length} runs each, in turn`,
    ...remarks.map((remark) => `  ${remark}`),
  ].join('\n')
}
