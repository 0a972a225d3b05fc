import { type VerbForm, verbOf } from './verbs.ts'

/** Words that end like a past and are none. */
const others =
  /^(?:need|speed|feed|seed|bed|red|weed|breed|deed|reed|shed|sled|embed|exceed|proceed|succeed|hundred|sacred|naked|wicked|rugged|aged|biased|detailed|related|indeed|used|based|agreed|so-called|newsfeed|named)$/i

/** Whether a word may be the past of a verb, known or not. */
export function looksPast(word: string): boolean {
  const verb = verbOf(word)
  if (verb) return (verb.form === 'past' || verb.form === 'participle') && !verb.ambiguous
  return /[a-z]{2}ed$/i.test(word) && !others.test(word)
}

/** What a past was made of, by its end without "ed" and where that leaves no doubt. */
const endings: [end: RegExp, base: string][] = [
  [/(?<=[a-z]{3})i$/, 'y'],
  [/([aeiou])([bdgmnprt])\2$/, '$1$2'],
  [/([aeiou][^aeiou]+[aei])ll$/, '$1l'],
  // The verb ends as its past does.
  [
    /(?<=[aeou]y|ck|sh|[nrt]ch|[eo]ach|ss|[^eo]ll|ff|ld|nd|nk|nt|ct|pt|ft|lt|rt|[eiou]st|oast|last|rd|r[bkmnp]|lk|mb|mn|mp|sk|sp|xt|wn|[aeo]wl|[aeo]w|x|ong)$/,
    '',
  ],
  [
    /(?<=oo[a-y]|[a-z]ion|ouch|ea[dkmnplr]|[hrps]eat|oa[dktn]|ai[dlmnrt]|o[iu][ln]|our|ei[nr]|[^aeiour]er|[^aeiouvr]en)$/,
    '',
  ],
  // And here an "e" was left out.
  [/(?<=[cvuz]|[bdfgkptz]l|[dr]g|(?:[a-z]{3}a|e|u)ng|[aeiou]g)(?<!zz|tz)$/, 'e'],
  [/(?<=[aeiouwrnp]s)(?<!focus|canvas|bias)$/, 'e'],
  [/(?<=[^aeiou][aiou]d|[^aeo]at|[^aeo]ut|[^aeou]in|sum|[^aeo][aiu]r|[^aeiou][aiou]k)$/, 'e'],
]

/** A past that no list has, by the verb that it is surely of: "sprayed" of "spray"; of others nobody can say, as of "phoned" and "pardoned". */
export function unknownPast(word: string): VerbForm | undefined {
  const [, before] = /^([a-z]{3,})ed$/i.exec(word) ?? []
  if (before === undefined || !looksPast(word)) return undefined
  const [end, base] = endings.find(([pattern]) => pattern.test(before.toLowerCase())) ?? []
  return end && { base: before.toLowerCase().replace(end, base as string), form: 'past', ambiguous: false }
}

/** A verb that is known, or a past that surely is one. */
export const deedOf = (word: string): VerbForm | undefined => verbOf(word) ?? unknownPast(word)
