import Module from 'node:module'
import { basename, dirname, join, sep } from 'node:path'
import process from 'node:process'
import { constants, Script } from 'node:vm'
import { fs } from '../../../cache/file-functions.ts'
import { privateDirectory } from './private-directory.ts'

interface Modules {
  /** From Node 22.1 on. */
  enableCompileCache?(directory: string): unknown
  _cache: Record<string, Module | undefined>
  wrapper: [before: string, behind: string]
  _extensions: Record<'.js', (module: Module, file: string) => void>
}

/** Bookend's own compiled modules: their names hold a hash of what is in them. */
const ownModule = /[\\/]dist[\\/]modules[\\/][^\\/]+\.js$/

/**
 * How much of a function is interpreted before V8 optimises it: seven times as much as usual on Node 20. Optimising takes a quarter of a closedown
 * otherwise, and pays only in work that goes on for seconds. Later versions of Node count in another way and know no such flag.
 */
const interruptBudget = (bytecodes: number) => `--interrupt-budget=${bytecodes}`
const late = 1_000_000
/** For what may go on for seconds: V8's own 132,000 are a little quicker still, and take three megabytes more. */
const sooner = 300_000
let isLate = false

/**
 * One thread tidies up the young generation, and not all of them together: there is too little in it to be shared, and where the cores are busy each waits
 * for the others, ten to thirty times as long as the tidying takes.
 */
const tidiesAlone = '--no-parallel-scavenge'

/**
 * A pattern is compiled once, when it is first tried, and not to bytecode first and at the second try once more: nearly all are tried at many lines.
 */
const patternsAtOnce = '--no-regexp-tier-up'

/** Lets V8 optimise earlier where it was told to do so late, as long as some work goes on that may be long. */
export async function optimisingSooner<Result>(work: () => Promise<Result>): Promise<Result> {
  if (!isLate) return work()
  setFlag(interruptBudget(sooner))
  try {
    return await work()
  } finally {
    setFlag(interruptBudget(late))
  }
}

/**
 * Lets V8 read what it compiled the last time instead of compiling again, which is half of a short command's time. Kept for this version of Node, in a
 * directory that only this user can write; where there is none, everything is compiled each time. What is kept is what the first run of its `kind` compiled:
 * all that such a run needs, and little else. `optimise`: soon, as V8 does by itself, or late.
 */
export function reuseCompiledCode(kind: string, optimise: 'soon' | 'late'): void {
  const modules = Module as unknown as Modules
  const directory = process.env.NODE_DISABLE_COMPILE_CACHE ? undefined : privateDirectory('compiled')
  // Those that are soon over do without loading what sets it.
  if (optimise === 'late') for (const flag of [patternsAtOnce, tidiesAlone]) setFlag(flag)
  if (modules.enableCompileCache) {
    if (directory !== undefined) modules.enableCompileCache(directory)
    return
  }
  isLate = optimise === 'late'
  if (isLate) setFlag(interruptBudget(late))
  if (directory !== undefined) reuseByHand(modules, join(directory, `${process.version}-${process.arch}`, kind))
}

const setFlag = (flag: string): void => process.getBuiltinModule('node:v8').setFlagsFromString(flag)

/** What Node 22 does by itself, for bookend's own modules on Node 20. */
function reuseByHand(modules: Modules, directory: string): void {
  const { _cache, _extensions } = modules
  const made: [file: string, script: Script][] = []
  const usual = _extensions['.js']
  const load = (module: Module, file: string): void => {
    const here = dirname(file)
    // V8 names a place in the code as it was when it was compiled: by the path of that copy of the package. Nothing of it needs `join`, which looks at each character.
    const kept = [directory, encodeURIComponent(here).slice(-200), `${basename(file)}.bin`].join(sep)
    // As text before anything else is read into the same memory.
    const text = readWhole(file, modules.wrapper).toString('latin1')
    const cachedData = readIfThere(kept)
    const script = new Script(text, {
      filename: file,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      ...(cachedData && { cachedData }),
    })
    if (!cachedData || script.cachedDataRejected) made.push([kept, script])
    // The modules call it and read no property of it; where it names another of them, that is known without Node's search.
    const required = (id: string): unknown =>
      id.startsWith('./') ? loadKnown(`${here}${sep}${id.slice(2)}`, module) : module.require(id)
    script.runInThisContext()(module.exports, required, module, file, here)
  }
  /** What Node does for a module whose path is known. */
  const loadKnown = (file: string, parent: Module): unknown => {
    const loaded = _cache[file]
    if (loaded) return loaded.exports
    const module = new Module(file, parent)
    Object.assign(module, { filename: file, paths: parent.paths })
    _cache[file] = module
    load(module, file)
    module.loaded = true
    return module.exports
  }
  _extensions['.js'] = (module, file) => (ownModule.test(file) ? load(module, file) : usual(module, file))
  // At the end: by then V8 has compiled what the command needs of each.
  process.once('exit', () => {
    for (const [kept, script] of made) keep(kept, script.createCachedData())
  })
}

/** What files are read into, one after the other: memory that is touched for the first time costs more than what is read into it. */
let memory = Buffer.alloc(0)

/** A file between two texts, until the next one is read. All of it is ASCII, as the build makes bookend's modules. */
function readWhole(file: string, [before, behind]: readonly [string, string]): Buffer {
  const descriptor = fs.openSync(file, 'r')
  try {
    const { size } = fs.fstatSync(descriptor)
    const length = before.length + size + behind.length
    if (memory.length < length) memory = Buffer.allocUnsafeSlow(Math.max(length, usualBytes))
    memory.write(before, 'latin1')
    for (let at = before.length; at < before.length + size; ) {
      const read = fs.readSync(descriptor, memory, at, before.length + size - at, null)
      if (read === 0) throw new Error(`${file} became shorter while it was read`)
      at += read
    }
    memory.write(behind, before.length + size, 'latin1')
    return memory.subarray(0, length)
  } finally {
    fs.closeSync(descriptor)
  }
}
/** Of a hook's modules the largest, and what V8 compiled of it. */
const usualBytes = 2 ** 19

function readIfThere(file: string): Buffer | undefined {
  try {
    return readWhole(file, ['', ''])
  } catch {
    return undefined
  }
}

/** Whole or not at all: others may be reading it. */
function keep(file: string, data: Buffer): void {
  const temporary = `${file}.${process.pid}`
  try {
    fs.mkdirSync(dirname(file), { recursive: true })
    fs.writeFileSync(temporary, data)
    fs.renameSync(temporary, file)
  } catch {
    // Without it the next start compiles again.
  }
}
