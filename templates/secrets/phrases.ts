import type { Range } from './ranges.ts'
import { isProse } from './value.ts'

/** What is said to be words in a row, and what gives them: a sign, a quote or a word for *is*. */
const given =
  /(?:(?<seed>\b(?:seed|mnemonic|wallet|(?:recovery|backup|secret)[ -]words)\b(?![ -]phrase\b))|phrase\b|\b(?:unlock|decrypt|unseal|log)s?\b(?=[^\n"'`]{0,40}\bwith[ ]["'`“]))[^\n]{0,60}?(?:[:=]\s{0,4}["'`“„«]?|[ ](?:is|ist|lautet|est|es)(?:[ ](?:now|still|jetzt|noch))?[ ]["'`“„«]?|["'`“„«]|[ ](?=(?:[a-z]{3,8}[ ]){11,23}[a-z]))(?<secret>[a-zà-ÿ]{3,12}(?:[ ][a-zà-ÿ]{3,12}){2,24})(?![\w-])(?:(?<end>\.?\s{0,64}$|["'`”“»]|[,;!?)]|\.[ ])|)/dgm

/** As few words as a phrase has: in quotes, to the end of a sentence, and with others behind it; and a wallet's. */
const fewest = { quoted: 3, ended: 4, open: 5, seed: 11 }

/** Where a text has a passphrase of words in a row, which make no sentence, or the words of a wallet's seed. */
export function findPhrases(text: string): Range[] {
  if (!/phrase|seed|mnemonic|wallet|words|unlock|decrypt|unseal|log/i.test(text)) return []
  return [...text.matchAll(given)].flatMap(({ groups, indices }): Range[] => {
    const { seed, secret, end } = groups as Record<string, string | undefined>
    const range = indices?.groups?.secret as Range
    const words = (secret as string).split(' ')
    const prose = words.findIndex(isProse)
    // Some of the two thousand words are ones that sentences have.
    if (words.length >= fewest.seed && words.filter(isProse).length < 2) return [range]
    if (seed) return []
    const phrase = prose === -1 ? words : words.slice(0, prose)
    const manner = phrase !== words || end === undefined ? 'open' : /["'`”“»]/.test(end) ? 'quoted' : 'ended'
    return phrase.length < fewest[manner] ? [] : [[range[0], range[0] + phrase.join(' ').length]]
  })
}
