import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'

// Called while built-ins may be destroyed: what is used below was taken before.
const { defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, has, ownKeys, setPrototypeOf } =
  Reflect
const { prototype: objectPrototype } = Object

/** An object as it was. */
interface Remembered {
  name: string
  holder: object
  prototype: object | null
  keys: PropertyKey[]
  descriptors: PropertyDescriptor[]
  /** Packages replace functions of Node's modules for good reasons (graceful-fs): put back, that is no harm, and not named. */
  isModule: boolean
}

const isObject = (value: unknown): value is object =>
  typeof value === 'function' || (typeof value === 'object' && value !== null)

function remember(name: string, holder: object, isModule = false): Remembered {
  const keys = ownKeys(holder)
  const descriptors = keys.map((key) => getOwnPropertyDescriptor(holder, key) as PropertyDescriptor)
  return { name, holder, prototype: getPrototypeOf(holder), keys, descriptors, isModule }
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

/** Node's modules that the work is done with, and the prototypes of their classes: every process, stream and timer of bookend's is built on those. */
function rememberModules(): Remembered[] {
  const { getBuiltinModule } = process
  const modules = {
    fs,
    'fs.promises': fs.promises,
    path,
    child_process: getBuiltinModule('node:child_process'),
    EventEmitter: getBuiltinModule('node:events'),
    stream: getBuiltinModule('node:stream'),
    net: getBuiltinModule('node:net'),
  }
  const all = new Map<object, Remembered>()
  const add = (name: string, holder: unknown) => {
    if (isObject(holder) && !all.has(holder)) all.set(holder, remember(name, holder, true))
  }
  for (const [name, holder] of Object.entries(modules)) {
    add(name, holder)
    add(`${name}.prototype`, getOwnPropertyDescriptor(holder, 'prototype')?.value)
    for (const key of ownKeys(holder)) {
      // To ask for what is behind a getter is to change it.
      const value = getOwnPropertyDescriptor(holder, key)?.value
      if (typeof value !== 'function') continue
      add(`${called(name, key)}.prototype`, value.prototype)
      // Those of fs.Stats have their functions from one above them, which cannot be reached by a name.
      if (isObject(value.prototype)) add(`${called(name, key)}.prototype, above it,`, getPrototypeOf(value.prototype))
    }
  }
  return [...all.values()]
}

/** Some properties of what Node itself writes to while it works: where one of an object's is fixed, the object was frozen. */
const writtenTo: [name: string, holder: object, key: string][] = [
  ['process', process, '_eventsCount'],
  ['globalThis', globalThis, 'TextDecoder'],
  ['Error.prototype', Error.prototype, 'name'],
  ['EventEmitter.prototype', process.getBuiltinModule('node:events').prototype, '_events'],
]

/** What was done to the built-ins: the first that was changed, the first of a module's, and the first that is not there any more, or nothing of its kind. */
export interface BuiltInChanges {
  changed?: string
  inModule?: string
  destroyed?: string
}

/**
 * Remembers the built-ins as they are. What is returned puts back what was changed since, and names it. What was added stays, unless it hides what is inherited: many a package
 * adds something. Some also put a function of theirs in the place of another (`process.cwd`), which is no harm once it is put back; what cannot be put back is destroyed.
 */
export function rememberBuiltIns(): () => BuiltInChanges {
  const all = [...rememberAll(), ...rememberModules()]
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
    for (let at = 0; at < writtenTo.length; at++) {
      const [name, holder, key] = writtenTo[at] as (typeof writtenTo)[number]
      const now = getOwnPropertyDescriptor(holder, key)
      if (now?.configurable === false && now.writable !== true) changes.destroyed ??= name
    }
    // No `for … of`: that calls a built-in.
    for (let at = 0; at < all.length; at++) putBack(all[at] as Remembered, changes)
    // What ES modules import by name.
    syncBuiltinESMExports()
    return changes
  }
}

function putBack({ name, holder, prototype, keys, descriptors, isModule }: Remembered, changes: BuiltInChanges): void {
  if (getPrototypeOf(holder) !== prototype) {
    if (!setPrototypeOf(holder, prototype)) changes.destroyed ??= name
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
    if (prototype === null || !has(prototype, key) || known(keys, key)) continue
    const isNothing = getOwnPropertyDescriptor(holder, key)?.value === undefined
    if (!deleteProperty(holder, key) || isNothing) changes.destroyed ??= called(name, key)
  }
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] as PropertyKey
    const before = descriptors[at] as PropertyDescriptor
    const after = getOwnPropertyDescriptor(holder, key)
    if (after !== undefined && !differs(before, after)) continue
    // A getter of the globals is replaced by the part of node that it loads.
    if (holder === globalThis && before.get !== undefined && after !== undefined) continue
    if (!defineProperty(holder, key, before)) {
      // Node itself puts a value for good in the place of a getter.
      if (before.get === undefined) changes.destroyed ??= called(name, key)
      continue
    }
    if (isModule) {
      changes.inModule ??= called(name, key)
      continue
    }
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
