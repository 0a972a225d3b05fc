import type { RuleLog } from '../../cache/audit/rule-log.ts'
import { iso, type Window } from '../../cache/window.ts'
import { type Contradiction, chooseEvidence, compare, type Observations, type TextVerdict } from './observations.ts'
import { type BlockedAction, TroubleGatherer } from './troubles.ts'

/** A change of what is kept here: observations of another version are taken again. */
export const observationsVersion = 2

/** Characters of an instruction that the classifier logs. */
export const classifiedCharacters = 100

/** An action that is blocked once under a rule contradicts nothing; the strongest of the rest are looked into. */
const watched = { blockedAtLeast: 2, actions: 500 }

/**
 * What the decisions of a session say about rules. `texts`: the rules' texts as the classifier would log them.
 * Reads the window three times at most; what it keeps is bounded by kinds of violation and rules, not by decisions.
 */
export async function observeSession(
  log: RuleLog,
  session: string,
  window: Window,
  texts: string[],
): Promise<Observations> {
  const gatherer = new TroubleGatherer(session)
  for await (const group of log.blocks(window)) gatherer.add(group)
  const exposures = await log.exposures(window)
  const blocked = gatherer.blockedActions(watched.blockedAtLeast, watched.actions)
  return {
    session,
    ...window,
    checking: exposures.decisions,
    checked: Object.fromEntries(
      exposures.rules.map(({ rule, decisions }) => [rule, decisions] as const).toSorted(([a], [b]) => compare(a, b)),
    ),
    warned: (await log.warnedOf(window)).toSorted(compare),
    troubles: gatherer.troubles(),
    contradictions: await findContradictions(log, session, window, blocked),
    handovers: gatherer.handovers(new Map(exposures.rules.map(({ rule, alone }) => [rule, alone]))),
    verdicts: await readVerdicts(log, window, texts),
  }
}

/** Of the actions that were blocked again and again, those that were allowed meanwhile: neither corrected once nor refused from then on. */
async function findContradictions(
  log: RuleLog,
  session: string,
  window: Window,
  blocked: BlockedAction[],
): Promise<Contradiction[]> {
  const key = ({ service, rule, action }: { service: string; rule: string; action: string }) =>
    JSON.stringify([service, rule, action])
  const allowed = new Map((await log.allowed(window, blocked)).map((each) => [key(each), each]))
  return blocked.flatMap((block) => {
    const meanwhile = allowed.get(key(block))
    if (!meanwhile || meanwhile.first > block.last || meanwhile.last < block.first) return []
    const { rule, service, action } = block
    const times = [block.first, meanwhile.first, block.last]
    const said = ['blocked', 'allowed', 'blocked']
    const evidence = times.map((at, index) => ({ at: iso(at), session, action: `${action}: ${said[index]}` }))
    return [
      {
        rule,
        service,
        action,
        blocked: block.blocked,
        allowed: meanwhile.decisions,
        evidence: chooseEvidence(evidence),
      },
    ]
  })
}

async function readVerdicts(log: RuleLog, window: Window, texts: string[]): Promise<TextVerdict[]> {
  if (texts.length === 0) return []
  const verdicts = await log.verdictsOn(window, texts)
  return verdicts
    .map(({ text, quadrant, persistence, decisions, first }) => ({
      ...{ text, quadrant, persistence },
      ...{ occurrences: decisions, first: iso(first) },
    }))
    .toSorted(
      (a, b) => compare(a.text, b.text) || compare(a.quadrant, b.quadrant) || compare(a.persistence, b.persistence),
    )
}
