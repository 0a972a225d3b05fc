import { sha256 } from '../../cache/json.ts'
import type { TaskContext } from '../task.ts'
import { git, nulSeparated } from './git.ts'

/** How far back on HEAD a squash merge is looked for, and how many that change the same files are compared. */
const most = { commits: 500, compared: 20 }

/**
 * The commit of HEAD's whose whole difference is the one that another tip has made since the two parted: its squash merge, here or by a button on a server.
 * Undefined where there is none, or where its conflicts were resolved.
 */
export async function mergedAs(context: TaskContext, tip: string): Promise<string | undefined> {
  const base = (await git(context)`merge-base HEAD ${tip}`).stdout.trim()
  if (base === '') return undefined
  const names = keyOf(nulSeparated((await git(context)`diff -z --name-only --no-renames ${base} ${tip} --`).stdout))
  // Commits that change nothing are all alike.
  if (names === '') return undefined
  const options = ['-z', '--no-merges', '--name-only', '--no-renames', '--format=%x1e%H', `--max-count=${most.commits}`]
  const log = await git(context)`log ${options} ${base}..HEAD --`
  const candidates = log.stdout.split('\u001e').flatMap((record): string[] => {
    const [sha = '', ...changed] = nulSeparated(record)
    return sha !== '' && keyOf(changed.map((name) => name.replace(/^\n/, ''))) === names ? [sha.trim()] : []
  })
  if (candidates.length === 0) return undefined
  const wanted = await differenceOf(context, base, tip)
  for (const sha of candidates.slice(0, most.compared))
    if ((await differenceOf(context, `${sha}^`, sha)) === wanted) return sha
  return undefined
}

const keyOf = (names: string[]): string => names.toSorted().join('\0')

/** What one commit changes of another, as a hash: which lines go and come in which files, wherever they are in them. */
async function differenceOf(context: TaskContext, from: string, to: string): Promise<string> {
  const options = ['--no-renames', '--unified=0', '--binary', '--no-color']
  const { stdout } = await git(context)`diff ${options} ${from} ${to} --`
  return sha256(
    stdout
      .split('\n')
      .filter((line) => !/^(index|@@) /.test(line))
      .join('\n'),
  )
}
