import { instructionPersistenceClassifier } from '../../cache/audit/catalogue/services.ts'
import type { RuleLog } from '../../cache/audit/rule-log.ts'
import type { Decision } from '../../cache/decision.ts'
import type { Rule } from '../../cache/rules/rule-file.ts'
import { iso, type Window } from '../../cache/window.ts'
import { ActionTallies } from './action-tallies.ts'
import { blockedDecision } from './blocked-decision.ts'
import { compare } from './compare.ts'
import { mayHold } from './held.ts'
import type { Observations, TextVerdict } from './observations.ts'
import { classifiedText } from './quadrant.ts'
import { createRuleNames } from './rule-names.ts'
import type { Vocabulary } from './text/vocabulary.ts'
import { ViolationGatherer } from './violation-gatherer.ts'
import { namesCategory } from './wording.ts'

/** A change of what is kept here: observations of another version are taken again. */
export const observationsVersion = 22

/** What observations are taken by: the rules of the project and its words. */
export interface ObservedBy {
  rules: Rule[]
  vocabulary: Vocabulary
}

/** What the decisions of a session say about rules: one pass, and what is kept is bounded by kinds of violation and rules, not by decisions. */
export async function observeSession(
  log: RuleLog,
  session: string,
  window: Window,
  { rules, vocabulary }: ObservedBy,
): Promise<Observations> {
  const nameRule = createRuleNames(rules)
  const isRule = (name: string) => nameRule(name) !== undefined
  const gatherer = new ViolationGatherer(session, rules, vocabulary)
  const actions = new ActionTallies()
  const exposures = new Exposures(isRule)
  const verdicts = new Verdicts(rules)
  const warned = new Set<string>()
  let decisions = 0
  for await (const decision of log.decisions(window)) {
    decisions++
    exposures.add(decision.rules)
    verdicts.add(decision)
    if (decision.verdict === 'block') {
      const violated = gatherer.add(blockedDecision(decision))
      actions.addBlocked(decision, violated.size > 0 ? violated : refusedBy(decision))
    } else actions.addAllowed(decision)
    if (decision.verdict === 'warn')
      for (const { key, ruleId } of decision.violations)
        for (const name of [key, ruleId]) if (name && mayHold(warned, name, isRule)) warned.add(name)
  }
  return {
    session,
    ...window,
    decisions,
    checking: exposures.decisions,
    checked: exposures.checked(),
    warned: [...warned].toSorted(compare),
    violationGroups: gatherer.groups(),
    actions: actions.actions(),
    places: actions.places(),
    handovers: gatherer.handovers(exposures.alone),
    verdicts: verdicts.all(),
  }
}

/** The rule behind a refusal that names none: the only one that was checked, where nothing else is given as the reason. */
function refusedBy({ rules, violations }: Decision): Set<string> {
  const checked = new Set(rules)
  return checked.size === 1 && violations.every(({ key }) => namesCategory(key)) ? checked : new Set()
}

/** How often rules were checked, and how often alone. */
class Exposures {
  /** Decisions that name rules they checked. */
  decisions = 0
  /** Of each rule both counts in one place: every rule of every decision is looked up here, and of thousands of rules none is near. */
  readonly #rules = new Map<string, { checked: number; alone: number }>()
  readonly #isRule: (name: string) => boolean

  constructor(isRule: (name: string) => boolean) {
    this.#isRule = isRule
  }

  add(rules: string[]): void {
    const [first] = rules
    if (first === undefined) return
    this.decisions++
    const alone = rules.every((rule) => rule === first) ? 1 : 0
    for (let index = 0; index < rules.length; index++) {
      const rule = rules[index] as string
      // Lists are short: looking back is quicker than a set.
      if (rules.indexOf(rule) !== index) continue
      let exposure = this.#rules.get(rule)
      if (!exposure) {
        if (!mayHold(this.#rules, rule, this.#isRule)) continue
        exposure = { checked: 0, alone: 0 }
        this.#rules.set(rule, exposure)
      }
      exposure.checked++
      exposure.alone += alone
    }
  }

  get alone(): Map<string, number> {
    return new Map([...this.#rules].map(([rule, { alone }]) => [rule, alone]))
  }

  checked(): Record<string, number> {
    const counts = [...this.#rules].map(([rule, { checked }]): [string, number] => [rule, checked])
    return Object.fromEntries(counts.toSorted(([a], [b]) => compare(a, b)))
  }
}

/** What the classifier says about the project's rules. */
class Verdicts {
  readonly #texts: Set<string>
  readonly #verdicts = new Map<string, TextVerdict>()

  constructor(rules: Rule[]) {
    this.#texts = new Set(rules.map(({ text }) => classifiedText(text)))
  }

  add({ at, service, metadata }: Decision): void {
    if (service !== instructionPersistenceClassifier.name || typeof metadata.instruction_text !== 'string') return
    const text = metadata.instruction_text.trim()
    if (!this.#texts.has(text)) return
    const [quadrant, persistence] = [String(metadata.quadrant ?? ''), String(metadata.persistence ?? '')]
    const key = JSON.stringify([text, quadrant, persistence])
    const known = this.#verdicts.get(key)
    if (!known) {
      this.#verdicts.set(key, { text, quadrant, persistence, occurrences: 1, first: iso(at) })
      return
    }
    known.occurrences++
    if (iso(at) < known.first) known.first = iso(at)
  }

  all(): TextVerdict[] {
    return [...this.#verdicts.values()].toSorted(
      (a, b) => compare(a.text, b.text) || compare(a.quadrant, b.quadrant) || compare(a.persistence, b.persistence),
    )
  }
}
