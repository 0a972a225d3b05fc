import { once } from '../../../templates/once.ts'
import { irregular, regular, regularBesideNouns } from './verb-list.ts'

/** A verb in one of its forms. */
export interface VerbForm {
  base: string
  /** `base` is also that of verbs whose past looks the same: put, set, read. */
  form: 'base' | 'third' | 'gerund' | 'past' | 'participle'
  ambiguous: boolean
}

const vowels = /[aeiou]/

/** Consonants that are doubled before -ed and -ing where the last syllable is short and stressed. */
const doubling = new Set(
  'ban bar bid cap clog cram dig spin spit swim sit debug dim fit jam overfit overlap pad plot plug shred spam stub trap unplug unpin commit cut drop get let log map omit permit pin plan quit run scan scrub set ship shut skip split stop strip swap tag trim unwrap wrap zip step refer hit put reset forget rerun overrun transmit submit'.split(
    ' ',
  ),
)

function thirdOf(base: string): string {
  if (/(?:s|x|z|ch|sh|o)$/.test(base)) return `${base}es`
  return /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ies` : `${base}s`
}

function gerundOf(base: string): string {
  if (/ie$/.test(base)) return `${base.slice(0, -2)}ying`
  if (/[^eoy]e$/.test(base)) return `${base.slice(0, -1)}ing`
  return doubling.has(base) ? `${base}${base.at(-1)}ing` : `${base}ing`
}

function pastOf(base: string): string {
  if (base.endsWith('e')) return `${base}d`
  if (/[^aeiou]y$/.test(base)) return `${base.slice(0, -1)}ied`
  return doubling.has(base) && vowels.test(base) ? `${base}${base.at(-1)}ed` : `${base}ed`
}

const entriesOf = (lines: string[], separator = ' '): string[] => lines.flatMap((line) => line.split(separator))
/** The irregular ones: base, past and participle. */
const irregularOnes = once(() =>
  entriesOf(irregular, ', ').map((entry) => entry.split(' ') as [base: string, past: string, participle: string]),
)

const formsByWord = once(() => {
  const forms = new Map<string, VerbForm>()
  const add = (word: string, base: string, form: VerbForm['form']) => {
    const known = forms.get(word)
    if (!known) forms.set(word, { base, form, ambiguous: false })
    // "put", "read": nobody knows whether it is asked for or was done.
    else if (known.base === base && known.form !== form && (known.form === 'base' || form === 'base'))
      known.ambiguous = true
  }
  for (const [base, past, participle] of irregularOnes()) {
    add(base, base, 'base')
    add(thirdOf(base), base, 'third')
    add(gerundOf(base), base, 'gerund')
    add(past, base, 'past')
    add(participle, base, 'participle')
  }
  for (const [bases, third] of [
    [regular, true],
    [regularBesideNouns, false],
  ] as const)
    for (const base of entriesOf(bases)) {
      add(base, base, 'base')
      if (third) add(thirdOf(base), base, 'third')
      add(gerundOf(base), base, 'gerund')
      add(pastOf(base), base, 'past')
    }
  return forms
})

/** The verb that a word is a form of, where it is one that is known: what is not known is not guessed. */
export function verbOf(word: string): VerbForm | undefined {
  const lower = word.toLowerCase()
  const forms = formsByWord()
  const known = forms.get(lower)
  if (known) return known
  // "Cancelled", "labelling", as they are spelt in Britain.
  const single = forms.get(lower.replace(/(?<=[aeiou][a-z]*[aeo]l)l(?=(?:ed|ing)$)/, ''))
  if (single) return single
  // force-pushed, re-enabled, auto-merged: the last part is inflected.
  const [, before, last] = /^((?:[a-z]+-)+)([a-z]+)$/.exec(lower) ?? []
  const compound = last === undefined ? undefined : forms.get(last)
  return compound && { ...compound, base: `${before}${compound.base}` }
}

/** Pasts that are other verbs' bases: "never saw the rail" may be a rule for carpenters. */
export const isAlsoBase = (word: string): boolean =>
  /^(?:saw|fell|found|ground|wound|bore|lay|bound|rent|felt)$/i.test(word)

/** Pasts that are said of nothing: "overwrote" is what somebody did, "deleted" may be what a file is. */
const onlyPasts = once(
  () => new Set(irregularOnes().flatMap(([, past, participle]) => (past === participle ? [] : [past]))),
)
export const isOnlyPast = (word: string): boolean => onlyPasts().has(word.toLowerCase())

/** Pasts that are words of their own. */
const otherwise = new Set(
  'left found lost felt meant lead ground wound bound shot rose saw bore bent lit bit'.split(' '),
)
const bases = once(
  () =>
    new Map(
      irregularOnes().flatMap(([base, ...pasts]) =>
        pasts.filter((past) => past !== base && !otherwise.has(past)).map((past) => [past, base] as const),
      ),
    ),
)

/** What a past or a noun is made of where no ending shows it, or the stemmer takes another one for it: "overwritten", "queued", "conversion". */
export const hiddenBaseOf = (word: string): string | undefined =>
  bases().get(word) ??
  (/(?:ed|ing|s)$/.test(word) ? formsByWord().get(word)?.base : undefined) ??
  nouns().get(word) ??
  madeInto(word)

/** "Minification" is of "minify". A specification is a thing. */
function madeInto(word: string): string | undefined {
  const [, stem] = /^([a-z]{2,})ifications?$/.exec(word) ?? []
  return stem === undefined || stem === 'spec' ? undefined : `${stem}ify`
}

/** Nouns of deeds whose stem is not their verb's. */
const nouns = once(
  () =>
    new Map(
      entriesOf(
        [
          'conversion convert, submission submit, extension extend, suspension suspend, expansion expand, division divide, inclusion include, exclusion exclude',
          'transmission transmit, omission omit, reduction reduce, introduction introduce, subscription subscribe, acquisition acquire, recognition recognize',
          'composition compose, repetition repeat, destruction destroy, maintenance maintain, retention retain, prevention prevent, storage store, signature sign',
          'payment pay, failure fail, exposure expose, disclosure disclose, choice choose, notification notify, identification identify, classification classify',
          'certification certify, cancellation cancel, delivery deliver, recovery recover, registration register, explanation explain, allocation allocate',
          'publication publish, revision revise, deduction deduct, suppression suppress, rejection reject, injection inject, detection detect, sanitization sanitize',
        ],
        ', ',
      ).flatMap((entry) => {
        const [noun, verb] = entry.split(' ') as [string, string]
        return [noun, noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`].map((form) => [form, verb] as const)
      }),
    ),
)
const words = (lines: string[]): Set<string> => new Set(entriesOf(lines))

/** What rules ask for: said without a "do not" it is hardly a misdeed, and its prohibition would be the opposite of a rule. */
const constructive = words([
  'ask announce anonymise anonymize cite check confirm consult describe disclose discuss document encrypt ensure escalate explain inform inspect label link mark',
  'mask name notify obtain plan prepare preserve protect quote record redact register report request respect review sanitise sanitize sign state summarise',
  'summarize test validate verify warn back acknowledge justify monitor audit enforce clarify prevent consider evaluate assess seek weigh investigate',
  'certify diagnose pseudonymise pseudonymize secure approve resolve fix',
])
/** More that a rule begins with and a report of a misdeed does not. */
const prescribing = words([
  'keep prefer avoid limit wait follow get give seek separate treat refrain respond minimise minimize',
])
/** What no rule asks for. */
const misdeeds = words([
  'skip bypass circumvent ignore leak expose fabricate fake conceal evade neglect overstate exaggerate mislead misrepresent misstate violate impersonate forget fudge',
  'manipulate hardcode hard-code force-push falsify disregard sidestep misquote misuse undermine overlook stigmatise stigmatize stereotype trivialise trivialize marginalise marginalize',
  'embellish exfiltrate tamper coerce breach infringe jeopardise',
])
/** What "was not done" is no reason to do. */
const harmful = words([
  'delete remove drop destroy overwrite hide discard kill purge erase disable force revoke withhold deny reject suppress weaken block break export dump steal mute waive silence wipe forge',
])
/** What a thing is or needs, whatever the tense: "requires approval" must not become "do not require approval". */
const states = words([
  'require need depend own mean know imply involve deserve expect find detect see encounter differ',
])
/** The same where it is not the past: "the rule applies to pages", but "applied the migration without a plan". */
const statesUnlessPast = words(['apply include show display lock overlap'])
/** What somebody else grants, or what a thing can: that it was not is no reason to. */
const granted = words([
  'allow permit grant approve authorise authorize accept support recognise recognize enable define mention',
])
/** What may be right or wrong to do: that it was not done is no reason to do it. */
const outgoing = words(['share publish send release transfer collect store print track log sell show deploy'])
/** What is done to a project's things: with an approval it may be done. */
const approvable = words([
  'change modify touch edit update migrate deploy delete remove rename publish export send create replace refactor redesign install upgrade grant access alter',
  'release transfer archive restart drop import merge disable enable share move add adjust introduce reset restore rewrite extend reduce',
])

export const isConstructive = (base: string): boolean => constructive.has(base)
export const isPrescribing = (base: string): boolean => constructive.has(base) || prescribing.has(base)
export const isMisdeed = (base: string): boolean => misdeeds.has(base)
export const isHarmful = (base: string): boolean => harmful.has(base) || misdeeds.has(base)
export const isOutgoing = (base: string): boolean => outgoing.has(base)
export const isState = ({ base, form }: Pick<VerbForm, 'base' | 'form'>): boolean =>
  states.has(base) || (form !== 'past' && form !== 'participle' && statesUnlessPast.has(base))
export const isGranted = (base: string): boolean => granted.has(base)
export const isApprovable = (base: string): boolean => approvable.has(base)
/** What happens by itself: there is nobody to be told not to do it. */
const happening = words([
  'fail pass crash rise fall grow expire happen occur hang time wait end start differ respond freeze sit stand stick shine rise sink shrink spring',
])
export const happens = (base: string): boolean => happening.has(base)
export { gerundOf, thirdOf }
