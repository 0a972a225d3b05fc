/** Words that are looked up, the rarest first: two related rules share all words of the smaller one but two. */
const wordsLookedUp = 3
/** Rules that are looked at for one word: where more share it, it says little, and a rarer word has been looked up before. */
const rulesLookedAt = 40

/** Positions of the rules that share one of these rarest words. */
export type Candidates = (words: string[]) => Iterable<number>

/** Rules by what they are about, so that ten thousand are not compared in pairs. */
export function indexWords(rules: { words: string[] }[]): Candidates {
  const holders = new Map<string, number[]>()
  for (const [position, { words }] of rules.entries()) {
    for (const word of words) {
      const known = holders.get(word)
      if (known) known.push(position)
      else holders.set(word, [position])
    }
  }
  const held = (word: string) => holders.get(word)?.length ?? 0
  return (words) => {
    const rarest = words.filter(held).toSorted((a, b) => held(a) - held(b))
    const found = new Set<number>()
    for (const word of rarest.slice(0, wordsLookedUp))
      for (const position of (holders.get(word) as number[]).slice(0, rulesLookedAt)) found.add(position)
    return found
  }
}
