import type { Evidence, Proposal } from '../../cache/proposals.ts'
import type { Rule } from '../../cache/rules/rule-file.ts'
import { clip } from '../../templates/render.ts'
import { firstNames, plural } from '../../templates/words.ts'
import { compare } from './compare.ts'
import type { Odds } from './compare-rules.ts'
import { confidenceOf, type Finding, fingerprintOf, nameOf, ruleAsEvidence } from './finding.ts'
import { evidenceKept } from './observations.ts'

export type Kind = NonNullable<Proposal['relation']>

/** Rules that are to be one, or of which only one can be kept. The rule that is kept stands first. */
export interface Group {
  relation: Kind
  rules: Rule[]
  why: string
  odds?: Odds
}

const namedRules = 5

/** What is said of a group: the rule that is kept, the first of the others, all of them by name, why, and in how many places both were violated. */
interface Naming {
  kept: string
  other: string
  /** All that are removed, not named. */
  rest: string
  all: string
  why: string
  shared: number
}

/** What is said of a group: of rules that disagree, by whether one keeps both in keeping one. */
type Said = Kind | 'limits'

const wordings: Record<Said, Record<'title' | 'basis' | 'suggestion', (naming: Naming) => string>> = {
  same: {
    title: ({ all }) => `Merge ${all}`,
    basis: ({ why, shared }) => `${why}${shared > 0 ? `, and ${plural(shared, 'place')} violated both` : ''}`,
    suggestion: ({ kept, rest }) => `Keep one of them: approving keeps ${kept} and removes ${rest}`,
  },
  contains: {
    title: ({ kept, other }) => `Merge ${other} into ${kept}`,
    basis: ({ why }) => why,
    suggestion: ({ kept, other }) => `Keep the longer one: approving keeps ${kept} and removes ${other}`,
  },
  contradicts: {
    title: ({ all }) => `${all} contradict each other: which applies?`,
    basis: ({ why }) => `they cannot both be kept${inBrackets(why)}`,
    suggestion: ({ kept }) =>
      `Which applies? Approving keeps ${kept} and removes the other; to keep the other, tick Modify and replace the proposed text with its text`,
  },
  limits: {
    title: ({ all }) => `${all} set different limits: which applies?`,
    basis: ({ why }) => `their limits differ${inBrackets(why)}`,
    suggestion: () => whichApplies,
  },
}

const inBrackets = (why: string): string => (why === '' ? '' : ` (${clip(why, 120)})`)

/** Of a rule and one that allows more neither is the one that a tick keeps by itself. */
const whichApplies = 'Which applies? Put its text here; approving then removes the other'

/** Of thousands of groups twenty are shown: what nothing is ranked by is put into words when it is asked for. */
export class Overlap implements Finding {
  readonly category = 'consolidate'
  readonly sessions = 0
  readonly relation: Kind
  readonly level: Finding['level']
  readonly title: string
  readonly needsWords: boolean
  readonly #said: Said
  readonly #rules: Rule[]
  readonly #naming: Naming

  constructor({ relation, rules, why, odds = 'other' }: Group, together: Map<string, Set<string>>) {
    const [kept, other] = rules as [Rule, Rule]
    const shared = sharedPlaces(together.get(kept.id), together.get(other.id))
    this.relation = relation
    this.level = relation === 'contradicts' || shared > 0 ? 'high' : 'medium'
    this.#rules = rules
    const all = firstNames(rules.map(nameOf), namedRules)
    const rest = rules.length > 2 ? 'the others' : 'the other'
    this.#naming = { kept: nameOf(kept), other: nameOf(other), rest, all, why, shared }
    this.#said = odds === 'limits' ? odds : relation
    this.needsWords = odds !== 'other'
    this.title = wordings[this.#said].title(this.#naming)
  }

  get #kept(): Rule {
    return this.#rules[0] as Rule
  }
  get #basis(): string {
    return wordings[this.#said].basis(this.#naming)
  }
  get fingerprint(): string {
    return fingerprintOf('consolidate', this.ruleIds)
  }
  get pattern(): string {
    const quoted = [this.#kept, this.#rules[1] as Rule].map((rule) => `${nameOf(rule)}: "${clip(rule.text, 200)}"`)
    return `${plural(this.occurrences, 'active rule')}: ${this.#basis}. ${quoted.join('; ')}`
  }
  get occurrences(): number {
    return this.#rules.length
  }
  get contexts(): number {
    return this.#rules.length
  }
  get confidence(): string {
    return confidenceOf(this.level, this.#basis)
  }
  get suggestion(): string {
    return this.needsWords ? whichApplies : wordings[this.#said].suggestion(this.#naming)
  }
  get proposedRule(): string | null {
    return this.needsWords ? null : this.#kept.text
  }
  get quadrant(): string {
    return this.#kept.quadrant
  }
  get persistence(): string {
    return this.#kept.persistence
  }
  get ruleIds(): string[] {
    return this.#rules.map(({ id }) => id).toSorted(compare)
  }
  get evidence(): Evidence[] {
    return this.#rules.slice(0, evidenceKept).map(ruleAsEvidence)
  }
  get places(): Finding['places'] {
    const places = this.#rules.flatMap(({ id, place }) => (place ? [{ ruleId: id, ...place }] : []))
    return places.length > 0 ? places : undefined
  }
}

function sharedPlaces(a: Set<string> | undefined, b: Set<string> | undefined): number {
  return a && b ? [...a].filter((place) => b.has(place)).length : 0
}
