import type { Decision } from '../decision.ts'

/** A decision as a row of the cache has it; `document` is JSON: rules, violations, metadata, extra. */
export interface StoredDecision extends Pick<Decision, 'at' | 'session' | 'service' | 'action' | 'verdict'> {
  document: string
}

/** A row of the cache as the decision that it was. */
export function decisionOf({ at, session, service, action, verdict, document }: StoredDecision): Decision {
  return { at, session, service, action, verdict, ...JSON.parse(document) } as Decision
}
