import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { migrations } from '../cache/migrations.ts'
import { createRuleRelations, type RuleRelations } from '../cache/rule-relations.ts'
import type { Rule } from '../cache/rules/rule-file.ts'
import { detect } from '../tasks/rules/detect.ts'
import { parseMarkdownRules } from '../tasks/rules/markdown-rules.ts'
import { fieldVocabulary } from '../tasks/rules/text/field-vocabulary.ts'
import { glossary } from '../tasks/rules/text/glossary.ts'
import { createVocabulary, type Vocabulary } from '../tasks/rules/text/vocabulary.ts'
import { markdownDirectories, markdownFixtures } from './support/markdown-rules.ts'
import { observed, rule, violationGroup } from './support/observations.ts'

const test = suite('relations between rules that are kept')

/** A store in memory, and the kinds of result that were made because none was kept. */
const build = { now: '1.0.0 a' }

function memory(): { kept: RuleRelations; made: string[]; close(): void } {
  const db = new Database(':memory:')
  for (const { sql } of migrations) db.exec(sql)
  const store = createRuleRelations(db, () => build.now)
  const made: string[] = []
  const kept: RuleRelations = {
    of: store.of,
    save(kind, basis, result) {
      made.push(kind)
      store.save(kind, basis, result)
    },
  }
  return { kept, made, close: () => db.close() }
}

/** The rules of all Markdown fixtures together, some of them retired. */
async function manyRules(): Promise<Rule[]> {
  const rules: Rule[] = []
  for (const file of markdownFixtures())
    rules.push(
      ...(await parseMarkdownRules(file, readFileSync(join(markdownDirectories.own, file), 'utf8'))).map(
        ({ text }, index) => rule(`inst_${file}_${index}`, text, { active: index % 9 > 0 }),
      ),
    )
  return rules
}

const sessions = (rules: Rule[]) => [
  observed(1, {
    violationGroups: [
      violationGroup('schema_changed_without_approval', 6, 4),
      // Retired rules that are violated by their texts, in other words: they are looked up.
      ...rules.filter(({ active }) => !active).map(({ text }) => violationGroup(`Violated: ${text}`, 4, 3)),
    ],
  }),
]

const everything = 10_000

test('with kept relations, without and after a change of a rule, a word or nothing the proposals are the same', async () => {
  const store = memory()
  const rules = await manyRules()
  const look = (now: Rule[], vocabulary: Vocabulary, kept?: RuleRelations) =>
    detect({ rules: now, sessions: sessions(rules), thresholds: {}, vocabulary, ...(kept && { kept }) }, [], everything)
      .proposals
  const all = ['subjects of active', 'subjects of retired', 'related']
  const bare = look(rules, fieldVocabulary)
  assert.ok(bare.filter(({ category }) => category === 'consolidate').length > 20)
  assert.ok(bare.some(({ category }) => category === 'reactivate'))
  assert.equal(look(rules, fieldVocabulary, store.kept), bare)
  assert.equal(store.made.splice(0), all)
  assert.equal(look(rules, fieldVocabulary, store.kept), bare)
  assert.equal(store.made, [])

  // A rule that said the same as another one says something else now.
  const [merged] = bare.filter(({ relation }) => relation === 'same')
  const changed = rules.map((each) =>
    each.id === merged?.ruleIds[0] ? rule(each.id, 'Never feed the printer after midnight') : each,
  )
  const afterChange = look(changed, fieldVocabulary)
  assert.not.equal(afterChange, bare)
  assert.equal(look(changed, fieldVocabulary, store.kept), afterChange)
  assert.equal(store.made.splice(0), ['subjects of active', 'related'])

  // Only its state changed.
  const retired = rules.map((each) =>
    each.id === merged?.ruleIds[0] ? rule(each.id, each.text, { active: false }) : each,
  )
  assert.equal(look(retired, fieldVocabulary, store.kept), look(retired, fieldVocabulary))

  // The same rules in another order, and of another project's words.
  const turned = rules.toReversed()
  assert.equal(look(turned, fieldVocabulary, store.kept), look(turned, fieldVocabulary))
  store.made.splice(0)
  const own = createVocabulary(glossary, { alternatives: [['printer', 'plotter']] })
  assert.equal(look(rules, own, store.kept), look(rules, own))
  assert.equal(store.made, all)
  store.close()
})

test('of each kind of result one is kept, and another build of bookend does not use it', async () => {
  const store = memory()
  for (const basis of ['a', 'b', 'a']) store.kept.save('related', basis, [basis])
  assert.equal([store.kept.of('related', 'a'), store.kept.of('related', 'b')], [['a'], undefined])
  build.now = '1.0.0 b'
  assert.is(store.kept.of('related', 'a'), undefined, "another build's result is used")
  store.close()
})

test.run()
