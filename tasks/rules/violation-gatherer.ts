import type { Evidence } from '../../cache/proposals.ts'
import type { Rule } from '../../cache/rules/rule-file.ts'
import { iso } from '../../cache/window.ts'
import { clip } from '../../templates/render.ts'
import type { BlockedDecision } from './blocked-decision.ts'
import { compare } from './compare.ts'
import { held, mayHold } from './held.ts'
import { chooseEvidence, evidenceKept, type Handover, type ViolationGroup } from './observations.ts'
import { createCitations, createRuleNames, type NameRule } from './rule-names.ts'
import { violationKind } from './text/kind.ts'
import type { Vocabulary } from './text/vocabulary.ts'

/** Kinds of violation that a session keeps, the most frequent first: what is rarer than so many others is noise. */
const keptGroups = 5_000
const keptSubjects = 50
const longest = { example: 2_000, action: 300, subject: 300 }

/** What is counted by its words; no map where there is nothing, as there are thousands of groups. */
interface Counted {
  domains?: Map<string, number>
  requirements?: Map<string, number>
  told?: Map<string, number>
}

interface Gathered extends Omit<ViolationGroup, 'contexts' | 'subjects' | keyof Counted>, Counted {
  contexts: Set<string>
}

/** Gathers what the blocked decisions of a session say, one after the other, in any order. */
export class ViolationGatherer {
  readonly #session: string
  readonly #groups = new Map<string, Gathered>()
  #contexts = 0
  readonly #handovers = new Map<string, Handover>()

  readonly #nameRule: NameRule
  readonly #ruleCitedIn: ReturnType<typeof createCitations>
  readonly #vocabulary: Vocabulary
  /** Kinds by what was logged: the same words come again and again. */
  readonly #kinds = new Map<string, ReturnType<typeof violationKind>>()

  constructor(session: string, rules: Rule[], vocabulary: Vocabulary) {
    this.#session = session
    this.#nameRule = createRuleNames(rules)
    this.#ruleCitedIn = createCitations(rules)
    this.#vocabulary = vocabulary
  }

  /** Adds a decision; returns the rules that it violates. */
  add(blocked: BlockedDecision): Set<string> {
    const evidence = { at: iso(blocked.at), session: this.#session, action: clip(blocked.action, longest.action) }
    const named = new Set<string>()
    const kinds = new Set<string>()
    for (const violation of blocked.violations) {
      const ruleId =
        violation.ruleId ??
        this.#nameRule(violation.key) ??
        // Of several violations nobody knows which one is of the rule that is named beside them.
        (blocked.violations.length === 1 ? this.#ruleCitedIn(blocked.cited) : undefined)
      // What is a rule's id is of its kind, whatever the words; of thousands of rules it takes long to find out.
      const { key: wording, example } =
        ruleId === violation.key
          ? { key: ruleId, example: ruleId }
          : this.#kindOf(violation.key.slice(0, longest.example))
      const kind = ruleId ? `rule ${ruleId}` : `kind ${wording}`
      if (ruleId) named.add(ruleId)
      const one = {
        key: example,
        ...(ruleId && { ruleId }),
        ...(violation.severity && { severity: violation.severity }),
      }
      // A decision that names one kind twice is still one decision.
      this.#addTrouble(kind, wording, one, blocked, evidence, kinds.has(kind) ? 0 : 1)
      kinds.add(kind)
    }
    for (const rule of new Set([...named, blocked.onlyRule]))
      if (rule !== '') this.#addHandover(rule, blocked, evidence)
    return named
  }

  #kindOf(violation: string): ReturnType<typeof violationKind> {
    let kind = this.#kinds.get(violation)
    if (!kind) {
      if (this.#kinds.size >= held.kinds) this.#kinds.clear()
      kind = violationKind(violation, this.#vocabulary)
      this.#kinds.set(violation, kind)
    }
    return kind
  }

  #addTrouble(
    kind: string,
    wording: string,
    { key, ruleId, severity }: BlockedDecision['violations'][number],
    { subject, domain, requirement, told }: BlockedDecision,
    evidence: Evidence,
    decisions: number,
  ): void {
    const example = clip(key, longest.example)
    let group = this.#groups.get(kind)
    if (!group) {
      if (this.#groups.size >= held.groups) this.#forget()
      const empty = { occurrences: 0, contexts: new Set<string>(), severe: false, evidence: [] }
      group = { ...(ruleId && { ruleId }), wording, example, ...empty }
      this.#groups.set(kind, group)
    }
    group.occurrences += decisions
    const context = subject.slice(0, longest.subject)
    if (this.#contexts < held.contexts && !group.contexts.has(context)) {
      group.contexts.add(context)
      this.#contexts++
    }
    if (compare(example, group.example) < 0) Object.assign(group, { example, wording })
    addTo(group, 'domains', domain, decisions)
    addTo(group, 'requirements', requirement, decisions)
    addTo(group, 'told', told, decisions)
    group.severe ||= severity === 'HIGH' || severity === 'CRITICAL'
    keepFirst(group.evidence, evidence)
  }

  /** Makes room: the rarest half goes; of equally rare ones what came last. */
  #forget(): void {
    const byRarity = [...this.#groups].toReversed().toSorted(([, a], [, b]) => a.occurrences - b.occurrences)
    for (const [kind, { contexts }] of byRarity.slice(0, held.groups / 2)) {
      this.#contexts -= contexts.size
      this.#groups.delete(kind)
    }
  }

  #addHandover(rule: string, { undecided, onlyRule }: BlockedDecision, evidence: Evidence): void {
    let handover = this.#handovers.get(rule)
    if (!handover) {
      if (!mayHold(this.#handovers, rule, (name) => this.#nameRule(name) !== undefined)) return
      handover = { rule, decisions: 0, undecided: 0, evidence: [] }
      this.#handovers.set(rule, handover)
    }
    // Decisions that checked this rule alone are counted with its exposures.
    if (onlyRule !== rule) handover.decisions++
    if (!undecided) return
    handover.undecided++
    keepFirst(handover.evidence, evidence)
  }

  groups(): ViolationGroup[] {
    return [...this.#groups.values()]
      .toSorted(
        (a, b) =>
          b.occurrences - a.occurrences || compare(a.example, b.example) || compare(a.ruleId ?? '', b.ruleId ?? ''),
      )
      .slice(0, keptGroups)
      .map(({ contexts, evidence, told, ...group }) => ({
        ...group,
        ...(told && { told: sortedCounts(told) }),
        domains: sortedCounts(group.domains),
        requirements: sortedCounts(group.requirements),
        contexts: contexts.size,
        subjects: [...contexts].toSorted(compare).slice(0, keptSubjects),
        evidence: chooseEvidence(evidence),
      }))
  }

  /** Decisions about each rule, and what of them was handed over; `alone`: how many checked the rule and no other. */
  handovers(alone: Map<string, number>): Handover[] {
    const quiet = [...alone].filter(([rule, decisions]) => decisions > 0 && !this.#handovers.has(rule))
    const handovers = [...this.#handovers.values()].map((handover) => ({
      ...handover,
      decisions: handover.decisions + (alone.get(handover.rule) ?? 0),
      evidence: chooseEvidence(handover.evidence),
    }))
    // Where nothing was handed over the decisions count all the same: the share is that of all sessions.
    return [
      ...handovers,
      ...quiet.map(([rule, decisions]) => ({ rule, decisions, undecided: 0, evidence: [] })),
    ].toSorted((a, b) => compare(a.rule, b.rule))
  }
}

function addTo(group: Counted, by: keyof Counted, value: string, decisions: number): void {
  if (value === '') return
  const counts = group[by] ?? new Map<string, number>()
  group[by] = counts
  if (counts.size < held.values || counts.has(value)) counts.set(value, (counts.get(value) ?? 0) + decisions)
}

const sortedCounts = (counts: Map<string, number> = new Map()): Record<string, number> =>
  Object.fromEntries([...counts].toSorted(([a], [b]) => compare(a, b)))

/** Of each action the earliest example, and only the earliest actions: what is chosen from them in the end is the same in any order. */
function keepFirst(kept: Evidence[], evidence: Evidence): void {
  const known = kept.findIndex(({ action }) => action === evidence.action)
  if (known !== -1) {
    if ((kept[known] as Evidence).at > evidence.at) kept[known] = evidence
  } else if (kept.length < evidenceKept) kept.push(evidence)
  else {
    const [latest] = kept.toSorted((a, b) => compare(b.at, a.at) || compare(b.action, a.action))
    if (!latest || latest.at < evidence.at || (latest.at === evidence.at && latest.action < evidence.action)) return
    kept[kept.indexOf(latest)] = evidence
  }
}
