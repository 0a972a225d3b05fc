import type { Proposal, Proposals } from '../../cache/proposals.ts'
import type { Rule } from '../../cache/rules/rule-file.ts'
import { redactJson } from '../../templates/redact.ts'
import { mask } from '../../templates/secrets/ranges.ts'
import { firstNames, plural } from '../../templates/words.ts'
import { readDecisions } from '../analysis/decisions.ts'
import { inferSessions } from '../analysis/inferred.ts'
import { type Reason, storeReason } from '../reason.ts'
import { defineTask, degraded, failed } from '../task.ts'
import type { RuleProposals } from './detect.ts'
import { describeEffect } from './effects/describe.ts'
import type { DecidedProposal, RuleEffect } from './effects.ts'
import { nameOf } from './finding.ts'
import { describeInformation } from './information.ts'
import { readRules, UnreadableRules } from './sources.ts'

/** Decisions about proposals of so many sessions are followed up. */
const sessionsFollowed = 10

/** A text of more characters is no rule but something that was pasted, and comparing it word by word with others could go on for hours. */
const comparedCharacters = 10_000

type Proposed = RuleProposals & { effects: RuleEffect[] }

/** Finds what a human should decide about the rules. What it proposes is foreign text, so secrets in it are redacted here, once for all. */
export const proposeRules = defineTask({
  id: 'rules/proposals',
  title: 'Find what the rules lack',
  needs: { read: readDecisions },
  wants: { past: inferSessions },
  block: (rules: Proposed) => ({ rules }),
  show: ({ proposals, information, moreInformation, more, effects }: Proposed) =>
    [
      ...proposals.map(
        ({ id, category, title, confidence }) => `${id} ${category.padEnd(11)} ${title} (${confidence})`,
      ),
      ...information.filter(({ inOtherWords }) => inOtherWords).map(describeInformation),
      `${plural(proposals.length, 'proposal')}, ${more} more; ${plural(information.filter(({ inOtherWords }) => !inOtherWords).length + moreInformation, 'rule')} without a violation`,
      ...effects.map(describeEffect),
    ].join('\n'),
  async run({ files, config, session, stores, progress }) {
    let all: Rule[]
    try {
      // Without rules there is still what recurs; with a damaged history everything that recurs would look new.
      all = (await readRules(files, config)).rules
    } catch (error) {
      if (!(error instanceof UnreadableRules)) throw error
      return failed({ reason: 'unreadable', path: error.path, detail: error.message })
    }
    // A quarter of the tasks' code, which whoever only lists the tasks does without.
    const [{ detect }, { measureEffects }, { readVocabulary }, { observeSessions, sessionsBefore }] = await Promise.all(
      [import('./detect.ts'), import('./effects.ts'), import('./project-glossary.ts'), import('./sessions.ts')],
    )
    const { thresholds } = config
    const rules = all.filter(({ text }) => text.length <= comparedCharacters)
    const tooLong = all.filter((rule) => !rules.includes(rule))
    const { vocabulary, problem } = readVocabulary(files)
    // A file is read whole, and says what came to earlier sessions; a store is asked.
    const earlier = sessionsBefore(stores.reports, session, thresholds)
    const unavailable = await stores.readLate(
      earlier.map(({ window }) => window),
      progress,
    )
    const log = await stores.audit()
    const sessions = await observeSessions(
      log.rules,
      stores.ruleObservations,
      [...earlier, { session: session.id, window: session }],
      { rules, vocabulary },
    )
    const { proposals, ...found } = detect(
      { rules, sessions, thresholds, vocabulary, kept: stores.ruleRelations },
      stores.proposals.decisions(),
    )
    const numbers = stores.proposals.numbersFor(proposals.map(({ fingerprint }) => fingerprint))
    const numbered = proposals.map((proposal, at) => ({
      ...proposal,
      id: `SR-${String(numbers[at]).padStart(3, '0')}`,
    }))
    const decided = decidedProposals(stores.proposals, session.from)
    const redacted = await redactJson({
      proposals: numbered,
      ...found,
      effects: measureEffects(decided, sessions, vocabulary),
    })
    const output = { ...redacted, proposals: redacted.proposals.map(withoutMask) }
    if (problem) return degraded(output, problem)
    if (tooLong.length > 0) return degraded(output, notCompared(tooLong))
    return unavailable ? degraded(output, storeReason(unavailable)) : output
  },
})

function notCompared(rules: Rule[]): Reason {
  const texts = rules.length === 1 ? 'its text is' : 'their texts are'
  return {
    reason: 'incomplete',
    detail: `${firstNames(rules.map(nameOf), 3)}: ${texts} longer than ${plural(comparedCharacters, 'character')}, and nothing is proposed about ${rules.length === 1 ? 'it' : 'them'}`,
    fix: 'shorten what was pasted, or divide it into rules',
  }
}

/** A new rule or a clarification that was to have a secret in its text: what it is to say instead, only a person knows. */
function withoutMask<P extends Omit<Proposal, 'id'>>(proposal: P): P {
  const { category, proposedRule, suggestion } = proposal
  if (!['new', 'clarify'].includes(category) || !proposedRule?.includes(mask)) return proposal
  return {
    ...proposal,
    proposedRule: null,
    needsWords: true,
    suggestion: `What is the rule without the secret? ${suggestion}`,
  }
}

/** What was decided of the proposals of the latest sessions before a time. */
function decidedProposals(proposals: Proposals, before: number): DecidedProposal[] {
  return proposals.decisionsOfSessions(sessionsFollowed, before).flatMap((decision) => {
    const documented = proposals.ofDocument(decision.document)
    const found = documented.find(({ fingerprint }) => fingerprint === decision.fingerprint)
    return found ? [{ decision, proposal: found.proposal }] : []
  })
}
