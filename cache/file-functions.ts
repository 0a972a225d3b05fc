import node from 'node:fs'

/** Node loads its streams' beginnings when it is named: nothing here reads a directory that way. */
type Left = 'opendirSync'
const left: Left = 'opendirSync'
type Named<Name> = Name extends Left ? never : Name extends `${string}Sync` ? Name : never
type Functions = { [Name in keyof typeof node as Named<Name>]: (typeof node)[Name] }

/**
 * Node's functions for files as they were when the program started, before any code of the project's: what that puts in their place, at whatever moment, is not what bookend works
 * with. A function that Node builds on others of them (`writeFileSync`, `rmSync`, `readFileSync` without an encoding) still calls those as they are.
 */
export const fs = Object.fromEntries(
  Object.keys(node).flatMap((name) =>
    name.endsWith('Sync') && name !== left ? [[name, Reflect.get(node, name)]] : [],
  ),
) as Functions
