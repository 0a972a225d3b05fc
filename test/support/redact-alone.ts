import { withoutSecrets } from '../../templates/secrets/find.ts'

/** A line without its secrets, as by a run that has seen no other line: what one text gives away is replaced in all that follow, whatever they say. */
export const redactAlone = (text: string): string => withoutSecrets(text)
