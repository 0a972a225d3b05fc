import { ageOf, type WorkItem } from '../work/standing/view.ts'

/** `verified`: the tool saw it. `asserted`: someone noted it. */
export interface Fact {
  text: string
  basis: 'verified' | 'asserted'
}

/** A note, with the age of one that was carried on. */
export const noted = (item: WorkItem | { text: string }): Fact => asserted(`${item.text}${ageOf(item)}`)

export const verified = (text: string): Fact => ({ text, basis: 'verified' })
export const asserted = (text: string): Fact => ({ text, basis: 'asserted' })
