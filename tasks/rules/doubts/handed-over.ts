import { plural } from '../../../templates/words.ts'
import { chooseEvidence } from '../observations.ts'
import type { Doubts } from './doubt.ts'

/** Escalated, to be confirmed or reviewed, again and again. */
export const handedOver: Doubts = (_, sessions, { clarifyHandovers, clarifyHandoverShare }) => {
  const handovers = sessions.flatMap((session) => session.handovers)
  const undecided = handovers.reduce((sum, each) => sum + each.undecided, 0)
  const decisions = handovers.reduce((sum, each) => sum + each.decisions, 0)
  if (undecided < clarifyHandovers || undecided / decisions < clarifyHandoverShare) return []
  return [
    {
      level: undecided >= 10 ? 'high' : 'medium',
      seen: `${undecided} of ${plural(decisions, 'decision')} about it alone were handed to a human instead of decided`,
      question: 'Which of these cases may be decided without asking, and how?',
      blocked: undecided,
      allowed: 0,
      contexts: handovers.filter((each) => each.undecided > 0).length,
      evidence: chooseEvidence(handovers.flatMap((each) => each.evidence)),
    },
  ]
}
