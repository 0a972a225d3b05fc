import { actingSource } from '../cache/acting.ts'
import { colour } from './fitted.ts'
import { redactJsonAtOnce, redactLine } from './redact.ts'

/** What would move the cursor, turn the reading direction round or hide: all but line breaks and tabs. */
const acting = new RegExp(`(?:(?![\\n\\t])${actingSource})+`, 'gu')
const actingButColours = new RegExp(`(${colour})|${acting.source}`, 'gu')

/**
 * Text as a terminal may have it: without secrets, and without a character that acts there. Everything that is printed comes through here, so that no
 * message has to remember that it quotes others.
 */
export function shownText(text: string, coloured = false): string {
  const redacted = redactLine(text)
  return coloured ? redacted.replace(actingButColours, (_, own?: string) => own ?? ' ') : redacted.replace(acting, ' ')
}

/** What JSON leaves as it is, and a terminal acts upon. */
const actingInJson = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu

/** A value as a JSON document without secrets; a character that acts is written as its number, so that the value stays the same. */
export function shownJson(value: unknown): string {
  return JSON.stringify(redactJsonAtOnce(value)).replace(actingInJson, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}
