import { UserError } from '../../../cache/errors.ts'
import { planReview } from '../../../tasks/rules/review/plan.ts'
import { decisionsIn, type Review } from '../../../tasks/rules/review/review.ts'
import type { ReviewContext, ReviewDecision } from '../../../tasks/rules/review/review-decision.ts'
import { describeDecision } from '../../../tasks/rules/review/words.ts'
import type { Invocation } from '../../runner/command.ts'
import { openQuestions } from '../../runner/effects/questions.ts'
import { diffOf } from './show.ts'

/** Asks for each decision, with the change that it makes to the rules behind those that were taken before it. */
export async function askEach(
  invocation: Invocation,
  review: Review,
  context: ReviewContext,
): Promise<ReviewDecision[]> {
  const { output, interruption } = invocation
  const questions = openQuestions(interruption.signal)
  if (!questions) throw new UserError('--interactive asks on a terminal, and this is not one: use --yes')
  const taken: ReviewDecision[] = []
  try {
    let before = new Map<string, string | undefined>()
    for (const decision of decisionsIn(review)) {
      const plan = await planReview(review, [...taken, decision], context)
      output.note(describeDecision(decision, plan.ruleIds.get(decision.proposal.id)))
      // What was taken already is shown no more.
      const changes = plan.changes
        .map((change) => ({ ...change, before: before.get(change.path) ?? change.before }))
        .filter((change) => change.after !== change.before)
      if (changes.length > 0) output.note(await diffOf(invocation, { changes }))
      const answer = (await questions.ask('Apply this one? [y]es, [n]o, [q]uit: '))?.trim().toLowerCase() ?? 'q'
      if (answer.startsWith('q')) break
      if (!answer.startsWith('y')) continue
      taken.push(decision)
      before = new Map(plan.changes.map(({ path, after }) => [path, after]))
    }
  } finally {
    questions.close()
  }
  return taken
}
