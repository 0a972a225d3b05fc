import process from 'node:process'

/** As it is now, before any code of the project's: with another one its documents may be readable for nobody. */
const mask = process.umask()
const { umask } = process

/** Undoes what a task did to the permissions of what this process writes. */
export function putBackMask(): void {
  if (umask() !== mask) umask(mask)
}
