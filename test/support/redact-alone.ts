import { findSecrets, withoutSecrets } from '../../templates/secrets/find.ts'
import { scanTexts } from '../../templates/secrets/scanner.ts'

/** A line without its secrets, as by a run that has seen no other line: what one text gives away is replaced in all that follow, whatever they say. */
export const redactAlone = (text: string): string => withoutSecrets(text)

/** The same for each of the texts, with the rules of secretlint too. */
export async function redactEachAlone(texts: string[]): Promise<string[]> {
  const scanned = await scanTexts(texts)
  return texts.map((text, place) => withoutSecrets(text, [...findSecrets(text), ...(scanned[place] ?? [])]))
}
