/** `1 decision`, `2 decisions`; `many` where the plural is no mere "s". */
export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`

/** `0.1912` as `19.1 %`. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** A commit's id as it is shown: as many digits as git needs in a large repository. */
export const shortSha = (sha: string): string => sha.slice(0, 12)

/** `2025-10-24 11:00`: an ISO time as far as a line has room for it. */
export const minuteOf = (time: string): string => time.slice(0, 16).replace('T', ' ')

/** `and 3 more` as the last item of a list that was cut; nothing where it was not. */
export const andMore = (more: number): string[] => (more > 0 ? [`and ${more} more`] : [])

/** The first of some names, and how many more there are: `a, b and 3 more`. */
export function firstNames(names: readonly string[], most: number, total = names.length): string {
  const named = names.slice(0, most)
  return [named.join(', '), ...andMore(total - named.length)].join(' ')
}

/** The first of some, each said as a text, and how many more there are, as the items of a list. */
export const firstSaid = <T>(all: readonly T[], most: number, say: (one: T) => string): string[] => [
  ...all.slice(0, most).map(say),
  ...andMore(all.length - most),
]
