/** Whether a number is the least or the most that is allowed. */
export type Bound = 'least' | 'most'

const least = /\b(?:at least|minimum|or more|more than|above|over)\b/
const most = /\b(?:at most|maximum|or less|or fewer|less than|fewer than|under|below|up to|limited to|within|limit)\b/

export function boundOf(raw: string): Bound | undefined {
  const [low, high] = [least.test(raw), most.test(raw)]
  return low === high ? undefined : low ? 'least' : 'most'
}
