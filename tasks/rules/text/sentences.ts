/** What leaves a sentence to the one before it: a condition or a place that holds for both, or a word that points back. */
const dependent =
  /^(?:in|for|on|at|when|if|within|under|before|after|during|while|unless|except|inside|outside|but|and|or|otherwise|then|else|so|instead|it|its|they|their|them|this|that|these|those|there|here|only|exceptions?|also|both|same|yes|replac(?:es|ing)|supersed(?:es|ing)|no\b.*\bneeded)\b|\b(?:it|them|they|that|this|those|these|either|instead|one|there)\b[.!\s]*$/i

/** A rule of more is a paragraph, whose sentences lean on each other. */
const mostSentences = 3

/** The sentences of a rule, where it has several of which each says something by itself. */
export function sentencesOf(text: string): string[] {
  if (!/[;.] /.test(text)) return []
  const sentences = text.split(/;\s+|(?<!\b(?:e\.g|i\.e|etc|vs|no|max|min))\.\s+(?=[\p{Lu}`])/u)
  return sentences.length > 1 &&
    sentences.length <= mostSentences &&
    !sentences.some((sentence) => dependent.test(sentence.trim()))
    ? sentences
    : []
}
