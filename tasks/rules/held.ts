/**
 * What is held while a session is read, at most: a log that names something new each time must not be held as a whole. Nothing that a project of people
 * writes comes near; beyond it, what came first is held, and what the project's own rules are called.
 */
export const held = { names: 20_000, groups: 10_000, tallies: 15_000, contexts: 200_000, values: 1_000, kinds: 20_000 }

/** Whether a name may be counted: it is held already, there is room, or it is that of a rule of the project. */
export const mayHold = (
  names: { size: number; has(name: string): boolean },
  name: string,
  isRule: (name: string) => boolean,
): boolean => names.size < held.names || names.has(name) || isRule(name)
