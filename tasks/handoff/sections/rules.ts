import type { Proposal } from '../../../cache/proposals.ts'
import { clip } from '../../../templates/render.ts'
import { categories } from '../../rules/categories.ts'
import { describeEffect } from '../../rules/effects/describe.ts'
import { type HandoffFacts, taskCommand, whyMissing } from '../facts.ts'
import { type Budget, firstOf } from '../listed.ts'

/** The proposals by number and title; what each says is in the document that the section names. */
export function rulesSection(facts: HandoffFacts, budget: Budget) {
  const { rules, suggestions, steps, project } = facts
  const all = taskCommand(facts, 'rules/proposals')
  const proposals = rules?.proposals ?? []
  const listed = firstOf(proposals, budget, all)
  const short = ({ id, title }: Proposal) => ({ id, title: clip(title, budget.characters) })
  return {
    known: rules !== undefined,
    noProposals: whyMissing(steps, 'rules/proposals'),
    count: proposals.length,
    categories: Object.entries(categories)
      .map(([category, { title }]) => ({
        title,
        proposals: listed.shown.filter((each) => each.category === category).map(short),
      }))
      .filter((each) => each.proposals.length > 0),
    more: listed.more,
    command: listed.command,
    waiting: rules?.more ?? 0,
    file: suggestions?.file,
    notWritten: whyMissing(steps, 'rules/suggestions'),
    review: project.command('review'),
    effects: firstOf(
      // What nobody violated, before or after, is no news.
      (rules?.effects ?? [])
        .filter(({ before, after }) => before.violations + after.violations > 0)
        .map((effect) => clip(describeEffect(effect), budget.characters)),
      budget,
      all,
    ),
  }
}
