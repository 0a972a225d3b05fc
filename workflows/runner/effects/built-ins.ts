import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'

// Called while built-ins may be destroyed: what is used below was taken before.
const { defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, has, ownKeys, setPrototypeOf } =
  Reflect
const { isFrozen, prototype: objectPrototype } = Object

/** An object as it was. */
interface Remembered {
  name: string
  holder: object
  prototype: object | null
  keys: PropertyKey[]
  descriptors: PropertyDescriptor[]
}

const isObject = (value: unknown): value is object =>
  typeof value === 'function' || (typeof value === 'object' && value !== null)

function remember(name: string, holder: object): Remembered {
  const keys = ownKeys(holder)
  const descriptors = keys.map((key) => getOwnPropertyDescriptor(holder, key) as PropertyDescriptor)
  return { name, holder, prototype: getPrototypeOf(holder), keys, descriptors }
}

/** The globals, and what those are that have one their prototypes: what bookend and the packages that it uses are built on. */
function rememberAll(): Remembered[] {
  const all = [remember('globalThis', globalThis)]
  const add = (name: string, value: unknown) => {
    if (!isObject(value) || value === globalThis) return
    all.push(remember(name, value))
    if (typeof value === 'function' && isObject(value.prototype))
      all.push(remember(`${name}.prototype`, value.prototype))
  }
  for (const key of ownKeys(globalThis)) {
    // Behind a getter is a part of node that nobody may have asked for yet.
    if (typeof key === 'string') add(key, getOwnPropertyDescriptor(globalThis, key)?.value)
  }
  add('process', process)
  add('Buffer', Buffer)
  return all
}

/**
 * The functions of Node's modules that the work is done with. Those behind a getter are left out: to ask for one is to change it.
 */
function rememberModules(): (() => void)[] {
  const modules: object[] = [fs, fs.promises, path, process.getBuiltinModule('node:child_process')]
  return modules.flatMap((holder) =>
    ownKeys(holder).flatMap((key) => {
      const before = getOwnPropertyDescriptor(holder, key)
      const { value } = before ?? {}
      if (before === undefined || typeof value !== 'function') return []
      return [
        () => {
          if (getOwnPropertyDescriptor(holder, key)?.value !== value) defineProperty(holder, key, before)
        },
      ]
    }),
  )
}

/** What was done to the built-ins: the first that was changed, and the first that is not there any more, or nothing of its kind. */
export interface BuiltInChanges {
  changed?: string
  destroyed?: string
}

/**
 * Remembers the built-ins as they are. What is returned puts back what was changed since, and names it. What was added stays: many a package adds something. Some also
 * put a function of theirs in the place of another (`process.cwd`), which is no harm once it is put back: those of Node's modules, which packages such as graceful-fs replace
 * for good reasons, are not named.
 */
export function rememberBuiltIns(): () => BuiltInChanges {
  const all = rememberAll()
  const modules = rememberModules()
  const { process: ownProcess, Buffer: ownBuffer } = globalThis
  const { umask } = ownProcess
  const mask = umask()
  return () => {
    const changes: BuiltInChanges = {}
    // With 0777 nobody could read the documents.
    if (umask() !== mask) {
      umask(mask)
      changes.changed = 'process.umask'
    }
    // Assigning to these two does not change the property, but what it gives.
    if (globalThis.process !== ownProcess) {
      globalThis.process = ownProcess
      changes.destroyed = 'process'
    }
    if (globalThis.Buffer !== ownBuffer) {
      globalThis.Buffer = ownBuffer
      changes.destroyed ??= 'Buffer'
    }
    // The others are read, this one is written to as well.
    if (isFrozen(ownProcess)) changes.destroyed ??= 'process'
    // No `for … of`: that calls a built-in.
    for (let at = 0; at < all.length; at++) putBack(all[at] as Remembered, changes)
    for (let at = 0; at < modules.length; at++) modules[at]?.()
    // What ES modules import by name.
    syncBuiltinESMExports()
    return changes
  }
}

function putBack({ name, holder, prototype, keys, descriptors }: Remembered, changes: BuiltInChanges): void {
  if (getPrototypeOf(holder) !== prototype) {
    setPrototypeOf(holder, prototype)
    changes.changed ??= name
  }
  const now = ownKeys(holder)
  for (let at = 0; at < now.length; at++) {
    const key = now[at] as PropertyKey
    // `process.on = undefined` adds a property in front of the inherited one.
    if (isInAll(holder, key)) {
      deleteProperty(holder, key)
      changes.changed ??= called(name, key)
      continue
    }
    const hides = prototype !== null && has(prototype, key) && !known(keys, key)
    if (hides && getOwnPropertyDescriptor(holder, key)?.value === undefined && deleteProperty(holder, key))
      changes.destroyed ??= called(name, key)
  }
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as PropertyKey
    const before = descriptors[at] as PropertyDescriptor
    const after = getOwnPropertyDescriptor(holder, key)
    if (after !== undefined && !differs(before, after)) continue
    // A getter of the globals is replaced by the part of node that it loads.
    if (holder === globalThis && before.get !== undefined && after !== undefined) continue
    if (!defineProperty(holder, key, before)) continue
    // Node replaces the one itself when the first thread is started, and what loads TypeScript the other.
    if (called(name, key) === 'process.chdir' || called(name, key) === 'Error.prepareStackTrace') continue
    changes.changed ??= called(name, key)
    if (typeof after?.value !== typeof before.value) changes.destroyed ??= called(name, key)
  }
}

/** `Object.prototype.more = 1` is a key of every object that anybody walks through: packages that mean well hide theirs. */
const isInAll = (holder: object, key: PropertyKey): boolean =>
  holder === objectPrototype && getOwnPropertyDescriptor(holder, key)?.enumerable === true

function known(keys: PropertyKey[], key: PropertyKey): boolean {
  for (let at = 0; at < keys.length; at++) if (keys[at] === key) return true
  return false
}

function called(name: string, key: PropertyKey): string {
  if (typeof key === 'symbol') return `${name}[${key.description}]`
  return name === 'globalThis' ? `${key}` : `${name}.${key}`
}

/** Numbers, words and switches change as things are used; functions and objects do not. */
const differs = (before: PropertyDescriptor, after: PropertyDescriptor): boolean =>
  before.get !== after.get || before.set !== after.set || (isObject(before.value) && before.value !== after.value)
