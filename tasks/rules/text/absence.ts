import { indefinite, isPlural, isThing } from './nouns.ts'
import { looksPast } from './unknown-past.ts'

/**
 * What a project's work is to have, by how one comes by it. What is missing and is none of these may be missing from the data, from a request or from
 * the evidence, and nobody knows whether it is the agent's to add.
 */
const wanted: Record<string, string> = {
  add: [
    'changelog entry|entry in the changelog|change note|release notes?|licen[cs]e headers?|copyright headers?|file headers?|headers? comments?|doc ?strings?|comments?|captions?|labels?|legends?|units?',
    'tests?|unit tests?|regression tests?|integration tests?|test cases?|assertions?|type (?:annotations?|hints?)|types|alt(?:ernative)? texts?|aria labels?|titles?|descriptions?|keywords?|tags?|credits?|attributions?|bylines?|disclaimers?|subtitles?|transcripts?|footnotes?|page numbers?',
    'error handling|input validation|validation|timeouts?|retries|retry logic|rate limit(?:ing|s)?|resource limits?|health checks?|logging|(?:audit|log) entr(?:y|ies)|index(?:es)?|constraints?|foreign keys?',
    'ticket numbers?|issue numbers?|issue references?|references?|links?|examples?|documentation|translations?|null checks?|bounds checks?|guards?|confirmation dialogs?|accessibility labels?',
  ].join('|'),
  give: 'explanations?',
  'carry out': '(?:impact|risk|security|privacy) assessments?',
  write:
    'rollback plans?|test plans?|migration plans?|commit messages?|handoffs?|hand-offs?|handovers?|summar(?:y|ies)|minutes',
  get: 'approvals?|consent|sign-?offs?|reviews?|code reviews?|peer reviews?|second signatures?|second opinions?',
  take: 'backups?|snapshots?',
  state: 'sources?|rationales?|reasons?|justifications?|assumptions?',
  assign: 'owners?|reviewers?|assignees?',
}
/** What is given to a thing that is to have it. */
const additions = ['add', 'assign']
const waysToGet = Object.entries(wanted).map(
  ([verb, things]) => [verb, new RegExp(`(?:^|\\s)(?:${things})$`, 'i')] as const,
)

/** What no project's rules forbid: "no changelog entry" says that it is missing, "no comments in JSON files" may be a rule. */
const never =
  /^no\s+((?:[\w-]+\s+)?(?:changelog entry|release notes?|doc ?strings?|unit tests?|regression tests?|test plans?|rollback plans?|migration plans?|alt texts?|error handling|input validation|backups?|sign-?off|approval|owners?|rationales?|justification|assessments?|licen[cs]e headers?)\b.*)$/i
/** "No tests for the change": a rule would name no single case. */
const single = /\b(for|with|in)\s+(?:(?:the|this|that|an?)\s+)?(change|commit|pull request|release|deployment)$/i
const ofOne = new RegExp(`^no\\s+(.+\\s${single.source})`, 'i')
const ahead = /^(?:missing|lacking|lacks|lack of|absent|absence of)\s+(.+)$/i
const behind = /^(.+?)\s+(?:(?:is|was)\s+)?(?:missing|absent|lacking|left out)\b\s*(.*)$/i
/** Whose it is: "image without alt text", "the images have no alt text". */
const having =
  /^(?:(?:the|an?|some|this)\s+)?([\w-]+(?:\s+[\w-]+){0,2})\s+(?:(?:has|have|had|with)\s+no|without|lacks?|lacked|lacking)\s+(?:any\s+|an?\s+)?(.+)$/i
/** Where it is missing: "alt text on images", "a test for the parser". */
const placed = /^(.+?)\s+((?:on|to|for|from|in|of|before|after|with|at)\b.*)$/i

/** "Missing changelog entry", "changelog entry missing": what is missing is to be there. */
export function addWhatIsMissing(sentence: string): string | null | undefined {
  const [, whose = '', whole = ''] = having.exec(sentence) ?? []
  if (whose !== '' && !whose.split(' ').some((word) => looksPast(word) || /ing$/i.test(word))) {
    const verb = additions.find((each) => waysToGet.find(([way]) => way === each)?.[1].test(whole))
    return verb && isThing(whole)
      ? `${verb} ${isPlural(whole) ? whole : indefinite(whole)} to ${isPlural(whose) ? whose : `every ${whose}`}`
      : undefined
  }
  const [, last, rest = ''] = behind.exec(sentence) ?? []
  const said =
    (ahead.exec(sentence) ?? never.exec(sentence) ?? ofOne.exec(sentence))?.[1] ??
    (last === undefined ? '' : `${last} ${rest}`.trim())
  const [, head = said, place = ''] = placed.exec(said) ?? []
  const verb = waysToGet.find(([, things]) => things.test(head))?.[0]
  if (!verb || !isThing(said)) return undefined
  const thing = head.replace(/^(?:the|an?|any)\s+/i, '')
  // "Consent missing from the form" says where it is not, and not from whom it is to come.
  const [, whence = ''] = /^from\s+(.+)$/i.exec(place) ?? []
  if (whence !== '' && !additions.includes(verb)) return null
  const where =
    whence === '' ? place.replace(single, '$1 every $2').replace(/^for an?\s/i, 'for every ') : `to ${whence}`
  return `${verb} ${isPlural(thing) ? thing : indefinite(thing)} ${where}`
}
