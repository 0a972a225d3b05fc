/** Where a secret stands: a pattern with the secret as the group `secret`, which reads on only as far as a line may be long. */
export interface Place {
  /**
   * A text that has none of these, in small letters, has no such place: then the expression is not even compiled, which takes longer than all else that
   * is done for a short text.
   */
  holds?: string[]
  pattern: RegExp
  test?: (secret: string) => boolean
}
