import { once } from '../once.ts'
import type { Range } from './ranges.ts'

/** What belongs to a password and is none. */
const attributes =
  '(?:fields?|pages?|screens?|forms?|polic(?:y|ies)|rules?|inputs?|labels?|dialogs?|prompts?|checks?|tests?|tables?|columns?|templates?|rotation|handling|validation|strength|manager|generator|section|docs?|documentation|storage|module|feature)'

/** How the languages say that what is named is at a place or was at one, by what is right before a word and behind it, and by a word between. Where something changes, some put the new one `in` its place. */
const places = {
  before:
    'in|into|inside|from|under|at|via|per|im|aus|unter|dans|depuis|sous|en|desde|em|no|nel|nella|dal|dalla|su|v|ve|ze|w|we|u|у|в|во|във|із|из|i|uit|op|onder|på|fra|från|în|din|di|dalam|pada|trong|tại|tên|ở|στο|στη|στην|σε|في|من|در|از|ใน|ที่|dari',
  behind: 'में|से|içinde|mappában|fájlban|oldalon|에(?!서? ?바)|に(?:ある|あり|保存|記載|移|書)|を(?:参照|見|使)|里|中|页',
  seen: 'see|siehe|voir|cf|véase|ver|vea|veja|vedi|zie|viz|katso|lásd|vezi|zobacz|patrz|vidi|pogledaj|glej|gweler|см|див|виж|види|vt|žr|skat|shih|lihat|xem|βλ|bkz|انظر|ببینید|देखें',
  seenJoined: '参照|参考|見て|见|見|ดู|참조',
  change:
    'cambi|modific|impost|promijen|promen|zamijen|zamen|spremen|nastav|postav|schimb|смен|промен|замен|измен|[aá]llít|vahet|αλλαξ|άλλαξ|تغيير|đổi',
}

const whole = (list: string): string => `(?<![\\w\\u00c0-\\u1fff])(?:${list})(?![\\w\\u00c0-\\u1fff])`
const isPlace = once(() => ({
  before: new RegExp(`${whole(places.before)} ["'\`„“«]?$`),
  behind: new RegExp(`^["'\`“”»]? ?(?:${places.behind})`),
  seen: new RegExp(`${whole(places.seen)}|${places.seenJoined}`),
  change: new RegExp(places.change),
  about: new RegExp(`^ ${whole(attributes)}(?! ?[:=])`),
}))

/** Whether a sentence says of a word that what is named is there, or of what belongs to the named one (`Geslo je v Stran_42`, `the password page of Stran_42`). */
export function isElsewhere(small: string, [from, to]: Range, [nameFrom, nameTo]: Range): boolean {
  const between = from >= nameTo ? small.slice(nameTo, from) : small.slice(to, nameFrom)
  const { before, seen, change, about } = isPlace()
  return (
    (before.test(small.slice(Math.max(0, from - 24), from)) && !change.test(between)) ||
    isKeptIn(small, to) ||
    seen.test(between) ||
    about.test(small.slice(nameTo, nameTo + 24))
  )
}

/** Whether what is behind a word makes a place of it: `パスワードは Kinko_42 に保存`. */
export const isKeptIn = (small: string, to: number): boolean => isPlace().behind.test(small.slice(to, to + 16))
