import type { JsonObject } from '../../cache/json.ts'
import type { Proposal } from '../../cache/proposals.ts'
import { proposalsOf } from './detect-history.ts'
import type { ExpectedProposal, RuleCase } from './rule-cases.ts'

/** What a case called for and did not get, and what it got without calling for it. */
export interface Judgement {
  found: ExpectedProposal[]
  missed: ExpectedProposal[]
  wrong: Proposal[]
}

const dayMs = 86_400_000
const firstDay = Date.parse('2025-10-01T12:00:00.000Z')

/** Runs the detectors over a case's sessions, one a day. */
export async function judgeCase({ rules, sessions, expect }: RuleCase): Promise<Judgement> {
  const windows = sessions.map((_, day) => {
    const from = firstDay + day * dayMs
    return { id: `${new Date(from).toISOString().slice(0, 10)}-001`, from, to: from + dayMs / 4 }
  })
  const decisions = sessions.flatMap((documents, day) =>
    documents.map((document: JsonObject, minute) => ({
      ...document,
      timestamp: new Date(firstDay + day * dayMs + (minute + 1) * 60_000).toISOString(),
      sessionId: windows[day]?.id,
    })),
  )
  return compareProposals(expect, await proposalsOf({ sessions: windows, decisions, instructions: rules }))
}

export function compareProposals(expect: ExpectedProposal[], proposals: Proposal[]): Judgement {
  const judgement: Judgement = { found: [], missed: [], wrong: [...proposals] }
  for (const expected of expect) {
    const index = judgement.wrong.findIndex((proposal) => answers(expected, proposal))
    if (index < 0) judgement.missed.push(expected)
    else {
      judgement.found.push(expected)
      judgement.wrong.splice(index, 1)
    }
  }
  return judgement
}

function answers(expected: ExpectedProposal, proposal: Proposal): boolean {
  // A proposal that asks for words says what it is about in its title and question.
  const said = [proposal.title, proposal.proposedRule].join('\n')
  const rule = String(proposal.proposedRule ?? '')
  const asked = 'needsWords' in proposal && proposal.needsWords === true
  return (
    proposal.category === expected.category &&
    (!expected.ids || expected.ids.toSorted().join() === proposal.ruleIds.toSorted().join()) &&
    (!expected.relation || ('relation' in proposal && proposal.relation === expected.relation)) &&
    (!expected.says || expected.says.test(asked ? said : rule)) &&
    !expected.not?.test(rule) &&
    (expected.needsWords === undefined || asked === expected.needsWords) &&
    (!expected.quadrant || proposal.quadrant === expected.quadrant) &&
    (!expected.persistence || proposal.persistence === expected.persistence)
  )
}
