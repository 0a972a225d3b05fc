/**
 * How two rules relate: they say the same, the first contains the second or the other way round, or they cannot both be kept. Where that is not
 * sure nothing is said: a wrong merge costs a rule.
 */
export type Relation = 'same' | 'contains' | 'is contained' | 'contradicts'
