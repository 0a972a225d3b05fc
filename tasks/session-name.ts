const inferred = /^inferred-(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/

/** A session as people read it: one that was inferred from the log by its day and minute, `2025-10-23 11:00`. */
export const sessionName = (id: string): string => id.replace(inferred, '$1 $2')

/** A session on an axis, which needs neither the year nor a day's first number: `10-24`, `10-24-002`. */
export const shortSessionName = (id: string): string => id.replace(inferred, '$1').slice(5).replace(/-001$/, '')
