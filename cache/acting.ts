/** A whole escape sequence: a colour or a movement, else a title or a link. Half of one would be read. */
export const escapeSource =
  '(?:(?:\\u001b\\[|\\u009b)[0-?]{0,32}[ -/]{0,4}[@-~]|\\u001b\\][^\\u0007\\u001b\\n]{0,2048}(?:\\u0007|\\u001b\\\\))'

/**
 * What is not seen but acts, on a terminal or on the direction of the text: the source of a regular expression. Not what joins several emoji into one (a
 * family, a profession): without it they fall apart.
 */
export const actingSource = `(?:${escapeSource}|[\\p{Cc}\\p{Zl}\\p{Zp}]|(?!(?<=\\p{Extended_Pictographic}[\\u{FE0F}\\u{1F3FB}-\\u{1F3FF}]?)\\u200D(?=\\p{Extended_Pictographic}))\\p{Cf})`
