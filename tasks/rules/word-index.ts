/** Words that are looked up, the rarest first: two related rules share all words of the smaller one but two. */
const wordsLookedUp = 3
/** Rules that are looked at for one word: where more share it, it says little, and a rarer word has been looked up before. */
const rulesLookedAt = 40

export interface WordIndex {
  /** Positions of the rules that share one of these rarest words. */
  candidates: (words: string[]) => Iterable<number>
  /** How many rules have a word. */
  heldBy: (word: string) => number
}

/** Rules by what they are about, so that ten thousand are not compared in pairs. */
export function indexWords(rules: { words: string[] }[]): WordIndex {
  const holders = new Map<string, number[]>()
  for (const [position, { words }] of rules.entries()) {
    for (const word of words) {
      const known = holders.get(word)
      if (known) known.push(position)
      else holders.set(word, [position])
    }
  }
  const heldBy = (word: string) => holders.get(word)?.length ?? 0
  const candidates = (words: string[]) => {
    const rarest = words.filter(heldBy).toSorted((a, b) => heldBy(a) - heldBy(b))
    const found = new Set<number>()
    for (const word of rarest.slice(0, wordsLookedUp))
      for (const position of (holders.get(word) as number[]).slice(0, rulesLookedAt)) found.add(position)
    return found
  }
  return { candidates, heldBy }
}
