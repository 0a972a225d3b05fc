import { canonicalJson, sha256 } from '../../cache/json.ts'
import type { Evidence, Proposal } from '../../cache/proposals.ts'
import type { RuleRelations } from '../../cache/rule-relations.ts'
import type { Rule } from '../../cache/rules/rule-file.ts'
import { iso, parseTime } from '../../cache/window.ts'
import { clip } from '../../templates/render.ts'
import type { Thresholds } from '../thresholds.ts'
import { compare } from './compare.ts'
import type { RuleChange } from './decided.ts'
import type { Covered } from './information.ts'
import type { Observations } from './observations.ts'
import type { Vocabulary } from './text/vocabulary.ts'

/** A proposal before it has its number. */
export interface Finding extends Omit<Proposal, 'id' | 'places'> {
  level: Level
  /** By what else it was known when not all of it was seen. */
  alsoKnownAs?: string[]
  places?: Proposal['places'] | undefined
  /** Nothing that was decided under the old words of its rule is counted. */
  isByNewWords?: boolean
}

/** What every detector looks at: data only, no clock and no store. */
export interface RuleEvidence {
  /** Every rule of the history that has an id and a text, those with an unknown quadrant included. */
  rules: Rule[]
  /** The sessions looked at, oldest first; the last one is the session that closes. */
  sessions: Observations[]
  /** `config.thresholds`. */
  thresholds: Thresholds
  /** The words of the field and of the project; the field's alone where it is left out. */
  vocabulary?: Vocabulary
  /** Kinds of violation that rules are held to cover in other words, once they were looked for. */
  covered?: Covered
  /** What reviews did to the rules, where they did anything. */
  changes?: Map<string, RuleChange>
  /** Where what comparing the rules came to is kept; nowhere where it is left out. */
  kept?: RuleRelations
}

const levels = ['low', 'medium', 'high'] as const
export type Level = (typeof levels)[number]

/** `high: 12 blocked decisions in 5 contexts`. */
export const confidenceOf = (level: Level, basis: string): string => `${level}: ${basis}`

/**
 * What a finding is recognised by in another session: its category and what it is about, never how often it occurred, its examples or how
 * it is put into words. 16 hex digits.
 */
export function fingerprintOf(category: string, about: string | string[]): string {
  return sha256(canonicalJson([category, Array.isArray(about) ? about.toSorted() : about])).slice(0, 16)
}

/** The strongest first; equal ones in an order that does not change from session to session. */
export function byStrength(a: Finding, b: Finding): number {
  return (
    levels.indexOf(b.level) - levels.indexOf(a.level) ||
    b.occurrences - a.occurrences ||
    b.contexts - a.contexts ||
    compare(a.title, b.title) ||
    compare(a.fingerprint, b.fingerprint)
  )
}

/** A rule's own entry as evidence, where no decision shows what is meant: when it was made, in which session, what it says. */
export function ruleAsEvidence(rule: Rule): Evidence {
  const { text, entry } = rule
  const made = typeof entry.timestamp === 'string' ? parseTime(entry.timestamp) : undefined
  const at = made === undefined ? '' : iso(made)
  return {
    at,
    session: typeof entry.session_id === 'string' ? entry.session_id : '',
    action: clip(`${nameOf(rule)}: ${text}`, 300),
  }
}

/** How a rule is named in words: by its id, one in Markdown by its place. */
export const nameOf = ({ id, place }: Rule): string => (place ? `${place.file}:${place.line}` : id)
