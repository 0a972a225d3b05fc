import node from 'node:fs'

type Functions = { [Name in keyof typeof node as Name extends `${string}Sync` ? Name : never]: (typeof node)[Name] }

/**
 * Node's functions for files as they were when the program started, before any code of the project's: what that puts in their place, at whatever moment, is not what bookend works
 * with. A function that Node builds on others of them (`writeFileSync`, `rmSync`, `readFileSync` without an encoding) still calls those as they are.
 */
export const fs = Object.fromEntries(
  Object.keys(node).flatMap((name) => (name.endsWith('Sync') ? [[name, Reflect.get(node, name)]] : [])),
) as Functions
