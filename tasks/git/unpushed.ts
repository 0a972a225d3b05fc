import { plural } from '../../templates/words.ts'

/** What is known of the commits under HEAD that nobody else has; a status or a report of earlier versions lacks some of it. */
interface Pushed {
  upstream?: string | null
  ahead?: number
  unpushed?: number
}

/** Commits that nobody else has, as far as this repository knows: of a branch those that its upstream lacks. */
export const unpushedOf = ({ unpushed, ahead }: Pushed): number => unpushed ?? ahead ?? 0

/** The same in words; empty where there is none. */
export function unpushedInWords(git: Pushed): string[] {
  const count = unpushedOf(git)
  return count > 0
    ? [`${plural(count, 'commit')} ${git.upstream ? `not pushed to ${git.upstream}` : 'on no remote'}`]
    : []
}
