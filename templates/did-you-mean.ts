import { closest, distance } from 'fastest-levenshtein'

/** `; did you mean "x"?`, where one of the candidates is near enough (or ends with `/word` or `.word`), else ''. */
export function didYouMean(word: string, candidates: string[]): string {
  if (candidates.length === 0) return ''
  const endsWithWord = (candidate: string) => candidate.endsWith(`/${word}`) || candidate.endsWith(`.${word}`)
  const nearest = candidates.find(endsWithWord) ?? closest(word, candidates)
  const near = endsWithWord(nearest) || distance(word, nearest) <= Math.max(2, Math.floor(nearest.length / 3))
  return near ? `; did you mean "${nearest}"?` : ''
}
