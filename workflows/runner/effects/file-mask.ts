import process from 'node:process'

const { umask } = process
/**
 * As it is now, before any code of the project's: with another one its documents may be readable for nobody. What keeps files from their owner would keep
 * what was written from being read back.
 */
const mask = umask() & 0o077
putBackMask()

/** Undoes what a task did to the permissions of what this process writes. */
export function putBackMask(): void {
  if (umask() !== mask) umask(mask)
}
