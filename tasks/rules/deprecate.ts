import type { Rule } from '../../cache/rules/rule-file.ts'
import { parseTime } from '../../cache/window.ts'
import { clip } from '../../templates/render.ts'
import { restatedSteps } from './closing-checklist.ts'
import { confidenceOf, type Finding, fingerprintOf, plural, type RuleEvidence, ruleAsEvidence } from './finding.ts'
import type { RuleInformation } from './information.ts'
import type { Observations } from './observations.ts'
import { wordingOf } from './wording.ts'

/** Threshold `deprecateSessions`: sessions that must have logged which rules they checked before their silence about a rule says anything. */
export const deprecateDefaults = { deprecateSessions: 5 }

export interface Unused {
  findings: Finding[]
  information: RuleInformation[]
}

/**
 * Rules that earn nothing: active ones that no decision of the whole window names, and manual closing checklists, which closedown has taken
 * over. A rule that was checked and never violated may be what keeps everyone from violating it, and a HIGH one is not given up for being
 * quiet: both are information.
 */
export function findUnusedRules({ rules, sessions, thresholds }: RuleEvidence): Unused {
  const { deprecateSessions } = { ...deprecateDefaults, ...thresholds }
  const active = rules.filter((rule) => rule.active)
  const checklists = active.filter((rule) => restatedSteps(rule.text).length > 0)
  const checked = addUpChecks(sessions)
  const violated = namedViolations(sessions)
  const isNamed = ({ id, text }: Rule) => violated.has(id) || violated.has(wordingOf(text))
  const quiet = active.filter((rule) => !checklists.includes(rule) && !isNamed(rule))
  const lasted = sessions.length >= deprecateSessions && sessions.every(({ checking }) => checking > 0)
  const unused = quiet.filter(
    (rule) => lasted && !checked.has(rule.id) && rule.persistence !== 'HIGH' && existedAt(rule, sessions[0]?.from ?? 0),
  )
  const proposed = new Set(unused)
  return {
    findings: [...checklists.map(proposeChecklist), ...unused.map((rule) => proposeUnused(rule, sessions))],
    information: quiet
      .filter((rule) => !proposed.has(rule) && (checked.has(rule.id) || rule.persistence === 'HIGH'))
      .map(({ id, persistence }) => ({
        ...{ ruleId: id, persistence },
        ...{ sessions: sessions.length, checked: checked.get(id) ?? 0 },
      })),
  }
}

function addUpChecks(sessions: Observations[]): Map<string, number> {
  const total = new Map<string, number>()
  for (const { checked } of sessions) {
    for (const [rule, decisions] of Object.entries(checked)) total.set(rule, (total.get(rule) ?? 0) + decisions)
  }
  return total
}

/** Ids and wordings of everything that any decision named as violated, whether it blocked or only warned. */
function namedViolations(sessions: Observations[]): Set<string> {
  const named = new Set<string>()
  for (const { troubles, warned } of sessions) {
    for (const { ruleId, example, wording } of troubles)
      for (const name of [ruleId ?? example, wording]) named.add(name)
    for (const key of warned) named.add(key).add(wordingOf(key))
  }
  return named
}

/** Whether a rule was there already; one that does not say when it was made may be young. */
function existedAt({ entry }: Rule, time: number): boolean {
  const made = typeof entry.timestamp === 'string' ? parseTime(entry.timestamp) : undefined
  return made !== undefined && made <= time
}

function proposeUnused(rule: Rule, sessions: Observations[]): Finding {
  const decisions = sessions.reduce((sum, { checking }) => sum + checking, 0)
  const basis = `${plural(decisions, 'decision')} of ${plural(sessions.length, 'session')} name the rules they checked, and none names it`
  const level = sessions.length >= 10 ? 'medium' : 'low'
  return {
    ...retirement(rule, sessions.length, basis),
    level,
    title: `Deprecate ${rule.id}: never checked, never violated`,
    confidence: confidenceOf(level, basis),
    suggestion: 'Deactivate it, or keep it and have a service check it: as it stands nothing enforces it',
  }
}

function proposeChecklist(rule: Rule): Finding {
  const restated = restatedSteps(rule.text)
  const basis = `it lists ${restated.length} steps that closedown does: ${restated.join(', ')}`
  const level = restated.length >= 5 ? 'high' : 'medium'
  return {
    ...retirement(rule, restated.length, basis),
    level,
    title: `Deprecate ${rule.id}: closedown does it now`,
    confidence: confidenceOf(level, basis),
    suggestion: 'Deactivate it: what a command does every time need not be remembered by hand',
  }
}

function retirement(rule: Rule, occurrences: number, basis: string) {
  return {
    fingerprint: fingerprintOf('deprecate', rule.id),
    category: 'deprecate' as const,
    pattern: `${rule.id} ("${clip(rule.text, 300)}"): ${basis}`,
    ...{ occurrences, contexts: occurrences },
    proposedRule: rule.text,
    ...{ quadrant: rule.quadrant, persistence: rule.persistence },
    ruleIds: [rule.id],
    evidence: [ruleAsEvidence(rule)],
  }
}
