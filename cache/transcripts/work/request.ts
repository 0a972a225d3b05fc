export const longestQuote = 300

/** What people put around it, and around nothing else that they want done. */
const polite =
  "please|kindly|ok(?:ay)?|now|then|and|so|good|great|fine|perfect|all ?right|thanks|thank you|thx|again|just|hi|hello|can you|could you|let'?s(?: close down| wrap up| finish)?"
/** What bookend is told by: the phrases, or a skill's name as it is typed. */
const phrases = new RegExp(
  String.raw`^\W*(?:(?:${polite})\W+)*(?:start (?:the |a )?(?:new )?session|process (?:the |this )?session close ?-?down|/(?:bookend:)?bookend-(?:open|close))(?:\W+(?:${polite}))*\W*$`,
  'i',
)

/** Whether a person only asked to open or to close a session. */
export const isOfBookend = (request: string): boolean => phrases.test(request.trim())
