/** What the services themselves demanded for the blocked actions, the strictest that most of them named. */
export type Requirement = 'MANDATORY' | 'APPROVAL_REQUIRED' | 'REVIEW_RECOMMENDED'

/** A rule, undefined where the sentence has another form, null where it has this one and cannot be trusted. */
export type Form = (
  sentence: string,
  requirement: Requirement | undefined,
  areas: string[],
) => string | null | undefined
