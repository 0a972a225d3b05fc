import { pressureLevels } from '../../cache/audit/catalogue/services.ts'
/**
 * A violation's wording without what differs from case to case: paths, quoted text and numbers that stand alone as words. Identifiers
 * (`inst_016`, `utf8`, `credential_in_output`) stay whole: their digits are part of their name. Two violations of equal wording are one kind.
 */
export function wordingOf(violation: string): string {
  return violation
    .normalize('NFKC')
    .replace(quoted, '$1"…"')
    .replace(path, '$1PATH')
    .replace(lonelyNumber, 'N')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}

// A quotation begins behind a blank or a bracket and ends before one, so that an apostrophe opens none. Bounded, so that the time stays linear.
const quoted = /(^|[\s([{:=])(?:"[^"\n]{1,400}"|'[^'\n]{1,400}'|`[^`\n]{1,400}`|“[^”\n]{1,400}”)(?=$|[\s)\]},.;:!?])/gu
// An address, something rooted, something with two folders or more, or a file name with an extension behind a folder or alone.
const path =
  /(^|[\s([{:=,"'])(?:\w{2,16}:\/\/[^\s"')\]}]{1,2000}|(?:~|\.{1,2})?\/[^\s"')\]},;]{1,2000}|[\w@.-]{1,255}(?:\/[\w@.-]{1,255}){2,32}|(?:[\w@.-]{1,255}\/)?[\w@-]{1,255}(?:\.[\w-]{1,64}){0,3}\.[a-z][a-z0-9]{0,5}(?::\d+){0,2})(?=$|[\s)\]},;:!?"'.])/giu
const lonelyNumber = /(?<![\p{L}\p{N}_.:/-])[+-]?\d+(?:[.,:]\d+)*%?(?![\p{L}\p{N}_/-]|\.\p{L})/gu

/** A wording that is one identifier: `credential_in_output`, `noInlineStyles`, `no-eval`. */
export const isIdentifier = (text: string): boolean => /^[\p{L}\p{N}_.:-]+$/u.test(text)

/** The words of a text, identifiers split into theirs: `credential_in_output` and `noInlineStyle` are three words each. */
export function splitWords(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
      .toLowerCase()
      .replace(/n['’]t\b/g, ' not')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
}

/**
 * Values of the services' enumerations: they name a category of decisions, not a behaviour, and are no pattern by themselves.
 * Boundaries and domains, failed checks, pressure levels and metrics, statuses and severities, as the audit logs write them.
 */
const enumerations = new Set(
  [
    'VALUES INNOVATION WISDOM PURPOSE MEANING AGENCY NONE ERROR UNKNOWN NULL UNDEFINED N/A NIL EMPTY',
    'STRATEGIC OPERATIONAL TACTICAL SYSTEM STOCHASTIC STORAGE PRIVACY RULES TECHNICAL',
    'VALUES_SENSITIVE RESOURCE_ALLOCATION POLICY_CREATION USER_COMMUNICATION TECHNICAL_IMPLEMENTATION',
    'VERIFICATION SUPPORT PRESERVATION RECOGNITION',
    'ALIGNMENT COHERENCE COMPLETENESS SAFETY ALTERNATIVES',
    `${Object.keys(pressureLevels).join(' ')} NORMAL MEDIUM LOW VARIABLE WARNING MINOR INFO`,
    'MANDATORY REQUIRED RECOMMENDED OPTIONAL APPROVAL_REQUIRED REVIEW_RECOMMENDED',
    'APPROVED REJECTED ESCALATE ALLOWED BLOCKED ALLOW BLOCK WARN CONSENSUS DISAGREEMENT PENDING',
    'PROCEED PROCEED_WITH_CAUTION REQUEST_CONFIRMATION REQUEST_CLARIFICATION REQUIRE_REVIEW',
    'TOKEN_USAGE CONVERSATION_LENGTH TASK_COMPLEXITY ERROR_FREQUENCY INSTRUCTION_DENSITY',
  ].flatMap((line) => line.split(' ')),
)

/** An id of a rule, of whatever scheme ("POL-7.3"): where the history does not know it there is no text to make a rule of. */
export const isLikeRuleId = (text: string): boolean => likeRuleId.test(text.trim())
const likeRuleId =
  /^(?!(?:https?|error|err|status|code|article|section|chapter|clause|paragraph|principle|level|port|page|step|line|row|node|version)\b)[a-z]{1,12}[-_/.]\d{1,5}(?:\.\d{1,3})*$/i

/** Which one it was, and nothing of what: a UUID, a hash. */
const bareId = /^(?=.*\d)[0-9a-f]{8}(?:[0-9a-f]{4,}(?:-[0-9a-f]{4,})*|(?:-[0-9a-f]{4,})+)$/i

/** What a service says of itself: "pressure_level: CRITICAL", "confidence=0.42". */
const state = /^(?:[a-z]\w*|[A-Z]\w*)(?:\s*=|:)\s*(?:[A-Z][A-Z_]+|true|false|null|undefined|[\d.]+%?)$/

/** Whether a violation is nothing but a value of an enumeration (several of them, the sections of the framework, included), or no word at all. */
export function namesCategory(violation: string): boolean {
  const text = violation.trim()
  if (!/[\p{L}\p{N}]/u.test(text) || state.test(text) || bareId.test(text)) return true
  const parts = violation.split(/[;,]/).map((part) =>
    part
      .trim()
      .replace(/[\s-]+/g, '_')
      .toUpperCase(),
  )
  return parts.every((part) => part === '' || enumerations.has(part) || /^\d+(\.\d+)*$/.test(part))
}

/** A text as far as two spellings of it are one: case, blanks and the full stop at the end do not count. */
export const normalizeText = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[.\s]+$/, '')
    .trim()
