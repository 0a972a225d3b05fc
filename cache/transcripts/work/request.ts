export const longestQuote = 300

/** What bookend is told by. */
const phrases = /^(?:start session|process session closedown)\W*$/i

/** Whether a person only asked to open or to close a session. */
export const isOfBookend = (request: string): boolean => phrases.test(request.trim())
