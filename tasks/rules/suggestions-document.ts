import type { Proposal } from '../../cache/proposals.ts'
import { render } from '../../templates/render.ts'
import { minuteOf } from '../../templates/words.ts'
import type { Templates } from '../own-templates.ts'
import { categories } from './categories.ts'
import { describeInformation, type RuleInformation } from './information.ts'
import { shownRule } from './shown-rule.ts'

const listedInformation = 20

/**
 * The document in which a human decides. The proposals are foreign text through and through (log lines, rule texts): each value stays on its
 * line, escaped, so that none can add a heading, a field or a tick.
 */
export function renderSuggestions(
  proposals: Proposal[],
  information: RuleInformation[],
  { date, reviewCommand, moreInformation = 0 }: { date: string; reviewCommand: string; moreInformation?: number },
  templates: Pick<Templates, 'render'> = { render },
): string {
  const sections = Object.entries(categories).map(([category, { title }]) => {
    const covering = category === 'new' ? information.filter(({ inOtherWords }) => inOtherWords) : []
    const [listed, more] =
      category === 'deprecate' ? [information.filter(({ inOtherWords }) => !inOtherWords), moreInformation] : [[], 0]
    return {
      title,
      proposals: proposals.filter((proposal) => proposal.category === category).map(withTimes),
      covering: covering.slice(0, listedInformation).map(describeInformation),
      moreCovering: Math.max(0, covering.length - listedInformation),
      information: listed.slice(0, listedInformation).map(describeInformation),
      more: Math.max(0, listed.length - listedInformation) + more,
    }
  })
  const shown = sections.filter((section) =>
    [section.proposals, section.covering, section.information].some((list) => list.length > 0),
  )
  return templates.render('suggested-rules.md', 'markdown', { date, reviewCommand, sections: shown })
}

/** Evidence with its time to the minute, `2025-10-24 10:15`, where it has one; a heading ends without punctuation, and without the `#` that could close it. */
function withTimes(proposal: Proposal) {
  return {
    ...proposal,
    title: proposal.title.replace(/[\s.,;:!#。，；：！]+$/u, '') || '(untitled)',
    shownRule: shownRule(proposal),
    evidence: proposal.evidence.map(({ at, ...rest }) => ({
      ...rest,
      time: minuteOf(at),
    })),
  }
}
