export type Tick = 'approve' | 'reject' | 'modify'

export type DecisionLine = { tick: Tick | null } | { damaged: string }

const box = String.raw`\[\s*([xX]?)\s*\]\s*`
const line = new RegExp(String.raw`^:\s*${box}Approve\s+${box}Reject\s+${box}Modify\s*$`)
const ticks: Tick[] = ['approve', 'reject', 'modify']

/** Reads what stands behind **Human Decision**: three boxes, at most one of them with an x or X. */
export function readDecisionLine(text: string): DecisionLine {
  const boxes = line.exec(text)
  if (!boxes) return { damaged: 'is not ": [ ] Approve [ ] Reject [ ] Modify" with at most one x in it' }
  const ticked = ticks.filter((_, index) => boxes[index + 1] !== '')
  if (ticked.length > 1) return { damaged: `has ${ticked.length} ticks (${ticked.join(', ')}); it takes one` }
  return { tick: ticked[0] ?? null }
}

/** An x in a box that no backslash turned into text. */
const anyTick = /(?<!\\)(?:\\\\)*\[\s*[xX]\s*\]/
const namedTick = /(?<!\\)(?:\\\\)*\[\s*[xX]\s*\]\s*(?:Approve|Reject|Modify)\b/

/** Whether a piece of Markdown source ticks something. `named`: only a box before one of the three words counts. */
export function hasTick(source: string, named: boolean): boolean {
  return (named ? namedTick : anyTick).test(source)
}
