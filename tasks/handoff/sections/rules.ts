import type { HandoffFacts } from '../facts.ts'

export function rulesSection({ recurring }: HandoffFacts) {
  return { recurring }
}
