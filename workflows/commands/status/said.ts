import { type Aim, ageOf } from '../../../tasks/work/standing/view.ts'
import { clip } from '../../../templates/render.ts'

/** An item of the open work on one line: its number and its age, or the letter's mark for what only the agent said. */
export function said(item: Aim, longest: number): string {
  if (!('number' in item)) return `${clip(item.text, longest)} (asserted)`
  const age = ageOf(item)
  return `${item.number} ${clip(item.text, longest)}${age && ` (since ${age})`}`
}
