import { categories } from '../../tasks/rules/categories.ts'
import { proposalsOf } from '../support/detect-history.ts'
import { type History, makeHistory } from './rule-histories.ts'

interface Score {
  found: number
  missed: string[]
  wrong: string[]
}

/** Precision and recall of each kind over so many seeded histories, as lines; the first of what was missed and what was wrong by name. */
export async function measureAccuracy(histories: number): Promise<string[]> {
  const scores = new Map<string, Score>(
    Object.keys(categories).map((kind) => [kind, { found: 0, missed: [], wrong: [] }]),
  )
  let decisions = 0
  for (let seed = 1; seed <= histories; seed++) {
    const history = makeHistory(seed)
    decisions += history.decisions.length
    const found = await proposalsOf(history)
    const proposals = found.map(({ category, ruleIds, pattern }) => ({
      category,
      about: ruleIds.join('+'),
      text: pattern,
    }))
    for (const [kind, score] of scores) compare(kind, score, history, proposals, seed)
  }
  const share = (part: number, rest: number) => (part + rest === 0 ? 'none' : (part / (part + rest)).toFixed(3))
  return [
    `${histories} histories, ${decisions} decisions`,
    ...[...scores].flatMap(([kind, { found, missed, wrong }]) => [
      `${kind.padEnd(12)} precision ${share(found, wrong.length)}   recall ${share(found, missed.length)}   (${found} found, ${wrong.length} wrong, ${missed.length} missed)`,
      ...missed.slice(0, 3).map((what) => `  missed: ${what}`),
      ...wrong.slice(0, 3).map((what) => `  wrong: ${what}`),
    ]),
  ]
}

type Proposed = { category: string; about: string; text: string }[]

function compare(kind: string, score: Score, history: History, proposals: Proposed, seed: number): void {
  const own = proposals.filter(({ category }) => category === kind)
  const matches = (planted: string, { about, text }: Proposed[number]) =>
    kind === 'new' ? text.includes(planted) : about === planted
  const planted = history.planted.filter(({ category }) => category === kind)
  for (const { about } of planted) {
    if (own.some((proposal) => matches(about, proposal))) score.found++
    else score.missed.push(`history ${seed}: ${about}`)
  }
  for (const proposal of own) {
    if (planted.some(({ about }) => matches(about, proposal))) continue
    const decoy = history.decoys.find(({ category, about }) => category === kind && matches(about, proposal))
    score.wrong.push(`history ${seed}: ${proposal.text.slice(0, 160)}${decoy ? ` (${decoy.why})` : ''}`)
  }
}
