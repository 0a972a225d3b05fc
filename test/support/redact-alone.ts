import { mask } from '../../templates/redact.ts'
import { findSecrets } from '../../templates/secrets/find.ts'
import { replaceRanges } from '../../templates/secrets/ranges.ts'

/** A line without its secrets, as by a run that has seen no other line: what one text gives away is replaced in all that follow, whatever they say. */
export const redactAlone = (text: string): string => replaceRanges(text, findSecrets(text), mask)
