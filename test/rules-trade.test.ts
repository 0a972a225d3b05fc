import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { findMissingRules } from '../tasks/rules/new-rules.ts'
import { readSubjects } from '../tasks/rules/text/field-subjects.ts'
import { statementOf } from '../tasks/rules/text/statement.ts'
import { expressedBy, type Subjects, subjectsIn } from '../tasks/rules/text/thesaurus.ts'
import { type InTrade, inTrade, saysInTrade } from '../tasks/rules/text/trade.ts'
import { stemOf } from '../tasks/rules/text/vocabulary.ts'
import { observed, rule, violationGroup } from './support/observations.ts'
import { repository } from './support/project.ts'

const test = suite('rules: what only the trade connects')

const proposed = (violation: string, ...texts: string[]) =>
  findMissingRules({
    rules: texts.map((text, at) => rule(`r${at}`, text)),
    sessions: [1, 2, 3].map((day) => observed(day, { violationGroups: [violationGroup(violation, 2, 2)] })),
    thresholds: {},
  }).map(({ category }) => category)

const pairs = (text: string): [string, string][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((each) => each.trim()) as [string, string])

for (const [text, violation] of pairs(`
  The history of the shared branch is never rewritten | Force-pushed to main
  Payment data stays out of diagnostics | Card numbers in the log
  Nothing goes live on the day before a weekend | Deployed on a Friday afternoon
  Schema changes go through versioned scripts | Column added by hand on the production database
  Every query takes its values as bound parameters | User input concatenated into SQL
  Dates are kept in UTC | Stored timestamps in local time
  Failing tests are fixed and not silenced | Skipped a red test to get the build through
  The emergency stop must never be defeated | Bridged the safety interlock on the press
  Backups are proven by restoring them | Snapshot never test-restored
  Nobody works on the roof without a rope | Roofer climbed without a harness`))
  test(`"${text}" covers "${violation}"`, () => assert.equal(proposed(violation, text), []))

for (const [text, violation] of pairs(`
  Commit messages are in English | Force-pushed to main
  Passwords are stored as salted hashes | Password sent by mail
  Medication is checked by two nurses | Medication left on the bedside table
  Every outgoing call has a time limit | Retried a failed call without backoff
  Certificates are always checked | Server without disk alert
  Login needs a second factor | Login page without a privacy notice
  Ships report their draught before they enter the port | Skipped a red test to get the build through`))
  test(`"${text}" is about another thing than "${violation}"`, () => assert.equal(proposed(violation, text), ['new']))

const stop = 'The emergency stop must never be defeated'
const bridged = 'Bridged the safety interlock on the press'
const others = (count: number) => Array.from({ length: count }, (_, at) => `Folder name${at} has an index of its own`)

test('among more than two hundred rules one says so by chance', () => {
  assert.equal(proposed(bridged, stop, ...others(199)), [])
  assert.equal(proposed(bridged, stop, ...others(200)), ['new'])
})

test('what all rules are about is no evidence', () => {
  const said = ['press', 'saw', 'lathe', 'drill'].map((place) => `${stop} at the ${place}`)
  assert.equal(proposed('Bridged the safety interlock', ...said.slice(0, 1)), [])
  assert.equal(proposed('Bridged the safety interlock', ...said), ['new'])
})

const subject = (weight: number, ...stems: string[]) => ({ stems: new Set(stems), weight })
const never = () => 0

test('how far words are expressed by a text about the same subject', () => {
  const expressed = (own: Subjects, other: Subjects, common = never) => expressedBy(other, own, common).get('card')
  const one = (weight: number, row = '1') => new Map([[row, subject(weight, 'card')]])
  assert.is(expressed(one(0.65), one(0.8)), 0.65, 'as far as both speak of it')
  assert.is(expressed(one(0.9), one(0.7)), 0.7)
  assert.is(expressed(one(0.645), one(9)), undefined, 'one common word is no evidence')
  assert.is(expressed(one(9), one(9)), 1)
  assert.is(expressed(one(1, '!1'), one(1, '!1')), 0.7, 'a class of deeds says less')
  assert.is(expressed(one(1), one(1, '2')), undefined)
  assert.is(
    expressed(one(1), one(1), () => 0.25),
    0.75,
    'what a quarter of the rules are about says so much less',
  )
})

/** A text of whose words so many are about the subject that both have. */
const text = (words: string[], about: string[], missing: string[] = []): InTrade => ({
  words,
  missing,
  subjects: new Map([['1', subject(1, ...about)]]),
})
const invoices = ['invoic', 'ledger', 'vat', 'tax', 'auditor']
const wards = ['ward', 'nurs', 'syring', 'dosag', 'patient']

/** A thousand words of which so many are about one subject. */
const about = (words: string[], share: number): InTrade => {
  const thousand = Array.from({ length: 1000 }, (_, at) => `${words[at % words.length]}${at}`)
  return text(thousand, thousand.slice(0, share))
}

test('two fifths of what each says beyond the other, and more of it among more rules', () => {
  const says = (share: number, rules: number) => saysInTrade(about(invoices, share), about(wards, share), rules, never)
  assert.ok(says(400, 1))
  assert.not.ok(says(399, 1))
  assert.ok(says(400, 4))
  assert.not.ok(says(399, 4))
  assert.ok(says(480, 16))
  assert.not.ok(says(479, 16))
  assert.ok(saysInTrade(about(invoices, 800), about(wards, 200), 1, never), 'as the geometric mean of both')
  assert.not.ok(saysInTrade(about(invoices, 790), about(wards, 200), 1, never))
})

test('what is missing has to be what the rule asks for', () => {
  const says = (missing: string[]) =>
    saysInTrade(text(invoices, invoices), text(wards, ['ward', 'nurs', 'syring'], missing), 1, never)
  assert.ok(says(['nurs']))
  assert.ok(says([]))
  assert.not.ok(says(['patient']))
  assert.ok(says(['ward', 'nurs', 'syring', 'patient']), 'three of four words')
  assert.not.ok(says(['nurs', 'syring', 'patient']), 'two of three')
})

test('a synonym is seven tenths of a word, and a common word counts half', () => {
  // "Syringe" is about the subject of both.
  const says = (rule: string[], missing: string[]) =>
    saysInTrade(text(rule, rule), text([...missing, 'syring'], ['syring'], missing), 1, never)
  assert.ok(says(['jemalloc'], ['malloc']), 'what is missing has to be expressed to seven tenths')
  assert.not.ok(says(['jemalloc', 'ward', 'nurs'], ['malloc', 'ward', 'nurs', 'xylem']))
  const common = ['time', 'year', 'work', 'dai']
  assert.not.ok(says(['ward'], ['ward', 'time']), 'of one and a half one')
  assert.ok(says(invoices, [...invoices, ...common]), 'of seven five')
})

test('what is behind a denial is missing', () => {
  assert.equal(inTrade(statementOf('Library added without a licence check')).missing, ['license', 'valid'].map(stemOf))
  assert.equal(inTrade(statementOf('Library added by hand')).missing, [])
})

test('a part of a longer term says nothing more', () => {
  const weights = [...subjectsIn(new Set(['sql', 'inject'])).values()].map(({ weight }) => weight)
  assert.is(Math.max(...weights), 1.3)
})

const file = readFileSync(join(repository, 'tasks/rules/text/thesaurus.txt'), 'utf8').trimEnd().split('\n')
const rows = file.filter((line) => !line.startsWith('#'))

test('every subject has a name and enough terms, each once', () => {
  for (const line of rows) {
    const [, name = '', terms = ''] = /^(!?[a-z][a-z ,'-]*): (.+)$/.exec(line) ?? []
    assert.ok(name !== '', line)
    const all = terms.split(', ')
    assert.ok(all.length >= 8 && all.every((term) => term.trim() === term && term !== ''), line)
    assert.equal(new Set(all).size, all.length, `twice in: ${name}`)
  }
  assert.equal(new Set(rows.map((line) => line.split(':')[0])).size, rows.length)
})

test('a term says the less, the more subjects have it, a phrase more than a word, and a common word less', () => {
  const weights = new Map(
    readSubjects()
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  )
  assert.equal(
    { phrase: '1.30', word: '1.00', common: '0.60', ofTwo: '0.66' },
    {
      phrase: weights.get('forc push'),
      word: weights.get('haccp'),
      common: weights.get('locat'),
      ofTwo: weights.get('upstream'),
    },
  )
  assert.is(weights.get('never'), undefined)
})

test.run()
