import { tokensOf } from './tokens.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What a rule wants something to be done with or taken for: "use A for b", "b goes through A", "treat b as A". */
export interface Tool {
  name: string
  /** The stems of what it is for. */
  purpose: string[]
  /** What is done with it, where that says more than that it is used. */
  deed?: string
}

const name = String.raw`(?<name>[A-Z][\w.+#/-]*(?:\s(?:[A-Z&][\w.+#/-]*)){0,3}|\x60[\w.-]+\x60)`
const end = String.raw`(?:\s+only)?(?:,?\s+(?:not|never|instead of|rather than)\b[^,;.]*)?[.\s]*$`
const purpose = '(?<purpose>[^,;:.()]{3,80}?)'

const forms = [
  String.raw`^(?:always\s+)?(?:[Uu]se|[Pp]refer|[Cc]hoose)\s+${name}\s+for\s+${purpose}${end}`,
  String.raw`^(?:[Ff]or)\s+${purpose},?\s+(?:we\s+)?use\s+${name}${end}`,
  String.raw`^${purpose}\s+(?:must\s+|should\s+|always\s+)*(?:go|goes|is done|are done|happens?|is handled|are handled)\s+(?:through|with|via|by|using)\s+${name}${end}`,
  String.raw`^${purpose}\s+(?:is|are|must be|should be)\s+(?<deed>\w+(?:ed|nt|lt|pt|ead|un))\s+(?:with|by|using|via|through|as)\s+${name}${end}`,
  String.raw`^${purpose}\s+(?:comes?\s+from|lives?\s+in|is\s+kept\s+in|are\s+kept\s+in)\s+${name}${end}`,
  String.raw`^${purpose}:\s+${name}${end}`,
  String.raw`^(?<deed>[Ss]tore|[Ss]ave|[Ee]ncode|[Rr]epresent)\s+${purpose}\s+as\s+(?:${name}|(?<kind>[a-z]{3,}))${end}`,
  String.raw`^${purpose}\s+(?:is|are|must be|should be)\s+(?<deed>stored|saved|encoded|represented)\s+as\s+(?<kind>[a-z]{3,})${end}`,
  // A class of things: whatever "UUIDs" are, they are no "integers".
  String.raw`^${purpose}\s+(?:are|must be|should be)\s+(?<kind>(?:[\w-]+\s)?[A-Za-z]{3,}(?<!ss|ou|i|u)s)${end}`,
  String.raw`^(?<deed>[Tt]reat|[Rr]ead|[Pp]arse|[Ii]nterpret)\s+${purpose}\s+as\s+${name}${end}`,
  String.raw`^(?<deed>[Bb]uild|[Ss]end|[Mm]anage|[Hh]andle|[Rr]ender|[Dd]raw|[Ll]og|[Tt]rack|[Ss]tyle|[Dd]eploy)\s+${purpose}\s+(?:with|using|via|through)\s+${name}${end}`,
].map((form) => new RegExp(form))

/** Deeds that say no more than that something is used or taken for something. */
const plain = /^(?:treat|read|interpret|parse|handle|send|sent|build|built|manage|done|use)/i

const mentioning =
  /\b(?:[Uu]se|[Pp]refer|[Cc]hoose|through|with|via|by|using|as|from|in)\s+(?:\*\*|__|\[)?[A-Z`]|:\s+[A-Z`]|\b(?:are|be)\s+[\w-]+(?:\s[A-Za-z]+)?s[.\s]*$|\bas\s+[a-z]+[.\s]*$/

export function toolOf(text: string, vocabulary: Vocabulary): Tool | undefined {
  // Nearly every text ends here: the forms cost more than all that a text is read for otherwise.
  if (!mentioning.test(text)) return undefined
  const own = text.replace(/!?\[([^\]\n]+)\]\([^)\s]*\)/g, '$1').replace(/\*\*|__/g, '')
  for (const form of forms) {
    const found = form.exec(own)?.groups
    if (!found) continue
    const words = tokensOf(found.purpose as string, vocabulary).filter(({ kind, weak }) => kind === 'word' && !weak)
    const stems = [...new Set(words.map(({ stem }) => stem))].toSorted()
    const [deed] = found.deed && !plain.test(found.deed) ? tokensOf(found.deed, vocabulary) : []
    return {
      name: (found.name ?? (found.kind as string)).replaceAll('`', '').toLowerCase(),
      purpose: stems,
      ...(deed && { deed: deed.stem }),
    }
  }
  return undefined
}
