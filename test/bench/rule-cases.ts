import { ruleCases } from '../fixtures/rules/cases/all.ts'
import { judgeCase } from '../support/judge-rule-case.ts'
import { judgeMarkdown, markdownFixtures } from '../support/markdown-rules.ts'
import type { ExpectedProposal } from '../support/rule-cases.ts'
import type { Benchmark } from './measure.ts'

interface Score {
  found: number
  missed: number
  wrong: number
}

/** Precision and recall of each category over the cases labelled by hand, with every miss by name. */
export const ruleCasesAccuracy: Benchmark = {
  name: 'rules-cases',
  async run() {
    const scores = new Map<string, Score>()
    const scoreOf = (category: string): Score => {
      const score = scores.get(category) ?? { found: 0, missed: 0, wrong: 0 }
      scores.set(category, score)
      return score
    }
    const misses: string[] = []
    for (const each of ruleCases) {
      const { found, missed, wrong } = await judgeCase(each)
      for (const { category } of found) scoreOf(category).found++
      for (const expected of missed) {
        scoreOf(expected.category).missed++
        misses.push(`missed, ${each.category}: ${each.name}: ${describeExpected(expected)}`)
      }
      for (const { category, title, proposedRule } of wrong) {
        scoreOf(category).wrong++
        misses.push(`wrong, ${category}: ${each.name}: ${title}: ${proposedRule}`)
      }
    }
    const positives = ruleCases.filter(({ expect }) => expect.length > 0).length
    return [
      {
        name: `rules-cases: ${positives} cases with proposals, ${ruleCases.length - positives} decoys`,
        lines: [...[...scores].map(([category, score]) => describeScore(category, score)), ...misses],
      },
      await inMarkdown(),
    ]
  },
}

/** The rules of the Markdown files, compared within each file. */
async function inMarkdown() {
  const scores: Record<string, Score> = {}
  let rules = 0
  const misses: string[] = []
  for (const file of markdownFixtures()) {
    const judged = await judgeMarkdown(file)
    rules += judged.rules
    const count = (what: keyof Score, name: string) => {
      const kind = name.split(':')[0] as string
      scores[kind] ??= { found: 0, missed: 0, wrong: 0 }
      scores[kind][what]++
    }
    for (const name of judged.found) count('found', name)
    for (const name of judged.missed) count('missed', name)
    for (const name of judged.wrong) count('wrong', name)
    misses.push(
      ...judged.missed.map((name) => `missed, ${file}: ${name}`),
      ...judged.wrong.map((name) => `wrong, ${file}: ${name}`),
    )
  }
  return {
    name: `rules-cases: ${markdownFixtures().length} Markdown files, ${rules} rules`,
    lines: [...Object.entries(scores).map(([kind, score]) => describeScore(kind, score)), ...misses],
  }
}

function describeScore(name: string, { found, missed, wrong }: Score): string {
  const share = (rest: number) => (found + rest === 0 ? 'none' : (found / (found + rest)).toFixed(3))
  return `${name.padEnd(12)} precision ${share(wrong)}   recall ${share(missed)}   (${found} found, ${wrong} wrong, ${missed} missed)`
}

function describeExpected({ ids, relation, says, quadrant }: ExpectedProposal): string {
  return [ids?.join(' + '), relation, says, quadrant].filter((part) => part !== undefined).join(', ')
}
