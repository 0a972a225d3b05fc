import type { JsonObject } from '../../cache/json.ts'

/** A proposal that a case calls for. */
export interface ExpectedProposal {
  category: string
  /** The rules it is about, in any order. */
  ids?: string[]
  relation?: 'same' | 'contains' | 'contradicts'
  /** What its rule says, and what it must not say. */
  says?: RegExp
  not?: RegExp
  needsWords?: boolean
  quadrant?: string
  persistence?: string
}

/** A small history, and everything that is to be proposed of it. Anything else that is proposed is wrong. */
export interface RuleCase {
  name: string
  /** The category that it tests: for a decoy, the one that it looks like. */
  category: ExpectedProposal['category']
  rules: JsonObject[]
  /** Decisions, by session: a document without its time. */
  sessions: JsonObject[][]
  expect: ExpectedProposal[]
}

/** A rule of the history, made long before the first session. */
export const instruction = (id: string, text: string, fields: JsonObject = {}): JsonObject => ({
  id,
  text,
  timestamp: '2025-06-01T00:00:00Z',
  quadrant: 'OPERATIONAL',
  persistence: 'MEDIUM',
  temporal_scope: 'PROJECT',
  active: true,
  parameters: {},
  notes: '',
  ...fields,
})

/** A decision of the boundary enforcer about an action. */
export const boundary = (violations: unknown[], action: string, metadata: JsonObject = {}, fields: JsonObject = {}) =>
  ({
    action: 'boundary_enforcement',
    service: 'BoundaryEnforcer',
    allowed: violations.length === 0,
    violations,
    rulesChecked: [],
    metadata: { actionType: action, ...metadata },
    ...fields,
  }) as JsonObject

/** A decision of the cross-reference validator about an action. */
export const validation = (violations: unknown[], action: string, metadata: JsonObject = {}, fields: JsonObject = {}) =>
  ({
    action: 'cross_reference_validation',
    service: 'CrossReferenceValidator',
    violations,
    rulesChecked: [],
    allowed: violations.length === 0,
    metadata: { action_description: action, ...metadata },
    ...fields,
  }) as JsonObject

/** A verdict of the classifier on a text. */
export const classified = (text: string, quadrant: string, persistence: string) =>
  ({
    action: 'instruction_classification',
    service: 'InstructionPersistenceClassifier',
    allowed: true,
    violations: [],
    rulesChecked: [],
    metadata: { instruction_text: text.slice(0, 100), quadrant, persistence },
  }) as JsonObject

/** A decision that allowed something, and named the rules it had checked. */
export const checked = (rules: string[], action = 'Edit src/app.js') =>
  boundary([], action, {}, { rulesChecked: rules })

/** The same decisions in so many sessions. */
export const inSessions = (count: number, decisions: (session: number) => JsonObject[]): JsonObject[][] =>
  Array.from({ length: count }, (_, index) => decisions(index + 1))
