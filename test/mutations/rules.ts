import { inFile, type Mutation } from './mutation.ts'

const tests = ['numbers/rules.test.ts']

/** What a rule is proposed for, in which strength, how many at once, and when a decision had an effect (docs/rules.md). */
export const ruleMutations: Mutation[] = [
  ...inFile(
    'tasks/rules/new-rules.ts',
    [...tests, 'rules-new.test.ts'],
    [
      ['newRuleOccurrences: 3', 'newRuleOccurrences: 4'],
      ['newRuleOccurrences: 3', 'newRuleOccurrences: 2'],
      ['newRuleContexts: 2', 'newRuleContexts: 3'],
      ['newRuleContexts: 2', 'newRuleContexts: 1'],
      ['ruleSimilarity: 0.6', 'ruleSimilarity: 0.7'],
      ['occurrences >= 10 && contexts >= 5', 'occurrences >= 11 && contexts >= 5'],
      ['occurrences >= 10 && contexts >= 5', 'occurrences >= 10 && contexts >= 6'],
      ['occurrences >= 5 && contexts >= 3', 'occurrences >= 6 && contexts >= 3'],
      ['occurrences >= 5 && contexts >= 3', 'occurrences >= 5 && contexts >= 4'],
      ['* 2 >= occurrences', '* 2 > occurrences'],
    ],
  ),
  ...inFile(
    'tasks/rules/violation-patterns.ts',
    ['rules-near-kinds.test.ts'],
    [['kinds, wording: kinds[0] as string', 'kinds']],
  ),
  ...inFile(
    'tasks/rules/near-kinds.ts',
    ['rules-near-kinds.test.ts'],
    [
      ['leastShared = 3', 'leastShared = 4'],
      ['leastShared = 3', 'leastShared = 2'],
      ['shareOfLonger = 0.6', 'shareOfLonger = 0.7'],
      ['shareOfLonger = 0.6', 'shareOfLonger = 0.5'],
      ['leastInSameWords = 2', 'leastInSameWords = 1'],
      ['leastInSameWords = 2', 'leastInSameWords = 3'],
      ['isOneMore || isOtherMore : isOneMore && isOtherMore', 'isOneMore || isOtherMore : isOneMore && !isOtherMore'],
      ['isOneMore || isOtherMore : ', 'isOneMore && isOtherMore : '],
      ['isOften ? haveSameMarks : agree', 'agree'],
    ],
  ),
  ...inFile(
    'tasks/rules/doubts/doubt.ts',
    [...tests, 'rules-clarify.test.ts'],
    [
      ['clarifyOutcomes: 4', 'clarifyOutcomes: 5'],
      ['clarifyShare: 0.2', 'clarifyShare: 0.25'],
      ['clarifyHandovers: 3', 'clarifyHandovers: 4'],
      ['clarifyHandovers: 3', 'clarifyHandovers: 2'],
      ['clarifyHandoverShare: 0.3', 'clarifyHandoverShare: 0.35'],
      ['clarifyAreas: 8', 'clarifyAreas: 9'],
      ['clarifyAreas: 8', 'clarifyAreas: 7'],
      ['clarifyViolations: 12', 'clarifyViolations: 13'],
      ['clarifyViolations: 12', 'clarifyViolations: 11'],
    ],
  ),
  ...inFile(
    'tasks/rules/doubts/by-turns.ts',
    [...tests, 'rules-clarify.test.ts'],
    [
      ['rarer >= 3 ||', 'rarer >= 4 ||'],
      ['all <= 5)', 'all <= 4)'],
      ['rarerOverSessions = 4', 'rarerOverSessions = 5'],
      ['changesOverSessions = 3', 'changesOverSessions = 4'],
      ['changesOverSessions = 3', 'changesOverSessions = 2'],
      ['bothWays ? 1 : changesOverSessions', 'changesOverSessions'],
      ['early.last > late.last ? [early] : []', 'false ? [early] : []'],
    ],
  ),
  ...inFile(
    'tasks/rules/text/about.ts',
    ['rules-covered.test.ts', 'rules-no-fault.test.ts'],
    [
      ['leastExpressed = 0.4', 'leastExpressed = 0.5'],
      ['leastExpressed = 0.4', 'leastExpressed = 0.3'],
      ['points + meant.length >= 2', 'points + meant.length >= 1'],
      ['if (at !== last + 1) points++', 'points++'],
      ['byChance > 1', 'byChance >= 1'],
      ['(asked.has(one) && asked.has(other)) ||', ''],
      ['part.length >= 5', 'part.length >= 6'],
      ['violation.negations % 2 === 0 ||', 'true ||'],
    ],
  ),
  ...inFile(
    'tasks/rules/covering-rules.ts',
    ['rules-covered.test.ts', 'rules-no-fault.test.ts'],
    [
      ['(inOtherWords && touchesTwice(', '(touchesTwice('],
      ['(mayCover && mayBeOwed(asked, statement))', 'mayCover'],
    ],
  ),
  ...inFile(
    'tasks/rules/text/turns.ts',
    ['rules-consolidate.test.ts'],
    [
      ['(?!questions?\\b)', ''],
      ['\\bwithout asking (?:', '\\bwithout begging (?:'],
    ],
  ),
  ...inFile(
    'tasks/rules/text/kind.ts',
    ['rules-near-kinds.test.ts'],
    [['compoundDeed.test(text) ? [] : doersIn', 'doersIn']],
  ),
  ...inFile(
    'tasks/rules/doubts/divided.ts',
    [...tests, 'rules-clarify.test.ts'],
    [
      ['sideLeast = 4', 'sideLeast = 5'],
      ['sideLeast = 4', 'sideLeast = 3'],
      ['blocked + allowed >= 12', 'blocked + allowed >= 13'],
    ],
  ),
  ...inFile(
    'tasks/rules/doubts/handed-over.ts',
    [...tests, 'rules-clarify.test.ts'],
    [['undecided >= 10', 'undecided >= 11']],
  ),
  ...inFile(
    'tasks/rules/deprecate.ts',
    [...tests, 'rules-deprecate.test.ts'],
    [
      ['deprecateSessions: 5', 'deprecateSessions: 6'],
      ['deprecateSessions: 5', 'deprecateSessions: 4'],
      ['sessions.length >= 10 ?', 'sessions.length >= 11 ?'],
      ['restated.length >= 5 ?', 'restated.length >= 6 ?'],
    ],
  ),
  ...inFile(
    'tasks/rules/closing-checklist.ts',
    [...tests, 'rules-deprecate.test.ts'],
    [
      ['stepsOfAChecklist = 3', 'stepsOfAChecklist = 4'],
      ['stepsOfAChecklist = 3', 'stepsOfAChecklist = 2'],
    ],
  ),
  ...inFile(
    'tasks/rules/quadrant.ts',
    [...tests, 'rules-quadrant.test.ts'],
    [
      ['quadrantVerdicts: 3', 'quadrantVerdicts: 4'],
      ['quadrantVerdicts: 3', 'quadrantVerdicts: 2'],
      ['quadrantAgreement: 0.8', 'quadrantAgreement: 0.85'],
      ['agreeing >= 10 ?', 'agreeing >= 11 ?'],
      ['agreeing >= 5 ?', 'agreeing >= 6 ?'],
      ['word.length > 3 ? 2 : 1', 'word.length > 3 ? 3 : 1'],
    ],
  ),
  ...inFile(
    'tasks/rules/rule-names.ts',
    [...tests, 'rules-quadrant.test.ts'],
    [['classifiedCharacters = 100', 'classifiedCharacters = 99']],
  ),
  ...inFile('tasks/rules/sessions.ts', tests, [['ruleSessions: 20', 'ruleSessions: 21']]),
  ...inFile(
    'tasks/rules/decided.ts',
    ['rules-decided.test.ts'],
    [
      ["'text' in is || isNew", 'isNew'],
      ['from < at && at < to', 'false'],
      ['session.from >= moment.since &&', 'session.from >= moment.at &&'],
    ],
  ),
  ...inFile(
    'tasks/rules/detect.ts',
    ['rules-decided.test.ts'],
    [['evidence.sessions.filter(isSince)', 'evidence.sessions']],
  ),
  ...inFile(
    'tasks/rules/text/imperative/fault.ts',
    ['rules-imperative.test.ts'],
    [['wrong, another, clause', 'wrong, clause']],
  ),
  ...inFile(
    'tasks/rules/text/imperative/description.ts',
    ['rules-imperative.test.ts'],
    [
      ['amiss}|without', 'amiss}x|without'],
      ["verb.form === 'gerund' && /^to", "verb.form === 'base' && /^to"],
    ],
  ),
  ...inFile(
    'tasks/rules/text/nouns.ts',
    ['rules-imperative.test.ts'],
    [['!oneOrAnother.test(last) || determined', 'determined']],
  ),
  ...inFile(
    'tasks/rules/covering-rules.ts',
    ['rules-covered.test.ts'],
    [
      ['heldBy(word) * 10 <= Math.max(10, list.length)', 'heldBy(word) > 0'],
      ['.filter(({ weight }) => weight > 0)', ''],
    ],
  ),
  ...inFile(
    'tasks/rules/rule-names.ts',
    ['rules-cited.test.ts'],
    [
      ['.slice(0, index)', '.slice(0, 0)'],
      ['named.size === 1', 'named.size >= 1'],
    ],
  ),
  ...inFile(
    'tasks/rules/violation-gatherer.ts',
    ['rules-cited.test.ts'],
    [['(blocked.violations.length === 1 ? ', '(blocked.violations.length >= 1 ? ']],
  ),
  ...inFile(
    'tasks/rules/text/no-fault.ts',
    ['rules-no-fault.test.ts'],
    [
      [' || looked.test(text.trim())', ''],
      ['clauses.every(namesNoFault)', 'false'],
      ['isNews(sentence) ||', ''],
    ],
  ),
  ...inFile(
    'tasks/rules/text/news.ts',
    ['rules-no-fault.test.ts'],
    [
      ['!circumstance.test(sentence)', 'true'],
      ['!hasWordOfFault(said)', 'true'],
      ['if (hasWordOfFault(sentence)) return false', ''],
    ],
  ),
  ...inFile(
    'tasks/rules/text/subject.ts',
    ['rules-new.test.ts'],
    [
      ['.replace(initialled, gap)', ''],
      ['isUnheardOf(match, all.slice(0, at))', 'false'],
    ],
  ),
  ...inFile(
    'tasks/rules/select.ts',
    [...tests, 'rules.test.ts'],
    [
      ['mostProposals = 20', 'mostProposals = 21'],
      ['? then : 2 * then', '? then : 3 * then'],
      ['since.occurrences < then', 'since.occurrences <= then'],
      ['since.occurrences < then', 'since.occurrences + 1 < then'],
    ],
  ),
  ...inFile('tasks/rules/observations.ts', [...tests, 'rules.test.ts'], [['evidenceKept = 3', 'evidenceKept = 4']]),
  ...inFile('tasks/rules/action-tallies.ts', tests, [
    ['rulesWatched = 3', 'rulesWatched = 4'],
    ['blocked: 500, allowed: 300', 'blocked: 499, allowed: 300'],
    ['blocked: 500, allowed: 300', 'blocked: 500, allowed: 299'],
  ]),
  ...inFile('tasks/rules/violation-gatherer.ts', tests, [['keptGroups = 5_000', 'keptGroups = 4_999']]),
  ...inFile(
    'tasks/rules/expiry.ts',
    [...tests, 'rules-deprecate.test.ts'],
    [
      ['Date.UTC(year, monthOfYear - 1, day + 1)', 'Date.UTC(year, monthOfYear - 1, day)'],
      ['expiry <= session.to', 'expiry < session.to'],
    ],
  ),
  ...inFile(
    'tasks/rules/effects.ts',
    [...tests, 'rule-effects.test.ts'],
    [
      ['fewer: 0.028', 'fewer: 0.05'],
      ['more: 0.007', 'more: 0.02'],
      ['fewer: 0.0175', 'fewer: 0.03'],
      ['more: 0.0175', 'more: 0.03'],
      ['interval: 1.96', 'interval: 2'],
      ['single: 1.645', 'single: 1.96'],
      ['(a.violations + 0.5) / a.decisions', 'a.violations / a.decisions'],
      ['from < at && at < to', 'from < at && at <= to'],
      ['high !== null && high < 1', 'high !== null'],
      ['error.more && low > 1', 'error.more'],
    ],
  ),
  ...inFile(
    'tasks/rules/permutation.ts',
    [...tests, 'rule-effects.test.ts'],
    [
      ['most = 200_000', 'most = 100'],
      ['drawn = 20_000', 'drawn = 19_999'],
      ['score <= own + tolerance', 'score < own - tolerance'],
      ['difference / rate + 0.01 *', 'difference / rate + 1 *'],
    ],
  ),
]
