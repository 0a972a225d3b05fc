/**
 * What is not seen but acts, on a terminal or on the direction of the text: the source of a regular expression. Not what joins several emoji into one (a
 * family, a profession): without it they fall apart.
 */
export const actingSource =
  '(?:[\\p{Cc}\\p{Zl}\\p{Zp}]|(?!(?<=\\p{Extended_Pictographic}[\\u{FE0F}\\u{1F3FB}-\\u{1F3FF}]?)\\u200D(?=\\p{Extended_Pictographic}))\\p{Cf})'
