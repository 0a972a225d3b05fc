import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findOverlappingRules } from '../../tasks/rules/consolidate.ts'
import { parseMarkdownRules } from '../../tasks/rules/markdown-rules.ts'
import { repository } from './project.ts'

/** The directories of Markdown files whose pairs are labelled. */
export const markdownDirectories = {
  own: join(repository, 'test/fixtures/rules/markdown'),
  heldOut: join(repository, 'test/fixtures/rules/held-out/markdown'),
  heldOutThird: join(repository, 'test/fixtures/rules/held-out-3/markdown'),
  heldOutFourth: join(repository, 'test/fixtures/rules/held-out-4/markdown'),
  development: join(repository, 'test/fixtures/rules/development/markdown'),
  heldOutFifth: join(repository, 'test/fixtures/rules/held-out-5/markdown'),
  heldOutSixth: join(repository, 'test/fixtures/rules/held-out-6/markdown'),
  heldOutSeventh: join(repository, 'test/fixtures/rules/held-out-7/markdown'),
  heldOutEighth: join(repository, 'test/fixtures/rules/held-out-8/markdown'),
}

interface Labels {
  same: [string, string][]
  contradicts: [string, string][]
  notRules: string[]
}

export const markdownFixtures = (directory = markdownDirectories.own): string[] =>
  readdirSync(directory).filter((file) => file.endsWith('.md'))

/** What was found of the pairs that are labelled in a file, by `kind: a | b`. */
export interface MarkdownJudgement {
  found: string[]
  missed: string[]
  wrong: string[]
  rules: number
}

export async function judgeMarkdown(file: string, directory = markdownDirectories.own): Promise<MarkdownJudgement> {
  const labels = (JSON.parse(readFileSync(join(directory, 'labels.json'), 'utf8')) as Record<string, Labels>)[file]
  if (!labels) throw new Error(`${file} has no labels`)
  const rules = await parseMarkdownRules(file, readFileSync(join(directory, file), 'utf8'))
  const textOf = new Map(rules.map(({ id, text }) => [id, text]))
  const key = (kind: string, pair: string[]) => `${kind}: ${pair.toSorted().join(' | ')}`
  const classOf = classesOf(labels.same)
  // Of rules that say the same one question is asked, whichever of them it names.
  const question = (pair: string[]) => pair.map(classOf).toSorted().join(' | ')
  const wanted = new Set(labels.same.map((pair) => key('merge', pair)))
  const asked = new Map(labels.contradicts.map((pair) => [question(pair), key('contradiction', pair)]))
  const answered = new Set<string>()
  const wrong = labels.notRules.filter((text) => rules.some((rule) => rule.text === text))
  const found: string[] = []
  for (const { ruleIds, relation } of findOverlappingRules({ rules, sessions: [], thresholds: {} })) {
    const texts = ruleIds.map((id) => textOf.get(id) ?? id)
    if (relation !== 'contradicts') {
      for (const name of pairsOf(texts).map((pair) => key('merge', pair)))
        if (wanted.delete(name)) found.push(name)
        else wrong.push(name)
    } else if (asked.delete(question(texts))) {
      found.push(key('contradiction', texts))
      answered.add(question(texts))
    } else if (!answered.has(question(texts))) wrong.push(key('contradiction', texts))
  }
  return { found, missed: [...wanted, ...asked.values()], wrong, rules: rules.length }
}

const pairsOf = (texts: string[]): [string, string][] =>
  texts.flatMap((one, index) => texts.slice(index + 1).map((other): [string, string] => [one, other]))

/** Of each text the first of those that say the same. */
function classesOf(same: [string, string][]): (text: string) => string {
  const before = new Map<string, string>()
  const first = (text: string): string => {
    const known = before.get(text)
    return known === undefined ? text : first(known)
  }
  for (const [one, other] of same) {
    const [a, b] = [first(one), first(other)]
    if (a !== b) before.set(b, a)
  }
  return first
}
