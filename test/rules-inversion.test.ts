import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fieldVocabulary } from '../tasks/rules/text/field-vocabulary.ts'
import { imperativeOf } from '../tasks/rules/text/imperative.ts'
import { violationKind } from '../tasks/rules/text/kind.ts'
import { randomRuns } from './support/random-runs.ts'

const test = suite('rules: never the opposite')

const table = (text: string): string[][] => text.split(';').map((line) => line.trim().split(' '))

/** Verbs of many trades, written without a look at those that the detectors know: base, third person, gerund, past, participle. */
const verbs = table(`
  abandon abandons abandoning abandoned abandoned; auction auctions auctioning auctioned auctioned; bend bends bending bent bent; bleach bleaches bleaching bleached bleached;
  burn burns burning burned burned; buy buys buying bought bought; carve carves carving carved carved; catch catches catching caught caught; chlorinate chlorinates chlorinating chlorinated chlorinated;
  decant decants decanting decanted decanted; dilute dilutes diluting diluted diluted; dismantle dismantles dismantling dismantled dismantled; drill drills drilling drilled drilled; eat eats eating ate eaten;
  evict evicts evicting evicted evicted; excavate excavates excavating excavated excavated; fell fells felling felled felled; fertilise fertilises fertilising fertilised fertilised; fumigate fumigates fumigating fumigated fumigated;
  grease greases greasing greased greased; harvest harvests harvesting harvested harvested; hoist hoists hoisting hoisted hoisted; ignite ignites igniting ignited ignited; lend lends lending lent lent;
  lubricate lubricates lubricating lubricated lubricated; mow mows mowing mowed mown; muzzle muzzles muzzling muzzled muzzled; nail nails nailing nailed nailed; oust ousts ousting ousted ousted;
  paint paints painting painted painted; pawn pawns pawning pawned pawned; perforate perforates perforating perforated perforated; plough ploughs ploughing ploughed ploughed; poach poaches poaching poached poached;
  prune prunes pruning pruned pruned; puncture punctures puncturing punctured punctured; rinse rinses rinsing rinsed rinsed; saw saws sawing sawed sawn; scrap scraps scrapping scrapped scrapped;
  sell sells selling sold sold; shear shears shearing sheared shorn; shred shreds shredding shredded shredded; slaughter slaughters slaughtering slaughtered slaughtered; smoke smokes smoking smoked smoked;
  spray sprays spraying sprayed sprayed; steal steals stealing stole stolen; sweep sweeps sweeping swept swept; tarnish tarnishes tarnishing tarnished tarnished; thaw thaws thawing thawed thawed;
  tow tows towing towed towed; trample tramples trampling trampled trampled; trespass trespasses trespassing trespassed trespassed; uproot uproots uprooting uprooted uprooted; wash washes washing washed washed; weld welds welding welded welded`)
const things =
  table(`orchard orchards; ewe ewes; engine engines; umbrella umbrellas; ledger ledgers; hour-book hour-books; hive hives; mooring moorings; kiln kilns; archive archives; unit units; invoice invoices; ox oxen;
  child children; audience audiences; heirloom heirlooms; scaffold scaffolds; ambulance ambulances`)
const without =
  `without a permit; without asking the warden; without an escort; before the inspector had signed; during the festival; twice in one night; although the owner objected; outside the fence;
  against the advice of the vet; instead of the old one; for people who had no ticket; by mistake`
    .split(';')
    .map((each) => each.trim())
const ends = ['', '.', ' (see ticket 12)', ' [north yard]', ' again', ', twice', ' "in a hurry"', '!']

const [verb, thing, how, end] = [verbs, things, without, ends].map((list) => fc.constantFrom(...(list as unknown[])))
interface Words {
  verb: [base: string, third: string, gerund: string, past: string, participle: string]
  thing: [one: string, many: string]
  how: string
  end: string
}
const words = fc.record({ verb, thing, how, end } as never) as fc.Arbitrary<Words>
type Form = (words: Words) => string
const article = (word: string) => (/^[aeiou](?!nit)/.test(word) || word.startsWith('hour') ? 'an' : 'a')
const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** What somebody did. */
const done: Form[] = [
  ({ verb: [, , , past], thing: [one], how }) => `${past} the ${one} ${how}`,
  ({ verb: [, , , past], thing: [one], how }) => `${past} ${article(one)} ${one} ${how}`,
  ({ verb: [, , , past], thing: [, many], how }) => `${past} ${many} ${how}`,
  ({ verb: [, , gerund], thing: [, many], how }) => `${gerund} ${many} ${how}`,
  ({ verb: [, third], thing: [, many], how }) => `Always ${third} ${many} ${how}`,
  ({ verb: [, , , , participle], thing: [one], how }) => `The ${one} was ${participle} ${how}`,
  ({ verb: [, , , , participle], thing: [, many], how }) => `${many} were ${participle} ${how}`,
  ({ verb: [, , , , participle], thing: [one], how }) => `${one} ${participle} ${how}`,
  ({ verb: [base], thing: [one], how }) => `Tried to ${base} the ${one} ${how}`,
  ({ verb: [, , , past], thing: [one], how }) => `Trainee ${past} the ${one} ${how}`,
]
/** What nobody did. */
const undone: Form[] = [
  ({ verb: [base], thing: [one] }) => `Did not ${base} the ${one}`,
  ({ verb: [base], thing: [, many] }) => `Failed to ${base} ${many}`,
  ({ verb: [base], thing: [one] }) => `Forgot to ${base} the ${one}`,
  ({ verb: [, , , , participle], thing: [one] }) => `The ${one} was not ${participle}`,
  ({ verb: [, , , , participle], thing: [, many] }) => `${many} never ${participle}`,
  ({ verb: [, , , , participle], thing: [one] }) => `No ${one} was ${participle}`,
  ({ verb: [, , , past], thing: [one] }) => `Nobody ${past} the ${one}`,
  ({ verb: [base], thing: [, many] }) => `Always ${base} ${many}`,
]
/** What is ruled out already. */
const ruledOut: Form[] = [
  ({ verb: [base], thing: [one], how }) => `Never ${base} the ${one} ${how}`,
  ({ verb: [base], thing: [, many], how }) => `Do not ${base} ${many} ${how}`,
  ({ verb: [base], thing: [, many], how }) => `Trainees must not ${base} ${many} ${how}`,
  ({ verb: [, , , , participle], thing: [one], how }) => `The ${one} must never be ${participle} ${how}`,
  ({ thing: [one] }) => `Never ask for the ${one}`,
  ({ thing: [, many] }) => `Never ask a child about ${many}`,
]

const forbids = /^(?:do not|never|keep\b.* out of)\b|\b(?:must|may|should) (?:not|never)\b/i
const ruleOf = (text: string) => imperativeOf({ text: violationKind(text, fieldVocabulary).example, areas: [] })
/** What nobody would write. */
const awkward =
  /\s{2}|\s[.,]|[.,]{2}|\b(?:people|children|oxen) who has\b|\b(?:not|to|the|an?) (?:not|to|the|an?)\b|\b(?:a (?=[aeio]|umb)|an (?=[^aeiouh]))|\bdo not (?:was|were|is|are)\b|[([]|[\])]/i

/** So many of the sentences of these forms became a rule; each of them is right. */
function tryAll(forms: Form[], isRight: (rule: string, words: Words) => boolean): void {
  const wrong: string[] = []
  fc.assert(
    fc.property(words, fc.constantFrom(...forms), (chosen, form) => {
      const text = upper(`${form(chosen)}${chosen.end}`)
      const rule = ruleOf(text)
      if (rule !== undefined && (!isRight(rule, chosen) || awkward.test(rule) || !/[^.!]\.$/.test(rule)))
        wrong.push(`${text} -> ${rule}`)
    }),
    { numRuns: randomRuns(200) },
  )
  assert.equal(wrong, [])
}

test('what was done is ruled out, by its verb, or left to a person', () =>
  tryAll(done, (rule, { verb: [base, , , , participle] }) => {
    const deed = new RegExp(String.raw`^Do not (?:(?:let|have) .*?)?(?:${base}|${participle})\b`)
    return deed.test(rule)
  }))

test('what was not done is asked for, or left to a person', () => tryAll(undone, (rule) => !forbids.test(rule)))

test('what is ruled out already stays ruled out', () => tryAll(ruledOut, (rule) => forbids.test(rule)))

test('a good part of what was done becomes a rule', () => {
  const rules = verbs.map((each) => ruleOf(upper(`${each[3]} the kiln without a permit`)))
  assert.ok(rules.filter((rule) => rule !== undefined).length >= 0.8 * verbs.length, String(rules.length))
})

/** What a rule would say less of than it should, or the opposite. */
const less = [
  'Masked data unmasked',
  'Locked door unlocked',
  'Enabled alarm disabled',
  'Most invoices not checked',
  'Some tests not run',
  'Several tests not run',
  'Many invoices were not checked',
  'Did not check most invoices',
  'Failed to run some tests',
  'Half of the samples not labelled',
  'Half of the records not anonymised',
  'Part of the records not anonymised',
  'Ignored every warning',
  'Ignored most warnings',
  'Skipped several tests',
  'Nobody told about the outage',
  'Nobody informed of the breach',
  'Logged too little',
]
for (const text of less) test(`left to a person: ${text}`, () => assert.is(ruleOf(text), undefined))

test('a quantity that is no part of the misdeed gets in the way of no rule', () => {
  assert.is(ruleOf('Invoices not checked'), 'Check invoices.')
  assert.is(ruleOf('Nobody asked for approval'), 'Ask for approval.')
  assert.is(ruleOf('Sent passwords unencrypted'), 'Do not send passwords unencrypted.')
})

test.run()
