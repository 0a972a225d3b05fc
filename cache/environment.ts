/** The variables that bookend was started with. */
export type Environment = Record<string, string | undefined>
