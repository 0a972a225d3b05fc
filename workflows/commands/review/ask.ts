import { UserError } from '../../../cache/errors.ts'
import type { Occasion, Ticked } from '../../../tasks/rules/review/changes.ts'
import { planReview } from '../../../tasks/rules/review/plan.ts'
import { type Review, tickedOf } from '../../../tasks/rules/review/review.ts'
import { describeTicked } from '../../../tasks/rules/review/words.ts'
import type { Invocation } from '../../runner/command.ts'
import { openQuestions } from '../../runner/effects/questions.ts'
import { diffFor } from './show.ts'

/** Asks for each decision, with the change that it makes to the rules behind those that were taken before it. */
export async function askEach(
  invocation: Invocation,
  { rules, rulesFile, ...review }: Review,
  occasion: Occasion,
): Promise<Ticked[]> {
  const { output, interruption } = invocation
  const questions = openQuestions(interruption.signal)
  if (!questions) throw new UserError('--interactive asks on a terminal, and this is none: use --yes')
  const taken: Ticked[] = []
  try {
    let before = rules
    for (const ticked of tickedOf(review)) {
      const plan = await planReview(rules, [...taken, ticked], occasion)
      const after = plan.edited ?? before
      output.note(describeTicked(ticked, plan.ruleIds.get(ticked.proposal.id)))
      if (before !== undefined && after !== undefined && after !== before)
        output.note(await diffFor(invocation, rulesFile, before, after))
      const answer = (await questions.ask('Apply this one? [y]es, [n]o, [q]uit: '))?.trim().toLowerCase() ?? 'q'
      if (answer.startsWith('q')) break
      if (!answer.startsWith('y')) continue
      taken.push(ticked)
      before = after
    }
  } finally {
    questions.close()
  }
  return taken
}
