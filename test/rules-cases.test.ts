import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ruleCases } from './fixtures/rules/cases/all.ts'
import { judgeCase } from './support/judge-rule-case.ts'

const test = suite('rules: cases labelled by hand')

for (const each of ruleCases) {
  test(`${each.category}: ${each.name}`, async () => {
    const { missed, wrong } = await judgeCase(each)
    assert.equal([missed, wrong.map(({ category, title, proposedRule }) => [category, title, proposedRule])], [[], []])
  })
}

test.run()
