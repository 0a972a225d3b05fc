import { type Aim, stateOf } from '../../../tasks/work/standing/view.ts'
import { clip } from '../../../templates/render.ts'

/** An item of the open work on one line, with the number that closes it and its age, or the letter's mark for what only the agent said. */
export function said(item: Aim, longest: number): string {
  const by = 'number' in item ? `note ${item.number}` : 'asserted'
  return `${clip(item.text, longest)} (${[by, stateOf(item)].filter(Boolean).join(', ')})`
}
