import { clipSentence } from '../../templates/render.ts'
import { shortSha } from '../../templates/words.ts'
import { type Aim, ageOf } from '../work/standing/view.ts'

/** `verified`: the tool saw it. `asserted`: someone noted it. */
export interface Fact {
  text: string
  basis: 'verified' | 'asserted'
  /** Of a note that was carried on: since when, and for how many sessions. */
  age?: string
  /** Whether the agent's list says that it is being done. */
  inProgress?: true
  /** Of a note: what closes it. */
  number?: number
  /** Of what is done: the commit that says so. */
  commit?: string
  /** Behind the text: what to do about it. */
  next?: string
  /** Before the text: the step that says it. */
  step?: string
}

export const verified = (text: string): Fact => ({ text, basis: 'verified' })
export const asserted = (text: string): Fact => ({ text, basis: 'asserted' })

/** A note or the agent's own words, with the age of what was carried on. */
export function noted(item: Aim): Fact {
  const age = ageOf(item)
  return {
    ...asserted(item.text),
    ...(age !== '' && { age }),
    ...('from' in item && item.inProgress && { inProgress: true as const }),
    ...('number' in item && { number: item.number }),
    ...('commit' in item && item.commit !== undefined && { commit: shortSha(item.commit) }),
  }
}

/** What is to be done may be a command, and half of one is none: it is there whole, or not where it is long or there is room for hardly anything. */
const room = { next: 300, text: 60 }

/** A fact of so many characters, and what to do about it: before what a step says where that is cut, as it is what must not be missed. */
export function shortened({ next = '', step = '', ...fact }: Fact, characters: number): Fact {
  const isLeftOut = next === '' || next.length > room.next || characters < room.text
  const text = clipSentence(`${step}${fact.text}`, characters)
  if (isLeftOut) return { ...fact, text }
  if (step === '' || !text.endsWith('…')) return { ...fact, text: `${text}${next}` }
  return { ...fact, text: `${step}${next.replace(/^[:;] /, '')} (${text.slice(step.length)})` }
}

/** What documents put behind a fact: nothing behind what bookend saw itself. */
export const markOf = ({ basis, age, inProgress }: Fact): string =>
  basis === 'verified' ? '' : ` (asserted${age ? ` ${age}` : ''}${inProgress ? ', in progress' : ''})`
