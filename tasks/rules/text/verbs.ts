/** A verb in one of its forms. */
export interface VerbForm {
  base: string
  /** `base` is also that of verbs whose past looks the same: put, set, read. */
  form: 'base' | 'third' | 'gerund' | 'past' | 'participle'
  ambiguous: boolean
}

/** Verbs whose past is not made with -ed: base, past, participle. */
const irregular = [
  'break broke broken, bring brought brought, build built built, choose chose chosen, cut cut cut, do did done, draw drew drawn, drive drove driven',
  'fall fell fallen, feed fed fed, find found found, forget forgot forgotten, freeze froze frozen, get got got, give gave given, go went gone',
  'grow grew grown, hide hid hidden, hit hit hit, hold held held, keep kept kept, know knew known, lead led led, leave left left, let let let',
  'lose lost lost, make made made, mean meant meant, overwrite overwrote overwritten, pay paid paid, put put put, quit quit quit, read read read',
  'reset reset reset, rewrite rewrote rewritten, run ran run, rerun reran rerun, say said said, see saw seen, seek sought sought, sell sold sold',
  'send sent sent, set set set, shut shut shut, speak spoke spoken, spend spent spent, split split split, steal stole stolen, override overrode overridden',
  'take took taken, teach taught taught, tell told told, think thought thought, throw threw thrown, undo undid undone, withdraw withdrew withdrawn',
  'bear bore borne, beat beat beaten, bend bent bent, bid bid bid, bind bound bound, bite bit bitten, bleed bled bled, blow blew blown, breed bred bred, burst burst burst, buy bought bought',
  'catch caught caught, cling clung clung, creep crept crept, deal dealt dealt, dig dug dug, drink drank drunk, eat ate eaten, fight fought fought, flee fled fled, fling flung flung, fly flew flown',
  'forbid forbade forbidden, foresee foresaw foreseen, forgive forgave forgiven, grind ground ground, hang hung hung, hear heard heard, kneel knelt knelt, lay laid laid, lend lent lent, lie lied lied',
  'light lit lit, meet met met, mistake mistook mistaken, mow mowed mown, overhear overheard overheard, oversee oversaw overseen, overtake overtook overtaken, rebuild rebuilt rebuilt, redo redid redone',
  'resell resold resold, retake retook retaken, retell retold retold, ride rode ridden, ring rang rung, rise rose risen, saw sawed sawn, sew sewed sewn, shear sheared shorn, swell swelled swollen, sting stung stung, shake shook shaken, shed shed shed, shine shone shone',
  'shoot shot shot, shrink shrank shrunk, sing sang sung, sink sank sunk, sit sat sat, sleep slept slept, slide slid slid, sow sowed sown, spin spun spun, spit spat spat, spread spread spread, spring sprang sprung',
  'stand stood stood, stick stuck stuck, strike struck struck, swear swore sworn, sweep swept swept, swim swam swum, swing swung swung, tear tore torn, tread trod trodden, understand understood understood',
  'uphold upheld upheld, wake woke woken, wear wore worn, weave wove woven, weep wept wept, wind wound wound, withstand withstood withstood, recast recast recast, reread reread reread, untie untied untied',
  'write wrote written, mislead misled misled, withhold withheld withheld, undertake undertook undertaken, overrun overran overrun, show showed shown',
]

/** Verbs with -ed, as projects log what an agent did. */
const regular = [
  'accept access accuse deserve expect clarify add acknowledge activate add address adjust advise alter amend announce anonymise anonymize answer append apply approve archive',
  'argue ask assert assess assign assume attach attempt audit authorise authorize automate back backdate backfill ban base blame block bump bundle bypass cache',
  'calculate call cancel capture categorise categorize change charge chat check circumvent claim classify clean clear click clone close code collect combine',
  'comment commit communicate compare compile complete compute conceal conclude configure confirm consider consult contact continue contradict convert copy correct',
  'count crash create declare decide declassify decline decrypt default deduplicate delay delegate delete deliver demote deny depend deploy deprecate derive describe',
  'destroy detach determine deviate disable discard disclose discuss dismiss display distribute divide document double downgrade download drop dump duplicate edit',
  'eject elevate email embed emit enable encode encrypt encourage end endorse enforce enter erase escalate estimate evade evaluate exaggerate exceed exclude execute',
  'exempt expand expire explain exploit export expose extend extract fabricate fake fetch filter finalise finalize finish fix flag flatten follow force format',
  'forward fudge generate grant guarantee guess handle hardcode harm help identify ignore implement import impersonate imply import improve include increase',
  'inflate inform inherit initialise initialize inject inline insert inspect install instruct interpret interrupt introduce invalidate invent invoke involve isolate',
  'issue join justify kill label launch leak lengthen lift limit link lint list load localise localize lock log login lower mail maintain manipulate mark mask measure',
  'mention merge message migrate minimise minimize misattribute misrepresent misstate mix mock modify monitor mount move mute name narrow neglect negotiate notify obfuscate obscure',
  'obtain omit open optimise optimize order outsource overstate overload own package parse pass paste patch perform persist personalise personalize pick pin ping place plan',
  'poll populate post postpone predict prepare present press preserve pretend prevent print prioritise prioritize process produce profile promise promote prompt propose protect',
  'provide proxy publish pull purge push query question queue quote raise randomise randomize rank rate rebase rebuild recalculate recommend record recreate redact redefine redeploy',
  'redesign redirect reduce refactor refer reference refresh refuse register reject relabel relax release reload rely remind remove rename render reopen reorder reorganise reorganize repair repeat',
  'replace reply report represent request require reschedule resolve respond restart restore restrict restructure retain retry return reuse reveal revert review revise revoke',
  'roll rotate round sample sanitise sanitize save scale scan schedule score scrape scrub search select separate serve share ship shorten shrink sign silence simplify simulate skip sort',
  'source specify squash stage start state stop store stream strip style submit subscribe substitute suggest summarise summarize supply suppress suspend swap switch sync',
  'synchronise synchronize tag target test throttle time toggle touch trace track trade train transfer transform translate transmit treat trigger trim truncate trust try tune turn',
  'cite attend allocate attribute breach broadcast calibrate certify circulate coerce commission condense conduct consume convene coordinate customise customize',
  'deactivate debug decommission decouple defer diagnose dilute disconnect disregard dispatch embellish emphasise emphasize encounter engage exchange exfiltrate',
  'extrapolate facilitate falsify fail formulate hash hinder impair impose infer influence infringe inhibit interfere intervene investigate invite jeopardise license loosen',
  'marginalise marginalize minify mislabel misquote misuse mitigate offer offload operate overrule overlook paraphrase penalise penalize permit pressure privilege probe procure',
  'pseudonymise pseudonymize prove quarantine reassign reconfigure reconstruct recover recycle reformat regenerate reimplement reinstall remap renew rephrase reproduce republish',
  'revisit reword retract retrain sacrifice satisfy secure serialise serialize settle sideline sidestep soften solicit standardise standardize stereotype stigmatise stigmatize',
  'subvert supersede surrender tamper terminate tolerate transcribe trivialise trivialize undermine understate unset unsubscribe visualise visualize weigh wave veto vet',
  'prescribe administer vaccinate sedate admit anaesthetise intubate transfuse misdiagnose enrol expel evict dismiss hire accompany supervise eavesdrop',
  'ingest materialise materialize dedupe enrich redeliver reprocess cordon evacuate unseal reimage reboot overprovision recompile transliterate mistranslate interpret',
  'adapt abridge overbill underbill overpay underpay misallocate misclassify bribe collude embezzle despawn teleport unbalance monetise monetize',
  'type touch wipe refrain prefer avoid need detect own unblock uninstall unlock update upgrade upload use validate verify version view violate vote wait waive walk warn weaken whitelist widen withdraw wrap zip',
]

/** More of them, whose third person would as well be a noun's plural ("drains", "benchmarks"): it is not read as a verb's. */
const regularBesideNouns = [
  'reconcile drain flush invalidate compensate provision deprovision decrypt encapsulate interpolate normalise normalize denormalize tokenise tokenize sanitise parse',
  'index reindex benchmark budget balance cap chart bill invoice refund escort rehearse staff stash stub stamp tier trap unmount vacuum warm vendor',
  'arm disarm flash solder wire debounce calibrate recalibrate ground shield overclock undervolt latch poll preempt spawn respawn nerf buff',
  'impute augment annotate label relabel resample shuffle stratify regularise regularize overfit fit fine-tune distil embed vectorise vectorize plot tabulate',
  'localise internationalise translate typeset proofread index hyphenate capitalise capitalize indent lowercase uppercase pluralise pluralize abbreviate alphabetise alphabetize',
  'await dereference allocate deallocate free initialise instantiate subclass overload unwrap clone memoise memoize serialise deserialise deserialize mutate typecheck transpile minify polyfill lint',
  'cherry-pick amend squash checkout rewind reapply revert commit tag branch fork vendor pin unpin bump hotfix backport',
  'anonymise redact pseudonymise mask unmask salt hash encrypt rotate quarantine sandbox whitelist allowlist blacklist denylist escape unescape parameterise parameterize concatenate',
  'notarise notarize countersign sign witness certify attest ratify accredit appraise apportion accrue amortise amortize capitalise depreciate remit reimburse',
  'contact brief debrief onboard offboard page alert hand excuse chair minute poll survey interview reassure hurry rush abandon exhaust',
  'sync resync seed reseed snapshot shard partition repartition replicate failover throttle debounce batch paginate cache precompute prefetch preload hydrate',
  'strip trim pad wrap unwrap clamp round floor cast coerce widen narrow shadow leak dangle block hang freeze',
  'grade mark post book file plead depose subpoena tender dose triage discharge sample drain patch dub score timetable tutor coach photograph film tape',
  'dispense voice peer mute kick gate aggregate taint censor subtitle paywall nag wiretap launder backfill',
  'comply rely adhere conform cooperate correspond consent object insist persist resist assist differ',
  'circumscribe condone contravene contaminate corrupt damage degrade deplete derail disrupt distort duplicate endanger erode forge hijack hoard',
  'inject lock mangle misconfigure mishandle misplace misread misreport misspell misstep mistype misuse obstruct omit overcharge overcommit',
  'overestimate overflow overheat overlap overrule oversell overstep overwhelm pester plagiarise plagiarize pollute prejudge profile rephrase smuggle spam spoof',
]

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

const forms = new Map<string, VerbForm>()

function add(word: string, base: string, form: VerbForm['form']): void {
  const known = forms.get(word)
  if (!known) forms.set(word, { base, form, ambiguous: false })
  // "put", "read": nobody knows whether it is asked for or was done.
  else if (known.base === base && known.form !== form && (known.form === 'base' || form === 'base'))
    known.ambiguous = true
}

for (const entry of irregular.flatMap((line) => line.split(', '))) {
  const [base, past, participle] = entry.split(' ') as [string, string, string]
  add(base, base, 'base')
  add(thirdOf(base), base, 'third')
  add(gerundOf(base), base, 'gerund')
  add(past, base, 'past')
  add(participle, base, 'participle')
}
for (const base of regular.flatMap((line) => line.split(' '))) {
  add(base, base, 'base')
  add(thirdOf(base), base, 'third')
  add(gerundOf(base), base, 'gerund')
  add(pastOf(base), base, 'past')
}

for (const base of regularBesideNouns.flatMap((line) => line.split(' '))) {
  add(base, base, 'base')
  add(gerundOf(base), base, 'gerund')
  add(pastOf(base), base, 'past')
}

/** The verb that a word is a form of, where it is one that is known: what is not known is not guessed. */
export function verbOf(word: string): VerbForm | undefined {
  const lower = word.toLowerCase()
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

/** Pasts that are words of their own. */
const otherwise = new Set(
  'left found lost felt meant lead ground wound bound shot rose saw bore bent lit bit'.split(' '),
)
const bases = new Map(
  irregular
    .flatMap((line) => line.split(', '))
    .flatMap((entry) => {
      const [base, ...pasts] = entry.split(' ') as [string, string, string]
      return pasts.filter((past) => past !== base && !otherwise.has(past)).map((past) => [past, base] as const)
    }),
)

for (const base of ['lie', 'tie', 'untie', 'die']) bases.set(gerundOf(base), base)

/** What a past or a noun is made of where no ending shows it: "overwritten" of "overwrite", "conversion" of "convert". */
export const hiddenBaseOf = (word: string): string | undefined => bases.get(word) ?? nouns.get(word) ?? madeInto(word)

/** "Minification" is of "minify". A specification is a thing. */
function madeInto(word: string): string | undefined {
  const [, stem] = /^([a-z]{2,})ifications?$/.exec(word) ?? []
  return stem === undefined || stem === 'spec' ? undefined : `${stem}ify`
}

/** Nouns of deeds whose stem is not their verb's. */
const nouns = new Map(
  [
    'conversion convert, submission submit, extension extend, suspension suspend, expansion expand, division divide, inclusion include, exclusion exclude',
    'transmission transmit, omission omit, reduction reduce, introduction introduce, subscription subscribe, acquisition acquire, recognition recognize',
    'composition compose, repetition repeat, destruction destroy, maintenance maintain, retention retain, prevention prevent, storage store, signature sign',
    'payment pay, failure fail, exposure expose, disclosure disclose, choice choose, notification notify, identification identify, classification classify',
    'certification certify, cancellation cancel, delivery deliver, recovery recover, registration register, explanation explain, allocation allocate',
    'revision revise, deduction deduct, suppression suppress, rejection reject, injection inject, detection detect, sanitization sanitize',
  ]
    .flatMap((line) => line.split(', '))
    .flatMap((entry) => {
      const [noun, verb] = entry.split(' ') as [string, string]
      return [noun, noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`].map((form) => [form, verb] as const)
    }),
)
const words = (lines: string[]): Set<string> => new Set(lines.flatMap((line) => line.split(' ')))

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
  'delete remove drop destroy overwrite hide discard kill purge erase disable force revoke withhold deny reject suppress weaken block break export dump steal',
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
  'fail crash rise fall grow expire happen occur hang time wait end start differ respond freeze sit stand stick shine rise sink shrink spring',
])
export const happens = (base: string): boolean => happening.has(base)
export { gerundOf, thirdOf }
