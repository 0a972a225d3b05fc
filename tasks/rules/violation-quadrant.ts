import { quadrants } from '../../cache/rules/rule-file.ts'
import type { ViolationPattern } from './violation-patterns.ts'
import { splitWords } from './wording.ts'

/** Domains of the boundary enforcer that are no quadrant, by the one that they belong to. */
const quadrantsOfDomains: Record<string, string> = {
  VALUES_SENSITIVE: 'VALUES',
  USER_COMMUNICATION: 'VALUES',
  POLICY_CREATION: 'STRATEGIC',
  RESOURCE_ALLOCATION: 'STRATEGIC',
  TECHNICAL_IMPLEMENTATION: 'SYSTEM',
  TECHNICAL: 'SYSTEM',
}

/** Where the decisions name no domain: by what the violation is about. */
const quadrantsOfWords: [RegExp, string][] = [
  [/\b(?:personal data|privacy|consent|pii|gdpr)\b/i, 'PRIVACY'],
  [/\b(?:architect\w*|strateg\w*|policy|mission|values?)\b/i, 'STRATEGIC'],
  [
    /\b(?:credentials?|secrets?|tokens?|passwords?|ports?|databases?|schema|migrations?|servers?|config\w*|dependenc\w*|inline|html|http)\b/i,
    'SYSTEM',
  ],
]

/** What is used, called or imported by the name that it has in code, whatever the name is. */
const usesCode = new RegExp(
  [
    String.raw`^(?:uses?|used|using|calls?|called|calling|imports?|imported|importing|use of|calls? (?:of|to))\s+`,
    String.raw`(?:["'\`\u201c][\w.$#:-]+["'\`\u201d]$|["'\`\u201c]?(?:[a-z]+[A-Z]\w*|\w+(?:\.\w+)+|[\w.]+\(\)|(?:eval|exec|unsafe|goto|sudo)\b))`,
  ].join(''),
)

/** The quadrant that most of the decisions were about, else the one that the words speak of. */
export function quadrantOf({ domains, example }: ViolationPattern): string {
  const counts = new Map<string, number>()
  for (const [domain, count] of Object.entries(domains)) {
    const quadrant = quadrants.includes(domain) ? domain : quadrantsOfDomains[domain]
    if (quadrant) counts.set(quadrant, (counts.get(quadrant) ?? 0) + count)
  }
  const [first] = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const words = splitWords(example).join(' ')
  if (!first && usesCode.test(example.replace(/^\p{Lu}/u, (letter) => letter.toLowerCase()))) return 'SYSTEM'
  return first?.[0] ?? quadrantsOfWords.find(([pattern]) => pattern.test(words))?.[1] ?? 'OPERATIONAL'
}
