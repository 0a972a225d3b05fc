import { messageOf } from '../../cache/errors.ts'
import { parseRuleFile, type Rule } from '../../cache/rules/rule-file.ts'
import { redactJson } from '../../templates/redact.ts'
import { readDecisions } from '../analysis/decisions.ts'
import { defineTask, failed } from '../task.ts'
import { detect, type RuleProposals } from './detect.ts'
import { observeSessions } from './sessions.ts'

/** Finds what a human should decide about the rules. What it proposes is foreign text, so secrets in it are redacted here, once for all. */
export const proposeRules = defineTask<RuleProposals>({
  id: 'rules/proposals',
  title: 'Find what the rules lack',
  needs: { read: readDecisions },
  block: (rules) => ({ rules }),
  show: ({ proposals, information, more }) =>
    [
      ...proposals.map(
        ({ id, category, title, confidence }) => `${id} ${category.padEnd(11)} ${title} (${confidence})`,
      ),
      `${proposals.length} proposals, ${more} more; ${information.length} rules without a violation`,
    ].join('\n'),
  async run({ files, config, session, stores }) {
    const text = files.read(config.rules)
    let rules: Rule[] = []
    try {
      // Without a history there is still what recurs; with a damaged one everything that recurs would look new.
      if (text !== undefined) rules = usableRules(text)
    } catch (error) {
      return failed({ reason: 'unreadable', path: config.rules, detail: messageOf(error) })
    }
    const { thresholds } = config
    const log = await stores.audit()
    const sessions = await observeSessions(log.rules, stores.ruleObservations, session, rules, thresholds)
    return redactJson(detect({ rules, sessions, thresholds }, stores.proposals.decisions()))
  },
})

/** Every rule that says something, also one that is filed under a quadrant that does not exist: that is one of the findings. */
function usableRules(text: string): Rule[] {
  const { rules, misfiled } = parseRuleFile(text)
  return [...rules, ...misfiled]
}
