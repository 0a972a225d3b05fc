import { indefinite, isPlural } from '../nouns.ts'
import type { Requirement } from './form.ts'

export function demand(requirement: Requirement, deed: string, areas: string[], isNoun: boolean): string {
  const [head = ''] = deed.split(/\s+(?=(?:of|to|in|on|for|from|during|before|outside)\b)/i)
  const many = isNoun && isPlural(head)
  const what = `${isNoun && !many ? indefinite(head) : head}${deed.slice(head.length)}${areas.length > 0 && !mentions(deed, areas) ? ` (${areas.join(', ')})` : ''}`
  const them = many ? 'they take' : 'it takes'
  switch (requirement) {
    case 'MANDATORY':
      return isNoun
        ? `when proposing ${what}, MUST get explicit human approval before implementation. Document the decision and its rationale`
        : `MUST get explicit human approval before ${what}. Document the decision and its rationale`
    case 'APPROVAL_REQUIRED':
      return `get approval before ${isNoun ? `making ${what}` : what}. Record who approved it`
    case 'REVIEW_RECOMMENDED':
      return isNoun ? `ask for a review of ${what} before ${them} effect` : `ask for a review before ${what}`
  }
}

/** A deed that names one part of the project is about that, wherever else it touched files. */
const mentions = (deed: string, areas: string[]) =>
  areas.some((area) => deed.toLowerCase().includes(area.toLowerCase()))
