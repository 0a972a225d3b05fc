import { plural } from '../../templates/words.ts'

/** What is known of the commits under HEAD that nobody else has; a status or a report of earlier versions lacks some of it. */
interface Pushed {
  upstream?: string | null
  ahead?: number
  unpushed?: number
}

/** Commits that nobody else has, as far as this repository knows: where it knows no remote, those that the upstream lacks. */
export const unpushedOf = ({ unpushed, ahead }: Pushed): number => unpushed ?? ahead ?? 0

/** The same in words; empty where there is none. */
export function unpushedInWords(git: Pushed): string[] {
  const count = unpushedOf(git)
  // What the upstream lacks beyond these was pushed to another remote, as to a fork.
  const isUpstreams = git.upstream && count === git.ahead
  return count > 0
    ? [`${plural(count, 'commit')} ${isUpstreams ? `not pushed to ${git.upstream}` : 'on no remote'}`]
    : []
}
