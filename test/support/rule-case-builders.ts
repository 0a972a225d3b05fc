import type { JsonObject } from '../../cache/json.ts'
import {
  boundary,
  checked,
  classified,
  type ExpectedProposal,
  inSessions,
  instruction,
  type RuleCase,
} from './rule-cases.ts'

type Sessions = RuleCase['sessions']

/** Two rules of a history, and how they are related where they are. */
export function pair(first: string, second: string, relation?: ExpectedProposal['relation']): RuleCase {
  return {
    name: `${first} | ${second}`,
    category: 'consolidate',
    rules: [instruction('P-1', first), instruction('P-2', second)],
    sessions: [[]],
    expect: relation ? [{ category: 'consolidate', ids: ['P-1', 'P-2'], relation }] : [],
  }
}

/** One violation a session, each about another thing of `places`; without `expected` nothing is to be proposed. */
export function violated(
  places: string[],
  violations: unknown[],
  expected?: Omit<ExpectedProposal, 'category'>,
  { rules = [], metadata = {} }: { rules?: JsonObject[]; metadata?: JsonObject } = {},
): RuleCase {
  return {
    name: String(violations[0]),
    category: 'new',
    rules,
    sessions: violations.map((violation, n) => [
      boundary([violation], places[n % places.length] as string, { ...metadata }),
    ]),
    expect: expected ? [{ category: 'new', ...expected }] : [],
  }
}

/** A decision about an action under the rule that `unclear` is about. */
export const decided = (blocked: boolean, action: string, service = boundary, metadata: JsonObject = {}): JsonObject =>
  service(blocked ? ['U-1'] : [], action, metadata, { rulesChecked: ['U-1'] })

export function unclear(
  name: string,
  text: string,
  sessions: Sessions,
  expected?: Omit<ExpectedProposal, 'category' | 'ids'>,
): RuleCase {
  return {
    name,
    category: 'clarify',
    rules: [instruction('U-1', text)],
    sessions,
    expect: expected ? [{ category: 'clarify', ids: ['U-1'], ...expected }] : [],
  }
}

/** A rule that is checked in each session, so that only its words, its fields or another rule can retire it. */
export function dated(text: string, retires: boolean, fields: JsonObject = {}, others: JsonObject[] = []): RuleCase {
  return {
    name: text,
    category: 'deprecate',
    rules: [instruction('D-0', 'Reports are signed'), instruction('D-1', text, { ...fields }), ...others],
    sessions: inSessions(3, (n) => [checked(['D-0', 'D-1', 'D-2'], `Edit reports/${n}.md`)]),
    expect: retires ? [{ category: 'deprecate', ids: ['D-1'] }] : [],
  }
}

/** A retired rule, and a violation a session. */
export function retired(
  text: string,
  violations: unknown[],
  comesBack: boolean,
  { fields = {}, others = [] }: { fields?: JsonObject; others?: JsonObject[] } = {},
): RuleCase {
  const places = ['Edit a/one.md', 'Edit b/two.md', 'Edit c/three.md', 'Edit d/four.md']
  return {
    ...violated(places, violations, undefined, {
      rules: [instruction('R-1', text, { active: false, ...fields }), ...others],
    }),
    name: `retired: ${text}: ${violations[0]}`,
    category: 'reactivate',
    expect: comesBack ? [{ category: 'reactivate', ids: ['R-1'] }] : [],
  }
}

/** A rule's fields, and verdicts of the classifier on its text, one a session: [how many, quadrant, persistence]. */
export function filed(
  text: string,
  fields: JsonObject,
  verdicts: [count: number, quadrant: string, persistence: string][],
  expected?: Pick<ExpectedProposal, 'quadrant' | 'persistence'>,
): RuleCase {
  const sessions = verdicts.flatMap(([count, quadrant, persistence]) =>
    inSessions(count, () => [classified(text, quadrant, persistence)]),
  )
  return {
    name: `${text}: ${JSON.stringify(fields)}`,
    category: 'quadrant',
    rules: [instruction('Q-1', text, { ...fields })],
    sessions: sessions.length > 0 ? sessions : [[]],
    expect: expected ? [{ category: 'quadrant', ids: ['Q-1'], ...expected }] : [],
  }
}
