import { closest, distance } from 'fastest-levenshtein'

/** `; did you mean "x"?`, where one of the candidates is near enough (or ends with `/word`), else ''. */
export function didYouMean(word: string, candidates: string[]): string {
  if (candidates.length === 0) return ''
  const nearest = candidates.find((candidate) => candidate.endsWith(`/${word}`)) ?? closest(word, candidates)
  const near = nearest.endsWith(`/${word}`) || distance(word, nearest) <= Math.max(2, Math.floor(nearest.length / 3))
  return near ? `; did you mean "${nearest}"?` : ''
}
