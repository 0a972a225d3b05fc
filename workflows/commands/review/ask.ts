import { UserError } from '../../../cache/errors.ts'
import { planReview } from '../../../tasks/rules/review/plan.ts'
import { type Review, tickedOf } from '../../../tasks/rules/review/review.ts'
import type { ReviewContext, Ticked } from '../../../tasks/rules/review/ticked.ts'
import { describeTicked } from '../../../tasks/rules/review/words.ts'
import type { Invocation } from '../../runner/command.ts'
import { openQuestions } from '../../runner/effects/questions.ts'
import { diffOf } from './show.ts'

/** Asks for each decision, with the change that it makes to the rules behind those that were taken before it. */
export async function askEach(invocation: Invocation, review: Review, context: ReviewContext): Promise<Ticked[]> {
  const { output, interruption } = invocation
  const questions = openQuestions(interruption.signal)
  if (!questions) throw new UserError('--interactive asks on a terminal, and this is not one: use --yes')
  const taken: Ticked[] = []
  try {
    let before = new Map<string, string | undefined>()
    for (const ticked of tickedOf(review)) {
      const plan = await planReview(review, [...taken, ticked], context)
      output.note(describeTicked(ticked, plan.ruleIds.get(ticked.proposal.id)))
      // What was taken already is shown no more.
      const changes = plan.changes
        .map((change) => ({ ...change, before: before.get(change.path) ?? change.before }))
        .filter((change) => change.after !== change.before)
      if (changes.length > 0) output.note(await diffOf(invocation, { changes }))
      const answer = (await questions.ask('Apply this one? [y]es, [n]o, [q]uit: '))?.trim().toLowerCase() ?? 'q'
      if (answer.startsWith('q')) break
      if (!answer.startsWith('y')) continue
      taken.push(ticked)
      before = new Map(plan.changes.map(({ path, after }) => [path, after]))
    }
  } finally {
    questions.close()
  }
  return taken
}
