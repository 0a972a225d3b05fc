/** What `thresholds` of a configuration may hold; each is defined, with its default, beside what it bounds. */
export const thresholdNames = [
  'baselineSessions',
  'clarifyAreas',
  'clarifyHandovers',
  'clarifyHandoverShare',
  'clarifyOutcomes',
  'clarifyShare',
  'clarifyViolations',
  'deprecateSessions',
  'newRuleContexts',
  'newRuleOccurrences',
  'quadrantAgreement',
  'quadrantVerdicts',
  'ruleSessions',
  'ruleSimilarity',
  'serverAnswerMs',
  'serverStartMs',
  'serviceLoadMs',
  'testsMs',
] as const

export type Thresholds = { [Name in (typeof thresholdNames)[number]]?: number }
