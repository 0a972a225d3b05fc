/**
 * The JavaScript of the native module, as the build takes it into the command, and which version of it that is. Its fifteen small files take longer to load
 * than all else that a hook does. The sources have none: they load the package as it is installed.
 */
export const builtInSqlite: { version: string; load(): unknown } | undefined = undefined
