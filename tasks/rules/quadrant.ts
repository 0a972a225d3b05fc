import { distance } from 'fastest-levenshtein'
import type { Evidence } from '../../cache/proposals.ts'
import { persistences, quadrants, type Rule } from '../../cache/rules/rule-file.ts'
import { clip } from '../../templates/render.ts'
import { plural } from '../../templates/words.ts'
import { confidenceOf, type Finding, fingerprintOf, type Level, type RuleEvidence, ruleAsEvidence } from './finding.ts'
import { chooseEvidence, type Observations, type TextVerdict } from './observations.ts'
import { classifiedCharacters } from './rule-names.ts'

/** Thresholds `quadrantVerdicts` and `quadrantAgreement`: verdicts of the classifier on one text, and the share that must agree. */
export const quadrantDefaults = { quadrantVerdicts: 3, quadrantAgreement: 0.8 }

/** What a rule's field may say, and which of these the classifier chooses among: about the others it can say nothing. */
const fields = {
  quadrant: { valid: quadrants, classified: ['STRATEGIC', 'OPERATIONAL', 'TACTICAL', 'SYSTEM', 'STOCHASTIC'] },
  persistence: { valid: persistences, classified: persistences },
} as const
type Field = keyof typeof fields

/** What the rule gets where nobody says better. */
const fallback: Record<Field, string> = { quadrant: 'OPERATIONAL', persistence: 'MEDIUM' }

interface Verdict {
  value: string
  agreeing: number
  total: number
  evidence: Evidence[]
}

interface Adjustment {
  field: Field
  from: string
  to: string
  level: Level
  why: string
  occurrences: number
  evidence: Evidence[]
}

/** Active rules whose quadrant or persistence is not one, or is not what the classifier makes of their text again and again. */
export function findMisfiledRules({ rules, sessions, thresholds }: RuleEvidence): Finding[] {
  const limits = { ...quadrantDefaults, ...thresholds }
  const active = rules.filter((rule) => rule.active)
  const verdicts = verdictsByText(sessions)
  const holders = verdicts.size > 0 ? countHolders(active) : new Map<string, number>()
  return active.flatMap((rule) => {
    const text = classifiedText(rule.text)
    // Two rules with the same beginning: the classifier's log does not say which of them was meant.
    const said = holders.get(text) === 1 ? (verdicts.get(text) ?? []) : []
    const adjustments = (Object.keys(fields) as Field[]).flatMap((field) => adjust(rule, field, said, limits))
    return adjustments.length === 0 ? [] : [propose(rule, adjustments as [Adjustment, ...Adjustment[]])]
  })
}

/** A rule's text as the classifier logs it. */
export const classifiedText = (text: string): string => text.slice(0, classifiedCharacters).trim()

function countHolders(rules: Rule[]): Map<string, number> {
  const holders = new Map<string, number>()
  for (const { text } of rules) holders.set(classifiedText(text), (holders.get(classifiedText(text)) ?? 0) + 1)
  return holders
}

type Said = TextVerdict & { session: string }

function verdictsByText(sessions: Observations[]): Map<string, Said[]> {
  const byText = new Map<string, Said[]>()
  for (const { session, verdicts } of sessions) {
    for (const verdict of verdicts) {
      const said = byText.get(verdict.text) ?? []
      if (said.length === 0) byText.set(verdict.text, said)
      said.push({ ...verdict, session })
    }
  }
  return byText
}

function adjust(rule: Rule, field: Field, said: Said[], limits: typeof quadrantDefaults): Adjustment[] {
  const value = rule[field]
  const { valid, classified } = fields[field] as { valid: readonly string[]; classified: readonly string[] }
  const verdict = agreed(field, said, classified, limits)
  if (!valid.includes(value)) {
    // A rule without the field says nothing wrong.
    if (typeof rule.entry[field] !== 'string') return []
    const to = nearest(value, valid) ?? verdict?.value ?? fallback[field]
    const why = `"${clip(value, 60)}" is not one of ${valid.join(', ')}`
    return [{ field, from: value, to, why, level: 'high', occurrences: 1, evidence: [ruleAsEvidence(rule)] }]
  }
  if (!verdict || verdict.value === value || !classified.includes(value)) return []
  const { agreeing, total, evidence } = verdict
  const why = `the classifier put its text into ${verdict.value} in ${agreeing} of ${plural(total, 'verdict')}`
  const level = agreeing >= 10 ? 'high' : agreeing >= 5 ? 'medium' : 'low'
  return [{ field, from: value, to: verdict.value, why, level, occurrences: agreeing, evidence }]
}

/** The words that a finding is filed under, where its rule has others: whoever reads the document refuses those. */
export function withValidWords<Words extends Record<Field, string>>(words: Words): Words {
  const { quadrant, persistence } = words
  return { ...words, quadrant: validWord('quadrant', quadrant), persistence: validWord('persistence', persistence) }
}

function validWord(field: Field, value: string): string {
  const valid: readonly string[] = fields[field].valid
  return valid.includes(value) ? value : (nearest(value, valid) ?? fallback[field])
}

/** The valid word that was meant: the same in capitals, else the only one that is one or two slips of the pen away. */
function nearest(value: string, valid: readonly string[]): string | undefined {
  const upper = value.trim().toUpperCase()
  if (valid.includes(upper)) return upper
  const near = valid
    .map((word) => ({ word, slips: distance(upper, word) }))
    .filter(({ word, slips }) => slips <= (word.length > 3 ? 2 : 1))
    .toSorted((a, b) => a.slips - b.slips)
  const [first, second] = near
  return first && first.slips < (second?.slips ?? Number.POSITIVE_INFINITY) ? first.word : undefined
}

/** What the classifier says about a text, where it said it often enough and said it again. */
function agreed(
  field: Field,
  said: Said[],
  classified: readonly string[],
  { quadrantVerdicts, quadrantAgreement }: typeof quadrantDefaults,
): Verdict | undefined {
  const counts = new Map<string, number>()
  for (const each of said) counts.set(each[field], (counts.get(each[field]) ?? 0) + each.occurrences)
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const [first] = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  if (!first || first[1] < quadrantVerdicts || first[1] / total < quadrantAgreement) return undefined
  const [value, agreeing] = first
  if (!classified.includes(value)) return undefined
  const evidence = said
    .filter((each) => each[field] === value)
    .map(({ first, session, text }) => ({ at: first, session, action: `${value}: ${text}` }))
  return { value, agreeing, total, evidence: chooseEvidence(evidence) }
}

function propose(rule: Rule, adjustments: [Adjustment, ...Adjustment[]]): Finding {
  const [first] = adjustments
  const why = adjustments.map((each) => `${each.field} ${clip(each.from, 60)}: ${each.why}`).join('; ')
  const to = (field: Field) => adjustments.find((each) => each.field === field)?.to ?? validWord(field, rule[field])
  return {
    fingerprint: fingerprintOf('quadrant', [rule.id, ...adjustments.map(({ field, from }) => `${field}=${from}`)]),
    category: 'quadrant',
    level: first.level,
    title: `Adjust ${rule.id}: ${adjustments.map(({ field, from, to }) => `${field} ${clip(from, 40)} to ${to}`).join(', ')}`,
    pattern: `${rule.id} ("${clip(rule.text, 300)}"): ${why}`,
    occurrences: Math.max(...adjustments.map(({ occurrences }) => occurrences)),
    contexts: adjustments.length,
    sessions: 0,
    confidence: confidenceOf(first.level, why),
    suggestion: `File it under ${to('quadrant')} with persistence ${to('persistence')}; its text stays`,
    proposedRule: rule.text,
    quadrant: to('quadrant'),
    persistence: to('persistence'),
    ruleIds: [rule.id],
    needsWords: false,
    evidence: chooseEvidence(adjustments.flatMap(({ evidence }) => evidence)),
  }
}
