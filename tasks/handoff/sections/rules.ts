import type { Proposal } from '../../../cache/proposals.ts'
import { describeEffect } from '../../rules/effects.ts'
import { type HandoffFacts, whyMissing } from '../facts.ts'

/** The proposals by number and title; what each says stands in the document that the section names. */
export function rulesSection({ rules, suggestions, steps, project }: HandoffFacts) {
  return {
    proposals: rules?.proposals.map(({ id, title, confidence }: Proposal) => ({ id, title, confidence })),
    more: rules?.more ?? 0,
    informed: rules?.information.length ?? 0,
    noProposals: whyMissing(steps, 'rules/proposals'),
    file: suggestions?.file,
    notWritten: whyMissing(steps, 'rules/suggestions'),
    review: project.command('review'),
    effects: rules?.effects.map(describeEffect) ?? [],
  }
}
