import { isDetermined, isPlural, isThing, plural } from '../nouns.ts'
import { looksPast } from '../unknown-past.ts'
import { isGranted, verbOf } from '../verbs.ts'
import { isEvent } from './deed-noun.ts'
import type { Form } from './form.ts'
import { toBeDone } from './rule.ts'
import { finite } from './sentence.ts'

/** What is due to every thing of a kind: that it was not done to one is reason to do it. Of an "unused" or "unexpected" one nobody can say so. */
const owed = new Set(
  'anonymise anonymize calibrate document encrypt escape explain justify label mask monitor paginate parameterise parameterize pin protect pseudonymise pseudonymize quote reconcile redact register review sanitise sanitize secure sign test translate validate verify version'.split(
    ' ',
  ),
)

/** What a project makes it can sign; to sign a contract or to register a supplier is for others, and not to be told to whoever took it. */
const ownThing =
  /(?:^|\s)(?:artefacts?|artifacts?|binar(?:y|ies)|builds?|code|commands?|commits?|configurations?|files?|images?|logs?|manifests?|packages?|payloads?|records?|releases?|requests?|tags?|tokens?|updates?|webhooks?)$/i
/** "Unverified supplier": to verify them may be for others, and not to deal with them for whoever reads the rule. */
const party =
  /(?:^|\s)(?:agenc(?:y|ies)|applicants?|brokers?|candidates?|clients?|contractors?|customers?|dealers?|donors?|guests?|members?|merchants?|partners?|persons?|sellers?|suppliers?|tenants?|users?|vendors?|visitors?|volunteers?)$/i
export const mayBeOwed = (base: string, thing: string): boolean =>
  !isGranted(base) && !party.test(thing) && (!/^(?:sign|register|certify)$/.test(base) || ownThing.test(thing))

/** "Unreviewed code reached production" and "goes to production" say what was wrong, and more. */
const goesOn =
  /^(?:goes|went|ships|lands|reaches|runs|ran|works|gets|got|hits|hit|exists|remains|made|makes|comes|came|enters|leaves|left|put|puts)$/i

/** "Unpinned dependency", "unescaped output in templates": what was not done to a thing is to be done to all of its kind. */
export const owedTo: Form = (sentence) => {
  const [, past = '', thing = '', place = ''] =
    /^un([a-z]+ed)\s+((?:[\w-]+\s+){0,2}?[\w-]+)((?:\s+(?:in|on|to|for|of|from|at)\s.+)?)$/i.exec(sentence) ?? []
  const verb = verbOf(past)
  if (!verb || !owed.has(verb.base) || finite.test(sentence) || !isThing(thing)) return undefined
  if (!mayBeOwed(verb.base, thing)) return null
  const words = thing.split(' ')
  if (words.some(isEvent) || words.some(looksPast) || words.slice(1).some((word) => goesOn.test(word))) return undefined
  const [, joint = '', where = ''] = /^\s+(\w+)\s+(.+)$/.exec(place) ?? []
  const there = isDetermined(where) || isPlural(where) ? where : plural(where)
  return toBeDone(verb.base, ` ${plural(thing)}${where === '' ? '' : ` ${joint} ${there}`}`)
}
