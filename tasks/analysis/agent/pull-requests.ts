import { join, relative } from 'node:path'
import { type Link, numberOf } from '../../../cache/transcripts/work/links.ts'
import { findRepository, git } from '../../git/git.ts'
import type { TaskContext } from '../../task.ts'

/** A pull request, and what is known of the commit that it is at, without asking anybody. */
export interface PullRequest extends Omit<Link, 'seen'> {
  head?: {
    sha: string
    /** What was fetched of it, or what the agent was told when it looked. */
    by: 'git' | 'agent'
    at?: string
    /** Commits that only HEAD has, and that only the pull request has; undefined where the repository has no such commit. */
    ahead?: number
    behind?: number
  }
}

export async function withHeads(context: TaskContext, links: Link[]): Promise<PullRequest[]> {
  const fetched = links.some(({ url }) => numberOf(url)) ? await fetchedHeads(context) : new Map<string, string>()
  return Promise.all(
    links.map(async ({ seen, ...link }): Promise<PullRequest> => {
      const sha = fetched.get(numberOf(link.url) ?? '') ?? seen?.sha
      if (sha === undefined) return link
      const source = sha === seen?.sha ? { by: 'agent' as const, at: seen.at } : { by: 'git' as const }
      return { ...link, head: { sha, ...source, ...(await distanceTo(context, sha)) } }
    }),
  )
}

/** Heads of pull requests that were fetched, into references or for a moment, by number. */
async function fetchedHeads(context: TaskContext): Promise<Map<string, string>> {
  const heads = new Map<string, string>()
  const repository = await findRepository(context)
  if ('missing' in repository) return heads
  const path = relative(context.project.root, join(repository.gitDirectory, 'FETCH_HEAD'))
  for (const [, sha = '', number = ''] of (context.files.read(path) ?? '').matchAll(fetchedLine)) heads.set(number, sha)
  const references = await git(context)`for-each-ref ${'--format=%(objectname) %(refname)'} ${places}`
  for (const [, sha = '', number = ''] of references.stdout.matchAll(referenceLine)) heads.set(number, sha)
  return heads
}

const places = ['refs/pull', 'refs/pulls', 'refs/remotes']
const fetchedLine = /^([0-9a-f]{40,64})\t[^\t]*\t'refs\/pull\/(\d+)\/head' of /gm
const referenceLine = /^([0-9a-f]{40,64}) refs\/(?:pulls?|remotes\/[^/]+\/(?:pull|pr))\/(\d+)(?:\/head)?$/gm

async function distanceTo(context: TaskContext, sha: string): Promise<{ ahead?: number; behind?: number }> {
  const { ok, stdout } = await git(context)`rev-list --left-right --count ${sha}...HEAD --`
  const [behind, ahead] = stdout.trim().split(/\s+/).map(Number)
  return ok && ahead !== undefined && behind !== undefined ? { ahead, behind } : {}
}
