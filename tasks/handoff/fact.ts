/** `verified`: the tool saw it. `asserted`: someone noted it. */
export interface Fact {
  text: string
  basis: 'verified' | 'asserted'
}

export const verified = (text: string): Fact => ({ text, basis: 'verified' })
export const asserted = (text: string): Fact => ({ text, basis: 'asserted' })
