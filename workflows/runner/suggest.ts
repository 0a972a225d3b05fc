import { closest, distance } from 'fastest-levenshtein'

/** `; did you mean "x"?`, where one of the candidates is near enough, else ''. */
export function didYouMean(word: string, candidates: string[]): string {
  if (candidates.length === 0) return ''
  const nearest = closest(word, candidates)
  const near = distance(word, nearest) <= Math.max(2, Math.floor(nearest.length / 3))
  return near || nearest.endsWith(`/${word}`) ? `; did you mean "${nearest}"?` : ''
}
