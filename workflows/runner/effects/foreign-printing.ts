import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { isNodesOwn } from './own-descriptors.ts'

type AnyFunction = (...args: unknown[]) => unknown

const stdout = 1
const stderr = 2
/** How the standard output is also opened. */
const stdoutFiles = new Set<unknown>(['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'])

const elsewhere = (target: unknown): unknown =>
  target === stdout ? stderr : stdoutFiles.has(target) ? '/dev/stderr' : target

/** Functions of node:fs whose first argument is what is written to. */
const writing = [
  ...['write', 'writeSync', 'writev', 'writevSync', 'open', 'openSync', 'createWriteStream'],
  ...['writeFile', 'writeFileSync', 'appendFile', 'appendFileSync'],
]
const writingPromises = ['open', 'writeFile', 'appendFile']
const closing = ['close', 'closeSync']

/** Those of node:child_process that take `stdio`; the others come to `ChildProcess.prototype.spawn`. */
const startingAndWaiting = ['spawnSync', 'execSync', 'execFileSync']

/**
 * From here to the call of what is returned, the standard output is bookend's alone: whatever else this thread prints, through Node's streams, by the descriptor's number or by giving it to a child,
 * goes to the standard error, and neither of them can be ended; nor can it close what Node runs on, as code that closes every number from 3 on would. Streams that were taken before are as they were.
 */
export function redirectPrinting(): () => void {
  // Only where there is foreign code: Node's modules for processes take a tenth of a short command's time.
  const childProcess = process.getBuiltinModule('node:child_process')
  const { stdout: realStdout, stderr: realStderr } = process
  const undo = [
    replace(process, 'stdout', () => standIn(realStderr)),
    replace(process, 'stderr', () => standIn(realStderr)),
    // Whoever has the stream already, as the console may have.
    replace(realStdout, 'write', () => realStderr.write.bind(realStderr)),
    ...writing.map((name) => replace(fs, name, writeElsewhere)),
    ...writingPromises.map((name) => replace(fs.promises, name, writeElsewhere)),
    ...closing.map((name) => replace(fs, name, keepOpen)),
    ...startingAndWaiting.map((name) => replace(childProcess, name, startElsewhere)),
    replace(childProcess.ChildProcess.prototype, 'spawn', startElsewhere),
  ]
  // What ES modules import by name.
  syncBuiltinESMExports()
  return () => {
    for (const each of undo.toReversed()) each()
    syncBuiltinESMExports()
  }
}

/** Puts another value in the place of a property, unless the object is frozen; returns what puts back the property. */
function replace(holder: object, name: string, by: (original: AnyFunction) => unknown): () => void {
  const before = Reflect.getOwnPropertyDescriptor(holder, name)
  const value = by(Reflect.get(holder, name) as AnyFunction)
  Reflect.defineProperty(holder, name, { value, configurable: true, enumerable: true, writable: true })
  return () => {
    if (before === undefined) Reflect.deleteProperty(holder, name)
    else Reflect.defineProperty(holder, name, before)
  }
}

/** A stream that writes where another does, and cannot be ended. */
function standIn(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const end = (...args: unknown[]) => {
    const done = args.find((each) => typeof each === 'function') as (() => void) | undefined
    const [text] = args
    stream.write(typeof text === 'string' || text instanceof Uint8Array ? text : '', () => done?.())
    return stream
  }
  const own: Record<PropertyKey, unknown> = { end, destroy: () => stream, destroySoon: () => stream, cork: () => {} }
  return new Proxy(stream, {
    get(target, name) {
      if (Object.hasOwn(own, name)) return own[name]
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** A function that is called with other arguments; what else it is (its name, its form for promises) stays. */
const called = (original: AnyFunction, apply: (args: unknown[], self: unknown) => unknown): AnyFunction =>
  new Proxy(original, { apply: (_, self, args: unknown[]) => apply(args, self) })

const writeElsewhere = (original: AnyFunction): AnyFunction =>
  called(original, ([target, ...rest], self) => Reflect.apply(original, self, [elsewhere(target), ...rest]))

const keepOpen = (original: AnyFunction): AnyFunction =>
  called(original, (args, self) => {
    const [descriptor, done] = args
    if (descriptor !== stdout && descriptor !== stderr && !isNodesOwn(descriptor))
      return Reflect.apply(original, self, args)
    if (typeof done === 'function') process.nextTick(done, null)
  })

const startElsewhere = (original: AnyFunction): AnyFunction =>
  called(original, (args, self) => Reflect.apply(original, self, args.map(withoutOutput)))

function withoutOutput(options: unknown): unknown {
  if (typeof options !== 'object' || options === null || !('stdio' in options)) return options
  return { ...options, stdio: stdioElsewhere(options.stdio) }
}

function stdioElsewhere(stdio: unknown): unknown {
  if (stdio === 'inherit') return ['inherit', stderr, 'inherit']
  if (!Array.isArray(stdio)) return stdio
  return stdio.map((each: unknown, at) => {
    const isOutput = (each === 'inherit' && at === stdout) || each === stdout || descriptorOf(each) === stdout
    return isOutput ? stderr : each
  })
}

const descriptorOf = (stream: unknown): unknown =>
  typeof stream === 'object' && stream !== null && 'fd' in stream ? stream.fd : undefined
