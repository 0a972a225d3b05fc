import type { JsonObject } from '../../cache/json.ts'
import type { Rule } from '../../cache/rules/rule-file.ts'
import type { Observations, ViolationGroup } from '../../tasks/rules/observations.ts'
import { fieldVocabulary } from '../../tasks/rules/text/field-vocabulary.ts'
import { violationKind } from '../../tasks/rules/text/kind.ts'

const dayMs = 86_400_000
const firstDay = Date.parse('2025-10-01T11:00:00.000Z')

/** A session that logged decisions and has nothing else to say; `day` counts from 1. */
export function observed(day: number, fields: Partial<Observations> = {}): Observations {
  const from = firstDay + (day - 1) * dayMs
  return {
    session: `2025-10-${String(day).padStart(2, '0')}-001`,
    from,
    to: from + dayMs / 4,
    decisions: 100,
    checking: 100,
    checked: {},
    warned: [],
    violationGroups: [],
    actions: [],
    places: [],
    handovers: [],
    verdicts: [],
    ...fields,
  }
}

export const days = (count: number, fields: Partial<Observations> = {}): Observations[] =>
  Array.from({ length: count }, (_, index) => observed(index + 1, fields))

export function violationGroup(
  example: string,
  occurrences: number,
  contexts: number,
  fields: Partial<ViolationGroup> = {},
): ViolationGroup {
  return {
    wording: violationKind(example, fieldVocabulary).key,
    example,
    occurrences,
    contexts,
    subjects: Array.from({ length: contexts }, (_, index) => `src/file-${index}.js`),
    domains: {},
    requirements: {},
    severe: false,
    evidence: [],
    ...fields,
  }
}

export function rule(id: string, text: string, entry: JsonObject = {}): Rule {
  const { quadrant = 'OPERATIONAL', persistence = 'MEDIUM', active = true } = entry
  const full = { id, text, quadrant, persistence, active, timestamp: '2025-01-01T00:00:00Z', ...entry }
  return {
    id,
    text,
    quadrant: String(quadrant),
    persistence: String(persistence),
    active: active === true,
    entry: full,
  }
}
