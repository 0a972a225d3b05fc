import type { Health } from '../../tasks/analysis/health-score.ts'
import type { HealthFacts } from '../../tasks/analysis/score/facts.ts'
import { changed, enforcer, type Planted, scaled, scoreStory, usual } from './health-scene.ts'

/** A way to keep the score up that must not work, or something that is quite in order and must cost nothing. */
export interface Attempt {
  name: string
  harmless?: true
  score(): Health
}

type Options = Parameters<typeof scoreStory>[2]
export const lasting = (sessions: number, planted: (session: number) => Planted): Planted[] =>
  Array.from({ length: sessions }, (_, session) => planted(session))
export const once = (name: string, planted: Planted, facts?: Partial<HealthFacts>, options?: Options): Attempt => ({
  name,
  score: () => scoreStory([planted], facts, options),
})
export const story = (name: string, sessions: Planted[], options?: Options): Attempt => ({
  name,
  score: () => scoreStory(sessions, {}, options),
})

export const all: Planted = {}
export const blocksNothing: Planted = { services: changed({ [enforcer]: [100, 0] }) }

/** Hours that were worked, of those that the session was open. */
export const hours = (worked: number, open = worked) => ({ hours: { worked, open } })

export const withEnforcer = (decisions: number, blocked: number, share = 1): Planted => ({
  services: { ...scaled(share), [enforcer]: [decisions, blocked] },
})
export const allAllow: typeof usual = Object.fromEntries(Object.entries(usual).map(([name, [n]]) => [name, [n, 0]]))
export const fewerBlocks = (share: number): typeof usual =>
  Object.fromEntries(Object.entries(usual).map(([name, [n, blocked]]) => [name, [n, Math.round(blocked * share)]]))
