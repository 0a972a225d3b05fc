import { isObject } from '../../cache/json.ts'
import { type Config, defineTask, degraded, skipped, type TaskContext } from '../task.ts'
import { distanceBetween } from './distance.ts'
import { git } from './git.ts'
import { readGitStatus } from './status.ts'

export interface Deployment {
  /** The deployed commit; null where it cannot be determined. */
  deployed: string | null
  /** Commits that HEAD has and the deployed one has not, and the other way round; null where the commit is not in this repository. */
  ahead: number | null
  behind: number | null
  source: string
}

const answerMs = 10_000

/** Asks what is deployed, and how far HEAD is ahead of it. */
export const readDeployment = defineTask({
  id: 'git/deployment',
  title: 'Compare with what is deployed',
  needs: { status: readGitStatus },
  block: (deployment: Deployment) => ({ deployment }),
  show: ({ deployed, ahead, behind }: Deployment) =>
    `deployed: ${deployed ?? 'unknown'}, HEAD is ${ahead ?? '?'} ahead and ${behind ?? '?'} behind`,
  async run(context) {
    const { deployment, configuration } = context.config
    if (!deployment) return skipped({ reason: 'not-configured', key: 'deployment' })
    const asked = await ask(context, deployment)
    const source = deployment.ref ? `ref ${deployment.ref}` : deployment.command ? 'command' : 'url'
    if ('detail' in asked) {
      return degraded(
        { deployed: null, ahead: null, behind: null, source },
        {
          reason: 'incomplete',
          detail: `the deployed commit is unknown (${asked.detail})`,
          fix: `check "deployment" in ${configuration}`,
        },
      )
    }
    // Git before 2.30 knows no end of options here.
    const resolved = await git(context)`rev-parse --verify --quiet ${asked.commit}^{commit}`
    if (!resolved.ok || asked.commit.startsWith('-')) {
      return degraded(
        { deployed: asked.commit, ahead: null, behind: null, source },
        {
          reason: 'incomplete',
          detail: `the deployed commit ${asked.commit} is not in this repository`,
          fix: 'fetch it',
        },
      )
    }
    const deployed = resolved.stdout.trim()
    const { ahead = null, behind = null } = (await distanceBetween(context, deployed, 'HEAD')) ?? {}
    return { deployed, ahead, behind, source }
  },
})

async function ask(
  context: TaskContext,
  deployment: NonNullable<Config['deployment']>,
): Promise<{ commit: string } | { detail: string }> {
  if (deployment.ref) return { commit: deployment.ref }
  if (deployment.command) {
    const { stdout, exit, stderr } = await context.shell.line(deployment.command, { timeoutMs: answerMs })
    if (exit !== 0)
      return { detail: `the command ended with ${exit ?? 'a signal'}: ${stderr.trim().split('\n')[0] ?? ''}` }
    return commitIn(stdout, 'the command')
  }
  const page = await context.network.read(deployment.url as string, answerMs)
  if (page === undefined) return { detail: 'the URL does not answer' }
  const isGood = page.status >= 200 && page.status < 300
  return isGood ? commitIn(page.text, 'the URL') : { detail: `the URL answered ${page.status}` }
}

/** The commit in an answer: a JSON object's commit, sha, revision or version, else the first hexadecimal word of at least seven digits. */
function commitIn(text: string, what: string): { commit: string } | { detail: string } {
  const hex = /\b[0-9a-f]{7,64}\b/i
  try {
    const parsed: unknown = JSON.parse(text)
    if (isObject(parsed)) {
      const named = [parsed.commit, parsed.sha, parsed.revision, parsed.version].find(
        (value) => typeof value === 'string' && hex.test(value),
      )
      if (typeof named === 'string') return { commit: hex.exec(named)?.[0] as string }
    }
  } catch {
    // Plain text: the word itself.
  }
  const word = hex.exec(text)?.[0]
  return word ? { commit: word } : { detail: `${what} names no commit` }
}
