/**
 * What the build takes into the command of packages that stay the user's to see and to update, and which version of each that is. Node's loader for ES
 * modules takes longer for these two than all of their code, and keeps nothing that V8 compiled. The sources have none: they load what is installed.
 */
export const builtInPackages: Record<string, { version: string; load(): unknown }> = {}
