import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Proposal } from '../cache/proposals.ts'
import { parseRuleFile } from '../cache/rules/rule-file.ts'
import { categories } from '../tasks/rules/categories.ts'
import { detect } from '../tasks/rules/detect.ts'
import { resolveSections } from '../tasks/rules/review/resolve.ts'
import { readSuggestions } from '../tasks/rules/review/suggestions.ts'
import { ruleTextsOf } from '../tasks/rules/rule-texts.ts'
import { renderSuggestions } from '../tasks/rules/suggestions-document.ts'
import { redactJson, redactText } from '../templates/redact.ts'
import { mask } from '../templates/secrets/ranges.ts'
import { markdownProblems } from './support/markdown-lint.ts'
import { days, observed, violationGroup } from './support/observations.ts'
import { randomRuns } from './support/random-runs.ts'
import { tick } from './support/suggestions.ts'

const test = suite('a suggestions file that was written can be read back')

/** What a rule or a log line can hold that means something in the document, or disappears from it. */
const hostile = [
  ...[
    '\n',
    '\r\n',
    '\n\n### SR-009: Extra\n',
    '\n> ',
    '\n**Quadrant**: RULES\n',
    '**Persistence**: LOW',
    '---',
    '\u2028',
  ],
  ...[
    '[x] Approve',
    '[ ]',
    '`',
    '```',
    '"',
    "'",
    '\\',
    '|',
    '<b>',
    '&amp;',
    '&#10;',
    '_',
    '*',
    '~~',
    '#',
    '1. ',
    '- ',
    '\t',
  ],
  ...[
    '\u200b',
    '\u202e',
    '\u0000',
    '\ufeff',
    '\ud800',
    'password:',
    'token=',
    'https://example.org/a?b=c',
    '@ada',
    'GH-1',
  ],
  ...['AKIAABCDEFGHIJKLMNOP', '(write the rule: x)', 'SR-001', ' ', '…', 'ü', '🙂'],
]
const sentences = [
  ...['Ask before deleting more than three files', 'Always indent with tabs', 'Never indent with tabs'],
  ...['MongoDB runs on port 27027 for this project', 'MongoDB runs on port 27017 in this project'],
  ...['Never publish statistics without a source', 'Be careful', 'Keep functions under 50 lines', ''],
]
const noise = fc.array(fc.oneof(fc.constantFrom(...hostile), fc.string({ maxLength: 6 })), { maxLength: 3 })
const text = fc
  .tuple(noise, fc.constantFrom(...sentences), noise)
  .map(([before, sentence, after]) => [...before, sentence, ...after].join(''))
/** Few enough that rules say the same. */
const pool = fc.array(text, { minLength: 1, maxLength: 4 })
const word = (...valid: string[]) =>
  fc.oneof(
    fc.constantFrom<unknown>(...valid),
    fc.constantFrom<unknown>('rules', 'SYSTM', ' high', '', '**SYSTEM**', 'a\nb', 'Ω', '`', 3, null, undefined),
    noise.map((parts) => parts.join('')),
  )
const id = fc.oneof(
  fc.integer({ min: 1, max: 30 }).map((number) => `inst_${String(number).padStart(3, '0')}`),
  fc.tuple(noise, fc.nat(9)).map(([parts, number]) => `${parts.join('')}${number}`),
)
const ruleSets = pool.chain((texts) =>
  fc.array(
    fc.record({
      id,
      text: fc.constantFrom(...texts),
      quadrant: word('SYSTEM', 'OPERATIONAL', 'RULES'),
      persistence: word('HIGH', 'MEDIUM', 'LOW', 'VARIABLE'),
      timestamp: fc.constantFrom<unknown>('2025-01-01T00:00:00Z', 'yesterday\n**Evidence**:', 7),
      active: fc.constantFrom(true, true, true, false),
      parameters: fc.constantFrom<unknown>({}, { port: '1' }, { port: '**2**\n' }, 'x'),
    }),
    { minLength: 2, maxLength: 5 },
  ),
)

test('whatever the rules and the log say: nothing is damaged, ticked or edited, and each box can be ticked', async () => {
  const seen = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(ruleSets, fc.array(text, { maxLength: 3 }), async (entries, examples) => {
      const file = JSON.stringify({ instructions: entries })
      const { rules, misfiled } = parseRuleFile(file)
      const last = observed(9, {
        violationGroups: [
          ...examples.map((example) => violationGroup(example, 6, 3)),
          ...rules.filter(({ active }) => !active).map(({ id }) => violationGroup(id, 6, 3, { ruleId: id })),
        ],
        actions: rules.map(({ id, text }) => ({
          rule: id,
          action: text,
          blocked: { count: 4, services: ['BoundaryEnforcer'], first: 1, last: 9 },
          allowed: { count: 4, services: ['BoundaryEnforcer'], first: 2, last: 8 },
        })),
        verdicts: rules.map((rule) => ({
          text: rule.text,
          quadrant: 'STRATEGIC',
          persistence: 'LOW',
          occurrences: 12,
          first: '2025-10-09T11:00:00.000Z',
        })),
      })
      const found = detect({ rules: [...rules, ...misfiled], sessions: [...days(8), last], thresholds: {} }, [])
      const { proposals, information } = (await redactJson(found)) as typeof found
      for (const { category } of proposals) seen.set(category, (seen.get(category) ?? 0) + 1)
      const written = await redactText(
        renderSuggestions(proposals, information, { date: '2025-10-24', reviewCommand: 'bookend review' }),
      )
      await assertReadBack(written, proposals, file)
      assert.equal(markdownProblems(written), [])
    }),
    { numRuns: randomRuns(40) },
  )
  for (const category of Object.keys(categories)) assert.ok((seen.get(category) ?? 0) > 0, `${category} never came up`)
})

test('nothing is proposed about rules without a visible character', () => {
  const entry = (id: string, text: string) => ({ id, text, quadrant: 'SYSTEM', persistence: 'HIGH', active: true })
  const idsIn = (invisible: string) => {
    const entries = [entry('inst_001', invisible), entry('inst_002', invisible), entry('inst_003', invisible)]
    const { rules } = parseRuleFile(JSON.stringify({ instructions: entries }))
    const { proposals, information } = detect({ rules, sessions: days(8), thresholds: {} }, [])
    return [...new Set(JSON.stringify([proposals, information]).match(/inst_\d+/g))]
  }
  for (const invisible of ['\u200b', ' \u202e\t', '\ufeff\u200b']) assert.equal(idsIn(invisible), [])
  assert.ok(idsIn('Never publish statistics without a source').length > 0)
})

async function assertReadBack(written: string, proposals: Proposal[], file: string): Promise<void> {
  const documented = proposals.map((proposal) => ({
    number: proposal.id,
    fingerprint: proposal.fingerprint,
    proposal,
    file: 'S.md',
    session: 's',
    at: 0,
    ruleTexts: ruleTextsOf(file, proposal.ruleIds),
  }))
  const suggestions = await readSuggestions(written)
  assert.equal(suggestions.problems, [], written)
  assert.equal(
    suggestions.sections.map(({ id, tick }) => [id, tick]),
    proposals.map(({ id }) => [id, null]),
  )
  const boxes = proposals.map(({ id, needsWords }, index) => [id, needsWords || index % 3 === 2 ? 'Reject' : 'Approve'])
  const read = await readSuggestions(tick(written, Object.fromEntries(boxes)))
  const { resolved, unknown, undecided } = resolveSections(read, documented, [])
  const problems = [...unknown, ...undecided]
  const damage = problems.filter(({ what }) => !/ has a secret in it | is still a question /.test(what))
  assert.equal([...read.problems, ...damage], [], written)
  for (const each of resolved) {
    if (each.state !== 'ticked') throw new Error(`${each.section.id} is ${each.state}`)
    // The last scan for secrets, of the escaped text, may find one more: its Approve is refused until a person has written the text out.
    const text = each.section.text.includes(mask) && each.decision.edited.text
    assert.equal(each.decision.edited, { text, quadrant: false, persistence: false }, written)
  }
}

test.run()
