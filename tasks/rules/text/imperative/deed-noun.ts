import { isThing, plural } from '../nouns.ts'
import { demand } from './demand.ts'
import { isFaulty } from './fault.ts'
import type { Form } from './form.ts'
import { doNot, generic } from './rule.ts'
import { finite, isPlainlyPast } from './sentence.ts'

const events =
  /^(?:changes?|updates?|deletions?|removals?|deployments?|migrations?|modifications?|refactorings?|releases?|publications?|exports?|transfers?|upgrades?|installations?|renam(?:e|es|ing)|restarts?|rollbacks?|purchases?|redesigns?|decisions?|merges?|overrides?|rewrites?|alterations?|downgrades?|disclosures?|commits?|access)$/i
export const isEvent = (word: string): boolean => events.test(word)

/** "Release of member data": no verb is followed by an "of" like that. */
export const eventOf: Form = (sentence, requirement, areas) =>
  /^[a-z]+ of\b/i.test(sentence) &&
  isEvent(sentence.split(' ')[0] as string) &&
  !isPlainlyPast(sentence.split(' ').at(-1) as string)
    ? (event(sentence, requirement, areas) ?? null)
    : undefined

/** Nouns of what is done to a branch or a server, by what their adjectives say of the way it is done. */
const manners: Record<string, string> = {
  direct: 'directly',
  manual: 'by hand',
  silent: 'silently',
  accidental: 'accidentally',
}
const done =
  /^(direct|manual|silent|accidental)\s+((?:force-)?push|commit|merge|write|edit|deploy|deployment|deletion|change)(?:e?s)?\s+(?:(to|of|on|into|in)\s+)?(\S.*)$/i

/** What was done wrong, in the words of a noun, by its verb. */
const misdeedNouns: Record<string, string> = {
  use: 'use',
  usage: 'use',
  misuse: 'misuse',
  claim: 'claim',
  promise: 'promise',
  guarantee: 'guarantee',
  leak: 'leak',
  leakage: 'leak',
  exposure: 'expose',
  fabrication: 'fabricate',
  falsification: 'falsify',
  omission: 'omit',
  circumvention: 'circumvent',
  manipulation: 'manipulate',
  misrepresentation: 'misrepresent',
  exaggeration: 'exaggerate',
}

/** "Direct push to main", "use of eval": a deed in the words of a noun. */
export const nominal: Form = (sentence) => {
  if (finite.test(sentence)) return undefined
  const [, named = '', used = ''] = /^([a-z]+)\s+of\s+(.+)$/i.exec(sentence) ?? []
  const misused = misdeedNouns[named.toLowerCase()] ?? misdeedNouns[named.toLowerCase().replace(/s$/, '')]
  if (misused)
    return isThing(used) && !/\b(?:above|over|below|under|exceed\w*|high|low|allowed|required)\b/i.test(used)
      ? doNot(`${misused} ${used}`)
      : null
  const [, manner = '', noun = '', joint = '', place = ''] = done.exec(sentence) ?? []
  if (noun === '' || !isThing(place)) return undefined
  const verb = deeds[noun.toLowerCase()] ?? noun.toLowerCase()
  const way = manners[manner.toLowerCase()] as string
  return joint === '' || joint === 'of' ? doNot(`${verb} ${place} ${way}`) : doNot(`${verb} ${way} ${joint} ${place}`)
}

/** What an event lacks, by the word that says so. */
const lacking: Record<string, string> = {
  unapproved: 'approval',
  unauthorised: 'authorisation',
  unauthorized: 'authorization',
  unreviewed: 'a review',
  untested: 'a test',
  undocumented: 'documentation',
  unannounced: 'an announcement',
  unsigned: 'a signature',
  unconfirmed: 'a confirmation',
}

/** Something that happens: it needs what the services demand of it. */
export const event: Form = (sentence, requirement, areas) => {
  if (finite.test(sentence)) return undefined
  // "Decision of the board ignored" is about what was done to it.
  if (isPlainlyPast(sentence.split(' ').at(-1) as string)) return undefined
  const plain = sentence.replace(new RegExp(`^(?:${Object.keys(lacking).join('|')}|technical|an?|the)\\s+`, 'i'), '')
  // "Chart of accounts change": what comes last happens to the thing before it.
  const isWhole = /^[\w-]+ of (?:[\w-]+ ){1,2}[\w-]+$/.test(plain) && isEvent(plain.split(' ').at(-1) as string)
  const [head = '', ...tail] = isWhole
    ? [plain]
    : plain.split(/\s+(?=(?:of|to|in|on|without|for|from|during|before|outside)\b)/i)
  if (!isEvent(head.split(/\s+/).at(-1) ?? '') || !isThing(head)) return undefined
  const rest = tail.length > 0 ? ` ${tail.join(' ')}` : ''
  if (/\bwithout\b/i.test(rest)) return deedOf(head, rest) ?? generic(`make no ${plural(head)}${rest}`, 'any')
  if (!requirement && /^ (?:of .+? )?(?:during|before|outside)\b/i.test(rest)) return deedOf(head, rest)
  if (/^only\b/i.test(head)) return undefined
  const lacks = lacking[sentence.split(' ')[0]?.toLowerCase() ?? '']
  // An approval makes up for no signature and no test.
  if (lacks && (!requirement || !/^(?:approval|authori[sz]ation|a review)$/.test(lacks)))
    return deedOf(head, `${rest} without ${lacks}`) ?? `make no ${plural(head)}${rest} without ${lacks}`
  if (requirement && isFaulty(`${head}${rest}`)) return null
  return requirement ? demand(requirement, `${head}${rest}`, areas, true) : undefined
}

/** Nouns of deeds by their verbs, where they are not the same word. */
const deeds: Record<string, string> = {
  change: 'change',
  deletion: 'delete',
  removal: 'remove',
  deployment: 'deploy',
  modification: 'modify',
  publication: 'publish',
  installation: 'install',
  alteration: 'alter',
  disclosure: 'disclose',
  migration: 'migrate',
  merge: 'merge',
  release: 'release',
  commit: 'commit',
  export: 'export',
  restart: 'restart',
  upgrade: 'upgrade',
  transfer: 'transfer',
  access: 'access',
}

/** "Record deletion without consent", "deletion of records without consent": the deed is ruled out by its verb. */
function deedOf(head: string, rest: string): string | undefined {
  const words = head.split(/\s+/)
  const noun = (words.pop() ?? '').toLowerCase()
  const verb = deeds[noun] ?? deeds[noun.replace(/s$/, '')]
  if (!verb) return undefined
  if (words.length > 0) return doNot(`${verb} ${plural(words.join(' '))}${rest}`)
  // "Deletion of records", "access to the payroll", but "a merge to main".
  const [, thing = ''] =
    /^ of (.+? (?:without|before|outside|during)\b.*)$/i.exec(rest) ??
    /^ to (.+)$/i.exec(verb === 'access' || verb === 'change' ? rest : '') ??
    []
  return doNot(`${verb}${thing === '' ? rest : ` ${thing}`}`)
}
