import type { Place } from './place.ts'

/** What a command does to the files that are checked out. */
export interface Move {
  /**
   * `exchange`: others are in the place of some of them; `switch`: another commit or branch is checked out; `begin`: a branch that begins where it is.
   * `send` and `tell` leave them as they are: branches are put together on the server, or known to be so.
   */
  does: 'exchange' | 'switch' | 'begin' | 'commit' | 'send' | 'tell'
  place: Place
  /** What is checked out then, where it is switched. */
  target: string | undefined
  /** Branches that what is checked out holds then, or what the server has of it. */
  joins?: string[]
  how?: 'pulls' | 'takes back' | undefined
  /** Whether it comes behind something that the line is for. */
  isBehind: boolean
}
