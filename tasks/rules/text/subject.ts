import { isKnown } from './meanings.ts'
import { deedOf, looksPast } from './unknown-past.ts'
import { isConstructive, isOnlyPast, verbOf } from './verbs.ts'
import { stemOf } from './vocabulary.ts'

/** Given names that are common in several countries: behind one of them a capitalised word is a family name. */
const givenNames = new Set(
  [
    'Ada Adam Ahmed Aisha Alan Alex Alexander Ali Alice Amina Amy Ana Andrea Andrew Anna Anne Anthony Aroha Barbara Ben Benjamin Bob Brian Carlos Carol Charles',
    'Charlotte Chen Chris Christine Claire Daniel David Deborah Diana Elena Elizabeth Ella Emily Emma Eric Eva Fatima Felix Francesca Frank Gary George Grace Hannah',
    'Hans Helen Henry Ines Ingrid Ivan Jack James Jan Jane Jason Jean Jennifer Jessica Jim Joan Joe John Jonas Jose Joseph Juan Julia Karen Kate Katherine Kevin Lars',
    'Laura Lena Leo Li Liam Linda Lisa Louise Lucas Lucy Luis Luke Maria Marie Mark Martin Mary Matthew Max Mei Mia Michael Mike Mohammed Monica Nadia Nancy Natalie',
    'Nick Nina Noah Nora Oliver Olivia Omar Oscar Pablo Patricia Patrick Paul Pedro Peter Petra Philip Priya Rachel Raj Rebecca Richard Robert Rosa Ruth Ryan Sam Samuel',
    'Sandra Sara Sarah Scott Sergei Simon Sofia Sophie Stefan Stephen Steve Susan Tane Thomas Tim Tom Victor Wei William Yuki Yusuf Zoe',
  ].flatMap((line) => line.split(' ')),
)

const name = String.raw`\p{Lu}[\p{Ll}'\u2019-]+`
const person = new RegExp(String.raw`\b(${name})((?:\s+(?:${name}|\p{Lu}\.)){0,2})`, 'gu')
/** "J. Novak", behind a word that can only be followed by somebody or something. */
const initialled = new RegExp(
  String.raw`(?<=\b(?:by|from|for|with|to|of|von|durch)\s)\p{Lu}\.\s?(?:\p{Lu}\.\s?){0,2}${name}(?:\s+${name})?`,
  'giu',
)
const titled = new RegExp(String.raw`\b(?:Dr|Prof|Mr|Mrs|Ms|Herr|Frau)\.?\s+(?:${name}|\p{Lu}\.)(?:\s+${name})?`, 'gu')
const address = /<?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}>?/g
const handle = /(?<=^|\s)@[\w-]{1,39}\b/g
const hash = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b/gi

/** What a service puts in front of what it says: "[BLOCK] ", "SEC-017: ". */
const tag = /^\s*(?:\[[\w\s-]{1,24}\]:?\s+|[A-Z][A-Z0-9]{1,11}[-_]\d{1,5}:\s+)(?=\p{L})/u

/** Several names behind "by" that no dictionary has: it was done by somebody. */
const isUnheardOf = (names: string, before: string): boolean =>
  /\b(?:by|von)\s+$/i.test(before) && names.split(/\s+/).every((each) => !isKnown(stemOf(each.toLowerCase())))

// Stands where something was taken out, until the words around it are put right.
const gap = '␀'

/** What is done to a model or a bot: "model retrained on test data" is about the thing and not about who did something. */
const doneToOne =
  /^(?:the\s+|an?\s+)?(?:model|bot|llm|ai)\s+(?:(?:was|is|has been)\s+)?(?:(?:re|fine-?|pre-?)?(?:trained|tuned|evaluated|validated|tested|deployed|released|published|exported|shared|loaded|served|hosted|promoted|distilled|quanti[sz]ed|shipped|retired|registered|benchmarked|pruned|calibrated|replaced|renamed|copied))(?=$|\s+(?:on|to|in|into|with|without|before|after|from|for|by|against|twice)\b)/i

const actor = /^(?:the\s+|an?\s+)?(?:agent|assistant|model|ai|bot|llm|claude)\s+(?:has\s+|had\s+)?(?=\w)/i
const doing =
  /^(?:was|were|is|are|did|does|do|not|never|always|often|again|still|repeatedly|sometimes|only|would|could|cannot|can['’]t|did(?:n['’]t)|attempts?|tries|\w+ly)$/i
/** By whom it was done, where that is not what was wrong: "written by the model without a reader". */
const byAgent =
  /(?<=\b(\w+(?:ed|en|t|un))\s)by\s+(?:the\s+|an?\s+)?(?:agent|assistant|ai|bot|llm|claude|model)\s+(?=(?:without|before|despite|instead|to|in|into|on|from|outside|after|twice)\b)/gi

/** What an agent did is about the deed: whether the log names the agent does not matter. What an agent has ("agent token leaked") is another thing without it. */
export function withoutActor(text: string): string {
  if (doneToOne.test(text)) return text
  const own = text.replace(
    /^(?:we|i)\s+(?:has\s+|had\s+|have\s+)?(?=\w)(?!(?:must|may|should|shall|can|cannot)\b)/i,
    '',
  )
  const rest = own.replace(actor, '')
  const [first = '', second = '', third = ''] = rest.split(/\s+/)
  const verb = deedOf(first)
  const isDeed =
    doing.test(first) ||
    looksPast(first) ||
    isOnlyPast(first) ||
    ((verb?.form === 'third' || verb?.form === 'gerund') &&
      !/^(?:was|were|is|are)$/i.test(second) &&
      !looksPast(second)) ||
    // "Agent skip the tests", "agent put the key into a file".
    (verb !== undefined && /^(?:the|an?|its|their|all|any)$/i.test(second) && third !== '')
  return (rest === own || isDeed ? rest : own).replace(byAgent, (match, word: string) =>
    isConstructive(verbOf(word)?.base ?? '') ? match : '',
  )
}

/** Takes out of a violation what belongs to the case and not to the kind: who did it, which commit it was, an aside at the end. */
export function withoutCase(text: string): string {
  return (
    text
      .normalize('NFKC')
      .replace(tag, '')
      .replace(address, gap)
      .replace(handle, gap)
      .replace(hash, gap)
      .replace(titled, gap)
      .replace(initialled, gap)
      .replace(person, (match, first: string, rest: string, at: number, all: string) =>
        rest !== '' && (givenNames.has(first) || isUnheardOf(match, all.slice(0, at))) ? gap : match,
      )
      .replace(/(?:\b(?:by|from|for|with|to|of|von|durch)\s+)␀(?:['’]s)?/g, ' ')
      .replace(/␀['’]s\b/g, "somebody's")
      .replace(/(?<=\b(?:that|which|and|or|if|when|as|because|told|asked|of)\s)␀/g, 'somebody')
      // "Impersonated Dr. Berg", "Maria Lopez was impersonated": somebody is what it was done to.
      .replace(
        /(?<=^\S+(?:ed|en)\s)␀|^␀(?=\s+(?:(?:was|were|is|got|has|had|received)\b|\w+(?:ed|en)(?:\s+(?:late|early|twice|again|\w+ly))?[.!\s]*$))/gi,
        'somebody',
      )
      .replace(/␀/g, ' ')
      .replace(/(?:\s*(?:\([^()]{0,200}\)|\[[^[\]]{0,200}\]))+\s*[.!]?\s*$/, '')
      .replace(/,\s*(?:asked|requested|reported|noticed|found|approved)\s*$/i, '')
      .replace(/\(\s*\)|\[\s*\]/g, ' ')
      .replace(/\s+([.,;:!?])(?=\s|$)/g, '$1')
      .replace(/\s+/g, ' ')
      .trim()
  )
}
