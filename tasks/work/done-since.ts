import { words } from '../../cache/settled.ts'
import { shortSha } from '../../templates/words.ts'
import { git } from '../git/git.ts'
import type { TaskContext } from '../task.ts'
import { viewNow } from './now.ts'
import { standingWork } from './standing/view.ts'
import { trailerNumbers } from './trailers/parse.ts'

const separator = '\u001f'

/** Open to-dos that a commit made since a HEAD names in a trailer, or whose words its subject has. */
export async function todosDoneSince(
  context: Pick<TaskContext, 'shell' | 'stores' | 'run'>,
  then: string | null,
  now: string | null,
): Promise<string[]> {
  if (then === null || now === null || then === now) return []
  const trailers = '%(trailers:key=Bookend,valueonly,unfold,separator=%x1e)'
  const log = await git(
    context,
  )`log -z --max-count=500 --format=%H${separator}%s${separator}${trailers} ${then}..${now} --`
  const commits = log.stdout.split('\0').map((record) => {
    const [sha = '', subject = '', values = ''] = record.trim().split(separator)
    return { sha, subject: words(subject), numbers: values.split('\u001e').flatMap(trailerNumbers) }
  })
  const { todos } = standingWork(
    context.stores.notes.seenFrom(viewNow(context.stores.sessions.open(), context.run.startedAt)),
  )
  return todos.flatMap(({ number, text }) => {
    const commit = commits.find(({ subject, numbers }) => numbers.includes(number) || hasWords(subject, words(text)))
    return commit ? [`${number} ${text} (commit ${shortSha(commit.sha)})`] : []
  })
}

/** Whether a text has another one's words in it, whole and in that order: "port" is not in "support". */
const hasWords = (text: string, sought: string): boolean => spaced(text).includes(spaced(sought))

const spaced = (text: string): string => ` ${text.replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim()} `
