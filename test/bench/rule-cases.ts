import { fieldVocabulary } from '../../tasks/rules/text/field-vocabulary.ts'
import { imperativeOf } from '../../tasks/rules/text/imperative.ts'
import { violationKind } from '../../tasks/rules/text/kind.ts'
import { ruleCases } from '../fixtures/rules/cases/all.ts'
import {
  developmentCases,
  developmentDescriptions,
  developmentMisdeeds,
  developmentPrescriptions,
} from '../fixtures/rules/development/cases.ts'
import { heldOutCases } from '../fixtures/rules/held-out/all.ts'
import { descriptions, misdeeds, prescriptions } from '../fixtures/rules/held-out/sentences.ts'
import { heldOutAgain } from '../fixtures/rules/held-out-2/all.ts'
import { heldOutThird } from '../fixtures/rules/held-out-3/all.ts'
import { heldOutFourth } from '../fixtures/rules/held-out-4/all.ts'
import {
  heldOutDescriptions,
  heldOutFifth,
  heldOutMisdeeds,
  heldOutPrescriptions,
} from '../fixtures/rules/held-out-5/cases.ts'
import {
  heldOutSixth,
  sixthDescriptions,
  sixthMisdeeds,
  sixthPrescriptions,
} from '../fixtures/rules/held-out-6/cases.ts'
import {
  heldOutSeventh,
  seventhDescriptions,
  seventhMisdeeds,
  seventhPrescriptions,
} from '../fixtures/rules/held-out-7/cases.ts'
import { judgeCase } from '../support/judge-rule-case.ts'
import { judgeMarkdown, markdownDirectories, markdownFixtures } from '../support/markdown-rules.ts'
import type { ExpectedProposal, RuleCase } from '../support/rule-cases.ts'
import type { Benchmark, Figures } from './measure.ts'

interface Score {
  found: number
  missed: number
  wrong: number
}

/** Precision and recall of each category over the cases labelled by hand, with every miss by name. */
export const ruleCasesAccuracy: Benchmark = {
  name: 'rules-cases',
  async run() {
    return [
      await overCases('written with the detectors', ruleCases),
      await inMarkdown('written with the detectors', markdownDirectories.own),
      await overCases('held out, 2026-11-26', heldOutCases),
      await inMarkdown('held out, 2026-11-26', markdownDirectories.heldOut),
      ofSentences('held out, 2026-11-26', { misdeeds, prescriptions, descriptions }),
      await overCases('held out again, 2026-11-26', heldOutAgain),
      await overCases('held out, 2026-11-27', heldOutThird),
      await inMarkdown('held out, 2026-11-27', markdownDirectories.heldOutThird),
      await overCases('other domains, 2026-11-27', heldOutFourth),
      await inMarkdown('other domains, 2026-11-27', markdownDirectories.heldOutFourth),
      await overCases('developed on', developmentCases),
      await inMarkdown('developed on', markdownDirectories.development),
      ofSentences('developed on', {
        misdeeds: developmentMisdeeds,
        prescriptions: developmentPrescriptions,
        descriptions: developmentDescriptions,
      }),
      await overCases('many fields, 2026-11-27', heldOutFifth),
      await inMarkdown('many fields, 2026-11-27', markdownDirectories.heldOutFifth),
      await inMarkdown('ten teams, 2026-11-27', markdownDirectories.heldOutSixth),
      await inMarkdown('three teams, 2026-11-27', markdownDirectories.heldOutSeventh),
      await inMarkdown('sixteen projects, 2026-11-27', markdownDirectories.heldOutEighth),
      ofSentences('many fields, 2026-11-27', {
        misdeeds: heldOutMisdeeds,
        prescriptions: heldOutPrescriptions,
        descriptions: heldOutDescriptions,
      }),
      await overCases('a council, 2026-11-27', heldOutSixth),
      ofSentences('a council, 2026-11-27', {
        misdeeds: sixthMisdeeds,
        prescriptions: sixthPrescriptions,
        descriptions: sixthDescriptions,
      }),
      await overCases('six trades, 2026-11-27', heldOutSeventh),
      ofSentences('six trades, 2026-11-27', {
        misdeeds: seventhMisdeeds,
        prescriptions: seventhPrescriptions,
        descriptions: seventhDescriptions,
      }),
    ]
  },
}

async function overCases(set: string, cases: RuleCase[]): Promise<Figures> {
  const scores = createScores()
  const misses: string[] = []
  for (const each of cases) {
    const { found, missed, wrong } = await judgeCase(each)
    for (const { category } of found) scores.of(category).found++
    for (const expected of missed) {
      scores.of(expected.category).missed++
      misses.push(`missed, ${each.category}: ${each.name}: ${describeExpected(expected)}`)
    }
    for (const { category, title, proposedRule } of wrong) {
      scores.of(category).wrong++
      misses.push(`wrong, ${category}: ${each.name}: ${title}: ${proposedRule}`)
    }
  }
  const positives = cases.filter(({ expect }) => expect.length > 0).length
  return {
    name: `rules-cases (${set}): ${positives} cases with proposals, ${cases.length - positives} decoys`,
    lines: [...scores.lines(), ...misses],
  }
}

/** The rules of the Markdown files, compared within each file. */
async function inMarkdown(set: string, directory: string): Promise<Figures> {
  const scores = createScores()
  let rules = 0
  const misses: string[] = []
  const files = markdownFixtures(directory)
  for (const file of files) {
    const judged = await judgeMarkdown(file, directory)
    rules += judged.rules
    const count = (what: keyof Score, name: string) => scores.of(name.split(':')[0] as string)[what]++
    for (const name of judged.found) count('found', name)
    for (const name of judged.missed) count('missed', name)
    for (const name of judged.wrong) count('wrong', name)
    misses.push(
      ...judged.missed.map((name) => `missed, ${file}: ${name}`),
      ...judged.wrong.map((name) => `wrong, ${file}: ${name}`),
    )
  }
  return {
    name: `rules-cases (${set}): ${files.length} Markdown files, ${rules} rules`,
    lines: [...scores.lines(), ...misses],
  }
}

interface Sentences {
  misdeeds: [text: string, rule: RegExp][]
  prescriptions: string[]
  descriptions: string[]
}

/** What becomes of single sentences: a misdeed is to become its rule, and nothing may become its opposite. */
function ofSentences(set: string, { misdeeds, prescriptions, descriptions }: Sentences): Figures {
  const scores = createScores()
  const misses: string[] = []
  const judge = (kind: string, text: string, right: (rule: string) => boolean, wanted: boolean) => {
    const rule = imperativeOf({ text: violationKind(text, fieldVocabulary).example, areas: [] })
    if (rule !== undefined && !right(rule)) {
      scores.of(kind).wrong++
      misses.push(`wrong, ${kind}: ${text}: ${rule}`)
    } else if (rule !== undefined) scores.of(kind).found++
    else if (wanted) {
      scores.of(kind).missed++
      misses.push(`missed, ${kind}: ${text}`)
    }
  }
  for (const [text, says] of misdeeds) judge('misdeed', text, (rule) => says.test(rule), true)
  for (const text of prescriptions)
    judge('prescription', text, (rule) => rule === `${text.replace(/^We n/, 'N')}.`, false)
  for (const text of descriptions) judge('description', text, () => false, false)
  return {
    name: `rules-cases (${set}): ${misdeeds.length} misdeeds, ${prescriptions.length} prescriptions, ${descriptions.length} descriptions`,
    lines: [...scores.lines(), ...misses],
  }
}

function createScores() {
  const scores = new Map<string, Score>()
  return {
    of(category: string): Score {
      const score = scores.get(category) ?? { found: 0, missed: 0, wrong: 0 }
      scores.set(category, score)
      return score
    },
    lines: () => [...scores].map(([category, score]) => describeScore(category, score)),
  }
}

function describeScore(name: string, { found, missed, wrong }: Score): string {
  const share = (rest: number) => (found + rest === 0 ? 'none' : (found / (found + rest)).toFixed(3))
  return `${name.padEnd(12)} precision ${share(wrong)}   recall ${share(missed)}   (${found} found, ${wrong} wrong, ${missed} missed)`
}

function describeExpected({ ids, relation, says, quadrant }: ExpectedProposal): string {
  return [ids?.join(' + '), relation, says, quadrant].filter((part) => part !== undefined).join(', ')
}
