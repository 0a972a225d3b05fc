import type { Range } from './ranges.ts'
import { isSecretValue } from './value.ts'

/** What a script sends behind the question for a password: `expect "*assword:"; send "X\r"`, `child.sendline('X')`. */
const answered =
  /(?:ass(?:word|phrase|code)|verification code|PIN\b)[^\n]{0,80}(?:\n[^\n]{0,120}){0,2}?\b(?:send(?:_?line|_user|all)?|write(?:_?line|ln)?|answer|respond)\b[ ]{0,4}(?:--[ ]{1,4}|-h[ ]{1,4})?\(?[ ]{0,4}[bru]?["'](?<secret>[^"'\n]{3,128}?)(?:\\[rn]){0,2}["']/dg
/** What asks, before the question itself. */
const asking = /(?:expect|prompt|wait_?for|read_?until|(?<![\w-])-re|["'{])[^\n]{0,100}$/
const longestQuestion = 120

/** Where a script answers a question for a password. */
export function findAnswers(text: string): Range[] {
  if (!/(?:send|write|answer|respond)/i.test(text)) return []
  return [...text.matchAll(answered)]
    .filter(({ index }) => asking.test(text.slice(Math.max(0, index - longestQuestion), index)))
    .map((match) => match.indices?.groups?.secret as Range)
    .filter(([from, to]) => isSecretValue(text.slice(from, to), 'password', 'loose'))
}
