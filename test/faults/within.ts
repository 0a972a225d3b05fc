import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'

/** What is to happen to the writes of the next command that runs in this process. */
interface Order {
  root: string
  /** Which call fails; 0 for none. */
  at: number
  error: 'EIO' | 'ENOSPC' | 'EDQUOT'
  clock: number
}

/** `struct control` of interpose.c: five numbers, and a path that ends with a zero. */
const countAt = 4 * 8
const rootAt = 5 * 8
const size = rootAt + 4096

/** Whether this process was started so that its own writes can be broken. */
export const breaksWithin = process.env.FAULTS_CONTROL !== undefined

/** Starts this program once more, so that its own writes can be broken; its exit status. */
export function startAgainWithin(library: string, directory: string): number | null {
  const file = join(directory, 'control')
  writeFileSync(file, Buffer.alloc(size))
  const { status } = spawnSync(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: 'inherit',
    // Node's own writes go through the calls that are counted.
    env: { ...process.env, LD_PRELOAD: library, FAULTS_LIBRARY: library, FAULTS_CONTROL: file, UV_USE_IO_URING: '0' },
  })
  return status
}

/** Runs something with this process's writes being counted and broken; what it returned, and how many there were. */
export function runBroken<Result>({ root, at, error, clock }: Order, command: () => Result): [Result, number] {
  const file = process.env.FAULTS_CONTROL as string
  const order = Buffer.alloc(size)
  for (const [index, value] of [1, at, constants.errno[error], clock].entries())
    order.writeBigInt64LE(BigInt(value), index * 8)
  order.write(root, rootAt)
  put(file, order)
  try {
    const result = command()
    return [result, Number(readFileSync(file).readBigInt64LE(countAt))]
  } finally {
    put(file, Buffer.alloc(8))
  }
}

/** In place: the interposer has the file mapped. */
function put(file: string, data: Buffer): void {
  const fd = openSync(file, 'r+')
  writeSync(fd, data, 0, data.length, 0)
  closeSync(fd)
}
