import { once } from '../once.ts'
import type { Range } from './ranges.ts'

/** What belongs to a password and is none. */
const attributes =
  '(?:fields?|pages?|screens?|forms?|polic(?:y|ies)|rules?|inputs?|labels?|dialogs?|prompts?|checks?|tests?|tables?|columns?|templates?|rotation|reset|handling|validation|strength(?: meter)?|manager|generator|section|docs?|documentation|storage|module|feature)'

/** How the languages that say a place behind its name say that what is named is there. */
const places =
  'में|से|içinde|mappában|fájlban|oldalon|에(?!서? ?바)|に(?:ある|あり|保存|記載|移|書)|を(?:参照|見|使)|里|中|页'

const about = once(() => new RegExp(`^ ${attributes}(?![\\w\\u00c0-\\u1fff]| ?[:=])`))
const behind = once(() => new RegExp(`^["'\`“”»]? ?(?:${places})`))

/** Whether a sentence says of a word that what is named is there, or of what belongs to the named one (`the password page of Page_42`). */
export const isElsewhere = (small: string, [, to]: Range, [, nameTo]: Range): boolean =>
  isKeptIn(small, to) || about().test(small.slice(nameTo, nameTo + 24))

/** Whether what is behind a word makes a place of it: `パスワードは Kinko_42 に保存`. */
export const isKeptIn = (small: string, to: number): boolean => behind().test(small.slice(to, to + 16))
