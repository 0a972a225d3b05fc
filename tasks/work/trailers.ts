import { type Note, staysOpen } from '../../cache/notes.ts'
import { shortSha } from '../../templates/words.ts'
import { readCommits } from '../git/commits.ts'
import { git } from '../git/git.ts'
import { actionsBefore } from '../interrupted.ts'
import { defineTask, type TaskContext } from '../task.ts'
import { trailerNumbers } from './trailers/parse.ts'

/** A note that a commit of the session says is done. */
export interface ClosedByCommit {
  number: number
  kind: Note['kind']
  text: string
  commit: string
  at: number
}

/** Closes the notes that commits of the session name in a trailer: `Bookend: done 7`. */
export const closeByTrailers = defineTask({
  id: 'work/trailers',
  title: 'Close what commits say is done',
  needs: { commits: readCommits },
  show: ({ closed }: { closed: ClosedByCommit[] }, planned) => {
    const how = planned ? 'to be closed by' : 'done by'
    return (
      closed.map(({ number, kind, commit }) => `${kind} ${number} ${how} commit ${shortSha(commit)}`).join('\n') ||
      'none'
    )
  },
  async plan(context, { commits: { commits } }) {
    const open = new Map(
      context.stores.notes
        .seenFrom(context.session)
        .filter(({ kind, closed }) => staysOpen(kind) && !closed)
        .map((note) => [note.number, note]),
    )
    const closed: ClosedByCommit[] = []
    for (const { sha, at, numbers } of await trailersOf(context, commits)) {
      for (const number of numbers) {
        const note = open.get(number)
        if (!note || !open.delete(number)) continue
        // A commit's time is a whole second, and whatever its committer says: of the session it is all the same.
        const closedAt = Math.max(at, note.at, context.session.from)
        closed.push({ number, kind: note.kind, text: note.text, commit: sha, at: closedAt })
      }
    }
    return {
      actions: closed.map(({ number, kind, commit }) => ({
        kind: 'record' as const,
        what: `that commit ${shortSha(commit)} did ${kind} ${number}`,
      })),
      output: { closed },
      data: {},
    }
  },
  apply({ stores, session, actions: { interrupted } }, { actions, output }) {
    const byCommit = new Map(stores.notes.seenFrom(session).map(({ number, closed }) => [number, closed?.commit]))
    actions.push(
      ...actionsBefore<typeof output, object>(interrupted, actions, (_, plan, position) => {
        const note = plan.output.closed[position]
        return note !== undefined && byCommit.get(note.number) === note.commit
      }),
    )
    for (const { number, commit, at } of output.closed) stores.notes.close(number, { at, as: 'done', commit })
    return output
  },
})

/** More object names than this are asked for in several commands: a command line has its limit. */
const mostNames = 1000
const separator = '\u001f'

/** The trailers as git itself finds them: in the last paragraph, folded lines joined. */
async function trailersOf(
  context: TaskContext,
  commits: { sha: string; at: string }[],
): Promise<{ sha: string; at: number; numbers: number[] }[]> {
  const found = new Map<string, number[]>()
  for (let first = 0; first < commits.length; first += mostNames) {
    const names = commits.slice(first, first + mostNames).map(({ sha }) => sha)
    const values = '%(trailers:key=Bookend,valueonly,unfold,separator=%x1e)'
    const log = await git(context)`log -z --no-walk=unsorted --format=%H${separator}${values} ${names} --`
    for (const record of log.stdout.split('\0')) {
      const [sha = '', trailers = ''] = record.split(separator)
      found.set(sha.trim(), trailers.split('\u001e').flatMap(trailerNumbers))
    }
  }
  return commits.map(({ sha, at }) => ({ sha, at: Date.parse(at), numbers: found.get(sha) ?? [] }))
}
