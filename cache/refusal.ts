import { constants } from 'node:fs'
import { join } from 'node:path'
import { getuid } from 'node:process'
import { cacheFile } from './attach.ts'
import { beside } from './cache-files.ts'
import { codeOf } from './errors.ts'
import { fs } from './file-functions.ts'
import { upward } from './upward.ts'

export interface Refusal {
  message: string
  fix: string
}

/**
 * What keeps a directory's cache from being written until somebody changes it; undefined where nothing does. SQLite says of a missing right and of a full disk
 * alike that it cannot open a file.
 */
export function refusalOf(directory: string): Refusal | undefined {
  const file = join(directory, cacheFile)
  try {
    const there = nearest(directory)
    if (!fs.statSync(there).isDirectory()) return refusal(directory, 'ENOTDIR')
    for (const path of [there, ...['', ...beside].map((suffix) => file + suffix)])
      if (fs.existsSync(path)) fs.accessSync(path, constants.W_OK)
    return undefined
  } catch (error) {
    return refusal(directory, codeOf(error))
  }
}

/** What SQLite needs beside a cache before it writes anything, with room for a page. */
const leastFree = 64 * 1024

/** That there is no room for a cache in a directory, or none for a file; undefined where there is, or the file system does not say. */
export function fullDisk(directory: string): Refusal | undefined {
  const { blocks, bavail, bfree, bsize, files, ffree } = fs.statfsSync(nearest(directory))
  // Some of it is kept for root.
  const free = (getuid?.() === 0 ? bfree : bavail) * bsize
  if (blocks > 0 && free < leastFree) return { message: `${directory}: the disk is full`, fix: 'make room on it' }
  if (files === 0 || ffree > 0) return undefined
  return { message: `${directory}: the disk takes no more files`, fix: 'remove some (df -i counts them)' }
}

const nearest = (directory: string): string => [...upward(directory)].find((each) => fs.existsSync(each)) ?? directory

const refusal = (directory: string, code: string): Refusal => ({
  message: `${directory} cannot be written (${code})`,
  fix: 'make the directory writable',
})
