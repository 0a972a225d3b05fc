import type { Rule } from '../../cache/rules/rule-file.ts'
import { parseTime } from '../../cache/window.ts'
import { clip } from '../../templates/render.ts'
import { plural } from '../../templates/words.ts'
import { restatedSteps } from './closing-checklist.ts'
import { isAfter, type RuleChange } from './decided.ts'
import { hasPassed } from './expiry.ts'
import { confidenceOf, type Finding, fingerprintOf, nameOf, type RuleEvidence, ruleAsEvidence } from './finding.ts'
import type { RuleInformation } from './information.ts'
import type { Observations } from './observations.ts'
import { createRuleNames, type NameRule } from './rule-names.ts'
import { successions } from './succession.ts'

/** Threshold `deprecateSessions`: sessions that must have logged which rules they checked before their silence about a rule says anything. */
export const deprecateDefaults = { deprecateSessions: 5 }

export interface Unused {
  findings: Finding[]
  information: RuleInformation[]
}

/**
 * Rules that earn nothing: active ones whose time has passed or whose place another has taken, manual closing checklists, which closedown has
 * taken over, and such as no decision of the whole window names. A rule that was checked and never violated may be what keeps everyone from
 * violating it, and a HIGH one is not given up for being quiet: both are information.
 */
export function findUnusedRules({ rules, sessions, thresholds, covered, changes }: RuleEvidence): Unused {
  const { deprecateSessions } = { ...deprecateDefaults, ...thresholds }
  const active = rules.filter((rule) => rule.active)
  const successors = activeSuccessors(rules)
  const over = active.flatMap((rule) => {
    const reason = passedReason(rule, sessions) ?? replacedReason(rule, successors)
    return reason ? [proposeOver(rule, reason)] : []
  })
  const isOver = new Set(over.flatMap(({ ruleIds }) => ruleIds))
  const current = active.filter(({ id }) => !isOver.has(id))
  const checklists = current.filter((rule) => restatedSteps(rule.text).length > 0)
  const checked = addUpChecks(sessions)
  const violated = namedViolations(sessions, createRuleNames(rules))
  // Rules in Markdown are for agents to read: no service names them, so that none does says nothing.
  const quiet = current.filter(
    (rule) => !checklists.includes(rule) && !violated.has(rule.id) && !covered?.has(rule.id) && !rule.place,
  )
  const lasted = sessions.length >= deprecateSessions && sessions.every(({ checking }) => checking > 0)
  const unused = quiet.filter(
    (rule) =>
      lasted &&
      !checked.has(rule.id) &&
      rule.persistence !== 'HIGH' &&
      existedAt(rule, sessions[0]?.from ?? 0) &&
      !changes?.get(rule.id)?.begun,
  )
  const proposed = new Set(unused)
  return {
    findings: [...over, ...checklists.map(proposeChecklist), ...unused.map((rule) => proposeUnused(rule, sessions))],
    information: [
      ...active.filter((rule) => covered?.has(rule.id)),
      ...quiet.filter((rule) => !proposed.has(rule) && (checked.has(rule.id) || rule.persistence === 'HIGH')),
    ].flatMap((rule) => {
      const own = sessions.filter((session) => isInForceIn(session, rule, changes?.get(rule.id)))
      const inOtherWords = covered?.get(rule.id)
      return own.length === 0 && !inOtherWords
        ? []
        : [
            {
              ruleId: rule.id,
              persistence: rule.persistence,
              sessions: own.length,
              checked: checked.get(rule.id) ?? 0,
              ...(inOtherWords && { inOtherWords }),
            },
          ]
    }),
  }
}

/** Whether a rule was in force from the beginning of a session: what was decided before is nothing that it was looked for in. */
function isInForceIn(session: Observations, rule: Rule, change: RuleChange | undefined): boolean {
  if (change?.begun) return isAfter(session, change.begun)
  const made = madeAt(rule)
  return made === undefined || made <= session.from
}

interface Over {
  title: string
  basis: string
}

function passedReason(rule: Rule, sessions: Observations[]): Over | undefined {
  const current = sessions.at(-1)
  const basis = current && hasPassed(rule, current)
  return basis ? { title: 'its time has passed', basis } : undefined
}

/** Another active rule says that it has taken this one's place. */
function replacedReason(rule: Rule, successors: Map<string, string>): Over | undefined {
  const found = successors.get(rule.id)
  return found ? { title: `${found} has replaced it`, basis: `${found} is active and has taken its place` } : undefined
}

/** Of each rule that has one its first active successor. */
function activeSuccessors(rules: Rule[]): Map<string, string> {
  const active = new Set(rules.filter((each) => each.active).map(({ id }) => id))
  const found = new Map<string, string>()
  for (const { predecessor, successor } of successions(rules))
    if (successor !== predecessor && active.has(successor) && !found.has(predecessor)) found.set(predecessor, successor)
  return found
}

function addUpChecks(sessions: Observations[]): Map<string, number> {
  const total = new Map<string, number>()
  for (const { checked } of sessions) {
    for (const [rule, decisions] of Object.entries(checked)) total.set(rule, (total.get(rule) ?? 0) + decisions)
  }
  return total
}

/** The rules that any decision named as violated, whether it blocked or only warned, by their ids or by their texts. */
function namedViolations(sessions: Observations[], nameRule: NameRule): Set<string> {
  const named = new Set<string>()
  for (const { violationGroups, warned } of sessions) {
    for (const name of [...violationGroups.map(({ ruleId, example }) => ruleId ?? example), ...warned]) {
      const rule = nameRule(name)
      if (rule) named.add(rule)
    }
  }
  return named
}

const madeAt = ({ entry }: Rule): number | undefined =>
  typeof entry.timestamp === 'string' ? parseTime(entry.timestamp) : undefined

/** Whether a rule was there already; one that does not say when it was made may be young. */
function existedAt(rule: Rule, time: number): boolean {
  const made = madeAt(rule)
  return made !== undefined && made <= time
}

function proposeOver(rule: Rule, { title, basis }: Over): Finding {
  return {
    ...retirement(rule, 1, basis),
    level: 'high',
    title: `Deprecate ${nameOf(rule)}: ${title}`,
    confidence: confidenceOf('high', basis),
    suggestion: 'Deactivate it: what no longer applies only confuses whoever reads the rules',
  }
}

function proposeUnused(rule: Rule, sessions: Observations[]): Finding {
  const decisions = sessions.reduce((sum, { checking }) => sum + checking, 0)
  const basis = `${plural(decisions, 'decision')} of ${plural(sessions.length, 'session')} name the rules they checked, and none names it`
  const level = sessions.length >= 10 ? 'medium' : 'low'
  return {
    ...retirement(rule, sessions.length, basis),
    level,
    title: `Deprecate ${nameOf(rule)}: never checked, never violated`,
    confidence: confidenceOf(level, basis),
    suggestion: 'Deactivate it, or keep it and have a service check it: as it stands nothing enforces it',
  }
}

function proposeChecklist(rule: Rule): Finding {
  const restated = restatedSteps(rule.text)
  const basis = `it lists ${plural(restated.length, 'step')} that closedown does: ${restated.join(', ')}`
  const level = restated.length >= 5 ? 'high' : 'medium'
  return {
    ...retirement(rule, restated.length, basis),
    level,
    title: `Deprecate ${nameOf(rule)}: closedown does it now`,
    confidence: confidenceOf(level, basis),
    suggestion: 'Deactivate it: what a command does every time need not be remembered by hand',
  }
}

function retirement(rule: Rule, occurrences: number, basis: string) {
  return {
    fingerprint: fingerprintOf('deprecate', rule.id),
    category: 'deprecate' as const,
    pattern: `${nameOf(rule)} ("${clip(rule.text, 300)}"): ${basis}`,
    occurrences,
    contexts: occurrences,
    sessions: 0,
    proposedRule: rule.text,
    quadrant: rule.quadrant,
    persistence: rule.persistence,
    ruleIds: [rule.id],
    needsWords: false,
    evidence: [ruleAsEvidence(rule)],
    ...(rule.place && { places: [{ ruleId: rule.id, ...rule.place }] }),
  }
}
