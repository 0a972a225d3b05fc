const bullet = String.raw`(?:[-*+\u2022]|\d+[.)])[ \t]+`
const below = new RegExp(String.raw`(:?)((?:\n[ \t]+${bullet}.*)+)`, 'g')
const itemsBelow = new RegExp(String.raw`\n[ \t]+${bullet}`)
const nextItem = new RegExp(String.raw`([^\n:])\n+${bullet}`, 'g')
const firstItem = new RegExp(String.raw`(^|\n)${bullet}`, 'g')

/** Markdown as people write it in a sentence: a heading announces, the items of a list are divided by semicolons, and those below one of them by commas. */
export const asSentences = (text: string): string =>
  text
    .replace(/^#+ +(.*?):?$/gm, '$1:')
    .replace(below, (_, __, items: string) => `: ${items.split(itemsBelow).slice(1).join(', ')}`)
    .replace(nextItem, (_, last: string) => `${last}${/[.!?;,]/.test(last) ? '' : ';'} `)
    .replace(firstItem, '$1')

/** An answer in Markdown as sentences, without the marks of what is bold or code. */
export const answerAsSentences = (text: string): string => asSentences(text.replace(/\*\*|`/g, '')).trim()
