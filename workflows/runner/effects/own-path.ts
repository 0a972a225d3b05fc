let path: string | undefined

/** Is called before any code of the project's is run, which may change its process's `PATH`. */
export function rememberPath(): void {
  path = process.env.PATH
}

/** The `PATH` that bookend was started with: it finds its own programs by it. */
export const ownPath = (): string | undefined => path ?? process.env.PATH
