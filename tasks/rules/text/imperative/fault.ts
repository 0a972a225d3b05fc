import { verbOf } from '../verbs.ts'
import { marker } from './sentence.ts'

/** What a thing or a deed is like where it is wrong, whoever agrees to it. */
const wrong =
  /\b(?:missing|lacking|absent|incomplete|insufficient|inadequate|broken|incorrect(?:ly)?|invalid|fake|forged|bogus|fabricated|misleading|outdated|stale|obsolete|expired|corrupt(?:ed)?|defective|duplicate|premature(?:ly)?|(?:too )?(?:early|late)(?=$|\s+(?:by|for|in|on|at|again)\b)|too (?:early|late)|again|nothing|accidentally|mistakenly|secretly|quietly|silently|carelessly|recklessly|needlessly|longer than (?:needed|necessary|agreed|allowed|permitted|promised|the)|more often)\b|(?<![\w-])only (?:one|once|half|some|part|two|in|on|with|by|after|for)\b|\bfrom an older\b/i
/** One person's means of access in other hands, and what is not one's own to change. */
const another =
  /\b(?:accounts?|logins?|passwords?|passphrases?|credentials?|tokens?|badges?|(?:\w+ )?keys?) (?:between|among|with)\b|\b(?:of|from) (?:(?:another|other) (?:people|persons?|users?|teams?|customers?|clients?|tenants?|departments?|projects?)|others|(?:some(?:body|one)|any(?:body|one)) else)\b|\b(?:else|another \w+|other people)['\u2019]s\s/i
/** Clauses that say what made it wrong. */
const clause =
  /\b(?:after|before|although|though|even (?:though|if|when)|in spite of|contrary to|in violation of|behind)\b/i
/** What is done to hide something is not made right by asking. */
const purpose =
  /\bto (?:hide|conceal|cover|mask|disguise|bury|avoid|evade|dodge|escape|mislead|deceive|trick|fool|bypass|circumvent|skip|inflate|fake|pretend|please)\b/i

/** Whether the sentence says what was wrong with the deed: then no approval makes it right. */
export const isFaulty = (sentence: string): boolean =>
  [marker, wrong, another, clause, purpose].some((pattern) => pattern.test(sentence))

/** A second deed behind "and" that is still in the past, a preposition without its thing, and what is no deed at all. */
export const isUnfinished = (rule: string): boolean =>
  /\b(?:without|into|onto|before|after|and|or|not to)[.\s]*$/i.test(rule) ||
  strandedIn.test(rule) ||
  /\b(?:for|to|with|of) (?:once|twice)[.\s]*$/i.test(rule) ||
  /^do not (?:refuse|decline|do nothing|\w+ nothings?|rarely|hardly|barely|seldom|scarcely)\b/i.test(rule) ||
  /\balthough (?:not )?(?:told|asked|requested|instructed|warned|required)\b/i.test(rule) ||
  [...rule.matchAll(/\b(?:and|but|or|then)\s+(?:then\s+)?(?:\w+ly\s+)?(\S+)(?:\s+(\S+))?/gi)].some(
    ([, word = '', next = '']) =>
      /^(?:did|does|had|has|was|were)$/i.test(word) ||
      (/^(?:(?:the|an?|it|them|its|their|all)$|[\w-]*\d)/i.test(next) && isPast(word)),
  )

/** "Logged into from home", "tampered with": what it was is not said. */
const strandedIn =
  /^do not \S+ (?:about|around|at|away|back|by|down|for|from|in|into|of|off|on|out|over|past|through|to|up|upon|with)s?[.\s]*$|\bon\s+from\b|\b(?:into|at|with|of|upon|to|for)\s+(?:from|during|without|by|in|on|at|before|after|while|with)(?![-\w])/i

const isPast = (word: string): boolean => {
  const verb = verbOf(word)
  return verb?.form === 'past' && !verb.ambiguous
}
