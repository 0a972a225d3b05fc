/** `decision` of one, `decisions` of any other number; `many` where the plural is no mere "s". */
export const noun = (count: number, one: string, many = `${one}s`): string => (count === 1 ? one : many)

/** `1 decision`, `2 decisions`. */
export const plural = (count: number, one: string, many?: string): string => `${count} ${noun(count, one, many)}`

/** To so many decimals, where half is half however it was computed: 169.5 that came to 169.49999999999997 is 170, too. */
export const fixed = (value: number, decimals: number): string => Number(value.toPrecision(9)).toFixed(decimals)

/** `0.1912` as `19.1 %`. */
export const percent = (share: number): string => `${fixed(share * 100, 1)} %`

/** A commit's id as it is shown: as many digits as git needs in a large repository. */
export const shortSha = (sha: string): string => sha.slice(0, 12)

/** `2025-10-24 11:00`: an ISO time as far as a line has room for it. */
export const minuteOf = (time: string): string => time.slice(0, 16).replace('T', ' ')

/** `2025-10-24`: the day of an ISO time. */
export const dayOf = (time: string): string => time.slice(0, 10)

/** `and 3 more` as the last item of a list that was cut, with what there is to say of them; nothing where it was not. */
export const andMore = (more: number, of = ''): string[] => (more > 0 ? [`and ${more} more${of}`] : [])

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
